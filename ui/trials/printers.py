"""A printer that every machine has: each paper becomes a PDF in a folder, painted as for a real one."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from ui.widgets.printers import Choice, set_up


class PdfPrinters:
    """Asks nobody. The papers are numbered in the order in which they came."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.files: list[Path] = []

    def names(self) -> Sequence[str]:
        """One."""
        return ("PDF",)

    def pick(self, parent: QWidget, last: Choice) -> QPrinter:  # noqa: ARG002  nobody is asked
        """Set to what was chosen last, and to the next file."""
        self.files.append(self._folder / f"printed-{len(self.files) + 1}.pdf")
        printer = set_up(last)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self.files[-1]))
        return printer
