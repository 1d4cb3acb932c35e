"""Visits by age and by week: windows, states, and what comes next."""

from datetime import date

import pytest

from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.plan import Anchor
from healthdesk.domain.programmes.windows import Planned, due_on, following, planned

KNOWN = Programmes.read()
BORN = date(2026, 1, 15)
LMP = date(2026, 8, 24)


def child_on(day: date, *done: str, born: date = BORN) -> dict[str, Planned]:
    plan = planned(KNOWN.get("child"), {Anchor.BIRTH: born}, done, day)
    return {one.visit.key: one for one in plan}


def test_every_visit_of_the_first_six_years_is_planned() -> None:
    assert len(child_on(BORN)) == 13


def test_the_home_visit_counts_from_birth_when_the_discharge_is_unknown() -> None:
    assert child_on(BORN)["NB"].closes_on == date(2026, 1, 29)


def test_the_home_visit_counts_from_discharge_when_it_is_known() -> None:
    anchors = {Anchor.BIRTH: BORN, Anchor.DISCHARGE: date(2026, 1, 20)}
    plan = planned(KNOWN.get("child"), anchors, (), BORN)
    assert plan[0].closes_on == date(2026, 1, 27)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 6, 30), None),
        (date(2026, 7, 1), "upcoming"),
        (date(2026, 7, 14), "upcoming"),
        (date(2026, 7, 15), "due"),
        (date(2026, 8, 14), "due"),
        (date(2026, 8, 15), "overdue"),
        (date(2026, 9, 14), "overdue"),
        (date(2026, 9, 15), "missed"),
    ],
)
def test_a_visit_moves_through_its_states(day: date, state: str | None) -> None:
    assert child_on(day)["M6"].state == state


def test_a_visit_that_was_made_is_done_for_good() -> None:
    assert child_on(date(2027, 1, 1), "M6")["M6"].state == "done"


def test_the_last_visit_stays_overdue() -> None:
    assert child_on(date(2034, 1, 1))["Y6"].state == "overdue"


def test_a_child_born_on_the_31st_completes_a_month_on_the_last_day() -> None:
    window = child_on(date(2026, 11, 30), born=date(2026, 8, 31))["M3"]
    assert (window.opens_on, window.closes_on) == (date(2026, 11, 30), date(2026, 12, 30))


@pytest.mark.parametrize(
    ("day", "visit"),
    [
        (date(2026, 11, 22), "A1"),
        (date(2026, 11, 23), None),
        (date(2026, 12, 14), "A2"),
        (date(2027, 1, 17), "A2"),
        (date(2027, 1, 18), "A3"),
        (date(2027, 2, 15), None),
        (date(2027, 3, 8), "A4"),
        (date(2027, 5, 10), "A5"),
        (date(2027, 6, 6), "A5"),
        (date(2027, 6, 7), "OUT"),
        (date(2027, 6, 22), None),
    ],
)
def test_the_weeks_of_antenatal_visits_have_gaps(day: date, visit: str | None) -> None:
    due = due_on(planned(KNOWN.get("maternal"), {Anchor.PREGNANCY: LMP}, (), day), day)
    assert (due.visit.key if due else None) == visit


def test_postpartum_visits_are_absent_before_the_delivery() -> None:
    keys = [one.visit.key for one in planned(KNOWN.get("maternal"), {Anchor.PREGNANCY: LMP}, (), LMP)]
    assert keys == ["A1", "A2", "A3", "A4", "A5", "OUT"]


def test_antenatal_visits_are_over_with_the_delivery() -> None:
    known = {Anchor.PREGNANCY: LMP, Anchor.DELIVERY: date(2027, 4, 20)}
    keys = [one.visit.key for one in planned(KNOWN.get("maternal"), known, (), LMP)]
    assert keys == ["PP", "P42"]


def test_what_follows_is_the_next_in_printed_order() -> None:
    plan = planned(KNOWN.get("maternal"), {Anchor.PREGNANCY: LMP}, (), LMP)
    first, second = following(plan, None), following(plan, "A1")
    assert first is not None
    assert second is not None
    assert (first.visit.key, second.visit.key) == ("A1", "A2")
    assert following(plan, "OUT") is None
    assert following(plan, "unheard of") is None
    assert following((), None) is None
