"""Reads a printed paper back, as a reader program and as a scanner would."""

from bisect import bisect
from collections.abc import Iterator

import pypdfium2
import zxingcpp
from PIL import Image

DOTS_PER_POINT = 300 / 72
_FRAME = 5  # points: what is smaller is a line or a sign
_STROKE = 0.5  # points: around what the frame itself measures
_SLACK = 0.4


def pages(pdf: bytes) -> list[str]:
    """What copying or searching finds on each page."""
    document = pypdfium2.PdfDocument(pdf)
    found = [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in document]
    document.close()
    return found


def text(pdf: bytes) -> str:
    """All pages together, with lines and spaces run together: where a line breaks is layout."""
    return "".join("".join(pages(pdf)).split())


def middles(pdf: bytes, words: str) -> list[tuple[float, float]]:
    """Where the words stand: the page with its fraction from above, and the middle across in points."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for number, page in enumerate(document):
        height, read = page.get_height(), page.get_textpage()
        search = read.search(words)
        while hit := search.get_next():
            boxes = [read.get_charbox(at) for at in range(hit[0], hit[0] + hit[1])]
            down = number + 1 - boxes[0][1] / height
            found.append((down, (boxes[0][0] + boxes[-1][2]) / 2))
    document.close()
    return found


def torn(pdf: bytes) -> list[str]:
    """The characters that a frame, a cell's or a box's, cuts through: text that is wider than its place."""
    document = pypdfium2.PdfDocument(pdf)
    found = [cut for page in document for cut in _torn_on(page)]
    document.close()
    return found


def _torn_on(page: pypdfium2.PdfPage) -> Iterator[str]:
    frames = [one.get_bounds() for one in page.get_objects((pypdfium2.raw.FPDF_PAGEOBJ_PATH,))]
    edges = sorted(
        (x, bottom, top)
        for left, bottom, right, top in frames
        if right - left > _FRAME and top - bottom > _FRAME
        for x in (left + _STROKE, right - _STROKE)
    )
    read = page.get_textpage()
    for at in range(read.count_chars()):
        left, bottom, right, top = read.get_charbox(at)
        first, last = (bisect(edges, (x,)) for x in (left + _SLACK, right - _SLACK))
        middle = (bottom + top) / 2
        if any(low < middle < high for _, low, high in edges[first:last]):
            yield read.get_text_range(at, 1)


def title(pdf: bytes) -> str:
    """The title a window or a print queue would show."""
    document = pypdfium2.PdfDocument(pdf)
    found: str = document.get_metadata_value("Title")
    document.close()
    return found


def picture(pdf: bytes, page: int = 0, scale: float = DOTS_PER_POINT) -> Image.Image:
    """A page as a printer at 300 dots per inch would set it, in grey."""
    document = pypdfium2.PdfDocument(pdf)
    image = document[page].render(scale=scale, grayscale=True).to_pil()
    document.close()
    return image


def codes(pdf: bytes, page: int = 0) -> list[str]:
    """The texts of the codes on the first page."""
    return [found.text for found in zxingcpp.read_barcodes(picture(pdf, page))]
