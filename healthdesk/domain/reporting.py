"""What must be reported, and until when: cases, events, reactions after vaccination.

    book = shipped()
    limit = book.limit_of_case("ANTHRAX", {"anthrax_type": "1"})      2 hours
    limit.deadline(diagnosed)                                         when the card must be in
    limit.keeps(diagnosed, reported)                                  in time, the last minute included

Moments are what the clock on the wall shows, without zone. Numbers and lists stand in resources/reporting
with their place in the specification: archive-chronic/16 sections 2 and 3, immunization section 8.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from healthdesk.base.calendar import add_days, add_months
from healthdesk.base.errors import InvalidInput
from healthdesk.base.paths import resources

URGENT, USUAL, EVENT = "urgent", "usual", "event"
REACTION, GRAVE_REACTION = "reaction", "grave-reaction"


class ReportState(StrEnum):
    """Where a report stands; moments are those of the clock on the wall."""

    OPEN = "open"
    OVERDUE = "overdue"
    REPORTED = "reported"
    REPORTED_LATE = "reported-late"

    @classmethod
    def of(cls, report_by: datetime | None, reported: datetime | None, now: datetime) -> "ReportState":
        """The state; the deadline itself is in time. Without a deadline nothing is late."""
        if reported is None:
            return cls.OVERDUE if report_by is not None and now > report_by else cls.OPEN
        is_late = report_by is not None and reported > report_by
        return cls.REPORTED_LATE if is_late else cls.REPORTED


class Limit(msgspec.Struct, frozen=True):
    """So many hours, for what, and where that stands."""

    key: str
    hours: int
    text: str
    source: str
    confidence: str

    def deadline(self, start: datetime) -> datetime:
        """The last moment in time. Hours are counted through nights and holidays."""
        return start + timedelta(hours=self.hours)

    def keeps(self, start: datetime, reported: datetime) -> bool:
        """Whether the report was in time; the deadline itself is."""
        return reported <= self.deadline(start)


class Disease(msgspec.Struct, frozen=True):
    """A notifiable disease. `class_` is A, B or C; `is_event`: one suspected case is an event as well.

    `is_urgent_when` names the types (link id of the card, its options) that are managed as class A,
    `has_course_when` those of which the card asks whether they are acute or chronic. Names and dates stand in
    the code list.
    """

    code: str
    source: str
    confidence: str
    class_: str = msgspec.field(name="class")
    is_urgent: bool = False
    is_event: bool = False
    is_urgent_when: Mapping[str, tuple[str, ...]] = {}
    has_course: bool = False
    has_course_when: Mapping[str, tuple[str, ...]] = {}

    def asks_course(self, types: Mapping[str, Any]) -> bool:
        """Whether the card asks for acute or chronic (archive-chronic/16 section 4 item 14)."""
        return self.has_course or any(
            types.get(link_id) in options for link_id, options in self.has_course_when.items()
        )


class Reaction(msgspec.Struct, frozen=True):
    """A reaction after vaccination that is reported when it begins within these days or months."""

    code: str
    source: str
    confidence: str
    within_days: int | None = None
    from_months: int = 0
    within_months: int | None = None

    def fits(self, given: date, onset: date) -> bool:
        """Whether a reaction that began on `onset` falls into the window after the dose; both ends belong."""
        last = (
            add_days(given, self.within_days)
            if self.within_days is not None
            else add_months(given, self.within_months or 0)
        )
        return add_months(given, self.from_months) <= onset <= last


class _Tables(msgspec.Struct, frozen=True):
    limits: tuple[Limit, ...]
    diseases: tuple[Disease, ...]
    reactions: tuple[Reaction, ...]


@dataclass(frozen=True)
class ReportingBook:
    """Limits by their key, diseases and reactions by their code."""

    limits: Mapping[str, Limit]
    diseases: Mapping[str, Disease]
    reactions: Mapping[str, Reaction]

    @classmethod
    def read(cls, path: Path | None = None) -> "ReportingBook":
        """The tables of resources/reporting. Raises InvalidInput for a damaged file."""
        file = path or resources() / "reporting" / "limits.json"
        try:
            tables = msgspec.json.decode(file.read_bytes(), type=_Tables)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            raise InvalidInput(file.name, str(error)) from None
        return cls(
            {limit.key: limit for limit in tables.limits},
            {disease.code: disease for disease in tables.diseases},
            {reaction.code: reaction for reaction in tables.reactions},
        )

    def limit_of_case(
        self, code: str | None, types: Mapping[str, Any], *, is_outbreak_or_new: bool = False
    ) -> Limit:
        """The limit of a case card, counted from the diagnosis (archive-chronic/16 section 2).

        A case that belongs to an outbreak, or a new or unexplained disease, goes the two-hour way whatever
        its name. While the type that decides has not been said, the shorter limit holds.
        """
        disease = self.diseases.get(code or "")
        if is_outbreak_or_new or (disease and _is_urgent(disease, types)):
            return self.limits[URGENT]
        return self.limits[USUAL]

    def limit_of_event(self, code: str | None) -> Limit | None:
        """The limit for telling of an event, where one case of the disease is one; None where it is not."""
        disease = self.diseases.get(code or "")
        return self.limits[EVENT] if disease and disease.is_event else None

    def limit_of_reaction(self, *, is_grave: bool) -> Limit:
        """The limit for a reaction after vaccination, counted from when it was found."""
        return self.limits[GRAVE_REACTION if is_grave else REACTION]


def _is_urgent(disease: Disease, types: Mapping[str, Any]) -> bool:
    return disease.is_urgent or any(
        types.get(link_id) is None or types[link_id] in options
        for link_id, options in disease.is_urgent_when.items()
    )


@cache
def shipped() -> ReportingBook:
    """The tables the program ships with, read once."""
    return ReportingBook.read()
