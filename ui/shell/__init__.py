"""The main window around the screens."""

from ui.shell.status_line import Glance
from ui.shell.window import Shell

__all__ = ["Glance", "Shell"]
