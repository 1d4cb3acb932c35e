"""The referral paper: stub, cut line, sheet with a code, on as many pages as its texts need.

Fields and order: archive-chronic/06-referral.md, part A.
"""

from dataclasses import dataclass, fields
from datetime import date

from healthdesk.documents import qr
from healthdesk.documents.binding import Footer, bound
from healthdesk.documents.fields import FieldWriter
from healthdesk.documents.fonts import Fonts
from healthdesk.documents.layouts import ReferralLayout, Words, read
from healthdesk.documents.paper import BODY, MM, SMALL, Paper
from healthdesk.domain import numbering

_TITLE = 17.0
_SUBTITLE = 13.0
_CODE_SIDE = 25 * MM
_CODE_ROOM = 31 * MM
_LABEL_PITCH = 8.0 * MM
_CLOSING = 4 * 8.6 * MM


@dataclass(frozen=True, slots=True, repr=False)
class ReferralSheet:
    """What is printed. Texts are as they shall read; `sex` is the official code, `archive_no` its digits.

    `written_on` is the date of the sheet itself, by default the day of referral.

    `is_unsent` and `has_conflict` are said on the paper. `is_sensitive` keeps everything about the illness
    and its destination out of the code; `id_no` is only ever in the code, and only when it is given.
    """

    name: str = ""
    sex: str = ""
    born: date | None = None
    archive_no: str = ""
    address: str = ""
    phone: str = ""
    out_date: date | None = None
    to_org: str = ""
    to_dept: str = ""
    to_doctor: str = ""
    impression: str = ""
    present_history_reason: str = ""
    past_history: str = ""
    treatment: str = ""
    from_doctor: str = ""
    signed_on: date | None = None
    from_phone: str = ""
    from_org: str = ""
    written_on: date | None = None
    number: str = ""
    id_no: str = ""
    is_unsent: bool = False
    has_conflict: bool = False
    is_sensitive: bool = False

    def key_facts(self) -> qr.KeyFacts:
        """What the code carries."""
        facts = qr.KeyFacts(
            name=self.name,
            sex=self.sex,
            born=qr.compact(self.born),
            archive_no=self.archive_no,
            from_org=self.from_org,
            to_org=self.to_org,
            to_dept=self.to_dept,
            on=qr.compact(self.out_date),
            impression=self.impression,
            reason=self.present_history_reason,
            number=self.number,
            id_no=self.id_no,
        )
        return facts.discreet() if self.is_sensitive else facts


def referral_pdf(sheet: ReferralSheet, fonts: Fonts) -> bytes:
    """The paper as PDF; a sheet without a name is a blank to fill in by hand.

    Raises InvalidInput naming the field when it holds a character that cannot be printed.
    """
    words = read("words", Words)
    layout = read("referral-out", ReferralLayout)
    paper = Paper(fonts, title=layout.title)
    drawing = _Drawing(paper, sheet, words, layout)
    drawing.stub()
    drawing.cut()
    drawing.sheet()
    return bound([paper], Footer(words.unsent if sheet.is_unsent else "", words.pages))


class _Drawing:
    def __init__(self, paper: Paper, sheet: ReferralSheet, words: Words, layout: ReferralLayout) -> None:
        self._paper = paper
        self._sheet = sheet
        self._words = words
        self._layout = layout
        self._values = _values(sheet, words, paper.fonts)
        self._writer = FieldWriter(paper, self._values)
        self._open_section = ""

    def stub(self) -> None:
        stub = self._layout.stub
        self._conflict()
        self._title(stub.title)
        self._paper.centred(self._middle, self._paper.y + 4 * MM, stub.subtitle, _SUBTITLE)
        self._paper.y += 9 * MM
        self._writer.rows(stub.rows)

    def cut(self) -> None:
        paper = self._paper
        paper.y += 3 * MM
        paper.line((paper.left - 6 * MM, paper.y), (paper.right + 6 * MM, paper.y), dash=(3, 2))
        paper.y += 8 * MM

    def sheet(self) -> None:
        paper, sheet = self._paper, self._layout.sheet
        paper.repeat = self._continued
        self._conflict()
        top = paper.y
        self._title(sheet.title)
        below_code = self._code(top) if self._sheet.name else top
        self._writer.rows(sheet.head_rows, width=paper.width - _CODE_ROOM)
        paper.y = max(paper.y, below_code)
        for section in sheet.sections:
            paper.ensure(2 * _LABEL_PITCH)
            self._heading(section.label)
            self._open_section = section.label + self._words.continued
            self._writer.ruled(section.key, least=section.least)
            self._open_section = ""
        paper.y += 2 * MM
        paper.ensure(_CLOSING)
        self._writer.rows(sheet.closing_rows)

    @property
    def _middle(self) -> float:
        return (self._paper.left + self._paper.right) / 2

    def _title(self, title: str) -> None:
        paper = self._paper
        paper.centred(self._middle, paper.y + 6 * MM, title, _TITLE)
        paper.text(paper.left, paper.y + 6 * MM, self._sheet.number, SMALL)
        paper.y += 10 * MM

    def _code(self, top: float) -> float:
        """The code at the right of the sheet's head. Returns where it ends."""
        paper = self._paper
        x = paper.right - _CODE_SIDE
        paper.cells(qr.cells(qr.payload(self._sheet.key_facts()), x, top, _CODE_SIDE))
        note = self._layout.sheet.code_note
        paper.centred(x + _CODE_SIDE / 2, top + _CODE_SIDE + 3.5 * MM, note, 7)
        return top + _CODE_SIDE + 5 * MM

    def _continued(self) -> None:
        """The head of every further page."""
        paper = self._paper
        paper.centred(
            self._middle, paper.y + 6 * MM, self._layout.sheet.title + self._words.continued, BODY + 3
        )
        paper.y += 9 * MM
        self._conflict()
        self._writer.rows(self._layout.sheet.continued_rows)
        paper.y += 2 * MM
        if self._open_section:
            self._heading(self._open_section)

    def _heading(self, label: str) -> None:
        paper = self._paper
        paper.text(paper.left, paper.y + _LABEL_PITCH * 0.75, label, is_bold=True)
        paper.y += _LABEL_PITCH

    def _conflict(self) -> None:
        if not self._sheet.has_conflict:
            return
        paper = self._paper
        paper.box(paper.left, paper.y, paper.width, 7 * MM, stroke=1)
        paper.centred(self._middle, paper.y + 4.8 * MM, self._words.conflict, BODY, is_bold=True)
        paper.y += 9 * MM


def _values(sheet: ReferralSheet, words: Words, fonts: Fonts) -> dict[str, str]:
    """What is written on the blanks, by key; checked here, so that a refusal can name the field."""
    texts = {
        place.name: fonts.require(place.name, value)
        for place in fields(sheet)
        if isinstance(value := getattr(sheet, place.name), str)
    }
    return texts | {
        "sex": words.sex.get(sheet.sex, texts["sex"]),
        "archive_no": _grouped(texts["archive_no"]),
        "age": words.age(sheet.born, sheet.out_date),
        "out_date": words.day(sheet.out_date),
        "signed_on": words.day(sheet.signed_on),
        "written_on": words.day(sheet.written_on or sheet.out_date),
    }


def _grouped(archive_no: str) -> str:
    """A complete number as 6-3-3-5; anything else (a temporary number) as it is."""
    is_complete = archive_no.isdecimal() and len(archive_no) == numbering.LENGTH
    return numbering.ArchiveNumber(archive_no).printed if is_complete else archive_no
