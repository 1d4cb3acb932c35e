"""F03 to F19 of sync.md 10: a save on its way, and everything that may become of it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from healthdesk.base.back_off import LONGEST_S
from healthdesk.base.progress import Silence
from healthdesk.sync import centre, inventory
from healthdesk.sync.engine import ROUNDS
from healthdesk.sync.merge import Verdict
from healthdesk.sync.moved import Moved
from healthdesk.sync.transactions import Transactions
from healthdesk.trials.syncing import faults
from healthdesk.trials.syncing.fake_platform import FakePlatform, Fault, is_upload, text
from healthdesk.trials.syncing.line import Fate, Line
from healthdesk.trials.syncing.stations import Station, a_station
from healthdesk.trials.syncing.world import WanderingClock

IN_STEP = ("in-step", 0, 0, 0)


def test_f03_a_kill_before_the_first_byte_sends_the_save_once(here: Station, platform: FakePlatform) -> None:
    resident = here.register()
    platform.fail(faults.lost_on_the_way)
    platform.fail(faults.no_route, faults.a_look_at_the_sentinel)
    assert here.sync().state == "offline"
    assert here.states() == ["unknown"]
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


def one_copy_after(here: Station, platform: FakePlatform, fault: Fault) -> None:
    """A save meets `fault` on its way, and is there once in the end, as confirmed here."""
    resident = here.register()
    platform.fail(fault)
    here.sync()
    assert here.settled(here.sync()) == IN_STEP
    assert platform.state["Patient", resident].version == 1
    assert inventory.take(here.link).is_complete


def test_f05_an_answer_lost_after_the_commit_leaves_one_copy(here: Station, platform: FakePlatform) -> None:
    one_copy_after(here, platform, faults.answer_lost)


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


def test_f07_a_request_doubled_by_a_proxy_leaves_one_copy(here: Station, platform: FakePlatform) -> None:
    one_copy_after(here, platform, faults.doubled)


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


@pytest.mark.parametrize("is_met_before", [True, False], ids=["met before", "in one page"])
def test_f08_where_nothing_is_refused_the_late_copy_is_found_and_laid_before_a_person(
    here: Station, platform: FakePlatform, is_met_before: bool
) -> None:
    platform.honours_if_match = platform.honours_if_none_match = False
    resident = here.register()
    late: list[requests.PreparedRequest] = []

    def doubled_late(server: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        late.append(request)
        return server.serve(request)

    platform.fail(doubled_late, puts("Patient"))
    here.sync()
    platform.amend("Patient", resident, gender="male")
    if is_met_before:
        here.sync()
    platform.serve(late[0])
    assert platform.body("Patient", resident)["gender"] == "female"
    assert here.sync().conflicts == 1
    (conflict,) = here.conflicts()
    assert [(one.path, one.here, one.there) for one in conflict.fields] == [("gender", "male", "female")]
    assert centre.resolve(here.link, conflict.key, {"gender": Verdict.HERE}, "王慧")
    assert here.settled(here.sync()) == IN_STEP
    assert platform.body("Patient", resident)["gender"] == "male"


def puts(type_: str) -> Any:
    """A PUT of that type, as the guarded way sends it."""
    return lambda request: request.method == "PUT" and f"/{type_}/" in (request.url or "")


def test_f09_half_an_answer_is_no_answer(here: Station, platform: FakePlatform) -> None:
    one_copy_after(here, platform, faults.truncated)


@pytest.mark.parametrize("fault", [faults.portal, faults.redirected])
def test_f10_a_login_page_is_no_answer(here: Station, platform: FakePlatform, fault: Fault) -> None:
    here.register()
    for _ in range(30):
        platform.fail(fault, faults.anything)
    outcome = here.sync()
    assert (outcome.state, outcome.waiting, outcome.reason) == ("offline", 1, "unclear")
    platform.faults.clear()
    assert here.settled(here.sync()) == IN_STEP


def test_f10_a_login_page_in_answer_to_an_upload_confirms_nothing(
    here: Station, platform: FakePlatform
) -> None:
    resident = here.register()
    platform.fail(faults.portal)
    outcome = here.sync()
    assert (outcome.sent, outcome.waiting, outcome.reason) == (0, 1, "unclear")
    assert here.settled(here.sync()) == IN_STEP
    assert platform.state["Patient", resident].version == 1


@pytest.mark.parametrize("fate", [Fate.REORDERED, Fate.SHORTENED])
def test_f11_an_answer_with_entries_missing_or_in_another_order_proves_nothing(
    tmp_path: Any, fate: Fate
) -> None:
    line = Line()
    here = a_station(tmp_path / "desk", line.client())
    resident = here.register()
    here.sync()
    here.edit(resident, phone="13900000009")
    here.visit(resident)
    fates = [Fate.ARRIVES] * 2 + [fate]
    line.begin(fates)
    here.sync()
    assert not line.fates
    assert here.settled(here.sync()) == IN_STEP
    assert inventory.take(here.link).is_complete
    here.database.close()


def test_f12_a_crash_in_the_middle_of_a_save_is_completed_parents_first_and_marker_last(
    tmp_path: Path,
) -> None:
    platform, clock = FakePlatform(is_atomic=False), WanderingClock()
    here = a_station(tmp_path / "desk", platform.client(), clock=clock)
    resident = here.register()
    visit = here.visit(resident)
    platform.fail(faults.status(500), puts("Encounter"))
    assert here.settled(here.sync()) == ("waiting", 1, 0, 0)
    assert not any(one.type == "Encounter" for one in platform.log)
    clock.moment += timedelta(seconds=LONGEST_S)
    assert here.settled(here.sync()) == IN_STEP
    kept = {key for key, newest in platform.state.items() if newest.body}  # the trials of the probe are gone
    types = [one.type for one in platform.log if one.type != "Basic" and (one.type, one.id) in kept]
    assert types[:3] == ["Patient", "QuestionnaireResponse", "Provenance"]
    assert types[-1] == "Provenance"
    assert platform.state["QuestionnaireResponse", visit].version == 1
    here.database.close()


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


def test_f13_a_record_that_breaks_the_platform_is_put_off_and_the_rest_arrives(
    here: Station, platform: FakePlatform
) -> None:
    bad, *_ = [here.register(number) for number in range(1, 21)]

    def breaks(request: requests.PreparedRequest) -> bool:
        return is_upload(request) and f'"id":"{bad}"' in text(request)

    for _ in range(40):
        platform.fail(faults.status(500), breaks)
    assert here.settled(here.sync()) == ("waiting", 1, 0, 0)
    assert here.states().count("acked") == 19
    assert ("Patient", bad) not in platform.state


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


def test_f14_a_mended_record_is_not_undone_by_a_later_save_of_what_it_was(
    here: Station, platform: FakePlatform
) -> None:
    resident = here.register(1, phone="1")
    platform.refuses = lambda body: "Patient.telecom" if body.get("telecom") and platform.is_strict else None
    platform.is_strict = True  # type: ignore[attr-defined]
    here.edit(resident, workplace="甲")
    here.sync()
    here.edit(resident, workplace="乙")
    here.edit(resident, workplace="丙")
    platform.is_strict = False  # type: ignore[attr-defined]
    assert here.settled(here.sync()) == IN_STEP
    form = next(key for key in platform.state if key[0] == "QuestionnaireResponse")
    assert "丙" in str(platform.body(*form))


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
    pusher.push()
    assert pusher.moved.stale
    assert here.settled(here.sync()) == IN_STEP
    there.sync()
    assert here.rows() == there.rows()
    assert here.row("Resident", resident)["phone"] == "13900000009"
    assert here.row("Resident", resident)["address"] == "新华里 9"


def test_f16_two_busy_writers_converge_in_a_bounded_number_of_requests(
    here: Station, platform: FakePlatform
) -> None:
    resident = here.register()
    here.sync()
    here.edit(resident, phone="13900000009")
    uploads = 0

    def amended_just_before(server: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        nonlocal uploads
        uploads += 1
        server.amend("Patient", resident, address=[{"use": "home", "text": f"别处 {uploads}"}])
        return server.serve(request)

    for _ in range(7):
        platform.fail(amended_just_before)
    here.sync()
    assert uploads <= ROUNDS
    for _ in range(6):
        outcome = here.sync()
    assert here.settled(outcome) == IN_STEP
    body = platform.body("Patient", resident)
    assert (body["telecom"][0]["value"], body["address"][0]["text"]) == ("13900000009", "别处 7")


def test_f17_a_platform_that_ignores_if_match_is_found_out_and_overwrites_nobody_silently(
    here: Station, platform: FakePlatform
) -> None:
    platform.honours_if_match = False
    resident = here.register()
    here.sync()
    here.edit(resident, phone="13900000009")

    def amended_just_before(server: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        server.amend("Patient", resident, address=[{"use": "home", "text": "别处 1"}])
        return server.serve(request)

    platform.fail(amended_just_before, puts("Patient"))
    assert here.sync().conflicts == 1
    assert "别处 1" not in str(platform.body("Patient", resident))
    (conflict,) = here.conflicts()
    assert {field.there for field in conflict.fields if field.label == "current_address"} == {"别处 1"}
    choices = {field.path: Verdict.THERE for field in conflict.fields}
    assert centre.resolve(here.link, conflict.key, choices, "王慧")
    assert here.settled(here.sync()) == IN_STEP
    body = platform.body("Patient", resident)
    assert (body["telecom"][0]["value"], body["address"][0]["text"]) == ("13900000009", "别处 1")


def test_f18_a_create_is_read_before_it_is_sent_again(here: Station, platform: FakePlatform) -> None:
    platform.honours_if_match = platform.honours_if_none_match = False
    resident = here.register()
    late: list[requests.PreparedRequest] = []

    def delayed(server: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        late.append(request)
        return faults.lost_on_the_way(server, request)

    def read_just_before(server: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        answer = server.serve(request)
        server.serve(late[0])
        server.amend("Patient", resident, gender="male")
        return answer

    platform.fail(delayed, puts("Patient"))
    assert here.sync().reason == "unclear"
    platform.fail(read_just_before, lambda request: "/fhir/_history" in (request.url or ""))
    here.sync()
    assert here.settled(here.sync()) == IN_STEP
    assert platform.body("Patient", resident)["gender"] == "male"
    assert platform.state["Patient", resident].version == 2


def test_f19_an_edit_during_the_upload_is_not_taken_for_sent(here: Station, platform: FakePlatform) -> None:
    resident = here.register()

    def edited_meanwhile(server: FakePlatform, request: Any) -> Any:
        here.edit(resident, phone="13900000009")
        return server.serve(request)

    platform.fail(edited_meanwhile)
    assert here.settled(here.sync()) == IN_STEP
    assert platform.state["Patient", resident].version == 2
    assert platform.body("Patient", resident)["telecom"][0]["value"] == "13900000009"
