"""Forms as data: definition, filling, conditions, checks."""
