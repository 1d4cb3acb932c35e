"""A person joined out of two records is so on both workstations, and is two records again on both."""

from datetime import date

import pytest

from healthdesk.domain.access import Role
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.services.duplicates import Duplicates
from healthdesk.services.joined_records import JoinedRecords
from healthdesk.services.schedules import Schedules
from healthdesk.services.seat import Seat, Sitter
from healthdesk.store.programmes import Enrolment
from healthdesk.store.residents import records_of
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import Station

IN_STEP = ("in-step", 0, 0, 0)


@pytest.fixture
def doctor() -> Seat:
    """Somebody who may decide."""
    seat = Seat(Programmes.read())
    seat.take(Sitter("1", "doctor", "王慧", Role.DOCTOR))
    return seat


def deciding(station: Station, doctor: Seat) -> Duplicates:
    """The pairs of one workstation."""
    database, clock, ids = station.database, station.link.clock, station.link.ids
    schedules = Schedules(database=database, seat=doctor, clock=clock)
    records = JoinedRecords(doctor.programmes, schedules, doctor, clock, ids)
    return Duplicates(database=database, seat=doctor, records=records)


def two_of_one(here: Station, there: Station) -> tuple[str, str]:
    """Registered at both desks before they knew of each other."""
    pair = here.register(1, id_no="110105195903120027"), there.register(2, id_no="110105195903120027")
    for desk in (here, there, here):
        desk.sync()
    return pair


def test_joining_and_parting_reach_the_other_workstation(
    here: Station, there: Station, platform: FakePlatform, doctor: Seat
) -> None:
    kept, other = two_of_one(here, there)
    visit = there.visit(other)
    assert here.row("Resident", other)["status"] == "active"  # nothing is joined by itself
    deciding(here, doctor).join(kept, other)
    assert here.settled(here.sync()) == IN_STEP
    assert there.settled(there.sync()) == IN_STEP
    here.sync()
    assert here.rows() == there.rows()
    assert there.row("Resident", other)["joined_to"] == kept
    assert there.row("Visit", visit)["resident_id"] == other
    assert platform.body("Patient", other)["link"] == [link(kept, "replaced-by")]
    assert platform.body("Patient", kept)["link"] == [link(other, "replaces")]
    deciding(there, doctor).part(other)
    there.sync()
    assert here.settled(here.sync()) == IN_STEP
    assert here.rows() == there.rows()
    assert here.row("Resident", other)["status"] == "active"
    assert "link" not in platform.body("Patient", other)


def test_who_is_told_apart_at_one_workstation_is_so_at_the_other_and_back(
    here: Station, there: Station, platform: FakePlatform, doctor: Seat
) -> None:
    one, other = two_of_one(here, there)
    deciding(here, doctor).tell_apart(one, other)
    here.sync()
    assert there.settled(there.sync()) == IN_STEP
    assert here.rows() == there.rows()
    assert there.row("Resident", one)["distinct_from"] == [other]
    deciding(there, doctor).reconsider(one, other)
    there.sync()
    assert here.settled(here.sync()) == IN_STEP
    assert here.row("Resident", one)["distinct_from"] is None
    assert "distinct_from" not in str(platform.body("Patient", one))


def test_two_workstations_that_join_the_other_way_round_ask_a_person(
    here: Station, there: Station, doctor: Seat
) -> None:
    one, other = two_of_one(here, there)
    deciding(here, doctor).join(one, other)
    deciding(there, doctor).join(other, one)
    here.sync()
    outcome = there.sync()
    assert (outcome.state, outcome.conflicts) == ("conflict", 2)


def test_what_others_say_of_a_person_elsewhere_is_kept(
    here: Station, there: Station, platform: FakePlatform, doctor: Seat
) -> None:
    kept, other = two_of_one(here, there)
    elsewhere = {"other": {"reference": "Patient/elsewhere"}, "type": "seealso"}
    platform.amend("Patient", other, link=[elsewhere])
    here.sync()
    deciding(here, doctor).join(kept, other)
    here.sync()
    assert platform.body("Patient", other)["link"] == [link(kept, "replaced-by"), elsewhere]
    deciding(here, doctor).part(other)
    here.sync()
    assert platform.body("Patient", other)["link"] == [elsewhere]


def test_a_person_joined_by_the_platform_is_shown_as_joined_and_can_be_parted(
    here: Station, there: Station, platform: FakePlatform, doctor: Seat
) -> None:
    kept, other = two_of_one(here, there)
    platform.amend("Patient", other, active=False, link=[link(kept, "replaced-by")])
    here.sync()
    assert here.row("Resident", other)["status"] == "merged"
    deciding(here, doctor).part(other)
    assert here.settled(here.sync()) == IN_STEP
    assert platform.body("Patient", other)["active"] is True


def test_who_the_platform_joined_is_followed_up_at_the_record_that_counts(
    here: Station, there: Station, platform: FakePlatform, doctor: Seat
) -> None:
    kept, other = two_of_one(here, there)
    enrolment = Enrolment(id="00000000-0000-4000-8000-0000000000e1", resident_id=other, programme="diabetes")
    enrolment.enrolled_on, enrolment.next_due = date(2026, 11, 2), date(2026, 11, 2)
    enrolment.next_latest = date(2026, 11, 16)
    with here.database.writing("enrol") as session:
        session.add(enrolment)
    here.sync()
    platform.amend("Patient", other, active=False, link=[link(kept, "replaced-by")])
    here.sync()
    assert here.row("Resident", kept)["joined_from"] is None
    assert deciding(here, doctor).settle() == 1
    with here.database.reading() as session:
        (own,) = session.query(Enrolment).filter_by(resident_id=kept, programme="diabetes")
        assert own.status == "active"
        assert records_of(session, [kept, other]) == {kept: (kept, other), other: (other, kept)}
    assert deciding(here, doctor).settle() == 0
    here.sync()
    there.sync()
    assert (
        deciding(there, doctor).settle() == 0
    )  # the other workstation has the same row, and makes no second


def link(id_: str, type_: str) -> dict[str, object]:
    """What a Patient says of another one."""
    return {"other": {"reference": f"Patient/{id_}"}, "type": type_}
