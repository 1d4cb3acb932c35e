"""Several upload slots: a person in one of them at a time, each save once, whatever is lost (sync.md 5.3)."""

import re
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import requests

from healthdesk.base import canonical
from healthdesk.base.errors import PlatformError
from healthdesk.base.ids import SeededIds
from healthdesk.base.progress import Silence
from healthdesk.fhir import markers
from healthdesk.store.journal import Origin
from healthdesk.store.platform import PLATFORM
from healthdesk.sync import abreast, queue, sentinel, settle
from healthdesk.sync.abreast import Abreast
from healthdesk.sync.client import Client
from healthdesk.sync.company import Company
from healthdesk.sync.engine import Engine
from healthdesk.sync.link import Link
from healthdesk.sync.moved import Moved
from healthdesk.sync.transactions import Transactions
from healthdesk.trials.syncing import faults
from healthdesk.trials.syncing.fake_platform import FakePlatform, is_upload, text
from healthdesk.trials.syncing.people import a_resident_row
from healthdesk.trials.syncing.served import served
from healthdesk.trials.syncing.stations import Station, a_link, a_station
from tests.builders import the_database

IN_STEP = ("in-step", 0, 0, 0)
PATIENCE_SECONDS = 20.0
REFERENCE = re.compile(r'"reference":"(Patient/[^"]+)"')


@dataclass(eq=False)
class Together(FakePlatform):
    """Holds each upload until one of every slot that may have one is on its way: that is one `round`.

    On a line where only the way takes time, an upload takes as many times that time as there are rounds.
    """

    rounds: int = 0
    crowds: list[int] = field(default_factory=list)
    mixed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._changed = threading.Condition()
        self._under_way: list[requests.PreparedRequest] = []
        self._able = {0}

    def may_send(self, *, yes: Collection[int] = (), no: Collection[int] = ()) -> None:
        """Slots of which something may come now, or nothing."""
        with self._changed:
            self._able = (self._able | set(yes)) - set(no)
            self._end_round()

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        if is_upload(request):
            self._travel(request)
        return super().send(request)

    def _travel(self, request: requests.PreparedRequest) -> None:
        with self._changed:
            for other in self._under_way:
                self.mixed |= spoken(other) & spoken(request)
            self._under_way.append(request)
            mine = self.rounds
            self._end_round()
            assert self._changed.wait_for(lambda: self.rounds > mine, PATIENCE_SECONDS)

    def _end_round(self) -> None:
        if self._under_way and len(self._under_way) >= len(self._able):
            self.crowds.append(len(self._under_way))
            self._under_way.clear()
            self.rounds += 1
            self._changed.notify_all()


class Watched(Company):
    """Tells the platform which slots have nothing to send."""

    def __init__(self, platform: Together, slots: int, should_stop: Callable[[], bool]) -> None:
        super().__init__(slots, should_stop)
        self._platform, self._there = platform, set(range(slots))
        platform.may_send(yes=self._there)

    def tell(self) -> None:
        self._platform.may_send(yes=self._there)
        super().tell()

    def rest(self, slot: int, since: int) -> bool:
        with self._changed:
            if self.news == since:
                self._platform.may_send(no=[slot])
        return super().rest(slot, since)

    def leave(self, slot: int, error: BaseException | None = None) -> None:
        self._there.discard(slot)
        self._platform.may_send(no=[slot])
        super().leave(slot, error)


def spoken(request: requests.PreparedRequest) -> set[str]:
    """The resources of an upload but for its sentinel, and the persons it speaks of."""
    body = text(request)
    urls = {one["request"]["url"] for one in canonical.decode(body)["entry"]}
    return {one for one in urls if not one.startswith("Basic/")} | set(REFERENCE.findall(body))


def loaded(here: Station, many: int) -> list[str]:
    """So many residents, who came from elsewhere; returns their ids."""
    rows = [a_resident_row(number) for number in range(1, many + 1)]
    with here.database.writing("load", origin=Origin.DEMO) as session:
        session.add_bulk(rows)
    return [row.id for row in rows]


def in_slots(here: Station, slots: int) -> Station:
    """From now on the workstation sends in so many, as after a new start."""
    link = replace(a_link(here.database, here.link.client, here.link.ids), slots=slots)
    return Station(here.database, link)


def watched(here: Station, platform: Together, slots: int) -> Station:
    """The same, and the platform knows of which slot nothing can come."""
    here = in_slots(here, slots)
    here.link = replace(here.link, company=lambda *given: Watched(platform, *given))
    return here


def of_slot(link: Link, slot: int) -> Transactions:
    """The way of one slot alone, where several send."""
    return Transactions(replace(link, slot=slot), Silence(), Moved())


def kept(late: list[requests.PreparedRequest]) -> Callable[..., requests.Response]:
    """A request that is lost for us and wanders in the network."""

    def delayed(server: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        late.append(request)
        return faults.lost_on_the_way(server, request)

    return delayed


def lose_one(here: Station, platform: FakePlatform, slots: int) -> tuple[Station, requests.PreparedRequest]:
    """A run whose only upload wanders, and nobody says what became of it."""
    late: list[requests.PreparedRequest] = []
    platform.fail(kept(late))
    platform.fail(faults.no_route, faults.a_look_at_the_sentinel)
    platform.fail(faults.no_route, faults.a_look_at_the_sentinel)
    here = in_slots(here, slots)
    assert here.sync().state == "offline"
    platform.faults.clear()
    (one,) = late
    return here, one


def counters(here: Station, platform: FakePlatform) -> dict[int, int]:
    """How often the sentinel of each slot was moved, as the platform says."""
    found = {}
    with here.database.reading() as session:
        for number in sentinel.numbers(session, PLATFORM):
            held = sentinel.holding(session, PLATFORM, number)
            assert held is not None
            there = markers.read_sentinel(platform.state["Basic", held.sentinel_id].body or b"")
            assert (there.version, there.counter, held.sent) == (held.version, held.counter, ())
            found[number] = there.counter
    return found


def test_four_requests_are_under_way_and_nobody_is_in_two_of_them(tmp_path: Path) -> None:
    platform, many = Together(), 4
    here = a_station(tmp_path / "desk", platform.client())
    people = loaded(here, 120)
    assert here.settled(here.sync()) == IN_STEP
    for one in [*people[:20] * 2, *people[20:]]:
        here.visit(one)
    here = watched(here, platform, many)
    assert here.settled(here.sync()) == IN_STEP
    assert max(platform.crowds) == many
    assert platform.mixed == set()
    assert set(counters(here, platform)) == set(range(many))
    here.database.close()


def test_four_slots_bring_a_queue_up_in_about_a_quarter_of_the_time(tmp_path: Path) -> None:
    """Counted in ways to the platform and back, on a line of 300 ms where nothing else takes time."""
    rounds = {}
    for many in (1, 4):
        platform = Together()
        here = watched(a_station(tmp_path / str(many), platform.client()), platform, many)
        loaded(here, 600)
        assert here.settled(here.sync()) == IN_STEP
        assert here.states() == ["acked"] * 600
        rounds[many] = platform.rounds
        here.database.close()
    assert rounds[4] <= rounds[1] / 4 + 3, rounds  # each begins with small requests, and some end first


def test_who_is_bound_to_another_slot_waits_and_so_does_what_comes_after(here: Station) -> None:
    link = replace(here.link, slots=2)
    first, second = here.register(1), here.register(2)
    visit = here.visit(first)
    here.change("Visit", visit, doctor="王慧")

    def may_go(slot: int) -> set[str | None]:
        with here.database.reading() as session:
            return {save.lane for save in queue.choose(session, replace(link, slot=slot), 10).saves}

    with here.database.reading() as session:
        save = queue.choose(session, link, 10).saves[0]
    assert save.lane == first
    link.bound.note(1, "lost", [replace(save, items=())])
    assert (may_go(0), may_go(1)) == ({second}, {first, second})
    link.bound.note(1, "lost", [replace(save, lane=None)])
    assert may_go(0) == {second}, "what is made there, and what speaks of it"
    link.bound.note(1, "under way", [])
    link.bound.moved(1, ["under way"])
    assert may_go(0) == {first, second}


def test_what_wanders_is_dead_before_it_may_go_in_another_slot(here: Station, platform: FakePlatform) -> None:
    resident = here.register()
    here, late = lose_one(here, platform, 1)
    here = in_slots(here, 2)
    pusher = Abreast(here.link, Silence(), Moved())
    abreast.meet(here.link, pusher, is_exact=True)
    assert here.states() == ["queued"]
    assert platform.serve(late).status_code == 412
    assert here.settled(here.sync()) == IN_STEP
    assert platform.state["Patient", resident].version == 1
    counters(here, platform)


@pytest.mark.parametrize("fate", [faults.answer_lost, faults.lost_on_the_way, faults.status(500)])
def test_what_arrives_while_it_is_made_sure_that_it_does_not_is_acknowledged(
    here: Station, platform: FakePlatform, fate: Any
) -> None:
    resident = here.register()
    here, late = lose_one(here, platform, 2)

    def overtaken(server: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        server.serve(late)
        return fate(server, request)

    platform.fail(overtaken, lambda request: '"transaction"' in text(request))
    for _ in range(3):
        outcome = here.sync()
    assert here.settled(outcome) == IN_STEP
    assert platform.state["Patient", resident].version == 1
    assert here.states() == ["acked"]


def test_what_a_slot_left_in_doubt_is_settled_when_there_are_fewer(
    here: Station, platform: FakePlatform
) -> None:
    here.register(1)
    here = in_slots(here, 2)
    here.sync()
    there, lost = here.register(2), here.register(3)
    late: list[requests.PreparedRequest] = []
    platform.fail(faults.answer_lost, lambda request: is_upload(request) and there in text(request))
    platform.fail(kept(late), lambda request: is_upload(request) and lost in text(request))
    for _ in range(2):
        platform.fail(faults.no_route, faults.a_look_at_the_sentinel)
    for slot in (0, 1):
        way = of_slot(here.link, slot)
        way._batch = 1
        with pytest.raises(PlatformError):
            way._deliver(way._choose(1))
    assert here.states() == ["acked", "unknown", "unknown"]
    here = in_slots(here, 1)
    assert here.settled(here.sync()) == IN_STEP
    assert platform.serve(late[0]).status_code == 412
    assert {platform.state["Patient", one].version for one in (there, lost)} == {1}


@pytest.mark.parametrize("is_made", [False, True], ids=["before", "after"])
def test_a_copy_from_before_or_after_the_second_slot_meets_its_other_self(
    here: Station, platform: FakePlatform, tmp_path: Path, is_made: bool
) -> None:
    here.register(1)
    here.sync()
    if is_made:
        here.register(2)
        in_slots(here, 2).sync()
    backup = tmp_path / "backup"
    backup.mkdir()
    here.database.copy_to(backup / "healthdesk.db")
    here = in_slots(here, 2)
    if not is_made:
        here.link.client.get("metadata")
        abreast._make_slots(here.link)
    here.register(3)
    way = of_slot(here.link, 1)
    way._deliver(way._choose(1))
    restored = the_database(backup, here.database._key)
    restored.open()
    back = Station(restored, a_link(restored, platform.client(), SeededIds(99)))
    assert back.sync().reason == "cloned"
    restored.close()


def test_a_platform_brought_back_from_a_backup_gets_what_it_lost_from_every_slot(
    here: Station, there: Station, platform: FakePlatform
) -> None:
    first = here.register(1)
    here = in_slots(here, 3)
    here.sync()
    yesterday = dict(platform.state), list(platform.log)
    here.edit(first, phone="13900000009")
    for number in range(2, 60):
        here.register(number)
    here.sync()
    platform.state, platform.log = yesterday
    assert here.settled(here.sync()) == IN_STEP
    assert here.all_conflicts() == 0
    there.sync()
    assert there.rows() == here.rows()
    platform.state, platform.log = {}, []
    here.register(60)
    assert here.settled(here.sync()) == IN_STEP
    counters(here, platform)


def test_what_is_put_back_in_one_slot_stays_under_way_in_the_other(here: Station) -> None:
    here = in_slots(here, 2)
    here.register(1)
    here.sync()
    here.register(2)
    here.register(3)
    for slot in (0, 1):
        with here.link.writing() as session:
            chosen = queue.choose(session, replace(here.link, slot=slot), 1)
            of_slot(here.link, slot)._note(session, chosen.saves)
    with here.link.writing() as session:
        settle.put_back(session, here.link)
    assert here.states() == ["acked", "queued", "sending"]
    with here.link.writing() as session:
        settle.unclear(session, here.link)
    assert here.states() == ["acked", "queued", "sending"]


def test_an_error_in_one_slot_ends_all_and_what_the_others_brought_counts(
    tmp_path: Path,
) -> None:
    platform = Together()
    here = watched(a_station(tmp_path / "desk", platform.client()), platform, 2)
    for number in range(1, 41):
        here.register(number)
    platform.fail(faults.status(503, Retry_After="9"))
    outcome = here.sync()
    assert (outcome.state, outcome.reason, outcome.retry_after) == ("offline", "overloaded", 9.0)
    assert here.states().count("acked") == outcome.sent > 0
    assert here.states().count("queued") == outcome.waiting > 0
    assert here.settled(here.sync()) == IN_STEP
    here.database.close()


def test_nothing_more_goes_in_any_slot_once_somebody_says_stop(tmp_path: Path) -> None:
    platform = Together()
    here = watched(a_station(tmp_path / "desk", platform.client()), platform, 2)
    for number in range(1, 61):
        here.register(number)
    engine = Engine(here.link)

    def quits(server: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        engine.stop()
        return server.serve(request)

    platform.fail(quits)
    outcome = engine.run(Silence())
    assert outcome.waiting == 60 - outcome.sent > 0
    assert sum(is_upload(one) for one in platform.seen) <= 2
    assert here.settled(here.sync()) == IN_STEP
    here.database.close()


@pytest.mark.parametrize("slots", [2, 3, 4])
def test_every_slot_is_cut_off_within_a_second_when_somebody_says_stop(here: Station, slots: int) -> None:
    """Each waits for an answer that does not come: the platform takes one at a time."""
    is_asked, may_answer = threading.Event(), threading.Event()
    may_answer.set()

    class Silent(FakePlatform):
        def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:  # type: ignore[override]
            if is_upload(request) and not may_answer.is_set():
                is_asked.set()
                may_answer.wait(PATIENCE_SECONDS)
            return super().send(request, **kwargs)

    with served(Silent()) as url:
        link = replace(a_link(here.database, Client(url), here.link.ids), slots=slots)
        engine = Engine(link)
        here.register(0)
        engine.run(Silence())  # the slots are made
        for number in range(1, 61):
            here.register(number)
        may_answer.clear()
        run = threading.Thread(target=engine.run, args=(Silence(),))
        run.start()
        assert is_asked.wait(PATIENCE_SECONDS)
        time.sleep(0.5)  # the other slots ask too
        asked_to_stop = time.monotonic()
        engine.stop()
        run.join(PATIENCE_SECONDS / 4)
        assert time.monotonic() - asked_to_stop < 1.0
        assert not run.is_alive()
        may_answer.set()
        link.client.close()
        here = Station(here.database, link)
        for _ in range(2):
            outcome = here.sync()
        assert here.settled(outcome) == IN_STEP
        link.client.close()


def test_one_slot_is_not_made_two_before_there_is_something_to_send(
    here: Station, platform: FakePlatform
) -> None:
    here = in_slots(here, 4)
    here.sync()
    assert set(counters(here, platform)) == {0}
    here.register()
    here.sync()
    assert counters(here, platform).keys() == {0, 1, 2, 3}
    asked = len(platform.seen)
    here.sync()
    assert len(platform.seen) - asked <= 6
