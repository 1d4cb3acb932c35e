"""A PDF as pictures: rendered off the main thread, shown in the preview or sent to a printer."""

import threading
from ctypes import c_ubyte
from dataclasses import dataclass
from importlib import import_module
from math import ceil
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from pypdfium2 import PdfBitmap, PdfDocument, PdfPage

POINTS_PER_INCH = 72
MM_PER_INCH = 25.4
NAMES = {frozenset((210, 297)): "A4", frozenset((148, 210)): "A5"}
PRINT_DPI = 300
PRINT_SCALE = PRINT_DPI / POINTS_PER_INCH
_ONE_AT_A_TIME = threading.Lock()
"""The renderer does not bear two threads at once, and a preview is drawn while another paper is printed."""


@dataclass(frozen=True, slots=True)
class Pages:
    """A document at `scale` device pixels to the point: the size of every page, the first ones as pictures.

    `sizes` are width and height at 72 to the inch. A page takes megabytes, and a round of letters has
    hundreds: the others are rendered as they are looked at.
    """

    document: bytes
    scale: float
    sizes: tuple[tuple[float, float], ...]
    images: tuple[QImage, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.sizes)

    @property
    def points(self) -> tuple[float, float]:
        """How large the first is."""
        return self.sizes[0] if self.sizes else (0, 0)

    def pixels(self, page: int) -> QSize:
        """Device pixels of a page, counted from 0."""
        wide, high = self.sizes[page]
        return QSize(ceil(wide * self.scale), ceil(high * self.scale))


def rendered(document: bytes, scale: float, first: int = 2) -> Pages:
    """The sizes of all pages and the pictures of the `first` ones."""
    with _ONE_AT_A_TIME, _opened(document) as pdf:
        sizes = tuple(pdf.get_page_size(at) for at in range(len(pdf)))
        images = tuple(_image(pdf[at], scale) for at in range(min(first, len(sizes))))
    return Pages(document, scale, sizes, images)


def rendered_page(document: bytes, page: int, scale: float) -> QImage:
    """One page, counted from 0, at `scale` device pixels to the point."""
    with _ONE_AT_A_TIME, _opened(document) as pdf:
        return _image(pdf[page], scale)


def page_count(document: bytes) -> int:
    """How many pages a PDF has."""
    with _ONE_AT_A_TIME, _opened(document) as pdf:
        return len(pdf)


def size_words(points: tuple[float, float]) -> str:
    """A4 or A5, lying or not; any other size in millimetres, width first."""
    wide, high = (round(side / POINTS_PER_INCH * MM_PER_INCH) for side in points)
    return NAMES.get(frozenset((wide, high)), f"{wide}×{high} mm")


def _opened(document: bytes) -> "PdfDocument":
    """The renderer is loaded at the first paper: it costs 45 ms, and nobody prints before the home screen."""
    made: PdfDocument = import_module("pypdfium2").PdfDocument(document)
    return made


def _image(page: "PdfPage", scale: float) -> QImage:
    """Painted into the picture itself: a copy of a page at PRINT_DPI is 35 MB, and holds the window."""
    made: list[QImage] = []

    def canvas(width: int, height: int, **rest: Any) -> "PdfBitmap":
        made.append(QImage(width, height, QImage.Format.Format_RGBX8888))
        bits = made[0].bits()
        buffer = (c_ubyte * len(bits)).from_buffer(bits)
        new: PdfBitmap = import_module("pypdfium2").PdfBitmap.new_native(width, height, buffer=buffer, **rest)
        return new

    page.render(scale=scale, rev_byteorder=True, prefer_bgrx=True, bitmap_maker=canvas).close()
    return made[0]


def fitted(page: QSize, sheet: QRect) -> QRect:
    """The largest place on the sheet that keeps the shape of the page, at the top and in the middle."""
    size = page.scaled(sheet.size(), Qt.AspectRatioMode.KeepAspectRatio)
    return QRect(QPoint(sheet.left() + (sheet.width() - size.width()) // 2, sheet.top()), size)


def in_its_own_size(page: QSize, dots: int) -> QRect:
    """The place of a page rendered at PRINT_DPI, at the corner of a sheet that has `dots` to the inch."""
    return QRect(0, 0, round(page.width() * dots / PRINT_DPI), round(page.height() * dots / PRINT_DPI))
