"""The program with its window: log in, open the shell, change users, close."""

from ui.application.start import main

__all__ = ["main"]
