"""Events to balanced postings, and which movements belong together."""
