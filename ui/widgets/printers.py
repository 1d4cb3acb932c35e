"""The printers of this machine: which there are, which one a person picks, what was picked last."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from ui.widgets.paper import PRINT_DPI

SIZES = (QPageSize.PageSizeId.A4, QPageSize.PageSizeId.A5, QPageSize.PageSizeId.A6)
"""A4 for forms, A5 for booklets' pages, A6 for labels. A page is fitted into the sheet that lies there."""


NEAR_POINTS = 3
"""Two sizes that differ by less are one: a millimetre."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen last for a kind of paper: a printer's name and Qt's word for the size.

    Where nothing was chosen yet the size is that of the page, `points` at 72 to the inch; else A4.
    """

    printer: str = ""
    size: str = ""
    points: tuple[float, float] = (0, 0)


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
    size, is_lying = _size(last)
    printer.setPageSize(size)
    printer.setPageOrientation(
        QPageLayout.Orientation.Landscape if is_lying else QPageLayout.Orientation.Portrait
    )
    printer.setResolution(PRINT_DPI)
    printer.setFullPage(True)
    return printer


def _size(last: Choice) -> tuple[QPageSize, bool]:
    """The sheet, and whether it lies. A label or a page of a booklet has a size of its own, as it stands."""
    wide, high = last.points
    chosen = next((one for one in SIZES if one.name == last.size), None) or _known(last.points)
    if chosen is not None:
        return QPageSize(chosen), wide > high
    return QPageSize(QSizeF(wide, high), QPageSize.Unit.Point), False


def _known(points: tuple[float, float]) -> QPageSize.PageSizeId | None:
    """A4, A5 or A6, lying or standing; A4 where nothing is known of the page."""
    if not all(points):
        return QPageSize.PageSizeId.A4
    for one in SIZES:
        size = QPageSize(one).size(QPageSize.Unit.Point)
        if abs(size.width() - min(points)) <= NEAR_POINTS and abs(size.height() - max(points)) <= NEAR_POINTS:
            return one
    return None


def choice_of(printer: QPrinter) -> Choice:
    """What is remembered of a printer."""
    return Choice(printer.printerName(), printer.pageLayout().pageSize().id().name)
