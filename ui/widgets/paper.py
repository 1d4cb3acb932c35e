"""A PDF as pictures: rendered off the main thread, shown in the preview or sent to a printer."""

from dataclasses import dataclass

import pypdfium2
from PySide6.QtGui import QImage, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

POINTS_PER_INCH = 72
PRINT_DPI = 300
PRINT_SCALE = PRINT_DPI / POINTS_PER_INCH


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of one document, first page first, and how many there are in all."""

    images: tuple[QImage, ...]
    count: int


def rendered(document: bytes, scale: float) -> Pages:
    """Every page at `scale` device pixels to the point."""
    pdf = pypdfium2.PdfDocument(document)
    try:
        images = tuple(_image(page, scale) for page in pdf)
    finally:
        pdf.close()
    return Pages(images, len(images))


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


def chosen_printer(parent: QWidget) -> QPrinter | None:
    """The printer a person picks, set to A4; None when nobody wants to print after all."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setResolution(PRINT_DPI)
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, parent)
    return printer if dialog.exec() else None


def put_on(printer: QPrinter, pages: Pages) -> bool:
    """Send the pages; False when the printer did not take them."""
    painter = QPainter()
    if not painter.begin(printer):
        return False
    for at, image in enumerate(pages.images):
        if at:
            printer.newPage()
        painter.drawImage(painter.viewport(), image)
    return painter.end()
