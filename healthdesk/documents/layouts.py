"""The fixed words and rows of printed papers, read from resources/documents."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import msgspec

from healthdesk.base.calendar import age_on
from healthdesk.base.paths import resources
from healthdesk.documents.fields import Blank

Row = tuple[str | Blank, ...]
Layout = TypeVar("Layout")


@dataclass(frozen=True, slots=True)
class Words:
    """Words that several papers share; templates name their places in braces."""

    full_date: str
    blank_date: str
    year_month: str
    blank_month: str
    years: str
    months: str
    days: str
    sex: dict[str, str]
    pages: str
    unsent: str
    conflict: str
    other_archives: str
    other_allergies: str
    other_diseases: str
    other_history: str
    history: dict[str, str]
    continued: str
    name: str
    number: str
    institution: str
    year: str
    unit: str
    label: str
    closed: str

    def day(self, day: date | None) -> str:
        """A date in words, or the room to write one."""
        if day is None:
            return self.blank_date
        return self.full_date.format(year=day.year, month=day.month, day=day.day)

    def month(self, month: date | None) -> str:
        """The month of a date in words, or the room to write one."""
        if month is None:
            return self.blank_month
        return self.year_month.format(year=month.year, month=month.month)

    def age(self, born: date | None, on: date | None) -> str:
        """Years, below one year months, below one month days; nothing when it cannot be known."""
        if born is None or on is None or on < born:
            return ""
        age = age_on(born, on)
        if age.years:
            return self.years.format(years=age.years)
        return self.months.format(months=age.months) if age.months else self.days.format(days=age.days)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and a long text below it on at least `least` ruled lines."""

    label: str
    key: str
    least: int


@dataclass(frozen=True, slots=True)
class Stub:
    """The part the sender keeps."""

    title: str
    subtitle: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The part that travels."""

    title: str
    head_rows: tuple[Row, ...]
    sections: tuple[Section, ...]
    closing_rows: tuple[Row, ...]
    continued_rows: tuple[Row, ...]
    code_note: str = ""


@dataclass(frozen=True, slots=True)
class LetterLayout:
    """A referral's paper of stub and sheet. `title` names the document, not the person."""

    title: str
    stub: Stub
    sheet: Sheet


def read(name: str, kind: type[Layout]) -> Layout:
    """The layout `resources/documents/<name>.json`. Raises ValueError for a file that does not fit."""
    return msgspec.json.decode((resources() / "documents" / f"{name}.json").read_bytes(), type=kind)
