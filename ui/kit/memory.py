"""Window sizes and who sat here last: small things of this workstation, never of a resident."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QWidget


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

    def place_window(self, window: QWidget) -> bool:
        """Put the window where it was. False when it is new here."""
        kept = self._settings.value("window/geometry")
        return isinstance(kept, QByteArray) and window.restoreGeometry(kept)

    def keep_window(self, window: QWidget) -> None:
        """Remember where the window is."""
        self._settings.setValue("window/geometry", window.saveGeometry())
