"""Paged lists."""
