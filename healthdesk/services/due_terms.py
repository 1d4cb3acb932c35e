"""The terms of the due list: whose window is open, which tab that is, and what of a person is most urgent."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    String,
    and_,
    cast,
    func,
    literal_column,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.orm import aliased

from healthdesk.store.programmes import Enrolment

ISO_DAY = len("2026-01-01")

AHEAD_DAYS = 14
"""How far the list looks forward; the largest `upcoming_days` of the programmes."""


@dataclass(frozen=True, slots=True)
class DueTerms:
    """`hidden` programmes are not shown to this person; `written_up` are those with a follow-up form."""

    hidden: frozenset[str]
    written_up: frozenset[str]

    def open(
        self, of: type[Enrolment], today: date, programme: str | None, *, is_follow_up: bool
    ) -> list[ColumnElement[bool]]:
        """Enrolments whose window has begun or begins within the outlook."""
        terms = [
            of.status == "active",
            of.next_latest.is_not(None),
            of.next_due <= today + timedelta(days=AHEAD_DAYS),
        ]
        if programme:
            terms.append(of.programme == programme)
        if is_follow_up:
            terms.append(of.programme.in_(self.written_up))
        if self.hidden:
            terms.append(of.programme.not_in(self.hidden))
        return terms

    def open_by_person(self, today: date, *, is_follow_up: bool) -> ColumnElement[bool]:
        """The same, for whoever is asked for or counted person by person.

        With the plus SQLite walks along the index of the persons, which holds all that is asked for. By the
        status it would look up each of a hundred thousand rows: 4 s instead of 0.6 s with a million people.
        """
        _, *terms = self.open(Enrolment, today, None, is_follow_up=is_follow_up)
        return and_(literal_column("+enrolment.status") == "active", *terms)

    def is_behind_another(
        self, today: date, programme: str | None, *, is_follow_up: bool
    ) -> ColumnElement[bool]:
        """Whether the same person is due for something more urgent: any follow-up, or one of the same
        programme, of which a platform may send two enrolments.
        """
        other = aliased(Enrolment)
        same = [] if is_follow_up else [other.programme == Enrolment.programme]
        return (
            select(other.id)
            .where(
                other.resident_id == Enrolment.resident_id,
                *self.open(other, today, programme, is_follow_up=is_follow_up),
                *same,
                tuple_(other.next_latest, other.next_due, other.id)
                < tuple_(Enrolment.next_latest, Enrolment.next_due, Enrolment.id),
            )
            .exists()
        )


def tab_terms(tab: str, today: date, of: Any = Enrolment) -> tuple[ColumnElement[bool], ...]:
    """The borders of a tab, over the columns `next_due` and `next_latest` of `of`."""
    match tab:
        case "overdue":
            return (of.next_latest < today,)
        case "today":
            return (of.next_due <= today, of.next_latest >= today)
        case "week":
            sunday = today + timedelta(days=7 - today.isoweekday())
            return (of.next_due <= sunday, of.next_latest >= today)
    return ()


def most_urgent(waiting: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The window of each person that ends first, of two that end together the one that began first.

    SQLite has dates as text, so that the first of the two joined is the first by both.
    """
    window = cast(Enrolment.next_latest, String) + cast(Enrolment.next_due, String)
    first = waiting.with_only_columns(func.min(window).label("window")).group_by(Enrolment.resident_id)
    each = first.subquery().c.window
    return select(
        type_coerce(func.substr(each, 1, ISO_DAY), Date).label("next_latest"),
        type_coerce(func.substr(each, ISO_DAY + 1), Date).label("next_due"),
    )
