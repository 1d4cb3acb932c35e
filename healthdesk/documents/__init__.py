"""Floor 4: paper."""
