"""Changes are told at once when they are few, and ever less often while they go on."""

import time

from pytestqt.qtbot import QtBot

from healthdesk.base.changes import Changes
from ui.kit.bus import GATHER_MS, SLOWEST_MS, Bus


def _told(bus: Bus) -> list[tuple[float, frozenset[str]]]:
    heard: list[tuple[float, frozenset[str]]] = []
    bus.changed.connect(lambda changes: heard.append((time.monotonic(), changes.kinds)))
    return heard


def test_one_save_is_told_with_all_its_kinds(qtbot: QtBot) -> None:
    bus = Bus()
    heard = _told(bus)
    bus.announce(Changes(frozenset({"Visit"})))
    bus.announce(Changes(frozenset({"Enrolment"})))
    qtbot.waitUntil(lambda: bool(heard))
    assert [kinds for _, kinds in heard] == [frozenset({"Visit", "Enrolment"})]


def test_a_stream_of_saves_is_told_ever_less_often_and_the_last_is_told(qtbot: QtBot) -> None:
    bus = Bus()
    heard = _told(bus)
    begun = time.monotonic()
    at = 0
    while time.monotonic() - begun < 1.6:
        bus.announce(Changes(frozenset({"Visit"})))
        at += 1
        qtbot.wait(5)
    bus.announce(Changes(frozenset({"Referral"})))
    qtbot.waitUntil(lambda: any("Referral" in kinds for _, kinds in heard), timeout=2 * SLOWEST_MS)
    assert len(heard) <= 7, "50, 100, 200, 400, 800 and 1600 ms apart"
    assert at > len(heard)


def test_after_a_calm_second_a_save_is_told_soon_again(qtbot: QtBot) -> None:
    bus = Bus()
    heard = _told(bus)
    for _ in range(4):
        many = len(heard)
        bus.announce(Changes(frozenset({"Visit"})))
        qtbot.waitUntil(lambda many=many: len(heard) > many)  # type: ignore[misc]
    assert bus.pace > GATHER_MS
    qtbot.wait(1_100)
    bus.announce(Changes(frozenset({"Visit"})))
    qtbot.wait(5)
    assert bus.pace == GATHER_MS
