"""Floor 4: tables in and out."""
