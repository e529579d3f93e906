"""What an integration must be: its manifest, and one contract a kind."""
