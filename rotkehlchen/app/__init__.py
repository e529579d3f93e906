"""Wiring, lifecycle, configuration, command line."""
