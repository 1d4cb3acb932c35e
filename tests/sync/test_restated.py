"""What a platform makes of our words as it stores them survives; nobody is asked unless a value changed."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from healthdesk.base import canonical
from healthdesk.fhir import resources, restated
from healthdesk.fhir.resources import Body
from healthdesk.store import settings
from healthdesk.store.platform import Version
from healthdesk.sync import centre, order
from healthdesk.sync import restated as forms
from healthdesk.sync.merge import Verdict
from healthdesk.trials.syncing import told
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.shelves import RECEIVED, RECEIVED_TAG
from healthdesk.trials.syncing.stations import Station, a_station
from tests.sync import verified
from tests.sync.test_failures_meeting import a_dose

IN_STEP = ("in-step", 0, 0, 0)
MODES: tuple[dict[str, Any], ...] = (
    {},
    {"honours_if_match": False},
    {"takes_own_ids": False},
    {"keeps_history": False, "takes_updates": False},
    {"takes_own_ids": False, "keeps_history": False, "takes_updates": False},
)
"""Full, guarded, ids of the platform's own, append-only, and both."""


@pytest.fixture(params=MODES, ids=str)
def narrow(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[FakePlatform, Station, Station]]:
    """A platform of each mode that adds something of its own to what is new there, and two desks."""
    platform = FakePlatform(adds="new", **request.param)
    desks = [a_station(tmp_path / str(number), platform.client(), number) for number in (1, 2)]
    yield platform, desks[0], desks[1]
    for desk in desks:
        desk.database.close()


def stored_as(platform: FakePlatform, type_: str, id_: str, **changes: Any) -> None:
    """The platform changed our version as it stored it: under the same number and time."""
    one = platform.state[type_, id_]
    one.body = canonical.encode(platform.body(type_, id_) | changes)


def faults(desk: Station) -> list[str]:
    """What `verify` finds."""
    return verified.faults(desk.database, desk.link.mapper.freeze)


def versions(desk: Station) -> int:
    with desk.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Version)) or 0


def is_idle(desk: Station, platform: FakePlatform) -> bool:
    """Whether one more run writes nothing, here or there."""
    before = len(platform.log), versions(desk)
    outcome = desk.sync()
    return before == (len(platform.log), versions(desk)) and outcome.sent == outcome.received == 0


def test_what_the_platform_adds_as_it_stores_ours_is_in_the_next_upload(
    narrow: tuple[FakePlatform, Station, Station],
) -> None:
    platform, here, there = narrow
    person = here.register(1, contact_name="张伟", contact_phone="13800005522")
    visit = here.visit(person)
    for desk in (here, here, here):
        assert desk.settled(desk.sync()) == IN_STEP
    assert is_idle(here, platform)
    sent = len(platform.log)
    here.edit(person, phone="13900000009", contact_phone="13900000010")
    here.change("Visit", visit, doctor="陈医生")
    for desk in (here, there, here, there):
        assert desk.settled(desk.sync()) == IN_STEP
    assert len(platform.log) > sent
    keeps_what_was_added(platform, person, visit)
    for desk in (here, there):
        assert is_idle(desk, platform)
        assert faults(desk) == []
        assert desk.all_conflicts() == 0
    assert here.rows() == there.rows()
    assert not any(one.is_blind for one in platform.log if one.type not in order.IGNORED)


def test_what_it_added_to_a_version_that_we_wrote_on_before_it_was_read_is_put_back(
    narrow: tuple[FakePlatform, Station, Station],
) -> None:
    """Two saves of one record leave with two requests, one right after the other."""
    platform, here, there = narrow
    person = here.register(1, contact_name="张伟", contact_phone="13800005522")
    visit = here.visit(person)
    here.edit(person, phone="13900000009", contact_phone="13900000010")
    here.change("Visit", visit, doctor="陈医生")
    for desk in (here, here, there, here, there):
        assert desk.settled(desk.sync()) == IN_STEP
    keeps_what_was_added(platform, person, visit)
    assert told.newest(platform, "Patient", person)["telecom"][0]["value"] == "13900000009"
    for desk in (here, there):
        assert is_idle(desk, platform)
        assert faults(desk) == []
        assert desk.all_conflicts() == 0
    assert here.rows() == there.rows()


def test_what_it_added_stays_where_another_hand_wrote_on_it_before_it_was_read(tmp_path: Path) -> None:
    platform = FakePlatform(adds="new")
    desk = a_station(tmp_path / "desk", platform.client())
    person = desk.register(1, contact_name="张伟", contact_phone="13800005522")
    desk.edit(person, contact_phone="13900000010")
    contact = resources.part_id(person, "RelatedPerson")
    desk.sync()
    assert len(platform.versions("RelatedPerson", contact)) == 2
    platform.amend("RelatedPerson", contact, telecom=[{"system": "phone", "value": "13700000011"}])
    assert desk.sync().conflicts == 1
    (conflict,) = desk.conflicts()
    centre.resolve(desk.link, conflict.key, {one.path: Verdict.HERE for one in conflict.fields}, "王慧")
    for _ in range(2):
        assert desk.settled(desk.sync()) == IN_STEP
    newest = told.newest(platform, "RelatedPerson", contact)
    assert newest["telecom"][0]["value"] == "13900000010"
    assert RECEIVED in newest["extension"]
    assert faults(desk) == []
    desk.database.close()


def keeps_what_was_added(platform: FakePlatform, person: str, visit: str) -> None:
    changed = {
        "Patient": person,
        "RelatedPerson": resources.part_id(person, "RelatedPerson"),
        "QuestionnaireResponse": visit,
    }
    for type_, id_ in changed.items():
        newest = told.newest(platform, type_, id_)
        assert RECEIVED in newest["extension"], type_
        assert RECEIVED_TAG in newest["meta"]["tag"], type_


def written_on(platform: FakePlatform, type_: str, id_: str, **changes: Any) -> None:
    """The platform changed the first version as it stored it, and ours that came next knew nothing of it."""
    first = platform.versions(type_, id_)[0]
    first.body = canonical.encode(canonical.decode(first.body or b"") | changes)


def test_what_was_changed_in_a_version_that_we_wrote_on_counts_where_we_left_it_alone(
    here: Station, platform: FakePlatform
) -> None:
    person = here.register(current_address="幸福路 1 号")
    here.edit(person, phone="13900000009")
    here.sync()
    home = [{"use": "home", "text": "县平台写的地址"}]
    written_on(platform, "Patient", person, address=home, birthDate="1950-01-01", photo=[{"url": "p"}])
    here.edit(person, workplace="幸福里小学")
    assert here.sync().conflicts == 1
    (conflict,) = here.conflicts()
    assert [(field.label, field.is_safety) for field in conflict.fields if field.verdict == "open"] == [
        ("birth_date", True)
    ]
    centre.resolve(here.link, conflict.key, {field.path: Verdict.HERE for field in conflict.fields}, "王慧")
    for _ in range(2):
        assert here.settled(here.sync()) == IN_STEP
    said = platform.body("Patient", person)
    assert (said["address"], said["photo"], said["telecom"][0]["value"]) == (
        home,
        [{"url": "p"}],
        "13900000009",
    )
    assert said["birthDate"] != "1950-01-01"
    assert here.row("Resident", person)["answers"]["current_address"] == "县平台写的地址"
    assert here.row("Resident", person)["answers"]["workplace"] == "幸福里小学"
    assert is_idle(here, platform)
    assert faults(here) == []


def test_what_others_took_out_of_it_since_stays_out(tmp_path: Path) -> None:
    """They had read it. The newest comes first there, and is looked at by itself."""
    platform = FakePlatform(honours_if_match=False)
    desk = a_station(tmp_path / "desk", platform.client())
    person = desk.register()
    desk.sync()
    stored_as(platform, "Patient", person, communication=[{"preferred": True}])
    platform.amend("Patient", person, communication=None, photo=[{"url": "p"}])
    for _ in range(2):
        assert desk.settled(desk.sync()) == IN_STEP
    assert "communication" not in platform.body("Patient", person)
    assert is_idle(desk, platform)
    desk.database.close()


def test_unsent_work_goes_on_top_of_what_the_platform_added(here: Station, platform: FakePlatform) -> None:
    person = here.register()
    here.sync()
    known = platform.body("Patient", person)["extension"]
    stored_as(platform, "Patient", person, extension=[*known, RECEIVED], communication=[{"preferred": True}])
    here.edit(person, phone="13900000009")
    assert here.settled(here.sync()) == IN_STEP
    assert here.all_conflicts() == 0
    said = platform.body("Patient", person)
    assert (said["telecom"][0]["value"], said["communication"]) == ("13900000009", [{"preferred": True}])
    assert RECEIVED in said["extension"]
    assert is_idle(here, platform)
    assert faults(here) == []


def test_a_value_that_the_platform_changed_is_taken_like_any_change_there(
    here: Station, platform: FakePlatform
) -> None:
    person = here.register()
    here.sync()
    home = [{"use": "home", "text": "县平台写的地址"}]
    stored_as(platform, "Patient", person, address=home)
    for _ in range(2):
        assert here.settled(here.sync()) == IN_STEP
    assert here.row("Resident", person)["answers"]["current_address"] == "县平台写的地址"
    assert platform.body("Patient", person)["address"] == home
    assert is_idle(here, platform)
    assert faults(here) == []


def test_a_value_of_safety_that_the_platform_changed_goes_to_a_person_and_moves_nothing(
    here: Station, platform: FakePlatform
) -> None:
    person = here.register()
    dose = a_dose(here, person)
    here.sync()
    was = platform.body("Immunization", dose)
    other = was["vaccineCode"] | {"coding": [was["vaccineCode"]["coding"][0] | {"code": "BCG"}]}
    stored_as(platform, "Immunization", dose, vaccineCode=other, note=[{"text": "已核对"}])
    stored_as(platform, "Patient", person, birthDate="1950-01-01")
    before = here.row("Vaccination", dose), here.row("Resident", person)
    assert here.sync().conflicts == 2
    assert (here.row("Vaccination", dose), here.row("Resident", person)) == before
    assert {field.label for one in here.conflicts() for field in one.fields if field.is_safety} == {
        "vaccine",
        "birth_date",
    }
    for conflict in here.conflicts():
        taken = {field.path: Verdict.HERE for field in conflict.fields}
        centre.resolve(here.link, conflict.key, taken, "王慧")
    for _ in range(2):
        assert here.settled(here.sync()) == IN_STEP
    assert platform.body("Immunization", dose)["vaccineCode"] == was["vaccineCode"]
    assert platform.body("Immunization", dose)["note"] == [{"text": "已核对"}]
    assert here.row("Vaccination", dose)["vaccine"] == "HepB"
    assert is_idle(here, platform)
    assert faults(here) == []


def test_what_only_follows_our_record_and_was_changed_as_it_was_stored_is_shown(
    here: Station, platform: FakePlatform
) -> None:
    person = here.register(1, contact_name="张伟", contact_phone="13800005522")
    here.sync()
    contact = resources.part_id(person, "RelatedPerson")
    stored_as(
        platform,
        "RelatedPerson",
        contact,
        telecom=[{"system": "phone", "use": "mobile", "value": "13999999999"}],
    )
    assert here.sync().conflicts == 1
    (conflict,) = here.conflicts()
    assert [(row.here, row.there) for row in conflict.fields] == [("13800005522", "13999999999")]


def test_a_late_copy_of_ours_is_known_by_what_the_platform_made_of_it(tmp_path: Path) -> None:
    """Where stale writes are let through, an old write that comes again would undo the later one."""
    platform = FakePlatform(adds="write", honours_if_match=False)
    desk = a_station(tmp_path / "desk", platform.client())
    person = desk.register(phone="13900000001")
    desk.sync()
    first = platform.body("Patient", person)
    for phone in ("13900000002", "13900000003"):
        desk.edit(person, phone=phone)
        for _ in range(2):
            desk.sync()
    platform.now += timedelta(seconds=1)
    platform.write("Patient", person, first)
    assert desk.sync().conflicts == 1
    assert desk.row("Resident", person)["answers"]["phone"] == "13900000003"
    desk.database.close()


def test_another_way_of_saying_ours_is_nothing_new(here: Station, platform: FakePlatform) -> None:
    person = here.register()
    visit = here.visit(person)
    here.sync()
    address = {"reference": f"http://elsewhere.test/fhir/Patient/{person}", "display": "某人"}
    stored_as(platform, "QuestionnaireResponse", visit, subject=address, text={"status": "generated"})
    weight = resources.part_id(visit, "weight")
    number = platform.body("Observation", weight)["valueQuantity"]
    stored_as(platform, "Observation", weight, subject=address, valueQuantity=number | {"value": 70.5})
    assert is_idle(here, platform)
    assert here.all_conflicts() == 0


def test_a_platform_that_insists_is_not_written_to_again_and_again(
    here: Station, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is told by rule is put back once; what a person says is asked about."""
    with here.database.writing("settings") as session:
        settings.change(session, "centre.name", "幸福里社区卫生服务中心")
        settings.change(session, "centre.code", "12110105400000000X")
    write = platform.write

    def insisting(type_: str, id_: str, body: Mapping[str, Any] | None, *late: Any) -> Any:
        named = {"name": "县平台登记的名称"} if type_ == "Organization" else {}
        return write(type_, id_, body and {**body, **named}, *late)

    monkeypatch.setattr(platform, "write", insisting)
    for _ in range(4):
        here.sync()
    assert [one.version for one in platform.log if one.type == "Organization"] == [1, 2]
    assert is_idle(here, platform)


@pytest.mark.parametrize(
    ("stored", "here", "found"),
    [
        ({"a": "1"}, {}, {"a": "1"}),
        ({"phone": "2"}, {}, {"phone": "2"}),
        ({"phone": "2"}, {"phone": "3"}, {"phone": "3"}),
        ({"name": [{"text": "张", "use": "old"}]}, {}, {"name": [{"text": "张", "use": "old"}]}),
        (
            {"telecom": [{"value": "1"}, {"value": "7"}]},
            {"telecom": [{"value": "2"}]},
            {"telecom": [{"value": "2"}, {"value": "7"}]},
        ),
    ],
    ids=str,
)
def test_what_was_made_of_ours_is_found_again_in_what_we_made_of_it(
    stored: Body, here: Body, found: Body
) -> None:
    sent: Body = {"resourceType": "Patient", "phone": "1", "telecom": [{"value": "1"}]}
    assert forms.regained(sent, sent | stored, sent | here) == sent | here | found


OURS: Body = {
    "subject": {"reference": "Patient/p"},
    "code": {"coding": [{"system": "s", "code": "c"}]},
    "issued": "2026-11-02T01:00:00+00:00",
    "extension": [{"url": "a", "valueString": "1"}, {"url": "b", "valueBoolean": True}],
}


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ({"subject": {"reference": "http://p.test/Patient/p/_history/3"}}, {}),
        ({"subject": {"reference": "Patient/q"}}, {"subject": {"reference": "Patient/q"}}),
        ({"code": {"coding": [{"system": "s", "code": "c", "display": "血压"}], "text": "血压"}}, {}),
        (
            {"code": {"coding": [{"system": "s", "code": "d"}]}},
            {"code": {"coding": [{"system": "s", "code": "d"}]}},
        ),
        ({"issued": "2026-11-02T09:00:00.000+08:00"}, {}),
        ({"issued": "2026-11-02T09:00:00Z"}, {"issued": "2026-11-02T09:00:00Z"}),
        ({"extension": OURS["extension"][::-1]}, {}),
        (
            {"extension": [{"url": "z"}, *OURS["extension"]]},
            {"extension": [*OURS["extension"], {"url": "z"}]},
        ),
        ({"extension": OURS["extension"][:1]}, {"extension": OURS["extension"][:1]}),
    ],
    ids=str,
)
def test_the_stored_form_in_our_words(stored: Body, said: Body) -> None:
    assert restated.in_our_words(OURS | stored, OURS) == OURS | said
    assert restated.covers(OURS | stored, OURS) is (not said or "z" in str(said))
