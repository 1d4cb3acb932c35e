"""One run: settle doubts, pull, apply, push. The only place that knows the order."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from healthdesk.base.errors import (
    Cancelled,
    PlatformError,
    Refused,
)
from healthdesk.base.progress import Counter, Progress, Unwatched
from healthdesk.fhir.bundles import PageEntry
from healthdesk.store.platform import Remote
from healthdesk.sync import (
    abreast,
    attempts,
    cursors,
    hands,
    healing,
    house,
    inbox,
    inventory,
    probe,
    queue,
    sentinel,
    set_aside,
    settle,
    slots,
    standing,
    tally,
    vanished,
    wanted,
    whole,
)
from healthdesk.sync.abreast import Abreast
from healthdesk.sync.answers import Incapable
from healthdesk.sync.apply import apply
from healthdesk.sync.behaviour import Mode
from healthdesk.sync.bulk import Bulk
from healthdesk.sync.forerun import Forerun
from healthdesk.sync.guarded import OneByOne
from healthdesk.sync.healing import Findings
from healthdesk.sync.link import Link
from healthdesk.sync.moved import Moved
from healthdesk.sync.pull import Puller, UnreadablePage
from healthdesk.sync.push import Way
from healthdesk.sync.replacing import Replacing
from healthdesk.sync.standing import Outcome
from healthdesk.sync.transactions import Transactions

Compares = Callable[[Link], Sequence[str]]
"""Which types are to be compared now: `inventory.everything` or `inventory.due`."""

NOTE_SECONDS = 600
ROUNDS = 3
"""How often a run merges and sends again when others write at the same time."""

GENERATIONS = 3
"""How far a run follows what records speak of: a form of an encounter of a person."""


class Engine:
    """Synchronises one store with one platform. One run at a time, on any thread but the window's."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._stop = threading.Event()
        self._attempts: list[attempts.Exchange] = []
        link.client.listen(self._attempts.append)

    def stop(self) -> None:
        """End the run that is under way, from any thread; a request that is cut is settled the next time."""
        self._stop.set()
        self._link.client.abort()

    def run(
        self, progress: Progress, compares: Compares | None = None, *, is_by_hand: bool = False
    ) -> Outcome:
        """One synchronisation; at its end an inventory of the types that `compares` names, if it is given.

        `progress` then counts what is compared. `is_by_hand`: a person asks now, and is not held up by what
        we put off ourselves. Raises StorageError only; everything about the platform is in the outcome.
        """
        self._stop.clear()
        self._link.client.resume()
        link = replace(self._link, should_stop=lambda: self._stop.is_set() or progress.is_cancelled)
        with link.database.reading() as session:
            moved = Moved(told_before=house.told(session))
            is_paused = session.get_one(Remote, link.remote_id).is_paused
        if is_paused:
            return standing.after(link, moved, is_asked=True)
        if is_by_hand:
            _put_off_nothing(link)
        try:
            try:
                _work(link, moved, progress, compares)
            except Incapable:
                probe.forget(link)
                moved.is_tried_anew = True
                _work(link, moved, progress, compares)
        except PlatformError as error:
            if not link.should_stop():
                self._remember(link, moved, is_reached=False)
                return standing.after(link, moved, error)
        self._remember(link, moved, is_reached=None if link.should_stop() else True)
        return standing.after(link, moved)

    def _remember(self, link: Link, moved: Moved, *, is_reached: bool | None) -> None:
        """The log of attempts and the time of the last success; None for a run that was told to stop.

        A run that found nothing to do leaves the file alone, but for a note now and then.
        """
        made, now = [*self._attempts, *map(attempts.remark, moved.remarks)], link.clock.now()
        self._attempts.clear()
        if is_reached and not _is_worth_a_note(link, moved, now):
            return
        with link.writing("Remote") as session:
            session.add_all(attempts.noted(link.remote_id, one, now) for one in made)
            remote = session.get_one(Remote, link.remote_id)
            if is_reached and remote.last_success_at is None:
                whole.forget(session, link.remote_id)
            if is_reached:
                remote.url = link.client.base_url
                remote.last_success_at, remote.offline_since = now, None
            elif is_reached is False and remote.offline_since is None:
                remote.offline_since = now


def _put_off_nothing(link: Link) -> None:
    """What failed may have been mended since, and whoever presses the button knows of it."""
    with link.database.reading() as session:
        is_put_off = queue.has_put_off(session, link.remote_id) or wanted.is_any(session)
    if is_put_off:
        with link.writing() as session:
            settle.put_off_no_longer(session, link.remote_id)
            wanted.ask_once_more(session)


def _work(link: Link, moved: Moved, progress: Progress, compares: Compares | None) -> None:
    _apply_left(link)
    mode = probe.ensure(link)
    link = probe.facing(link)
    watched = progress if compares is None else Unwatched(progress)
    pusher = _pusher(link, mode, moved, watched)
    abreast.meet(link, pusher, is_exact=mode is Mode.FULL)
    if _is_line_bad(link):
        pusher.push()
    _pull(link, moved, watched)
    set_aside.take_up(link)
    apply(link)
    _fetch_wanted(link)
    house.announce(link)
    slots.put_in_order(link)
    if moved.broken_page is None or _has_met(link):
        _send(link, moved, pusher)
    hands.ask(link)
    if moved.broken_page is not None:
        raise moved.broken_page
    if (moved.sent or moved.received) and not link.should_stop():
        tally.take(link)
    types = compares(link) if compares and not link.should_stop() else ()
    if types:
        _compare(link, moved, lambda: _pusher(link, mode, moved, watched), types, progress)


def _pull(link: Link, moved: Moved, watched: Progress) -> None:
    """Every stream; one that stands at an unreadable page holds up neither the others nor what is sent."""
    forerun = Forerun(link, moved, watched)
    Bulk(link, moved, watched).take(forerun.go)
    for stream in probe.streams(link):
        try:
            Puller(link, stream, watched, moved, forerun.look).pull()
        except UnreadablePage as broken:
            moved.broken_page = broken


def _apply_left(link: Link) -> None:
    """What a run that was cut left in the inbox needs no platform: until then records are incomplete here.

    Not while a save is in doubt. What came may be what that save wrote, or stand on it, and only the platform
    tells which: taken in before, the save would be merged with itself. Then the order stays as it was.
    """
    with link.database.reading() as session:
        is_safe = not queue.has_doubt(session, link.remote_id)
        is_left = inbox.waits(session, link.remote_id)
    if is_left and is_safe:
        apply(probe.facing(link))


def _send(link: Link, moved: Moved, pusher: Way) -> None:
    """What is queued, and again what others wrote on meanwhile."""
    for _ in range(ROUNDS):
        moved.stale.clear()
        pusher.push()
        if not moved.stale or link.should_stop():
            break
        apply(link)
    if not link.should_stop():
        healing.settled(link)


def _compare(
    link: Link, moved: Moved, pusher: Callable[[], Way], types: Sequence[str], progress: Progress
) -> None:
    """Type after type: what is found is sent, and what was saved meanwhile, before the next is looked at."""
    moved.findings = Findings()
    counter = Counter(progress, inventory.size(link, types))
    try:
        for found in healing.put_right(link, types, counter):
            moved.findings += found
            moved.received += len(found.fetched)
            _send(link, moved, pusher())
    except Cancelled:
        return


def _is_line_bad(link: Link) -> bool:
    """Whether what was saved here goes before anything is read: the last run did not come to its end."""
    with link.database.reading() as session:
        is_cut = session.get_one(Remote, link.remote_id).offline_since is not None
    return is_cut and _has_met(link)


def _has_met(link: Link) -> bool:
    """Whether something may be sent though not everything was read.

    Never before the first whole pass of reading, nor after a restore, nor while something goes again that
    the platform had lost: what it holds is met first, for what goes again names no version.
    """
    with link.database.reading() as session:
        held = sentinel.holding(session, link.remote_id)
        has_met = held is not None and held.counter > 0 and cursors.is_any(session, link.remote_id)
        return has_met and not session.get_one(Remote, link.remote_id).is_refilling


def _is_worth_a_note(link: Link, moved: Moved, now: datetime) -> bool:
    with link.database.reading() as session:
        remote = session.get_one(Remote, link.remote_id)
        last, is_new = remote.last_success_at, remote.url != link.client.base_url
    is_old = last is None or abs(now - last) > timedelta(seconds=NOTE_SECONDS)
    return bool(moved.sent or moved.received or moved.rejected or is_new or is_old or remote.offline_since)


def _pusher(link: Link, mode: Mode, moved: Moved, progress: Progress) -> Way:
    """The way of sending that this platform can be trusted with."""
    if mode is Mode.FULL and link.slots > 1:
        return Abreast(link, progress, moved)
    if mode is Mode.FULL:
        return Transactions(link, progress, moved)
    return OneByOne(link, progress, moved, has_history=not isinstance(link.border, Replacing))


def _fetch_wanted(link: Link) -> None:
    """Ask for what records speak of and what never came; what comes may speak of others."""
    for _ in range(GENERATIONS):
        with link.database.reading() as session:
            if not wanted.is_any_due(session, link.clock.now()):
                return
        with link.writing() as session:
            asked = wanted.next_asked(session, link.clock.now())
        answers = {key: _asked(link, *key) for key in asked if not link.should_stop()}
        found = [entry for entry in answers.values() if entry is not None and entry.body is not None]
        gone = [entry for entry in answers.values() if entry is not None and entry.body is None]
        told = vanished.are_told(gone)
        if link.should_stop():
            return
        if found or told:
            with link.writing() as session:
                inbox.stage(session, link.remote_id, [*found, *told])
            apply(link)
        if gone:
            with link.writing() as session:
                wanted.forget(session, [(one.type, one.id) for one in gone if one not in told])
        if not found:
            return


def _asked(link: Link, type_: str, id_: str) -> PageEntry | None:
    """What is wanted, if the platform has it for us: a type it does not keep or show is no obstacle."""
    try:
        return link.border.read(link, type_, id_)
    except Refused as refused:
        if refused.status in settle.OVERLOADED:
            raise
        return None
