"""Fields and ornaments used by screens and forms."""
