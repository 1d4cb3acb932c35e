"""What a person kept against a deletion, and others bring back or delete again before it is sent."""

import threading
from dataclasses import replace

import pytest
import requests

from healthdesk.base import canonical
from healthdesk.sync.merge import Verdict
from healthdesk.trials.syncing import faults
from healthdesk.trials.syncing.fake_platform import FakePlatform, Fault
from healthdesk.trials.syncing.stations import Station
from tests.sync.deciding import decide

FORM = "QuestionnaireResponse"
IN_STEP = ("in-step", 0, 0, 0)
FAULTS = ("no line", "no token", "full")
NOTE = {"url": "http://hospital.test/note", "valueString": "恢复"}


@pytest.fixture(params=[1, 2], ids=["one slot", "two slots"])
def kept(request: pytest.FixtureRequest, here: Station, platform: FakePlatform) -> tuple[Station, str]:
    """A desk where a visit was just kept against a deletion, and not sent yet."""
    here = Station(here.database, replace(here.link, slots=request.param))
    visit = here.visit(here.register())
    assert here.settled(here.sync()) == IN_STEP
    platform.delete(FORM, visit)
    here.change("Visit", visit, doctor="赵云")
    assert here.settled(here.sync()) == ("conflict", 0, 0, 1)
    decide(here, Verdict.HERE)
    return here, visit


def after_reading(visit: str, *, is_deleted: bool) -> Fault:
    """Another system brings the visit back once this desk has read; and somebody deletes it again."""

    def fault(platform: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        answer = platform.serve(request)
        former = next(one.body for one in platform.versions(FORM, visit) if one.body)
        platform.write(FORM, visit, canonical.decode(former) | {"extension": [NOTE]})
        if is_deleted:
            platform.delete(FORM, visit)
        return answer

    return fault


def _is_reading(request: requests.PreparedRequest) -> bool:
    return request.method == "GET" and "/fhir/_history?" in (request.url or "")


@pytest.mark.parametrize("verdict", [Verdict.HERE, Verdict.THERE])
def test_what_is_deleted_again_after_this_desk_has_read_is_asked_about_once_more(
    kept: tuple[Station, str], platform: FakePlatform, verdict: Verdict
) -> None:
    here, visit = kept
    platform.fail(after_reading(visit, is_deleted=True), _is_reading)
    for _ in range(2):
        assert here.settled(here.sync()) == ("conflict", 0, 0, 1)
        assert platform.state[FORM, visit].body is None
    decide(here, verdict)
    for _ in range(2):
        assert here.settled(here.sync()) == IN_STEP
    assert (platform.state[FORM, visit].body is not None) is (verdict is Verdict.HERE)
    assert here.row("Visit", visit)["status"] == ("signed" if verdict is Verdict.HERE else "void")


def test_what_is_brought_back_after_this_desk_has_read_is_not_written_over(
    kept: tuple[Station, str], platform: FakePlatform
) -> None:
    here, visit = kept
    platform.fail(after_reading(visit, is_deleted=False), _is_reading)
    here.sync()
    decide(here, Verdict.HERE)
    assert here.settled(here.sync()) == IN_STEP
    newest = platform.body(FORM, visit)
    assert NOTE in newest["extension"]
    assert "赵云" in str(newest)


@pytest.mark.parametrize("fault", [faults.no_route, faults.status(401), faults.status(507)], ids=FAULTS)
def test_a_run_whose_last_look_meets_no_line_ends_and_the_next_one_sends(
    kept: tuple[Station, str], platform: FakePlatform, fault: Fault
) -> None:
    here, visit = kept
    platform.fail(fault, lambda request: (request.url or "").endswith(f"/{FORM}/{visit}"))
    run = threading.Thread(target=here.sync, daemon=True)
    run.start()
    run.join(10)
    assert not run.is_alive()
    assert set(here.states()) == {"queued", "acked"}
    assert here.settled(here.sync()) == IN_STEP
    assert platform.state[FORM, visit].body is not None
