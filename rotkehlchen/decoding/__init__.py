"""From raw facts of a transaction to events: pure, deterministic, repeatable without a network."""
