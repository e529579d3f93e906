"""Stored transactions to stored events."""
