"""The failure cases of sync.md 10, by number."""

from pathlib import Path
from typing import Any

import pytest

from healthdesk.base.ids import SeededIds
from healthdesk.base.progress import Silence
from healthdesk.fhir.bundles import PageEntry
from healthdesk.store.platform import PLATFORM, InboxEntry, Wanted
from healthdesk.sync import cursors, inbox, recovery
from healthdesk.sync.cursors import Stream
from healthdesk.sync.moved import Moved
from healthdesk.sync.transactions import Transactions
from healthdesk.trials.syncing import faults
from healthdesk.trials.syncing.fake_platform import FakePlatform, Fault
from healthdesk.trials.syncing.stations import Station, a_link
from tests.builders import the_database

IN_STEP = ("in-step", 0, 0, 0)


def test_f03_a_kill_before_the_first_byte_sends_the_save_once(here: Station, platform: FakePlatform) -> None:
    resident = here.register()
    platform.fail(faults.lost_on_the_way)
    platform.fail(faults.no_route, faults.a_look_at_the_sentinel)
    assert here.sync().state == "offline"
    assert here.states() == ["unknown"]
    assert here.settled(here.sync()) == IN_STEP
    assert platform.state["Patient", resident].version == 1


@pytest.mark.parametrize("fault", [faults.answer_lost, faults.truncated, faults.doubled])
def test_f04_f05_f07_f09_an_answer_lost_cut_or_doubled_leaves_one_copy(
    here: Station, platform: FakePlatform, fault: Fault
) -> None:
    resident = here.register()
    platform.fail(fault)
    assert here.settled(here.sync()) == IN_STEP
    assert platform.state["Patient", resident].version == 1


def test_f04_a_kill_before_the_answer_is_settled_at_the_next_start(
    here: Station, platform: FakePlatform
) -> None:
    resident = here.register()
    platform.fail(faults.answer_lost)
    platform.fail(faults.lost_on_the_way, faults.a_look_at_the_sentinel)
    assert here.sync().reason == "unclear"
    assert here.settled(here.sync()) == IN_STEP
    assert platform.state["Patient", resident].version == 1


def test_f06_an_amendment_between_a_lost_answer_and_the_retry_stands(
    here: Station, platform: FakePlatform
) -> None:
    resident = here.register()
    platform.fail(faults.answer_lost)
    platform.fail(faults.lost_on_the_way, faults.a_look_at_the_sentinel)
    here.sync()
    platform.amend("Patient", resident, address=[{"use": "home", "text": "新华里 9"}])
    assert here.settled(here.sync()) == IN_STEP
    assert here.row("Resident", resident)["address"] == "新华里 9"
    assert platform.state["Patient", resident].version == 2


def test_f08_a_late_first_request_loses_against_the_retry(here: Station, platform: FakePlatform) -> None:
    resident = here.register()
    late: list[Any] = []

    def delayed(server: FakePlatform, request: Any) -> Any:
        late.append(request)
        return faults.lost_on_the_way(server, request)

    platform.fail(delayed)
    here.sync()
    assert here.settled(here.sync()) == IN_STEP
    platform.amend("Patient", resident, gender="male")
    assert platform.serve(late[0]).status_code == 412
    assert platform.body("Patient", resident)["gender"] == "male"


@pytest.mark.parametrize("fault", [faults.portal, faults.redirected])
def test_f10_a_login_page_is_no_answer(here: Station, platform: FakePlatform, fault: Fault) -> None:
    here.register()
    for _ in range(30):
        platform.fail(fault, faults.anything)
    outcome = here.sync()
    assert (outcome.state, outcome.waiting, outcome.reason) == ("offline", 1, "unclear")
    platform.faults.clear()
    assert here.settled(here.sync()) == IN_STEP


def test_f13_one_bad_record_among_many_is_found_and_the_rest_arrives(
    here: Station, platform: FakePlatform
) -> None:
    for number in range(1, 41):
        here.register(number)
    platform.refuses = lambda body: "Patient.birthDate" if body.get("id", "").endswith("0017") else None
    outcome = here.sync()
    assert here.settled(outcome) == ("rejected", 0, 1, 0)
    assert outcome.sent == 39
    assert here.states().count("acked") == 39


def test_f14_a_bad_person_holds_the_own_visits_only_and_the_mended_one_frees_them(
    here: Station, platform: FakePlatform
) -> None:
    bad, good = here.register(1, phone="1"), here.register(2)
    for resident in [bad] * 5 + [good] * 5:
        here.visit(resident)
    platform.refuses = lambda body: (
        "Patient.telecom" if any(one.get("value") == "1" for one in body.get("telecom", ())) else None
    )
    outcome = here.sync()
    assert (outcome.sent, outcome.rejected, outcome.waiting) == (6, 1, 5)
    here.edit(bad, phone="13800000001")
    assert here.settled(here.sync()) == IN_STEP
    assert len([key for key in platform.state if key[0] == "Encounter"]) == 10


@pytest.mark.parametrize("status", [409, 412])
def test_f15_a_stale_base_is_merged_and_never_forced(
    here: Station, there: Station, platform: FakePlatform, status: int
) -> None:
    platform.stale_status = status
    resident = here.register()
    here.sync()
    there.sync()
    there.edit(resident, phone="13900000009")
    here.edit(resident, current_address="新华里 9")
    pusher = Transactions(here.link, Silence(), Moved())
    there.sync()
    assert pusher.push().stale
    assert here.settled(here.sync()) == IN_STEP
    there.sync()
    assert here.rows() == there.rows()
    assert here.row("Resident", resident)["phone"] == "13900000009"
    assert here.row("Resident", resident)["address"] == "新华里 9"


def test_f19_an_edit_during_the_upload_is_not_taken_for_sent(here: Station, platform: FakePlatform) -> None:
    resident = here.register()

    def edited_meanwhile(server: FakePlatform, request: Any) -> Any:
        here.edit(resident, phone="13900000009")
        return server.serve(request)

    platform.fail(edited_meanwhile)
    assert here.settled(here.sync()) == IN_STEP
    assert platform.state["Patient", resident].version == 2
    assert platform.body("Patient", resident)["telecom"][0]["value"] == "13900000009"


def test_f20_f21_a_void_against_an_edit_waits_for_a_person(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    visit = here.visit(here.register())
    here.sync()
    there.sync()
    there.change("Visit", visit, status="void")
    there.sync()
    here.change("Visit", visit, answers=here.row("Visit", visit)["answers"] | {"sbp": 150})
    outcome = here.sync()
    assert outcome.conflicts == 1
    assert here.row("Visit", visit)["status"] == "signed"
    assert "status" in {field.path for field in here.conflicts()[0].fields if field.verdict == "open"}


@pytest.mark.parametrize("columns", [{"status": "void"}, {"grade": "1"}], ids=["f22-void", "f23-edit"])
def test_f22_f23_the_same_change_on_both_sides_is_no_conflict(
    here: Station, there: Station, columns: dict[str, Any]
) -> None:
    visit = here.visit(here.register())
    here.sync()
    there.sync()
    here.change("Visit", visit, **columns)
    there.change("Visit", visit, **columns)
    there.sync()
    assert here.settled(here.sync()) == IN_STEP
    there.sync()
    assert here.rows() == there.rows()
    assert here.all_conflicts() == 0


def test_f26_a_crash_while_a_page_is_stored_leaves_neither_page_nor_cursor(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    here.register()
    here.sync()

    def crash() -> None:
        with there.link.writing() as session:
            entry = PageEntry("Patient", "x", "1", "2026-11-02T09:00:00Z", b"{}")
            inbox.stage(session, PLATFORM, [entry])
            cursors.move(session, PLATFORM, Stream(), platform.now)
            raise Crash

    with pytest.raises(Crash):
        crash()
    assert there.settled(there.sync()) == IN_STEP
    assert there.rows() == here.rows()


def test_f29_many_rows_of_one_instant_all_arrive(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    platform.page_size = 7
    for number in range(1, 31):
        here.register(number)
    here.sync()
    assert there.settled(there.sync()) == IN_STEP
    assert there.rows() == here.rows()


def test_f30_a_dead_link_begins_again_at_the_mark(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    platform.page_size = 7
    for number in range(1, 11):
        here.register(number)
    here.sync()
    platform.fail(expired, lambda request: "_offset=14" in (request.url or ""))
    assert there.settled(there.sync()) == IN_STEP
    assert there.rows() == here.rows()


class Crash(Exception):
    """The power goes."""


def expired(server: FakePlatform, request: Any) -> Any:
    return server.answer(
        request, 410, b'{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"expired"}]}'
    )


def test_f30_a_pass_that_was_cut_is_ended_and_nothing_newer_is_skipped(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    platform.page_size = 7
    for number in range(1, 11):
        here.register(number)
    here.sync()
    platform.fail(faults.lost_on_the_way, lambda request: "_offset=14" in (request.url or ""))
    assert there.sync().state == "offline"
    here.register(11)
    here.sync()
    assert there.settled(there.sync()) == IN_STEP
    assert there.rows() == here.rows()


def test_a_server_that_forgets_since_on_its_links_is_not_read_to_the_beginning(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    platform.page_size, platform.forgets_since = 7, True
    for number in range(1, 11):
        here.register(number)
    here.sync()
    there.sync()
    platform.now = platform.now.replace(hour=15)
    there.sync()
    here.edit("00000000-0000-4000-8000-000000000001", phone="13900000009")
    here.sync()
    before = len(platform.seen)
    assert there.settled(there.sync()) == IN_STEP
    assert len(platform.seen) - before <= 4
    assert there.rows() == here.rows()


@pytest.mark.parametrize(
    "garbage",
    [
        {"resourceType": "Immunization", "id": "g1", "status": "completed"},
        {
            "resourceType": "QuestionnaireResponse",
            "id": "g2",
            "item": "nonsense",
            "extension": [{"url": "urn:healthdesk:visit"}],
        },
    ],
    ids=["a dose of nothing", "a visit of nonsense"],
)
def test_f32_garbage_is_kept_apart_and_the_others_arrive(
    here: Station, there: Station, platform: FakePlatform, garbage: dict[str, Any]
) -> None:
    here.register()
    here.sync()
    platform.write(garbage["resourceType"], garbage["id"], garbage)
    there.sync()
    assert there.rows() == here.rows()
    with there.database.reading() as session:
        entry = session.query(InboxEntry).filter_by(id=garbage["id"]).one()
        assert entry.state == "quarantined"


def test_f33_elements_nobody_here_knows_come_back_unchanged(here: Station, platform: FakePlatform) -> None:
    resident = here.register()
    here.sync()
    insured = {"url": "http://platform.test/insured", "valueString": "城乡居民"}
    body = platform.body("Patient", resident)
    platform.amend(
        "Patient",
        resident,
        extension=[*body["extension"], insured],
        communication=[{"language": {"text": "普通话"}}],
        identifier=[*body["identifier"], {"system": "http://platform.test/card", "value": "7"}],
    )
    here.sync()
    here.edit(resident, phone="13900000009")
    assert here.settled(here.sync()) == IN_STEP
    sent = platform.body("Patient", resident)
    assert insured in sent["extension"]
    assert sent["communication"] == [{"language": {"text": "普通话"}}]
    assert {"system": "http://platform.test/card", "value": "7"} in sent["identifier"]


def test_f34_a_child_before_its_person_waits_and_completes(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    resident = here.register()
    here.visit(resident)
    here.sync()
    patient = platform.state["Patient", resident]
    platform.log.remove(patient)
    del platform.state["Patient", resident]
    there.sync()
    with there.database.reading() as session:
        assert session.get(Wanted, ("Patient", resident)) is not None
    platform.state["Patient", resident] = patient
    there.sync()
    with there.database.reading() as session:
        assert session.get(Wanted, ("Patient", resident)) is None
    assert there.rows() == here.rows()


def test_f35_a_deletion_there_hides_and_an_edit_against_it_is_a_conflict(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    visit = here.visit(here.register())
    here.sync()
    there.sync()
    platform.delete("QuestionnaireResponse", visit)
    there.sync()
    assert there.row("Visit", visit)["status"] == "void"
    here.change("Visit", visit, grade="1")
    assert here.sync().conflicts == 1
    assert here.row("Visit", visit)["grade"] == "1"


def test_f38_a_platform_brought_back_from_a_backup_gets_what_it_lost(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    first = here.register(1)
    here.sync()
    yesterday = dict(platform.state), list(platform.log)
    here.edit(first, phone="13900000009")
    here.register(2)
    here.sync()
    platform.state, platform.log = yesterday
    assert here.settled(here.sync()) == IN_STEP
    assert here.all_conflicts() == 0
    there.sync()
    assert there.rows() == here.rows()


def test_f38_an_empty_platform_is_filled_again(here: Station, there: Station, platform: FakePlatform) -> None:
    here.visit(here.register())
    here.sync()
    platform.state, platform.log = {}, []
    assert here.settled(here.sync()) == IN_STEP
    there.sync()
    assert there.rows() == here.rows()


def test_f39_a_workstation_brought_back_from_a_backup_becomes_another_one(
    here: Station, platform: FakePlatform, tmp_path: Path
) -> None:
    first = here.register(1)
    here.sync()
    here.edit(first, workplace="无")
    backup = tmp_path / "backup"
    backup.mkdir()
    here.database.copy_to(backup / "healthdesk.db")
    here.edit(first, phone="13900000009")
    here.register(2)
    here.sync()

    restored = the_database(backup, here.database._key)
    restored.open()
    back = Station(restored, a_link(restored, platform.client(), SeededIds(99)))
    assert back.sync().reason == "cloned"
    recovery.enrol_again(back.link)
    back = Station(restored, a_link(restored, platform.client(), SeededIds(98)))
    assert back.settled(back.sync()) == IN_STEP
    here.sync()
    assert back.rows() == here.rows()
    assert back.row("Resident", first)["phone"] == "13900000009"
    restored.close()


def test_f40_a_cloned_workstation_stops_and_says_so(here: Station, platform: FakePlatform) -> None:
    here.register()
    here.sync()
    name = here.sentinel()
    body = platform.body("Basic", name)
    body["extension"] = [{"url": "urn:healthdesk:counter", "valueInteger": 7}]
    platform.write("Basic", name, body)
    here.register(2)
    outcome = here.sync()
    assert (outcome.state, outcome.reason, outcome.waiting) == ("paused", "cloned", 1)


def test_f55_a_second_run_writes_nothing_and_costs_little(here: Station, platform: FakePlatform) -> None:
    for number in range(1, 11):
        here.visit(here.register(number))
    here.sync()
    platform.now = platform.now.replace(hour=12)
    here.sync()
    versions, sent = len(platform.log), platform.bytes_sent
    outcome = here.sync()
    assert (outcome.sent, outcome.received) == (0, 0)
    assert len(platform.log) == versions
    assert platform.bytes_sent - sent <= 2048


def test_a_history_is_always_asked_for_since_a_time(here: Station, platform: FakePlatform) -> None:
    """HAPI counts one without `_since` once a minute and ends it at the old count (docs/platforms.md)."""
    platform.fail(faults.answer_lost)
    here.register()
    here.sync()
    asked = [one.url or "" for one in platform.seen if "_history" in (one.url or "")]
    read = [url for url in asked if "_count=1&" not in f"{url}&"]  # the probe only tries whether there is one
    assert read
    assert all("_since=" in url for url in read)
