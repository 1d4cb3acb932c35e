"""Reactions after a dose, with their clocks."""
