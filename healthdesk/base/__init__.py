"""Floor 0: knows nothing of medicine or databases."""
