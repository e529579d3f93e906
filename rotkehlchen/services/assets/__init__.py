"""Use cases around assets."""
