"""Trials that drive the real widgets."""
