"""Window sizes and who sat here last: small things of this workstation, never of a resident."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, QSize, Qt
from PySide6.QtWidgets import QWidget

USUAL = QSize(1366, 768)
FRAME = 40
"""Pixels of a title bar."""


class Memory:
    """Kept by `QSettings` in one ini file."""

    def __init__(self, file: Path) -> None:
        self._settings = QSettings(str(file), QSettings.Format.IniFormat)

    def text(self, key: str, default: str = "") -> str:
        """What was remembered under `key`."""
        return str(self._settings.value(key, default))

    def remember(self, key: str, text: str) -> None:
        """Keep `text` under `key`."""
        self._settings.setValue(key, text)

    def place_window(self, window: QWidget) -> None:
        """Put the window where it was, or in its usual size.

        It fills the screen when it did the last time, though the screen be another, and where the usual
        size leaves no room for the frame and the bar of the system.
        """
        kept = self._settings.value("window/geometry")
        if isinstance(kept, QByteArray) and window.restoreGeometry(kept):
            return
        room, frame = window.screen().availableSize(), QSize(0, FRAME)
        window.resize(USUAL.boundedTo(room))
        is_tight = (USUAL + frame).boundedTo(room) != USUAL + frame
        if is_tight or self.text("window/is_maximised") == str(True):
            window.setWindowState(Qt.WindowState.WindowMaximized)

    def keep_window(self, window: QWidget) -> None:
        """Remember where the window is."""
        self._settings.setValue("window/geometry", window.saveGeometry())
        self.remember("window/is_maximised", str(window.isMaximized()))
