"""Vaccine stock: lots, needs, the book, refrigerators."""
