"""Registering somebody new, and correcting the first page of an archive."""
