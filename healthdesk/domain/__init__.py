"""Floor 1: medicine as pure functions and frozen values."""
