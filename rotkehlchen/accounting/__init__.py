"""Postings to lots to gains. Empty until the ledger is built."""
