"""Reports on gains: computed from one state of the history, stored in packed parts, read, and turned into files."""
