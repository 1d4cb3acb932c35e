"""Printers for tests: they print into a file, or refuse as real ones do."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from ui.widgets.printers import Choice, set_up


class FilePrinter(QPrinter):
    """Takes `most` pages, then no more; a negative number is no limit."""

    def __init__(self, file: Path, last: Choice, most: int) -> None:
        super().__init__(QPrinter.PrinterMode.HighResolution)
        like = set_up(last)
        self.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        self.setOutputFileName(str(file))
        self.setPageSize(like.pageLayout().pageSize())
        self.setPageOrientation(like.pageLayout().orientation())
        self.setResolution(like.resolution())
        self.setFullPage(True)
        self._left = most

    def newPage(self) -> bool:
        self._left -= 1
        return self._left != 0 and super().newPage()


class FilePrinters:
    """`files` are what was printed, in order; `lasts` what each kind of paper was printed on before."""

    def __init__(self, folder: Path, *, most: int = -1, is_cancelled: bool = False) -> None:
        self.files: list[Path] = []
        self.lasts: list[Choice] = []
        self.most, self.is_cancelled = most, is_cancelled
        self._folder = folder

    def names(self) -> Sequence[str]:
        return ("一楼 激光",)

    def pick(self, parent: QWidget, last: Choice) -> QPrinter | None:
        self.lasts.append(last)
        if self.is_cancelled:
            return None
        self.files.append(self._folder / f"printed-{len(self.files)}.pdf")
        return FilePrinter(self.files[-1], last, self.most)


class NoPrinters:
    """A machine without a printer."""

    def names(self) -> Sequence[str]:
        return ()

    def pick(self, parent: QWidget, last: Choice) -> QPrinter | None:
        raise AssertionError("nobody is asked for a printer that is not there")
