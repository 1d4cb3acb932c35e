"""One resident's record."""
