"""History as a person reads it: events found, told in words, edited, exported."""
