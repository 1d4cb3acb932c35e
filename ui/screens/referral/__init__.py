"""Referrals: those whose answer is awaited, the sheet with its paper beside it, what comes back."""
