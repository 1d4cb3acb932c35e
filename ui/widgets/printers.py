"""The printers of this machine: which there are, which one a person picks, what was picked last."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from ui.widgets.paper import PRINT_DPI

SIZES = (QPageSize.PageSizeId.A4, QPageSize.PageSizeId.A5, QPageSize.PageSizeId.A6)
"""A4 for forms, A5 for booklets' pages, A6 for labels. A page is fitted into the sheet that lies there."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen last for a kind of paper: a printer's name and Qt's word for the size."""

    printer: str = ""
    size: str = "A4"


class Printers(Protocol):
    """What is there to print on."""

    def names(self) -> Sequence[str]:
        """Empty when this machine knows no printer at all."""
        ...

    def pick(self, parent: QWidget, last: Choice) -> QPrinter | None:
        """The printer a person picks, set to what was chosen last; None when nobody wants to print."""
        ...


class SystemPrinters:
    """Those the operating system knows; its own box asks."""

    def names(self) -> Sequence[str]:
        return tuple(QPrinterInfo.availablePrinterNames())

    def pick(self, parent: QWidget, last: Choice) -> QPrinter | None:
        printer = set_up(last)
        return printer if QPrintDialog(printer, parent).exec() else None


def set_up(last: Choice) -> QPrinter:
    """The printer and size of last time; where that printer is gone, the system's own."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if last.printer in QPrinterInfo.availablePrinterNames():
        printer.setPrinterName(last.printer)
    size = next((one for one in SIZES if one.name == last.size), QPageSize.PageSizeId.A4)
    printer.setPageSize(QPageSize(size))
    printer.setResolution(PRINT_DPI)
    printer.setFullPage(True)
    return printer


def choice_of(printer: QPrinter) -> Choice:
    """What is remembered of a printer."""
    return Choice(printer.printerName(), printer.pageLayout().pageSize().id().name)
