"""The dose stopped, overruled by whoever may, void with a reason, and what the desk shows of it."""

from datetime import date, timedelta

import pytest

from healthdesk.base import errors
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.services.doses import NewDose
from healthdesk.services.immunization import DoseStopped
from tests.builders import TODAY
from tests.desks import registered, seat


@pytest.fixture
def child(desk: Desk) -> str:
    """Six months old, with the first dose against hepatitis B given yesterday."""
    made = registered(desk, name="李小宝", birth_date="2026-05-01")
    desk.immunization.record(made, NewDose("HepB", TODAY - timedelta(days=1), "L1"))
    return made


def test_a_dose_too_early_is_stopped_with_reasons(desk: Desk, child: str) -> None:
    with pytest.raises(DoseStopped) as stopped:
        desk.immunization.record(child, NewDose("HepB", TODAY, "L1"))
    assert stopped.value.stops == desk.immunization.stops(child, "HepB", TODAY)
    assert len(desk.immunization.of(child)) == 1


def test_a_vaccinator_does_not_get_past_a_stop_with_a_reason(desk: Desk, child: str) -> None:
    seat(desk, Role.VACCINATOR)
    with pytest.raises(DoseStopped):
        desk.immunization.record(child, NewDose("HepB", TODAY, "L1", overrule_reason="即将出国"))


def test_a_dose_of_an_earlier_day_is_a_fact_and_is_judged(desk: Desk, child: str) -> None:
    recorded = desk.immunization.record(child, NewDose("HepB", TODAY - timedelta(days=3), "L0"))
    assert recorded.id in {dose.id for dose in desk.immunization.of(child)}


def test_recording_enrols_and_the_list_says_when_the_next_is_due(desk: Desk, child: str) -> None:
    (own,) = desk.enrolments.all()
    assert own.enrolment.programme == "immunization"
    assert own.enrolment.next_due is not None


def test_a_void_dose_needs_a_reason_and_counts_no_more(desk: Desk, child: str) -> None:
    (dose,) = desk.immunization.of(child)
    with pytest.raises(errors.InvalidInput, match="void_reason"):
        desk.immunization.void(dose.id, " ")
    with pytest.raises(errors.NotFound):
        desk.immunization.void("nothing", "录错")
    desk.immunization.void(dose.id, "录错")
    assert desk.immunization.of(child) == ()
    assert [row.status for row in desk.immunization.all()] == ["void"]


def test_a_lot_is_typed_once(desk: Desk, child: str) -> None:
    other = registered(desk, name="张小宝", birth_date="2026-09-01")
    desk.immunization.record(other, NewDose("HepB", TODAY, "L2", expires_on=date(2028, 1, 1)))
    assert {lot.lot for lot in desk.immunization.known_lots("HepB")} == {"L1", "L2"}


def test_whoever_was_given_something_is_watched(desk: Desk) -> None:
    person = registered(desk, name="张小宝", birth_date="2026-09-01")
    desk.immunization.record(person, NewDose("HepB", TODAY, "L2"))
    assert [one.resident_id for one in desk.immunization.observed()] == [person]


def test_vaccinating_is_a_permission(desk: Desk, child: str) -> None:
    seat(desk, Role.CLERK)
    with pytest.raises(errors.NotAllowed):
        desk.immunization.record(child, NewDose("HepB", TODAY, "L1"))
