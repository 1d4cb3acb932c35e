"""What the status line and the sync centre say, and who may decide there."""

import pytest
import requests

from healthdesk.base import canonical, errors
from healthdesk.base.changes import Changes
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.fhir.bundles import PageEntry
from healthdesk.services.platform import checked
from healthdesk.store.immunization import Vaccination
from healthdesk.store.journal import Origin
from healthdesk.store.platform import PLATFORM, Wanted
from healthdesk.sync import inbox, wanted
from healthdesk.sync.apply import apply
from healthdesk.trials.syncing import faults
from healthdesk.trials.syncing.fake_platform import FakePlatform, is_upload, text
from healthdesk.trials.syncing.served import served
from tests.desks import registered, seat
from tests.fhir import samples

NOBODY_THERE = "http://127.0.0.1:9/fhir"


def test_a_new_store_is_in_step_with_nothing_to_send(desk: Desk) -> None:
    state = desk.platform.state()
    assert (state.state, state.waiting, state.is_running) == ("in-step", 0, False)


def test_what_was_saved_waits_under_the_residents_name(desk: Desk) -> None:
    registered(desk)
    assert (desk.platform.state().state, desk.platform.state().waiting) == ("waiting", 1)
    assert [row.name for row in desk.platform.queue()] == ["王秀英"]
    assert not desk.platform.proof().is_complete


def test_nobody_there_is_offline_since_then(desk: Desk) -> None:
    registered(desk)
    outcome = desk.platform.synchronise(NOBODY_THERE)
    state = desk.platform.state()
    assert (outcome.state, outcome.waiting) == ("offline", 1)
    assert (state.state, state.url) == ("offline", "")  # nobody was reached there
    assert not state.has_met(NOBODY_THERE)
    assert state.offline_since is not None
    assert desk.platform.attempts()


def test_a_record_is_incomplete_while_something_that_came_is_not_in_it(desk: Desk) -> None:
    """A run is stopped, or the desk closed, between the residents of a first load and their doses."""
    person = registered(desk)
    assert not desk.residents.card(person).is_incomplete_here
    dose = next(row for row in samples.others() if isinstance(row, Vaccination))
    dose.resident_id = person
    (made,) = desk.mapper.freeze(dose, lambda _type, _id: None)
    came = PageEntry(made.type, made.id, "1", "2026-11-02T01:00:00Z", canonical.encode(made.body))
    with desk.database.writing("sync", origin=Origin.PLATFORM) as session:
        inbox.stage(session, PLATFORM, [came])
    assert desk.residents.card(person).is_incomplete_here
    with desk.platform.alone() as link:
        apply(link)
    with desk.database.reading() as session:
        assert session.get_one(Vaccination, dose.id).resident_id == person
    assert not desk.residents.card(person).is_incomplete_here


def test_while_paused_nothing_is_tried(desk: Desk) -> None:
    desk.platform.pause(is_paused=True)
    assert desk.platform.synchronise(NOBODY_THERE).reason == "asked"
    assert desk.platform.state().state == "paused"
    assert desk.platform.attempts() == ()
    desk.platform.pause(is_paused=False)
    assert desk.platform.state().state == "in-step"


def test_a_save_is_taken_out_of_the_queue_only_with_a_reason(desk: Desk) -> None:
    registered(desk)
    (row,) = desk.platform.queue()
    with pytest.raises(errors.InvalidInput, match="reason: required"):
        desk.platform.discard(row.entry.intent_id, "  ")
    seat(desk, Role.CLERK)
    with pytest.raises(errors.NotAllowed):
        desk.platform.discard(row.entry.intent_id, "登记错误")


def test_stopping_without_a_run_does_nothing(desk: Desk) -> None:
    desk.platform.stop()
    assert desk.platform.conflicts() == ()


def test_a_connection_is_tried_without_sending_anything(desk: Desk) -> None:
    with pytest.raises(errors.Unreachable):
        desk.credentials.test(NOBODY_THERE)


@pytest.mark.parametrize(
    "url", ["", "platform", "ftp://x", "http://", "http://[::1", "http://x:99999", "http://x:y"]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(errors.InvalidInput, match="platform: address"):
        checked(url)


def test_an_address_is_tidied() -> None:
    assert checked(" https://platform.test/fhir/ ") == "https://platform.test/fhir"


def test_the_beginning_and_the_end_of_a_run_are_told(desk: Desk) -> None:
    heard: list[bool] = []

    def hear(changes: Changes) -> None:
        if changes.touches("Run"):
            heard.append(desk.platform.state().is_running)

    desk.on_change(hear)
    desk.platform.synchronise("http://127.0.0.1:9")
    assert heard == [True, False]


def test_by_hand_means_now_and_the_worker_goes_on_waiting(desk: Desk) -> None:
    """The clock of this desk stands still: what was put off stays so until somebody asks."""
    platform = FakePlatform()
    with served(platform) as url:
        desk.platform.synchronise(url)
        resident = registered(desk)

        def is_bad(request: requests.PreparedRequest) -> bool:
            return is_upload(request) and resident in text(request)

        for _ in range(99):
            platform.fail(faults.status(500), is_bad)
        registered(desk, name="张伟", phone="13800005522")
        assert (desk.platform.synchronise(url).sent, desk.platform.state().waiting) == (1, 1)
        platform.faults.clear()  # it is mended
        again = desk.platform.keep_in_step(url)
        assert again is not None
        assert (again.sent, again.waiting) == (0, 1)
        assert (desk.platform.synchronise(url).sent, desk.platform.state().waiting) == (1, 0)
        assert ("Patient", resident) in platform.state


def test_by_hand_also_asks_for_what_is_asked_for_once_a_day(desk: Desk) -> None:
    platform = FakePlatform()
    with served(platform) as url:
        desk.platform.synchronise(url)
        with desk.database.writing("trial") as session:
            never = Wanted(type="Encounter", id="never-came", reason="Observation")
            session.add(never)
            never.times_asked, never.asked_at = wanted.OFTEN, desk.clock.now()

        def times() -> int:
            return sum("never-came" in (one.url or "") for one in platform.seen)

        desk.platform.keep_in_step(url)
        assert times() == 0
        desk.platform.synchronise(url)
        asked = times()
        assert asked > 0
        desk.platform.keep_in_step(url)
        assert times() == asked


def test_whoever_presses_the_button_is_not_held_up_by_a_platform_that_asked_for_rest(desk: Desk) -> None:
    platform = FakePlatform()
    with served(platform) as url:
        registered(desk)
        platform.fail(faults.status(503, Retry_After="3600"), faults.anything)
        assert desk.platform.synchronise(url).reason == "overloaded"
        assert desk.platform.synchronise(url).state == "in-step"
