"""Values and rules without I/O: money, identifiers, time, errors, issues."""
