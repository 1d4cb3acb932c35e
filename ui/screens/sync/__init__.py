"""The sync centre: how things stand, what waits, and conflicts decided."""
