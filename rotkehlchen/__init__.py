"""A local-first portfolio tracker: one encrypted ledger for balances, history and taxes."""

__version__ = '0.1.0'
