"""The cover page of an archive on one A4 page: marks, facts, and as many of the services as fit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from healthdesk.documents.binding import Footer, bound
from healthdesk.documents.fonts import Fonts
from healthdesk.documents.grid import Grid, Type
from healthdesk.documents.layouts import Words, read
from healthdesk.documents.paper import BODY, MM, SMALL, Frame, Paper
from healthdesk.documents.pieces import Piece
from healthdesk.domain.cover.page import CoverPage, Fact, Mark, Service
from healthdesk.domain.cover.rules import CoverRules, cover_rules

_FRAME = Frame(left=15, right=15, top=13, bottom=15)
_TITLE = 16.0
_TYPE = Type(size=9.0, pitch=4.7 * MM)
_LABEL = 26 * MM
_COLUMNS = (20 * MM, 18 * MM, 44 * MM, 20 * MM)  # of the services; the result has the rest
_ROW = _TYPE.pitch + 4.0  # one line of a grid with its frame
_NOTE = 5 * MM


@dataclass(frozen=True, slots=True, repr=False)
class CoverHeader:
    """Whose page it is. `sex` is the official number; `on` the day it is printed."""

    name: str
    sex: str
    born: date | None
    archive_no: str
    org: str
    on: date
    has_conflict: bool = False


def cover_page_pdf(header: CoverHeader, page: CoverPage, fonts: Fonts) -> bytes:
    """The page as PDF. Raises InvalidInput naming what holds a character that no font has."""
    rules, words = cover_rules(), read("words", Words)
    paper = Paper(fonts, title=rules.title, frame=_FRAME)
    drawing = _Drawing(paper, rules)
    drawing.head(header, words)
    paper.repeat = lambda: drawing.head(header, words)
    drawing.marks(page)
    drawing.facts(page)
    drawing.services(page.services)
    return bound([paper], Footer(fonts.require("org", header.org), words.pages))


class _Drawing:
    def __init__(self, paper: Paper, rules: CoverRules) -> None:
        self._paper, self._rules = paper, rules

    def head(self, header: CoverHeader, words: Words) -> None:
        paper, require = self._paper, self._paper.fonts.require
        middle = (paper.left + paper.right) / 2
        if header.has_conflict:
            paper.box(paper.left, paper.y, paper.width, 7 * MM, stroke=1)
            paper.centred(middle, paper.y + 4.8 * MM, words.conflict, BODY, is_bold=True)
            paper.y += 9 * MM
        paper.centred(middle, paper.y + 6 * MM, self._rules.title, _TITLE, is_bold=True)
        paper.ending(paper.right, paper.y + 12.5 * MM, self._rules.edition, SMALL)
        who = (
            require("name", header.name),
            words.sex.get(header.sex, header.sex),
            words.age(header.born, header.on),
            words.number + " " + require("archive_no", header.archive_no),
        )
        paper.text(paper.left, paper.y + 12.5 * MM, "    ".join(part for part in who if part), BODY)
        paper.y += 14.5 * MM

    def marks(self, page: CoverPage) -> None:
        """One line for each kind: what, and since when."""
        self._part("marks")
        grid = self._grid([_LABEL, self._paper.width - _LABEL])
        for kind, title in self._rules.kinds.items():
            marks = page.marks.get(kind, ())
            grid.row([_text(title), [[Piece(self._mark(mark), gap=14) for mark in marks] or [Piece("")]]])

    def facts(self, page: CoverPage) -> None:
        """Two facts beside each other, a wide one on a line of its own."""
        self._part("facts")
        half = self._paper.width / 2 - _LABEL
        pairs, wide = (
            self._grid([_LABEL, half, _LABEL, half]),
            self._grid([_LABEL, self._paper.width - _LABEL]),
        )
        for _, facts in page.sections:
            for row in _rows(facts):
                cells = [cell for fact in row for cell in (_text(fact.label), self._value(fact))]
                if row[0].is_wide:
                    wide.row(cells)
                else:
                    pairs.row(cells + [_text("")] * (4 - len(cells)))

    def services(self, services: Sequence[Service]) -> None:
        """The newest that fit on this page; how many do not is said."""
        paper, rules = self._paper, self._rules
        self._part("services")
        grid = self._grid([*_COLUMNS, paper.width - sum(_COLUMNS)])
        grid.head(rules.columns)
        for place, service in enumerate(services):
            cells = (service.on.isoformat(), service.kind, service.org, service.doctor, service.result)
            line = [
                _text(self._fitted(text, width)) for text, width in zip(cells, self._widths(), strict=True)
            ]
            if paper.y + _ROW + _NOTE > paper.bottom:
                self._note(rules.not_shown.format(count=len(services) - place))
                return
            grid.row(line)
        if not services:
            grid.row([_text(rules.nothing), *[_text("")] * (len(rules.columns) - 1)])

    def _widths(self) -> tuple[float, ...]:
        return (*_COLUMNS, self._paper.width - sum(_COLUMNS))

    def _fitted(self, text: str, width: float) -> str:
        """One line: few words are asked for, and what is longer is cut with a sign that it was."""
        text = self._paper.fonts.require("services", " ".join(text.split()))
        measure = self._paper.measure(_TYPE.size)
        room = width - 8
        if measure(text) <= room:
            return text
        while text and measure(text + "…") > room:
            text = text[:-1]
        return text + "…"

    def _note(self, words: str) -> None:
        paper = self._paper
        paper.text(paper.left, paper.y + 4 * MM, words, SMALL)

    def _part(self, name: str) -> None:
        paper = self._paper
        paper.text(paper.left, paper.y + 5 * MM, self._rules.parts[name], BODY, is_bold=True)
        paper.y += 6.5 * MM

    def _grid(self, widths: Sequence[float]) -> Grid:
        return Grid(self._paper, widths, _TYPE)

    def _mark(self, mark: Mark) -> str:
        text = self._paper.fonts.require("marks", mark.text)
        return self._rules.since.format(text=text, since=mark.since) if mark.since else text

    def _value(self, fact: Fact) -> list[list[Piece]]:
        return _text(self._paper.fonts.require(fact.label, fact.text))


def _text(text: str) -> list[list[Piece]]:
    return [[Piece(text)]]


def _rows(facts: Iterable[Fact]) -> list[list[Fact]]:
    rows: list[list[Fact]] = []
    for fact in facts:
        if rows and not fact.is_wide and not rows[-1][0].is_wide and len(rows[-1]) == 1:
            rows[-1].append(fact)
        else:
            rows.append([fact])
    return rows
