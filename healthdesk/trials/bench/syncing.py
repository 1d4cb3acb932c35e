"""Synchronising, beside a bare loop that sends the same bytes, with a platform in a process of its own.

The platform's own time is not ours: it says with each answer how long it took, and that is taken off. What is
done while the platform works costs nobody time: so the clock is read, and the processor's time is told too.
"""

import gzip
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter, process_time

import requests
from sqlalchemy import func, select

from healthdesk.base import canonical
from healthdesk.base.ids import RandomIds
from healthdesk.base.progress import Silence
from healthdesk.store.platform import PLATFORM, Ack
from healthdesk.sync import packing, probe
from healthdesk.sync.apply import apply
from healthdesk.sync.client import Client
from healthdesk.sync.moved import Moved
from healthdesk.sync.pull import Puller
from healthdesk.sync.transactions import Transactions
from healthdesk.trials.bench.memory import STATUS
from healthdesk.trials.bench.report import Result, within
from healthdesk.trials.bench.room import BEST_OF, Room
from healthdesk.trials.syncing.apart import Meter, apart
from healthdesk.trials.syncing.fake_platform import FakePlatform, is_upload, text
from healthdesk.trials.syncing.slow_line import SlowLine
from healthdesk.trials.syncing.stations import Station, a_station
from healthdesk.trials.syncing.township import PERSONS, RESOURCES, township

PEOPLE = 600
WORKS_SECONDS = 0.05
"""How long the platform takes for what is sent to it. It keeps all in memory and would be done in 3 ms; the
sandbox takes 90 ms for a transaction of 70 resources."""

DAY = 150
A_TENTH = 10
LINE_BITS = 20_000_000
KIBI = 1024


def sync(room: Room) -> Iterator[Result]:
    """Upload, apply, first load, bytes on the wire, an idle run, and slow lines."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield from _there_and_back(folder)
        yield from _idle(folder)
        yield from _first_load(folder, 1 if room.options.is_full else A_TENTH)
        yield from _a_day(folder)
        yield from _cut_line(folder)


def _there_and_back(folder: Path) -> Iterator[Result]:
    meter = Meter()
    with apart(FakePlatform, WORKS_SECONDS) as platform:
        with _station(folder / "sender", meter.client(platform.url), 1) as sender:
            yield from _upload(sender, meter)
        with _station(folder / "receiver", meter.client(platform.url), 2) as receiver:
            yield from _download(receiver, meter)


def _upload(sender: Station, meter: Meter) -> Iterator[Result]:
    """People are registered and followed up, save by save; then all of it goes. The best of three each."""
    sender.sync()
    took, bare, uploads = [], [], []
    for first in range(1, BEST_OF * PEOPLE, PEOPLE):
        for number in range(first, first + PEOPLE):
            sender.visit(sender.register(number))
        took.append(_took(meter, Transactions(sender.link, Silence(), Moved()).push))
        uploads = [request for request in meter.asked if is_upload(request)]
        bare.append(_bare(uploads))
    with sender.database.reading() as session:
        count = session.scalar(select(func.count()).select_from(Ack).where(Ack.remote_id == PLATFORM)) or 0
    count //= BEST_OF
    computed, least = min(one.computed for one in took), min(one.computed for one in bare)
    yield _at_least("upload, by processor time", count / computed, "resources/s", 500)
    floor = min(one.beside for one in bare)
    name = f"upload of {count:,} resources in {len(uploads)} requests, beside the platform's own time"
    yield within(name, min(one.beside for one in took), "s", floor=floor, budget=1.5 * floor)
    yield Result("processor time of it", round(computed, 3), "s", round(least, 3))


@dataclass(frozen=True, slots=True)
class _Took:
    """Seconds: on the clock, without what the platform took for itself; and of this process's processor."""

    beside: float
    computed: float


def _took(meter: Meter, act: Callable[[], object]) -> _Took:
    meter.begin()
    clock, computed = perf_counter(), process_time()
    act()
    return _Took(perf_counter() - clock - meter.own_seconds, process_time() - computed)


def _bare(uploads: list[requests.PreparedRequest]) -> _Took:
    """The same bundles, packed, sent and answered, by a loop that knows and keeps nothing."""
    bundles = [(request, text(request).encode()) for request in uploads]
    meter = Meter()
    with apart(partial(FakePlatform, honours_if_match=False), WORKS_SECONDS) as platform:
        session = meter.session()
        session.get(f"{platform.url}/metadata")

        def send() -> None:
            for request, bundle in bundles:
                packed = gzip.compress(bundle, packing.LEVEL, mtime=0)
                answer = session.post(platform.url, data=packed, headers=dict(request.headers))
                canonical.decode(answer.content)

        took = _took(meter, send)
        session.close()
    return took


def _download(receiver: Station, meter: Meter) -> Iterator[Result]:
    probe.ensure(receiver.link)
    meter.begin()
    started = perf_counter()
    for stream in probe.streams(receiver.link):
        Puller(receiver.link, stream, Silence(), Moved()).pull()
    pulled = perf_counter() - started - meter.own_seconds
    computed = process_time()
    done = apply(receiver.link)
    computed = process_time() - computed
    yield _at_least("apply, by processor time", done.applied / computed, "resources/s", 2_000)
    yield Result("pull into the inbox", round(done.applied / pulled), "resources/s")


def _idle(folder: Path) -> Iterator[Result]:
    """A run that finds nothing to do, an hour later."""
    platform = FakePlatform()
    with _station(folder / "idle", platform.client(), 6) as desk:
        for number in range(1, DAY + 1):
            desk.visit(desk.register(number))
        desk.sync()
        platform.now = platform.now.replace(hour=(platform.now.hour + 1) % 24)
        desk.sync()
        written: list[object] = []
        desk.database.listen(written.append)
        before, log = platform.bytes_sent, len(platform.log)
        desk.sync()
    yield within("bodies of an idle run", platform.bytes_sent - before, "bytes", floor=None, budget=2_048)
    yield within("writes of an idle run", len(written) + len(platform.log) - log, "", floor=None, budget=0)


def _first_load(folder: Path, part: int) -> Iterator[Result]:
    """A platform full of records comes down to an empty desk; the line's time is reckoned."""
    persons, meter = PERSONS // part, Meter()
    with (
        apart(partial(township, persons, RESOURCES // part)) as platform,
        _station(folder / "first", meter.client(platform.url), 3) as desk,
    ):
        meter.begin()
        memory, started = _begin_peak(), perf_counter()
        received = desk.sync().received
        own = perf_counter() - started - meter.own_seconds
        growth = None if memory is None else ((_peak() or 0) - memory) / KIBI
    line = meter.bytes_down * 8 / LINE_BITS
    name = f"first load of {platform.versions:,} resources of {persons:,} persons at 20 Mbit/s"
    yield within(name, (own + line) / 60, "min", floor=line / 60, budget=10 / part)
    yield within("resources missing after it", platform.versions - received, "", floor=None, budget=0)
    if growth is not None:
        yield within("memory growth of it", growth, "MiB", floor=None, budget=100)


def _a_day(folder: Path) -> Iterator[Result]:
    """A day of visits, of people the platform knows, over 64 kbit/s."""
    line = SlowLine(bits_per_second=64_000, contact_seconds=0)
    with _station(folder / "day", line.client(), 4) as desk:
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
    """8 kbit/s, cut every 30 s: the fewest visits that a contact brings, but the last, which has the rest."""
    line = SlowLine(contact_seconds=0)
    with _station(folder / "cut", line.client(), 5) as desk:
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
        fewest = min(brought[:-1] or brought)
        yield _at_least("visits that a contact of 30 s at 8 kbit/s brings, the fewest", fewest, "", 1)


def _visits_in(request: requests.PreparedRequest) -> int:
    """How many visits an upload holds: each has one Encounter."""
    return text(request).count('"resourceType":"Encounter"')


@contextmanager
def _station(folder: Path, client: Client, number: int) -> Iterator[Station]:
    station = a_station(folder, client, number, ids=RandomIds())
    try:
        yield station
    finally:
        station.link.client.close()
        station.database.close()


def _at_least(name: str, value: float, unit: str, least: float) -> Result:
    return Result(f"{name} (at least {least:g})", round(value, 1), unit, ok=value >= least)


def _begin_peak() -> int | None:
    """KiB this process holds now; its peak is counted from here. None where the system does not say."""
    if not STATUS.exists():
        return None
    STATUS.with_name("clear_refs").write_text(_RESET_PEAK, encoding="ascii")
    return _peak()


_RESET_PEAK = "5"
"""What Linux calls it in proc(5)."""


def _peak() -> int | None:
    """KiB this process held at once at most; None where the system does not say."""
    if not STATUS.exists():
        return None
    (line,) = (line for line in STATUS.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1])
