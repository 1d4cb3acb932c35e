"""What every answer of the platform to an upload leads to (sync.md 5.6), line by line."""

from datetime import timedelta
from pathlib import Path

import pytest
import requests
from sqlalchemy import select

from healthdesk.base.back_off import LONGEST_S
from healthdesk.store.platform import PLATFORM, Intent, Remote
from healthdesk.sync import centre, settle
from healthdesk.sync.session import LONGEST_RETRY_SECONDS
from healthdesk.sync.settle import ATTEMPTS_BEFORE_HELD, HELD_CODE
from healthdesk.trials.syncing import faults
from healthdesk.trials.syncing.fake_platform import FakePlatform, Fault, is_upload, text
from healthdesk.trials.syncing.stations import Station, a_station
from healthdesk.trials.syncing.world import WanderingClock

IN_STEP = ("in-step", 0, 0, 0)
ONE_OF_EACH_MODE: tuple[dict[str, bool], ...] = (
    {},
    {"honours_if_match": False},
    {"keeps_history": False},
    {"takes_own_ids": False},
)


def outcome_of(status: int, issue: str = "processing") -> Fault:
    """An OperationOutcome with that status."""

    def fault(platform: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        body = f'{{"resourceType":"OperationOutcome","issue":[{{"severity":"error","code":"{issue}"}}]}}'
        return platform.answer(request, status, body.encode())

    return fault


def queued(station: Station) -> tuple[tuple[str, str | None], ...]:
    """State and code of every open save."""
    with station.database.reading() as session:
        return tuple((one.state, one.code) for one in centre.queue(session, PLATFORM))


@pytest.mark.parametrize(
    ("fault", "state", "reason"),
    [
        pytest.param(faults.no_route, "offline", "unreachable", id="no route"),
        pytest.param(faults.status(401), "paused", "unauthenticated", id="401"),
        pytest.param(faults.status(426), "paused", "outdated", id="426"),
        pytest.param(faults.status(429), "offline", "overloaded", id="429"),
        pytest.param(faults.status(503), "offline", "overloaded", id="503"),
        pytest.param(faults.status(507), "paused", "platform-full", id="507"),
    ],
)
def test_what_ends_a_run_keeps_the_save_and_sends_it_when_it_is_over(
    here: Station, platform: FakePlatform, fault: Fault, state: str, reason: str
) -> None:
    resident = here.register()
    platform.fail(fault)
    outcome = here.sync()
    assert (outcome.state, outcome.reason, outcome.waiting, outcome.sent) == (state, reason, 1, 0)
    assert ("Patient", resident) not in platform.state
    here.edit(resident, phone="13900000009")  # saving goes on, and what was queued stays as it was written
    assert here.settled(here.sync()) == IN_STEP
    assert "13900000009" in str(platform.body("Patient", resident))
    assert len(platform.versions("Patient", resident)) == 2


@pytest.mark.parametrize("status", [502, 504])
def test_an_answer_that_says_nothing_is_settled_by_reading(
    here: Station, platform: FakePlatform, status: int
) -> None:
    resident = here.register()

    def done_and_lost(server: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        server.serve(request)
        return faults.status(status)(server, request)

    platform.fail(done_and_lost)
    assert here.settled(here.sync()) == IN_STEP
    assert len(platform.versions("Patient", resident)) == 1


@pytest.mark.parametrize(
    ("status", "issue", "expected"),
    [
        (400, "invalid", ("rejected", "400")),
        (403, "forbidden", ("held", "403")),
        (404, "not-found", ("rejected", "404")),
        (409, "duplicate", ("rejected", "409")),
        (409, "conflict", ("queued", None)),
        (413, "too-long", ("rejected", "413")),
        (422, "business-rule", ("rejected", "422")),
    ],
)
def test_a_no_to_one_save_sets_it_apart_and_lets_the_others_go(
    here: Station, platform: FakePlatform, status: int, issue: str, expected: tuple[str, str | None]
) -> None:
    here.register(1)
    other = here.register(2)

    def is_bad(request: requests.PreparedRequest) -> bool:
        return is_upload(request) and "000000000001" in text(request)

    for _ in range(4):  # however the others are told from it
        platform.fail(outcome_of(status, issue), is_bad)
    here.sync()
    assert queued(here) == (expected,)
    assert ("Patient", other) in platform.state


@pytest.mark.parametrize("status", [404, 410])
def test_a_change_of_what_is_gone_there_is_a_conflict(
    here: Station, platform: FakePlatform, status: int
) -> None:
    """Deleted after we have read and before we write: the answer to the transaction says so."""
    resident = here.register()
    here.sync()
    here.edit(resident, phone="13900000009")

    def gone(server: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        server.delete("Patient", resident)
        return outcome_of(status, "not-found")(server, request)

    platform.fail(gone)
    outcome = here.sync()
    assert (outcome.conflicts, outcome.rejected) == (1, 0)
    assert here.row("Resident", resident)["phone"] == "13900000009"


def test_a_platform_that_takes_packed_bytes_no_more_is_tried_anew_and_gets_all(
    here: Station, platform: FakePlatform
) -> None:
    here.register(1)
    here.sync()
    here.register(2)
    platform.accepts_gzip = False
    assert here.settled(here.sync()) == IN_STEP
    with here.database.reading() as session:
        assert not (session.get_one(Remote, PLATFORM).probe or {})["takes_gzip"]


@pytest.mark.parametrize("status", [405, 501])
def test_a_platform_that_takes_transactions_no_more_gets_one_resource_at_a_time(
    here: Station, platform: FakePlatform, status: int
) -> None:
    here.register(1)
    here.sync()
    resident = here.register(2)
    for _ in range(9):
        platform.fail(faults.status(status), _is_transaction)
    assert here.settled(here.sync()) == IN_STEP
    assert ("Patient", resident) in platform.state
    with here.database.reading() as session:
        assert session.get_one(Remote, PLATFORM).mode == "guarded"


def _is_transaction(request: requests.PreparedRequest) -> bool:
    return request.method == "POST" and (request.url or "").rstrip("/").endswith("/fhir")


def test_what_it_never_takes_pauses_and_says_so(tmp_path: Path) -> None:
    platform, clock = FakePlatform(), WanderingClock()
    here = a_station(tmp_path / "desk", platform.client(), clock=clock)
    here.register()
    for _ in range(99):
        platform.fail(faults.status(501), lambda request: "/Patient/" in (request.url or ""))
        platform.fail(faults.status(501), _is_transaction)
    outcome = here.sync()
    assert (outcome.state, outcome.reason, outcome.waiting) == ("paused", "incapable", 1)
    platform.faults.clear()
    clock.moment += timedelta(seconds=LONGEST_S)
    assert here.settled(here.sync()) == IN_STEP
    here.database.close()


@pytest.mark.parametrize("status", [405, 500, 501])
@pytest.mark.parametrize("habits", ONE_OF_EACH_MODE, ids=str)
def test_one_record_it_fails_at_lets_the_others_go_and_is_shown_to_a_person(
    tmp_path: Path, habits: dict[str, bool], status: int
) -> None:
    platform, clock = FakePlatform(**habits), WanderingClock()
    here = a_station(tmp_path / "desk", platform.client(), clock=clock)
    here.sync()
    resident = here.register(1)

    def is_bad(request: requests.PreparedRequest) -> bool:
        is_question = "_search" in (request.url or "") or request.method == "GET"
        return not is_question and resident in text(request)

    for _ in range(99):
        platform.fail(faults.status(status), is_bad)
    for number in range(2, 2 + ATTEMPTS_BEFORE_HELD):
        here.register(number)
        assert here.sync().sent == 1
        clock.moment += timedelta(seconds=LONGEST_S)
    assert queued(here) == (("held", HELD_CODE),)
    platform.faults.clear()
    with here.database.reading() as session:
        (held,) = centre.queue(session, PLATFORM)
    centre.resend(here.link, held.intent_id)
    assert here.settled(here.sync()) == IN_STEP
    here.database.close()


def test_what_is_put_off_waits_from_two_seconds_to_twice_as_long_each_time(here: Station) -> None:
    here.register()
    now, waits = here.link.clock.now(), []
    for attempts, chance in ((1, 0.0), (1, 1.0), (2, 1.0), (50, 1.0)):
        with here.link.writing() as session:
            intent = session.scalars(select(Intent)).one()
            intent.attempts = attempts
            settle.put_off(session, [intent.id], now, chance, may_hold=False)
            waits.append(intent.next_try - now if intent.next_try else None)
    assert waits == [timedelta(seconds=seconds) for seconds in (2, 4, 8, LONGEST_S)]


def test_how_long_to_wait_is_told_on(here: Station, platform: FakePlatform) -> None:
    here.register()
    platform.fail(faults.status(503, Retry_After="120"))
    assert here.sync().retry_after == 120
    assert here.sync().retry_after == 0


@pytest.mark.parametrize("said", ["9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_nobody_is_left_alone_for_ever(here: Station, platform: FakePlatform, said: str) -> None:
    here.register()
    platform.fail(faults.status(503, Retry_After=said))
    assert here.sync().retry_after == LONGEST_RETRY_SECONDS


def test_a_clock_without_a_zone_is_that_of_greenwich(here: Station, platform: FakePlatform) -> None:
    here.register()

    def zoneless(server: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        answer = server.serve(request)
        answer.headers["Date"] = "Mon, 02 Nov 2026 09:00:00 -0000"
        return answer

    for _ in range(20):
        platform.fail(zoneless, lambda _request: True)
    assert here.sync().reason is None
