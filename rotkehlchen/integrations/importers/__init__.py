"""Formats of files that exchanges and trackers write: one folder each."""
