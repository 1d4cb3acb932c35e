"""The catch-up plan: every dose in it may be given on its day, in few visits."""

from hypothesis import given, settings
from hypothesis import strategies as st

from healthdesk.base.calendar import add_years
from healthdesk.domain.immunization.evaluation import evaluate
from healthdesk.domain.immunization.history import Given
from healthdesk.domain.immunization.plan import PlannedVisit, catch_up_plan
from tests.domain.immunization.builders import a_child, day, doses, next_dose, the_schedule


def the_plan(born: str, on: str, until: str, *had: str) -> tuple[PlannedVisit, ...]:
    return catch_up_plan(a_child(born), doses(*had), the_schedule(), day(on), day(until))


def vaccines(visit: PlannedVisit) -> set[str]:
    return {f"{dose.vaccine} {dose.number}" for dose in visit.doses}


def test_a_toddler_without_doses_gets_all_that_is_open_at_once() -> None:
    first, second, third = the_plan("2025-05-12", "2026-11-23", "2027-02-28")[:3]
    assert (first.on, vaccines(first)) == (
        day("2026-11-23"),
        {"HepB 1", "IPV 1", "DTaP 1", "MMR 1", "JE-L 1", "MPSV-A 1", "HepA-L 1"},
    )
    assert (second.on, vaccines(second)) == (day("2026-12-21"), {"HepB 2", "IPV 2", "DTaP 2", "MMR 2"})
    assert (third.on, vaccines(third)) == (day("2027-01-18"), {"bOPV 3", "DTaP 3"})
    assert all(dose.is_overdue for dose in first.doses if dose.vaccine == "MMR")


def test_doses_that_open_a_few_days_apart_are_given_together() -> None:
    child, on = a_child("2026-01-20"), day("2026-06-01")
    had = doses("HepB 2026-01-20", "IPV 2026-05-10", "DTaP 2026-05-20", "HepB 2026-03-01")
    visits = {
        choice: catch_up_plan(child, had, the_schedule(join_visits=choice), on, day("2026-07-01"))
        for choice in ("0d", "14d")
    }
    assert [visit.on for visit in visits["0d"]] == [day("2026-06-07"), day("2026-06-17")]
    assert [visit.on for visit in visits["14d"]] == [day("2026-06-17")]


def test_nothing_is_planned_after_the_last_day_or_when_all_is_done() -> None:
    assert the_plan("2026-11-01", "2026-11-02", "2026-11-01") == ()
    assert the_plan("2008-01-01", "2026-11-02", "2030-01-01") == ()


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 15 * 365))
def test_every_planned_dose_counts_and_the_plan_completes_the_schedule(days: int) -> None:
    born = day("2012-01-01")
    on = day("2026-07-03")
    child = a_child(born.fromordinal(born.toordinal() + days).isoformat())
    on = max(on, child.born)
    planned = [
        Given(dose.vaccine, visit.on)
        for visit in catch_up_plan(child, (), the_schedule(), on, add_years(child.born, 18))
        for dose in visit.doses
    ]
    assert all(verdict.is_valid and verdict.places for verdict in evaluate(child, planned, the_schedule()))
    lines = [f"{dose.vaccine} {dose.on}" for dose in planned]
    last = max((dose.on for dose in planned), default=on).isoformat()
    assert next_dose("POLIO", child, last, *lines).status in {"complete", "not_indicated"}
