"""Chains: folders of data."""
