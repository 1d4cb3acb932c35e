"""HealthDesk: the core of the program, without any window."""
