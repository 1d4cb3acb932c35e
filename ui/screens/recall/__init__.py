"""Who is to be called for a dose."""
