"""Checks of everything that the application needs: data directory, databases, nodes, indexers, price sources, clock. Each result is a value."""
