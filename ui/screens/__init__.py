"""Places: one folder each, none knows another."""
