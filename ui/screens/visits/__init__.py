"""The place of follow-ups: whom to ask to join, and what waits for a doctor."""
