"""What the status line and the sync centre say, and who may decide there."""

import pytest

from healthdesk.base import errors
from healthdesk.base.changes import Changes
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.services.platform import checked
from tests.desks import registered, seat

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
        desk.platform.test_connection(NOBODY_THERE)


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
