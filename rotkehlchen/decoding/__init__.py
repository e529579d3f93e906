"""Transaction to events: pure rules. Empty until history is built."""
