"""Papers bound into one PDF: the marks drawn, with a foot on every page."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from healthdesk.documents.paper import MM, RULE, SMALL, Box, Cells, Dot, Line, Mark, Paper, Path, Text

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_INK = 0.0
_PDF_VERSION = (1, 4)
_FOOT = 11 * MM  # from the edge of the paper


@dataclass(frozen=True, slots=True)
class Footer:
    """`pages` is a template with `{page}` and `{pages}`; it is printed when there is more than one page."""

    note: str = ""
    pages: str = ""


def bound(papers: Sequence[Paper], footer: Footer) -> bytes:
    """The papers one behind the other, each with page numbers of its own.

    The same marks give the same bytes; the title names the first paper, never a person.
    """
    from reportlab.pdfgen.canvas import Canvas

    stream = BytesIO()
    canvas = Canvas(
        stream,
        pagesize=papers[0].size,
        pageCompression=1,
        invariant=1,
        initialFontName=papers[0].fonts.first,  # type: ignore[arg-type]  # the stubs say float
        pdfVersion=_PDF_VERSION,
        lang="zh-CN",
    )
    canvas.setTitle(papers[0].title)
    for paper in papers:
        canvas.setPageSize(paper.size)
        for number, marks in enumerate(paper.pages, start=1):
            for mark in [*marks, *_foot(paper, footer, number)]:
                _draw(canvas, paper, mark)
            canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _foot(paper: Paper, footer: Footer, number: int) -> list[Mark]:
    y = paper.size[1] - _FOOT
    marks: list[Mark] = []
    if footer.note:
        marks.append(Text(paper.left, y, footer.note, SMALL, False))
    page, pages = paper.place_of(number)
    if footer.pages and pages > 1:
        words = footer.pages.format(page=page, pages=pages)
        marks.append(Text(paper.right - paper.fonts.width(words, SMALL), y, words, SMALL, False))
    return marks


def _draw(canvas: "Canvas", paper: Paper, mark: Mark) -> None:
    height = paper.size[1]
    match mark:
        case Text():
            x = mark.x
            canvas.setFillGray(_INK)
            for run in paper.fonts.runs(mark.text, is_bold=mark.is_bold):
                canvas.setFont(run.font, mark.size)
                canvas.drawString(x, height - mark.y, run.text)
                x += run.advance * mark.size / 1000
        case Line():
            canvas.setStrokeGray(RULE)
            canvas.setLineWidth(mark.width)
            canvas.setDash(list(mark.dash))
            canvas.line(mark.x1, height - mark.y1, mark.x2, height - mark.y2)
        case Box():
            canvas.setStrokeGray(RULE)
            canvas.setFillGray(_INK if mark.grey is None else mark.grey)
            canvas.setLineWidth(mark.stroke)
            canvas.setDash([])
            is_frame = mark.grey is None
            y = height - mark.y - mark.height
            canvas.rect(mark.x, y, mark.width, mark.height, stroke=int(is_frame), fill=int(not is_frame))
        case Cells():
            _draw_cells(canvas, mark, height)
        case Path():
            _draw_path(canvas, mark, height)
        case Dot():
            canvas.setFillGray(_INK)
            canvas.circle(mark.x, height - mark.y, mark.radius, stroke=0, fill=1)


def _draw_path(canvas: "Canvas", mark: Path, height: float) -> None:
    canvas.setStrokeGray(mark.pen.grey)
    canvas.setLineWidth(mark.pen.width)
    canvas.setDash(list(mark.pen.dash))
    path = canvas.beginPath()
    (x, y), *rest = mark.points
    path.moveTo(x, height - y)
    for x, y in rest:
        path.lineTo(x, height - y)
    canvas.drawPath(path, stroke=1, fill=0)


def _draw_cells(canvas: "Canvas", cells: Cells, height: float) -> None:
    canvas.saveState()
    canvas.setFillGray(_INK)
    canvas.translate(cells.x, height - cells.y)
    canvas.scale(cells.side / cells.count, -cells.side / cells.count)
    path = canvas.beginPath()
    for column, row, length in cells.runs:
        path.rect(column, row, length, 1)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()
