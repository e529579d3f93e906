"""The global database: assets, collections and prices, the same for every profile."""
