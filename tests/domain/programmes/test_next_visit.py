"""When the next contact is due, and how urgent it has become."""

from datetime import date

import pytest

from healthdesk.domain.programmes.next_visit import next_contact, state
from healthdesk.domain.programmes.rules import Interval, Phrase, Timing

VISITED = date(2026, 11, 30)
TIMING = Timing(upcoming_days=14, open_days=7, missed_days=90)


def test_months_are_clamped_to_the_last_day() -> None:
    assert next_contact(VISITED, Interval(Phrase.WITHIN, months=3)).default == date(2027, 2, 28)


def test_within_moves_before_a_holiday() -> None:
    holiday = {date(2026, 12, day) for day in range(10, 15)}
    contact = next_contact(VISITED, Interval(Phrase.WITHIN, days=14), holiday)
    assert (contact.default, contact.latest) == (date(2026, 12, 9), date(2026, 12, 14))


def test_at_moves_to_the_nearest_open_day_and_earlier_when_both_are_as_near() -> None:
    closed = {date(2026, 12, 14)}
    contact = next_contact(VISITED, Interval(Phrase.AT, days=14, tolerance_days=3), closed)
    assert contact.default == date(2026, 12, 13)


def test_a_proposal_never_falls_on_the_day_of_the_visit() -> None:
    contact = next_contact(VISITED, Interval(Phrase.AT, days=1, tolerance_days=3), {date(2026, 12, 1)})
    assert (contact.earliest, contact.default) == (date(2026, 12, 1), date(2026, 12, 2))


def test_a_closure_without_end_leaves_the_day_as_it_is() -> None:
    closed = {
        date.fromordinal(day) for day in range(date(2026, 11, 1).toordinal(), date(2027, 12, 1).toordinal())
    }
    assert next_contact(VISITED, Interval(Phrase.WITHIN, days=14), closed).default == date(2026, 12, 14)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 16), None),
        (date(2026, 11, 17), "upcoming"),
        (date(2026, 11, 23), "upcoming"),
        (date(2026, 11, 24), "due"),
        (date(2026, 12, 4), "due"),
        (date(2026, 12, 5), "overdue"),
        (date(2027, 3, 4), "overdue"),
        (date(2027, 3, 5), "missed"),
    ],
)
def test_a_due_date_grows_urgent(today: date, expected: str | None) -> None:
    assert state(date(2026, 12, 1), date(2026, 12, 4), today, TIMING) == expected


def test_without_a_latest_day_the_due_day_is_the_last() -> None:
    assert state(date(2026, 12, 1), None, date(2026, 12, 2), TIMING) == "overdue"


def test_a_lost_resident_stays_lost() -> None:
    assert state(date(2027, 12, 1), None, date(2026, 12, 2), TIMING, is_lost=True) == "lost"
