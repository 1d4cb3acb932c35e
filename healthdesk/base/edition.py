"""Which edition of the program this is, and of the forms and rules that come with it."""

VERSION = "0.1.0"
"""As in pyproject.toml, which nobody has once it is installed."""

RULES = "2026-11"
"""Year and month."""
