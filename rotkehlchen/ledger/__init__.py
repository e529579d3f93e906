"""Events to balanced postings. Empty until history is built."""
