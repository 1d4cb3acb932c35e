"""Synchronising, beside a bare loop that sends the same bytes, on the platform of the trials."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import requests

from healthdesk.base import canonical
from healthdesk.base.progress import Silence
from healthdesk.store.journal import Origin
from healthdesk.sync import probe
from healthdesk.sync.apply import apply
from healthdesk.sync.moved import Moved
from healthdesk.sync.pull import Puller
from healthdesk.trials.bench.memory import STATUS
from healthdesk.trials.bench.report import Result, within
from healthdesk.trials.bench.room import AS_OF, Room
from healthdesk.trials.centre.making import Plan, batches
from healthdesk.trials.syncing.fake_platform import FakePlatform, is_upload, text
from healthdesk.trials.syncing.people import a_resident_row, a_visit
from healthdesk.trials.syncing.slow_line import SlowLine
from healthdesk.trials.syncing.stations import Station, a_station

PEOPLE = 300
DAY = 150
PERSONS = 1_927
"""A township's first load, of some 129,000 resources (a peer took 4 h 51 min for it)."""

A_TENTH = 10
LINE_BITS = 20_000_000
KIBI = 1024


@dataclass(eq=False)
class Timed(FakePlatform):
    """`spent`: seconds the platform took for itself."""

    spent: float = 0.0

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        started = perf_counter()
        try:
            return super().send(request, **kwargs)
        finally:
            self.spent += perf_counter() - started


def sync(room: Room) -> Iterator[Result]:
    """Upload, apply, first load, bytes on the wire, an idle run, and slow lines."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield from _there_and_back(folder)
        yield from _first_load(folder, PERSONS if room.options.is_full else PERSONS // A_TENTH)
        yield from _a_day(folder)
        yield from _cut_line(folder)


def _there_and_back(folder: Path) -> Iterator[Result]:
    platform = Timed()
    with _station(folder / "sender", platform, 1) as sender:
        sender.sync()
        _fill(sender, PEOPLE)
        platform.seen.clear()
        platform.spent = 0.0
        started = perf_counter()
        sender.sync()
        whole = perf_counter() - started
        uploads = [request for request in platform.seen if is_upload(request)]
        count = sum(one.type not in ("Basic", "Provenance") for one in platform.log)
        bare = _bare(uploads)
        yield _at_least("upload, client side", count / (whole - platform.spent), "resources/s", 500)
        yield within("upload of what a bare loop sends", whole, "s", floor=bare, budget=1.5 * bare)
        yield from _idle(sender, platform)
    with _station(folder / "receiver", platform, 2) as receiver:
        probe.ensure(receiver.link)
        started = perf_counter()
        for stream in probe.streams(receiver.link):
            Puller(receiver.link, stream, Silence(), Moved()).pull()
        pulled = perf_counter() - started
        started = perf_counter()
        done = apply(receiver.link)
        yield _at_least("apply", done.applied / (perf_counter() - started), "resources/s", 2_000)
        yield Result("pull into the inbox", round(done.applied / pulled), "resources/s")


def _bare(uploads: list[requests.PreparedRequest]) -> float:
    """The same requests to an empty platform, by a loop that knows nothing and keeps nothing."""
    platform = Timed(honours_if_match=False)
    session = requests.Session()
    session.mount("http://", platform)
    started = perf_counter()
    for request in uploads:
        answer = session.post(
            request.url or "", data=request.body, headers={"Content-Encoding": "gzip", **request.headers}
        )
        canonical.decode(answer.content)
    return perf_counter() - started


def _idle(sender: Station, platform: Timed) -> Iterator[Result]:
    """A run that finds nothing to do, an hour later."""
    platform.now = platform.now.replace(hour=(platform.now.hour + 1) % 24)
    sender.sync()
    written: list[object] = []
    sender.database.listen(written.append)
    before, log = platform.bytes_sent, len(platform.log)
    sender.sync()
    yield within("bodies of an idle run", platform.bytes_sent - before, "bytes", floor=None, budget=2_048)
    yield within("writes of an idle run", len(written) + len(platform.log) - log, "", floor=None, budget=0)


def _first_load(folder: Path, people: int) -> Iterator[Result]:
    """A platform full of records comes down to an empty desk; the line's time is reckoned."""
    platform = Timed()
    for batch in batches(Plan(people, 1, AS_OF, 2)):
        for type_, id_, body, *_ in batch.versions:
            platform.write(type_, id_, canonical.decode(body))
    count = len(platform.log)
    with _station(folder / "first", platform, 3) as desk:
        platform.bytes_sent, memory = 0, _peak()
        started = perf_counter()
        desk.sync()
        seconds = perf_counter() - started - platform.spent + platform.bytes_sent * 8 / LINE_BITS
        budget = 600 * people / PERSONS
        name = f"first load of {count:,} resources of {people:,} persons at 20 Mbit/s"
        yield within(name, seconds, "s", floor=platform.bytes_sent * 8 / LINE_BITS, budget=budget)
        if memory is not None:
            growth = ((_peak() or 0) - memory) / KIBI
            yield within("memory growth of it", growth, "MiB", floor=None, budget=100)


def _a_day(folder: Path) -> Iterator[Result]:
    """A day of visits, of people the platform knows, over 64 kbit/s."""
    line = SlowLine(bits_per_second=64_000, contact_seconds=0)
    with _station(folder / "day", line, 4) as desk:
        people = [desk.register(number) for number in range(1, 31)]
        desk.sync()
        for number in range(DAY):
            desk.visit(people[number % len(people)])
        line.seconds = 0.0
        line.seen.clear()
        desk.sync()
        sent = [request for request in line.seen if is_upload(request)]
        fullest = max(sent, key=lambda request: len(request.body or b""))
        visits = _visits_in(fullest)
        size = len(fullest.body or b"") / visits
        yield within("a visit on the wire, in a full batch", size, "bytes", floor=None, budget=600)
        yield within(f"a day of {DAY} visits at 64 kbit/s", line.seconds, "s", floor=None, budget=20)


def _cut_line(folder: Path) -> Iterator[Result]:
    """8 kbit/s, cut every 30 s: the fewest visits that a contact brings."""
    line = SlowLine(contact_seconds=0)
    with _station(folder / "cut", line, 5) as desk:
        resident = desk.register()
        desk.sync()
        for _ in range(DAY):
            desk.visit(resident)
        line.contact_seconds = 30.0
        brought: list[int] = []
        while desk.states().count("acked") <= DAY and len(brought) < DAY:
            before = desk.states().count("acked")
            line.begin_contact()
            desk.sync()
            brought.append(desk.states().count("acked") - before)
        yield _at_least("visits that a contact of 30 s at 8 kbit/s brings, the fewest", min(brought), "", 1)


def _visits_in(request: requests.PreparedRequest) -> int:
    """How many visits an upload holds: each has one Encounter."""
    return text(request).count('"resourceType":"Encounter"')


def _fill(station: Station, people: int) -> None:
    """So many people with a visit each, in bulk."""
    rows = [a_resident_row(number) for number in range(1, people + 1)]
    visits = [a_visit(station.link.ids.new(), row.id) for row in rows]
    with station.database.writing("load", origin=Origin.DEMO) as session:
        session.add_bulk([*rows, *visits])


@contextmanager
def _station(folder: Path, platform: FakePlatform, number: int) -> Iterator[Station]:
    station = a_station(folder, platform.client(), number)
    try:
        yield station
    finally:
        station.link.client.close()
        station.database.close()


def _at_least(name: str, value: float, unit: str, least: float) -> Result:
    return Result(f"{name} (at least {least:g})", round(value, 1), unit, ok=value >= least)


def _peak() -> int | None:
    """KiB this process ever held at once; None where the system does not say."""
    if not STATUS.exists():
        return None
    (line,) = (line for line in STATUS.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1])
