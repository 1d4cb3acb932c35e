"""Reads a printed paper back, as a reader program and as a scanner would."""

import pypdfium2
import zxingcpp
from PIL import Image

DOTS_PER_POINT = 300 / 72


def pages(pdf: bytes) -> list[str]:
    """What copying or searching finds on each page."""
    document = pypdfium2.PdfDocument(pdf)
    found = [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in document]
    document.close()
    return found


def text(pdf: bytes) -> str:
    """All pages together, with lines and spaces run together: where a line breaks is layout."""
    return "".join("".join(pages(pdf)).split())


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


def codes(pdf: bytes) -> list[str]:
    """The texts of the codes on the first page."""
    return [found.text for found in zxingcpp.read_barcodes(picture(pdf))]
