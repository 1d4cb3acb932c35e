"""Writing a follow-up."""
