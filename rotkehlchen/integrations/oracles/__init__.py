"""Price oracles: one folder each."""
