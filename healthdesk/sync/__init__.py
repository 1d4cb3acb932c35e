"""Floor 4: the conversation with the regional platform."""
