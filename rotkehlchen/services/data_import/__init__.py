"""Files of exchanges and trackers, read into the history."""
