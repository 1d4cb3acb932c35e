"""Vaccine stock: what is on hand, what may be used, what is to be ordered, how cold it was kept."""
