"""What protocols of one kind share: pure functions that make rules and claims, told apart by the contracts and words they are given."""
