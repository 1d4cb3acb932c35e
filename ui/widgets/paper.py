"""A PDF as pictures: rendered off the main thread, shown in the preview or sent to a printer."""

from dataclasses import dataclass

import pypdfium2
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

POINTS_PER_INCH = 72
MM_PER_INCH = 25.4
A4_MM = {210, 297}
PRINT_DPI = 300
SIZES = (QPageSize.PageSizeId.A4, QPageSize.PageSizeId.A5, QPageSize.PageSizeId.A6)
"""A4 for forms, A5 for booklets' pages, A6 for labels. A page is fitted into the sheet that lies there."""

PRINT_SCALE = PRINT_DPI / POINTS_PER_INCH


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of one document, first page first, how many there are in all, and how large the first is.

    `points` are width and height at 72 to the inch.
    """

    images: tuple[QImage, ...]
    count: int
    points: tuple[float, float] = (0, 0)


def rendered(document: bytes, scale: float) -> Pages:
    """Every page at `scale` device pixels to the point."""
    pdf = pypdfium2.PdfDocument(document)
    try:
        images = tuple(_image(page, scale) for page in pdf)
        points = pdf[0].get_size() if images else (0, 0)
    finally:
        pdf.close()
    return Pages(images, len(images), points)


def size_words(points: tuple[float, float]) -> str:
    """A4, lying or not; any other size in millimetres, width first."""
    wide, high = (round(side / POINTS_PER_INCH * MM_PER_INCH) for side in points)
    return "A4" if {wide, high} == A4_MM else f"{wide}×{high} mm"


def _image(page: pypdfium2.PdfPage, scale: float) -> QImage:
    bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=True)
    try:
        raw = bytes(bitmap.buffer)
        shown = QImage(raw, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGBX8888)
        return shown.copy()
    finally:
        bitmap.close()


def has_printer() -> bool:
    """Whether this machine knows a printer at all."""
    return bool(QPrinterInfo.availablePrinterNames())


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen last for a kind of paper: a printer's name and Qt's word for the size."""

    printer: str = ""
    size: str = "A4"


def chosen_printer(parent: QWidget, last: Choice) -> QPrinter | None:
    """The printer a person picks, set to what was chosen last; None when nobody wants to print after all."""
    printer = set_up(last)
    dialog = QPrintDialog(printer, parent)
    return printer if dialog.exec() else None


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


def fitted(page: QSize, sheet: QRect) -> QRect:
    """The largest place on the sheet that keeps the shape of the page, at the top and in the middle."""
    size = page.scaled(sheet.size(), Qt.AspectRatioMode.KeepAspectRatio)
    return QRect(QPoint(sheet.left() + (sheet.width() - size.width()) // 2, sheet.top()), size)


def in_its_own_size(page: QSize, dots: int) -> QRect:
    """The place of a page rendered at PRINT_DPI, at the corner of a sheet that has `dots` to the inch."""
    return QRect(0, 0, round(page.width() * dots / PRINT_DPI), round(page.height() * dots / PRINT_DPI))


def put_on(printer: QPrinter, pages: Pages, *, is_exact: bool = False) -> bool:
    """Send the pages; False when the printer did not take all of them.

    `is_exact` pages are not fitted into the sheet: their words belong on lines that are printed already.
    """
    painter = QPainter()
    if not painter.begin(printer):
        return False
    for at, image in enumerate(pages.images):
        if at and not printer.newPage():
            painter.end()
            return False
        own = in_its_own_size(image.size(), printer.resolution())
        painter.drawImage(own if is_exact else fitted(image.size(), painter.viewport()), image)
    return painter.end()
