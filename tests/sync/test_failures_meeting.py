"""F20 to F25 of sync.md 10: two people, one record."""

from datetime import UTC, date, datetime
from typing import Any

from healthdesk.store.immunization import Vaccination
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import Station

IN_STEP = ("in-step", 0, 0, 0)


def a_visit_held_by_both(here: Station, there: Station) -> str:
    """Signed here, pulled there; returns its id."""
    visit = here.visit(here.register())
    here.sync()
    there.sync()
    return visit


def test_f20_an_edit_against_a_void_there_waits_for_a_person_and_is_kept(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    visit = a_visit_held_by_both(here, there)
    there.change("Visit", visit, status="void")
    there.sync()
    here.change("Visit", visit, answers=here.row("Visit", visit)["answers"] | {"sbp": 150})
    outcome = here.sync()
    assert outcome.conflicts == 1
    assert here.row("Visit", visit)["status"] == "signed"
    assert "status" in {field.path for field in here.conflicts()[0].fields if field.verdict == "open"}


def test_f21_a_void_against_an_edit_there_waits_for_a_person(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    visit = a_visit_held_by_both(here, there)
    there.change("Visit", visit, grade="1")
    there.sync()
    here.change("Visit", visit, status="void")
    assert here.sync().conflicts == 1
    assert here.row("Visit", visit)["status"] == "void"
    assert platform.body("QuestionnaireResponse", visit)["status"] != "entered-in-error"


def test_f22_both_void_and_nobody_is_asked(here: Station, there: Station) -> None:
    same_change(here, there, status="void")


def test_f23_both_change_the_same_and_nobody_is_asked(here: Station, there: Station) -> None:
    same_change(here, there, grade="1")


def same_change(here: Station, there: Station, **columns: Any) -> None:
    """Both sides write the same, and agree without a person."""
    visit = a_visit_held_by_both(here, there)
    here.change("Visit", visit, **columns)
    there.change("Visit", visit, **columns)
    there.sync()
    assert here.settled(here.sync()) == IN_STEP
    there.sync()
    assert here.rows() == there.rows()
    assert here.all_conflicts() == there.all_conflicts() == 0


def test_f25_a_dose_given_at_two_sites_is_kept_twice_and_never_taken_away(
    here: Station, there: Station
) -> None:
    resident = here.register()
    here.sync()
    there.sync()
    doses = [a_dose(one, resident) for one in (here, there)]
    for station in (here, there, here):
        assert station.settled(station.sync()) == IN_STEP
    assert here.rows() == there.rows()
    assert {here.row("Vaccination", dose)["status"] for dose in doses} == {"done"}


def a_dose(station: Station, resident: str) -> str:
    """The same vaccine on the same day, whoever gives it; returns its id."""
    dose = Vaccination(
        id=station.link.ids.new(),
        resident_id=resident,
        vaccine="HepB",
        given_on=date(2026, 11, 2),
        injector="李慧",
        registrar="王慧",
        recorded_at=datetime(2026, 11, 2, 1, tzinfo=UTC),
        status="done",
        is_elsewhere=False,
    )
    with station.database.writing("dose", lane=resident) as session:
        session.add(dose)
    return dose.id
