"""The catch-up plan: each dose counts on its day, all that is owed is there, no plan has fewer visits."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healthdesk.domain.immunization.evaluation import evaluate
from healthdesk.domain.immunization.forecast import Status, forecast
from healthdesk.domain.immunization.history import Given
from healthdesk.domain.immunization.person import Person
from healthdesk.domain.immunization.plan import PlannedVisit, catch_up_plan, owed
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.domain.immunization.stops import stops
from tests.domain.immunization.builders import a_child, day, doses, next_dose, the_schedule
from tests.domain.immunization.test_properties import persons

ON = day("2026-11-23")
PROGRAMME = frozenset({"HepB", "BCG", "POLIO", "DTP", "MMR", "JE", "MEN", "HepA", "HPV"})


def the_plan(born: str, *had: str, on: date = ON, **chosen: str) -> tuple[PlannedVisit, ...]:
    return catch_up_plan(a_child(born), doses(*had), the_schedule(**chosen), on)


def vaccines(visit: PlannedVisit) -> set[str]:
    return {f"{dose.vaccine} {dose.number}" for dose in visit.doses}


def test_a_toddler_without_doses_gets_all_that_is_open_at_once() -> None:
    first, second, third, fourth = the_plan("2025-05-12")
    assert (first.on, vaccines(first)) == (
        ON,
        {"HepB 1", "IPV 1", "DTaP 1", "MMR 1", "JE-L 1", "MPSV-A 1", "HepA-L 1"},
    )
    assert (second.on, vaccines(second)) == (day("2026-12-21"), {"HepB 2", "IPV 2", "DTaP 2", "MMR 2"})
    assert (third.on, vaccines(third)) == (day("2027-02-23"), {"bOPV 3", "DTaP 3", "MPSV-A 2"})
    assert (fourth.on, vaccines(fourth)) == (day("2027-08-23"), {"HepB 3", "DTaP 4"})
    assert all(dose.is_overdue for dose in first.doses if dose.vaccine == "MMR")


def test_a_dose_waits_to_save_a_visit_and_no_longer_than_the_clinic_allows() -> None:
    had = ("HepB 2026-01-20", "IPV 2026-05-10", "DTaP 2026-05-20", "HepB 2026-03-01")
    on = day("2026-06-01")
    assert [visit.on for visit in the_plan("2026-01-20", *had, on=on)] == [
        day("2026-06-07"),
        day("2026-07-05"),
    ]
    three = the_plan("2026-01-20", *had, on=on, plan_wait="5d")
    assert [visit.on for visit in three] == [day("2026-06-07"), day("2026-06-17"), day("2026-07-05")]


def test_nothing_waits_past_its_end_age() -> None:
    """HepB-3 opens at ten months; before twelve months it is on time, so it is not kept for DTaP-4."""
    plan = the_plan("2026-01-23", "HepB 2026-08-01", "HepB 2026-09-24")
    given_on = next(visit.on for visit in plan for dose in visit.doses if dose.place == "HepB-3")
    assert given_on < day("2027-01-23")


def test_nothing_is_planned_when_all_is_done_or_too_late() -> None:
    assert the_plan("2008-01-01") == ()
    assert the_plan("2026-11-20", "HepB 2026-11-20", "BCG 2026-11-20") == ()


def test_what_waits_for_a_test_is_left_out() -> None:
    assert "BCG" not in {dose.group for visit in the_plan("2025-05-12") for dose in visit.doses}


def test_at_seven_the_rest_of_the_series_is_dt() -> None:
    """Six years and eleven months: one DTaP today, the others after the seventh birthday, none forgotten."""
    of_series = [
        dose.vaccine for visit in the_plan("2019-12-20") for dose in visit.doses if dose.group == "DTP"
    ]
    assert of_series == ["DTaP", "DT", "DT"]


def test_what_is_owed_is_told_series_by_series() -> None:
    child = a_child("2020-08-12")
    missing = owed(child, doses("MMR 2021-05-12", "HepA-L 2022-03-01"), the_schedule(), ON)
    assert {dose.place for dose in missing} >= {"HepB-1", "HepB-2", "HepB-3", "POLIO-4", "MMR-2", "MEN-AC1"}
    assert "HepA-1" not in {dose.place for dose in missing}
    assert owed(child, (), the_schedule(), day("2020-08-12"))[0].place == "HepB-1"


def test_a_dose_of_this_season_is_owed_and_none_of_the_next() -> None:
    child = a_child("2020-08-12", wanted=frozenset({"FLU"}))
    plan = catch_up_plan(child, (), the_schedule(), ON)
    of_season = [dose for visit in plan for dose in visit.doses if dose.group == "FLU" and dose.is_owed]
    assert [dose.number for dose in of_season] == [1, 2]


children = st.builds(
    lambda days, sex: a_child((ON - timedelta(days=days)).isoformat(), sex),
    st.integers(0, 15 * 365),
    st.sampled_from("MF"),
)
usual = st.lists(
    st.tuples(
        st.sampled_from(["HepB", "BCG", "IPV", "bOPV", "DTaP", "MMR", "JE-L", "JE-I", "MPSV-A", "HepA-L"]),
        st.integers(0, 900),
    ),
    max_size=8,
)


def had(child: Person, lines: Iterable[tuple[str, int]]) -> tuple[Given, ...]:
    days = ((vaccine, child.born + timedelta(days=after)) for vaccine, after in lines)
    return tuple(Given(vaccine, on) for vaccine, on in days if on < ON)


@settings(deadline=None, max_examples=60)
@given(children, usual)
def test_every_planned_dose_counts_and_nothing_stops_it(child: Person, lines: list[tuple[str, int]]) -> None:
    history, schedule = had(child, lines), the_schedule()
    for visit in catch_up_plan(child, history, schedule, ON):
        today = [Given(dose.vaccine, visit.on) for dose in visit.doses]
        for one in today:
            assert stops(child, history, schedule, one.vaccine, visit.on) == ()
        history = (*history, *today)
    told = evaluate(child, history, schedule)
    planned = [verdict for verdict in told if verdict.on >= ON]
    assert all(verdict.is_valid and verdict.places for verdict in planned)


@settings(deadline=None, max_examples=60)
@given(children, usual)
def test_after_the_plan_nothing_is_owed(child: Person, lines: list[tuple[str, int]]) -> None:
    history, schedule = had(child, lines), the_schedule()
    plan = catch_up_plan(child, history, schedule, ON)
    whole = (*history, *(Given(dose.vaccine, visit.on) for visit in plan for dose in visit.doses))
    end = plan[-1].on if plan else ON
    late = [
        one for one in forecast(child, whole, schedule, end) if one.status in (Status.DUE, Status.OVERDUE)
    ]
    assert late == []
    before = {dose.place for dose in owed(child, history, schedule, ON)}
    assert before <= {dose.place for visit in plan for dose in visit.doses}


@settings(deadline=None, max_examples=40)
@given(persons, st.dates(date(2026, 7, 3), date(2027, 6, 30)))
def test_a_plan_ends_whatever_is_known_about_a_person(person: Person, on: date) -> None:
    """What waits for a test or a doctor opens on no day."""
    schedule = the_schedule()
    days = [visit.on for visit in catch_up_plan(person, (), schedule, max(on, person.born))]
    assert days == sorted(set(days))


SMALL = [
    ("2026-01-10", ("HepB", "POLIO"), ()),
    ("2025-05-12", ("MMR", "JE", "HepB"), ("MMR 2026-11-10",)),
    ("2026-04-20", ("HepB", "POLIO", "DTP"), ("HepB 2026-09-01", "IPV 2026-11-01", "DTaP 2026-11-12")),
    ("2026-02-01", ("DTP", "MEN"), ("MPSV-A 2026-10-01",)),
    ("2024-12-01", ("MMR", "HepA", "POLIO"), ("JE-L 2026-11-05", "IPV 2026-11-18", "IPV 2025-06-01")),
]


@pytest.mark.parametrize(("born", "kept", "lines"), SMALL)
def test_no_plan_has_fewer_visits(born: str, kept: tuple[str, ...], lines: tuple[str, ...]) -> None:
    """Tried by force: every choice of days, a grid of ten and all days on which something opens."""
    child = a_child(born, contraindicated=PROGRAMME - set(kept))
    history, schedule = doses(*lines), the_schedule()
    plan = catch_up_plan(child, history, schedule, ON)
    wanted = {dose.place for dose in owed(child, history, schedule, ON)}
    assert wanted
    trial = Force(child, schedule, wanted, plan[-1].on)
    assert not any(trial.reaches(history, ON, visits) for visits in range(1, len(plan)))
    assert trial.reaches(history, ON, len(plan))


class Force:
    """Plans tried one after the other; the rules of a plan are written here a second time."""

    def __init__(self, child: Person, schedule: Schedule, wanted: set[str], last: date) -> None:
        self.child, self.schedule, self.wanted, self.last = child, schedule, wanted, last

    def reaches(self, history: tuple[Given, ...], day: date, visits: int) -> bool:
        """Whether all wanted places can be filled in so many visits, the next of them on or after `day`."""
        filled = {place for told in evaluate(self.child, history, self.schedule) for place in told.places}
        if self.wanted <= filled:
            return True
        if not visits:
            return False
        return any(
            self.reaches(self.given_all(history, on), on + timedelta(days=1), visits - 1)
            for on in self.days(history, day)
        )

    def days(self, history: tuple[Given, ...], day: date) -> Iterator[date]:
        found = [one for one in forecast(self.child, history, self.schedule, day) if one.earliest]
        if any(one.status in (Status.DUE, Status.OVERDUE) for one in found):
            yield day  # whoever is here is not sent away
            return
        opens = {one.earliest for one in found if one.earliest}
        grid = {day + timedelta(days=after) for after in range(0, (self.last - day).days + 1, 10)}
        ends = [one.overdue for one in found if one.overdue and one.earliest and one.overdue > one.earliest]
        for on in sorted(opens | grid):
            if on <= self.last and all(on < end for end in ends) and min(opens) <= on:
                yield on

    def given_all(self, history: tuple[Given, ...], on: date) -> tuple[Given, ...]:
        while due := [
            one
            for one in forecast(self.child, history, self.schedule, on)
            if one.status in (Status.DUE, Status.OVERDUE)
        ]:
            history = (*history, *(Given(one.product or "", on) for one in due))
        return history


def test_the_next_dose_after_the_plan_is_the_table_again() -> None:
    child = a_child("2025-05-12")
    plan = catch_up_plan(child, (), the_schedule(), ON)
    lines = [f"{dose.vaccine} {visit.on}" for visit in plan for dose in visit.doses]
    assert next_dose("DTP", child, plan[-1].on.isoformat(), *lines).earliest == day("2031-05-12")
