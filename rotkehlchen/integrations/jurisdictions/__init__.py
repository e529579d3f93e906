"""Tax jurisdictions: one folder each."""
