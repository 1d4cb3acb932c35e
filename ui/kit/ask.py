"""The only boxes that interrupt, to prevent harm; the harmless answer is the default."""

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget


class Ask(Protocol):
    """What a screen may ask. The words are its own; `harm` names the dangerous answer."""

    def sure(self, title: str, text: str, *, harm: str, keep: str) -> bool:
        """True only when the person chose `harm`; `keep` is the default and what Esc means."""
        ...

    def tell(self, title: str, text: str) -> None:
        """Something that must be read before work goes on."""
        ...

    def open_file(self, title: str, pattern: str) -> Path | None:
        """A file to read, or None."""
        ...

    def save_file(self, title: str, suggestion: str, pattern: str) -> Path | None:
        """A file to write, or None."""
        ...

    def show_file(self, file: Path) -> None:
        """Open a file that was written, with whatever the system has for it."""
        ...


class BoxAsk:
    """The real thing, over the window given."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def sure(self, title: str, text: str, *, harm: str, keep: str) -> bool:
        box = QMessageBox(QMessageBox.Icon.NoIcon, title, text, parent=self._window)
        box.setObjectName("ask.sure")
        yes = box.addButton(harm, QMessageBox.ButtonRole.DestructiveRole)
        no = box.addButton(keep, QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(no)
        box.setEscapeButton(no)
        box.exec()
        return box.clickedButton() is yes

    def tell(self, title: str, text: str) -> None:
        box = QMessageBox(QMessageBox.Icon.NoIcon, title, text, parent=self._window)
        box.setObjectName("ask.tell")
        box.exec()

    def open_file(self, title: str, pattern: str) -> Path | None:
        chosen, _ = QFileDialog.getOpenFileName(self._window, title, "", pattern)
        return Path(chosen) if chosen else None

    def save_file(self, title: str, suggestion: str, pattern: str) -> Path | None:
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, suggestion, pattern)
        return Path(chosen) if chosen else None

    def show_file(self, file: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))


class CannedAsk:
    """For tests: answers given beforehand, questions remembered."""

    def __init__(self, *, sure: bool = False, path: Path | None = None) -> None:
        self.asked: list[str] = []
        self._sure = sure
        self._path = path

    def sure(self, title: str, text: str, *, harm: str, keep: str) -> bool:
        self.asked.append(f"{title} {text} {harm} {keep}")
        return self._sure

    def tell(self, title: str, text: str) -> None:
        self.asked.append(f"{title} {text}")

    def open_file(self, title: str, pattern: str) -> Path | None:
        self.asked.append(f"{title} {pattern}")
        return self._path

    def save_file(self, title: str, suggestion: str, pattern: str) -> Path | None:
        self.asked.append(f"{title} {suggestion} {pattern}")
        return self._path

    def show_file(self, file: Path) -> None:
        self.asked.append(f"show {file.name}")
