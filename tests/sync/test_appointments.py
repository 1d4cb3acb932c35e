"""Appointments booked on the platform arrive, are confirmed or refused, and a slot is given once."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pyfhircheck import Validator

from healthdesk.base import canonical, errors
from healthdesk.base.clock import CHINA
from healthdesk.base.progress import Silence
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.fhir import bundles
from healthdesk.store.appointments import Appointment
from healthdesk.store.platform import Wanted
from healthdesk.sync.engine import Engine
from healthdesk.sync.link import Link
from healthdesk.sync.merge import Verdict
from healthdesk.sync.standing import Outcome
from healthdesk.trials.syncing.fake_platform import FakePlatform
from tests.desks import a_desk, registered, seat
from tests.fhir.validity import complaints, unpack
from tests.sync import verified
from tests.ui.working import closing

START, END = "2026-11-03T09:00:00+08:00", "2026-11-03T09:20:00+08:00"
UNKNOWN = {"url": "http://platform.test/channel", "valueString": "公众号"}
SLOT = {
    "resourceType": "Slot",
    "schedule": {"reference": "Schedule/clinic-3"},
    "status": "free",
    "start": START,
    "end": END,
    "extension": [UNKNOWN],
}


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    with closing(a_desk(tmp_path / "a", seed=1)) as here, closing(a_desk(tmp_path / "b", seed=2)) as there:
        yield here, there


def sync(platform: FakePlatform, desk: Desk) -> Outcome:
    link = Link.to(platform.client(), desk.database, desk.mapper, clock=desk.clock, ids=desk.platform._ids)
    return Engine(link).run(Silence())


def faults(desk: Desk) -> list[str]:
    return verified.row_faults(desk.database, desk.mapper.freeze)


def book(platform: FakePlatform, id_: str, person: str, slot: str = "s1", **more: Any) -> None:
    """Somebody asks for a slot on the platform."""
    body = {
        "resourceType": "Appointment",
        "status": "pending",
        "extension": [UNKNOWN],
        "description": "接种门诊",
        "start": START,
        "end": END,
        "slot": [{"reference": f"Slot/{slot}"}],
        "participant": [
            {"actor": {"reference": f"Patient/{person}"}, "status": "accepted"},
            {"actor": {"display": "幸福路社区卫生服务中心"}, "status": "needs-action"},
        ],
    }
    platform.write("Appointment", id_, body | {"id": id_} | more)


def statuses(desk: Desk) -> dict[str, str]:
    return {row.id: row.status for row in desk.appointments.coming(only_asked=False)}


@pytest.fixture
def people(platform: FakePlatform, desks: tuple[Desk, Desk]) -> tuple[str, str]:
    """Two residents whom both desks know, and a slot of the platform."""
    here, there = desks
    made = (
        registered(here),
        registered(here, name="李小宝", birth_date="2026-05-01", id_no=""),
    )
    sync(platform, here)
    sync(platform, there)
    platform.write("Slot", "s1", SLOT | {"id": "s1"})
    return made


def test_one_is_confirmed_with_its_slot(
    platform: FakePlatform, desks: tuple[Desk, Desk], people: tuple[str, str], tmp_path: Path
) -> None:
    here, there = desks
    book(platform, "a1", people[0])
    sync(platform, here)
    (row,) = here.appointments.coming(only_asked=True)
    assert (row.name, row.what, row.is_taken) == ("王秀英", "接种门诊", False)
    assert row.starts_at == datetime.fromisoformat(START).astimezone(CHINA)
    here.appointments.confirm("a1")
    assert sync(platform, here).state.value == "in-step"
    slot, appointment = platform.body("Slot", "s1"), platform.body("Appointment", "a1")
    assert (slot["status"], slot["start"], appointment["status"]) == ("busy", START, "booked")
    assert [one["status"] for one in appointment["participant"]] == ["accepted", "accepted"]
    assert UNKNOWN in slot["extension"]
    assert UNKNOWN in appointment["extension"]
    validator = Validator(unpack(tmp_path))
    for body in (slot, appointment):
        assert complaints(validator, canonical.decode(canonical.encode(bundles.content(body)))) == []
    sync(platform, there)
    assert statuses(there) == {"a1": "booked"}
    assert [sync(platform, desk).sent for desk in desks] == [0, 0]
    assert [faults(desk) for desk in desks] == [[], []]


def test_one_is_refused_with_the_reason_and_the_slot_stays_free(
    platform: FakePlatform, desks: tuple[Desk, Desk], people: tuple[str, str]
) -> None:
    here, there = desks
    book(platform, "a1", people[0])
    sync(platform, here)
    with pytest.raises(errors.InvalidInput, match="reason"):
        here.appointments.refuse("a1", " ")
    here.appointments.refuse("a1", "当天没有这种疫苗")
    with pytest.raises(errors.InvalidInput, match="appointment"):
        here.appointments.confirm("a1")
    sync(platform, here)
    sync(platform, there)
    body = platform.body("Appointment", "a1")
    assert (body["status"], body["cancelationReason"]) == ("cancelled", {"text": "当天没有这种疫苗"})
    assert body["participant"][1]["status"] == "declined"
    assert platform.body("Slot", "s1")["status"] == "free"
    assert (statuses(there), faults(there)) == ({"a1": "refused"}, [])


def given(platform: FakePlatform, desk: Desk, appointment: str, resident: str) -> None:
    """Booked there, confirmed at `desk`, and known there."""
    book(platform, appointment, resident)
    sync(platform, desk)
    desk.appointments.confirm(appointment)
    sync(platform, desk)


def both_confirmed(
    platform: FakePlatform, desks: tuple[Desk, Desk], people: tuple[str, str]
) -> tuple[Desk, Desk]:
    """Two people asked for one slot, and each desk gives it, not knowing of the other."""
    here, there = desks
    book(platform, "a1", people[0])
    book(platform, "a2", people[1])
    for desk in desks:
        sync(platform, desk)
    here.appointments.confirm("a1")
    there.appointments.confirm("a2")
    return here, there


def test_two_desks_confirm_on_the_last_slot_and_it_is_given_once(
    platform: FakePlatform, desks: tuple[Desk, Desk], people: tuple[str, str]
) -> None:
    here, there = both_confirmed(platform, desks, people)
    for desk in (here, there, here, there):
        assert sync(platform, desk).conflicts == 0
    for desk in desks:
        assert statuses(desk) == {"a1": "booked", "a2": "asked"}
        assert [row.is_taken for row in desk.appointments.coming(only_asked=True)] == [True]
        assert faults(desk) == []
    assert platform.body("Appointment", "a2")["status"] == "pending"
    assert [one.status for one in there.appointments.coming(only_asked=True)] == ["asked"]
    with pytest.raises(errors.InvalidInput, match="slot-taken"):
        there.appointments.confirm("a2")
    there.appointments.refuse("a2", "号已满")
    for desk in (there, here):
        sync(platform, desk)
    assert statuses(here) == {"a1": "booked", "a2": "refused"}
    assert [sync(platform, desk).sent for desk in desks] == [0, 0]


def test_the_second_desk_loses_also_when_it_sends_without_having_read(
    platform: FakePlatform, desks: tuple[Desk, Desk], people: tuple[str, str]
) -> None:
    """The first confirmation lands between the second's pull and its push: If-Match refuses it."""
    here, there = both_confirmed(platform, desks, people)

    def first_the_other(served: FakePlatform, request: Any) -> Any:
        sync(served, here)
        return served.serve(request)

    platform.fail(first_the_other)
    sync(platform, there)
    for desk in (here, there):
        assert sync(platform, desk).conflicts == 0
        assert statuses(desk) == {"a1": "booked", "a2": "asked"}
    booked = [one for one in platform.log if one.type == "Appointment" and b'"booked"' in (one.body or b"")]
    assert [one.id for one in booked] == ["a1"]


def test_both_desks_confirm_the_same_one(
    platform: FakePlatform, desks: tuple[Desk, Desk], people: tuple[str, str]
) -> None:
    book(platform, "a1", people[0])
    for desk in desks:
        sync(platform, desk)
        desk.appointments.confirm("a1")
    for desk in (*desks, *desks):
        assert sync(platform, desk).conflicts == 0
    assert [statuses(desk) for desk in desks] == [{"a1": "booked"}] * 2
    assert [faults(desk) for desk in desks] == [[], []]


def test_who_calls_off_on_the_platform_gives_the_slot_back(
    platform: FakePlatform, desks: tuple[Desk, Desk], people: tuple[str, str]
) -> None:
    here, _ = desks
    given(platform, here, "a1", people[0])
    platform.amend("Appointment", "a1", status="cancelled")
    book(platform, "a2", people[1])
    sync(platform, here)
    assert statuses(here) == {"a1": "cancelled", "a2": "asked"}
    here.appointments.confirm("a2")
    sync(platform, here)
    assert platform.body("Slot", "s1")["extension"][0]["valueReference"] == {"reference": "Appointment/a2"}


def test_a_booked_one_that_is_called_off_frees_its_slot_for_everybody(
    platform: FakePlatform, desks: tuple[Desk, Desk], people: tuple[str, str]
) -> None:
    here, there = desks
    given(platform, here, "a1", people[0])
    platform.amend("Appointment", "a1", status="cancelled")
    for desk in (here, there, here, there):
        assert sync(platform, desk).conflicts == 0
    slot = platform.body("Slot", "s1")
    assert (slot["status"], slot["extension"]) == ("free", [UNKNOWN])
    assert [sync(platform, desk).sent for desk in desks] == [0, 0]
    assert [faults(desk) for desk in desks] == [[], []]
    book(platform, "a2", people[1])
    sync(platform, there)
    there.appointments.confirm("a2")
    sync(platform, there)
    assert platform.body("Slot", "s1")["status"] == "busy"


def test_a_slot_that_is_given_while_another_desk_frees_it_stays_given(
    platform: FakePlatform, desks: tuple[Desk, Desk], people: tuple[str, str]
) -> None:
    here, there = desks
    given(platform, here, "a1", people[0])
    book(platform, "a2", people[1])
    sync(platform, there)
    platform.amend("Appointment", "a1", status="cancelled")
    with there.database.writing("appointment") as session:  # it has heard of the calling off by telephone
        session.get_one(Appointment, "a1").status = "cancelled"
    there.appointments.confirm("a2")
    sync(platform, here)
    assert platform.body("Slot", "s1")["status"] == "free"
    for desk in (there, here, there):
        assert [one for one in desk.platform.conflicts() if one.entry.type == "Slot"] == []
        sync(platform, desk)
    assert platform.body("Slot", "s1")["status"] == "busy"
    assert statuses(here)["a2"] == "booked"


@pytest.mark.parametrize("platform", [FakePlatform(honours_if_match=False)])
def test_a_platform_that_ignores_if_match_gives_the_last_slot_once_too(
    platform: FakePlatform, desks: tuple[Desk, Desk], people: tuple[str, str]
) -> None:
    here, there = both_confirmed(platform, desks, people)
    for desk in (here, there, here, there):
        assert sync(platform, desk).conflicts == 0
    assert [statuses(desk) for desk in desks] == [{"a1": "booked", "a2": "asked"}] * 2
    assert platform.body("Appointment", "a2")["status"] == "pending"


@pytest.mark.parametrize("platform", [FakePlatform(honours_if_match=False)])
@pytest.mark.parametrize(
    ("chosen", "booked"),
    [(Verdict.THERE, {"a1": "booked", "a2": "asked"}), (Verdict.HERE, {"a1": "asked", "a2": "booked"})],
)
def test_two_that_cross_where_if_match_is_ignored_are_found_and_a_person_says_whose_the_slot_is(
    platform: FakePlatform,
    desks: tuple[Desk, Desk],
    people: tuple[str, str],
    chosen: Verdict,
    booked: dict[str, str],
) -> None:
    """The other desk's confirmation lands after the slot was read, before it is written (sync.md 5.5)."""
    here, there = both_confirmed(platform, desks, people)

    def first_the_other(served: FakePlatform, request: Any) -> Any:
        sync(served, here)
        return served.serve(request)

    platform.fail(first_the_other, lambda request: request.method == "PUT" and "Slot" in str(request.url))
    sync(platform, there)
    (conflict,) = there.platform.conflicts()
    (field,) = conflict.entry.fields
    assert (field.label, field.here, field.there) == ("held-by", "李小宝", "王秀英")
    assert there.platform.resolve(conflict.entry.key, {field.path: chosen})
    sync(platform, there)
    if chosen is Verdict.THERE:  # what `here` wrote stands again and might be a late copy: it is asked
        sync(platform, here)
        (conflict,) = here.platform.conflicts()
        (field,) = conflict.entry.fields
        assert (field.label, field.here, field.there) == ("held-by", "李小宝", "王秀英")
        assert here.platform.resolve(conflict.entry.key, {field.path: Verdict.THERE})
    for desk in (there, here, there, here):
        assert sync(platform, desk).conflicts == 0
    assert [statuses(desk) for desk in desks] == [booked] * 2
    held = "a1" if chosen is Verdict.THERE else "a2"
    assert platform.body("Slot", "s1")["extension"][0]["valueReference"] == {
        "reference": f"Appointment/{held}"
    }


def test_a_slot_that_is_not_known_is_not_given(
    platform: FakePlatform, desks: tuple[Desk, Desk], people: tuple[str, str]
) -> None:
    here, _ = desks
    book(platform, "a1", people[0], slot="nowhere")
    sync(platform, here)
    with pytest.raises(errors.InvalidInput, match="unknown-slot"):
        here.appointments.confirm("a1")


def test_one_of_somebody_who_has_not_arrived_yet_is_shown_when_the_person_has(
    platform: FakePlatform, desks: tuple[Desk, Desk], people: tuple[str, str]
) -> None:
    here, _ = desks
    book(platform, "a1", "p9")
    sync(platform, here)
    assert (here.appointments.coming(only_asked=True), here.appointments.asked()) == ((), 0)
    with here.database.reading() as session:
        assert ("Patient", "p9") in [(one.type, one.id) for one in session.query(Wanted)]
    person = {"id": "p9", "resourceType": "Patient", "name": [{"text": "陈小宝"}], "gender": "male"}
    platform.write("Patient", "p9", person)
    sync(platform, here)
    assert [row.name for row in here.appointments.coming(only_asked=True)] == ["陈小宝"]
    assert here.appointments.asked() == 1


def test_who_may_not_register_may_not_answer(
    platform: FakePlatform, desks: tuple[Desk, Desk], people: tuple[str, str]
) -> None:
    here, _ = desks
    book(platform, "a1", people[0])
    sync(platform, here)
    seat(here, Role.SYNCHRONISER, "sync")
    with pytest.raises(errors.NotAllowed):
        here.appointments.confirm("a1")
    with pytest.raises(errors.NotAllowed):
        here.appointments.coming(only_asked=True)
