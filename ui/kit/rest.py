"""How long nothing is acted on after what was under the finger has gone."""

REST_MS = 600
"""Longer than the second press of a double one (up to 0.4 s), shorter than reading a name (1.35 s)."""
