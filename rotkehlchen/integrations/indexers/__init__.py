"""Indexers of transactions: one folder each."""
