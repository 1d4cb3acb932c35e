"""The headless front end, one module per command."""
