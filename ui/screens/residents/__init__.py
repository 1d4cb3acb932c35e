"""Everybody of this centre by name, and tables of residents brought in."""
