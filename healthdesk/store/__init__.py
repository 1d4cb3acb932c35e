"""Floor 2: rows and the database file."""
