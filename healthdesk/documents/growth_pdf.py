"""男童 and 女童生长发育监测图 on A4: blank, or with a child's points."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from healthdesk.documents.binding import Footer, bound
from healthdesk.documents.chart_drawing import Area, ChartDrawing
from healthdesk.documents.fonts import Fonts
from healthdesk.documents.head import FormHeader, Head
from healthdesk.documents.layouts import Words, read
from healthdesk.documents.paper import BODY, MM, SMALL, Frame, Paper
from healthdesk.documents.pieces import Look, Piece, set_lines, write_line
from healthdesk.domain.child_growth import Body, Indicator
from healthdesk.domain.growth import GrowthTables
from healthdesk.domain.growth_course import Span, chart

_FRAME = Frame(left=15, right=15, top=13, bottom=15)
_TITLE = 7 * MM
_NOTE = 9 * MM
_STRONG = 10.0


@dataclass(frozen=True, slots=True)
class _Plot:
    indicator: Indicator
    title: str
    unit: str
    first: int
    last: int
    step: int


@dataclass(frozen=True, slots=True)
class _Page:
    title: str
    plots: tuple[_Plot, ...]


@dataclass(frozen=True, slots=True)
class GrowthLayout:
    """The words and plots of resources/documents/growth-chart.json."""

    titles: dict[str, str]
    born: str
    weeks: str
    week: str
    pages: tuple[_Page, ...]
    axis: str
    standard: str


@dataclass(frozen=True, slots=True, repr=False)
class GrowthSheet:
    """Whose chart it is: `sex` is `male` or `female`; blank without bodies. `weeks` at birth, if known."""

    sex: str
    bodies: Sequence[Body] = ()
    born: date | None = None
    weeks: int | None = None


def growth_pdf(sheet: GrowthSheet, header: FormHeader, tables: GrowthTables, fonts: Fonts) -> bytes:
    """The charts as PDF: every page when blank, otherwise those the child has points on.

    Raises InvalidInput for a name that cannot be printed.
    """
    layout, words = read("growth-chart", GrowthLayout), read("words", Words)
    title = layout.titles[sheet.sex]
    paper = Paper(fonts, title=title, frame=_FRAME)
    head = Head(header, words)
    for number, page in enumerate(_wanted(layout, sheet)):
        if number:
            paper.break_page()
        head.draw(paper, title + page.title)
        _whose(paper, layout, words, sheet)
        _plots(paper, layout, page, sheet, tables)
    note = "  ".join(filter(None, (header.org, words.unsent if header.is_unsent else "")))
    return bound([paper], Footer(fonts.require("org", note), words.pages))


def _wanted(layout: GrowthLayout, sheet: GrowthSheet) -> list[_Page]:
    if not sheet.bodies:
        return list(layout.pages)
    drawn = [page for page in layout.pages if any(_has_points(plot, sheet) for plot in page.plots)]
    return drawn or [layout.pages[0]]


def _has_points(plot: _Plot, sheet: GrowthSheet) -> bool:
    span = Span(plot.first, plot.last, plot.step)
    places = [body.place(plot.indicator) for body in sheet.bodies]
    return any(place is not None and span.holds(place[0]) for place in places)


def _whose(paper: Paper, layout: GrowthLayout, words: Words, sheet: GrowthSheet) -> None:
    """Birth date and weeks, which the lines are read by."""
    weeks = "" if sheet.weeks is None else str(sheet.weeks)
    pieces = [
        Piece(layout.born, leads=True),
        Piece(words.day(sheet.born), gap=8 * MM),
        Piece(layout.weeks, leads=True),
        Piece(weeks, Look.RULED, least=12 * MM),
        Piece(layout.week),
    ]
    for line in set_lines(pieces, paper.width, paper.measure()):
        write_line(paper, line, paper.left, paper.y + 4 * MM, BODY)
    paper.y += 7 * MM


def _plots(paper: Paper, layout: GrowthLayout, page: _Page, sheet: GrowthSheet, tables: GrowthTables) -> None:
    """The plots of a page below each other, and the standard they stand for."""
    height = (paper.bottom - paper.y - _NOTE) / len(page.plots)
    for plot in page.plots:
        paper.text(paper.left, paper.y + 4.5 * MM, f"{plot.title}（{plot.unit}）", _STRONG, is_bold=True)
        span = Span(plot.first, plot.last, plot.step)
        drawn = chart(tables, sheet.sex, plot.indicator, span, sheet.bodies)
        area = Area(paper.left, paper.y + _TITLE, paper.width, height - _TITLE)
        ChartDrawing(paper, drawn, area, layout.axis).draw()
        paper.y += height
    for line in set_lines([Piece(layout.standard)], paper.width, paper.measure(SMALL)):
        write_line(paper, line, paper.left, paper.y + 4 * MM, SMALL)
        paper.y += 4 * MM
