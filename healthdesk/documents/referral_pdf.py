"""The referral paper with its values and its code."""

from dataclasses import dataclass, fields
from datetime import date

from healthdesk.documents import qr
from healthdesk.documents.binding import Footer, bound
from healthdesk.documents.fonts import Fonts
from healthdesk.documents.layouts import LetterLayout, Words, read
from healthdesk.documents.letter import ON_A4, ON_A5, Letter, LetterDrawing, Size, fitted
from healthdesk.documents.paper import Paper
from healthdesk.domain import numbering


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


def referral_pdf(sheet: ReferralSheet, fonts: Fonts, *, is_a5: bool = False) -> bytes:
    """The paper as PDF, on A4 or A5; a sheet without a name is a blank to fill in by hand.

    Raises InvalidInput naming the field when it holds a character that cannot be printed.
    """
    words = read("words", Words)
    layout = read("referral-out", LetterLayout)
    code = qr.payload(sheet.key_facts()) if sheet.name else ""
    letter = Letter(_values(sheet, words, fonts), sheet.number, code, sheet.has_conflict)

    def draw(size: Size) -> Paper:
        made = Paper(fonts, title=layout.title, frame=size.frame)
        LetterDrawing(made, words, layout, letter, size).draw()
        return made

    paper = fitted(draw, ON_A5 if is_a5 else ON_A4)
    return bound([paper], Footer(words.unsent if sheet.is_unsent else "", words.pages))


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
        "age_unit": "",
        "date": words.day(sheet.written_on or sheet.out_date),
    }


def _grouped(archive_no: str) -> str:
    """A complete number as 6-3-3-5; anything else (a temporary number) as it is."""
    is_complete = archive_no.isdecimal() and len(archive_no) == numbering.LENGTH
    return numbering.ArchiveNumber(archive_no).printed if is_complete else archive_no
