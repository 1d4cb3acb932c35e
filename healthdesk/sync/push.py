"""Open saves to the platform: each exactly once, whole, on top of the version it was made from."""

import random
from collections.abc import Sequence

from sqlalchemy import func, select

from healthdesk.base import canonical
from healthdesk.base.errors import AnswerUnclear, Refused, Unreachable
from healthdesk.base.progress import Progress
from healthdesk.fhir import bundles, markers
from healthdesk.fhir.bundles import Entry
from healthdesk.store.platform import Intent
from healthdesk.sync import queue, sentinel, settle, witness
from healthdesk.sync.client import Overloaded
from healthdesk.sync.link import Link
from healthdesk.sync.moved import Moved
from healthdesk.sync.queue import Key, Save
from healthdesk.sync.settle import Parcel
from healthdesk.sync.unsent import Unsent

FIRST_BATCH = 10
STALE = (409, 412)
FORBIDDEN = 403
ENOUGH_QUEUED = 200


class Pusher:
    """Sends the queue of one link. `batch` grows while all goes well and halves when it does not."""

    def __init__(self, link: Link, progress: Progress) -> None:
        self._link = link
        self._progress = progress
        self._random = random.Random()  # noqa: S311  spreads retries, guards nothing
        self._batch = FIRST_BATCH
        self._unsent = Unsent(link)
        self.moved = Moved()

    def resolve(self) -> None:
        """Settle what an earlier run left in doubt, before anything else is done (sync.md 5.5).

        A request that was not written goes again unchanged: whichever copy comes first moves the
        sentinel, and the other one fails.
        """
        link = self._link
        with link.database.reading() as session:
            held = sentinel.holding(session, link.remote_id)
            if held is None or not queue.has_doubt(session, link.remote_id):
                return
        with link.writing("Intent") as session:
            settle.unclear(session, link.remote_id)
            saves = queue.in_flight(session, link.remote_id, held.sent[-1]) if held.sent else ()
        if self._is_committed(held):
            return
        if saves:
            self._post(Parcel(held.sent[-1], held, saves))
        else:
            self._put_back()

    def push(self) -> Moved:
        """Send until nothing more may go, the platform is not there, or somebody says stop."""
        link = self._link
        self._mend()
        while not link.should_stop():
            self._fill_queue()
            saves = self._choose(self._batch)
            if not saves:
                break
            self._deliver(saves)
        return self.moved

    def _mend(self) -> None:
        with self._link.database.reading() as session:
            is_stuck = queue.has_refused(session, self._link.remote_id)
        if is_stuck:
            with self._link.writing("Intent") as session:
                settle.requeue_mended(session, self._link.remote_id)

    def _fill_queue(self) -> None:
        link = self._link
        with link.database.reading() as session:
            queued = session.scalar(
                select(func.count())
                .select_from(Intent)
                .where(Intent.remote_id == link.remote_id, settle.OPEN, Intent.state == "queued")
            )
        while (queued or 0) < ENOUGH_QUEUED and not link.should_stop():
            made = self._unsent.intend()
            if not made:
                break
            queued = (queued or 0) + made

    def _choose(self, limit: int) -> tuple[Save, ...]:
        link = self._link
        with link.database.reading() as session:
            choice = queue.choose(session, link.remote_id, link.clock.now(), limit)
        if choice.done or choice.merging:
            with link.writing("Intent") as session:
                settle.close(session, choice.done, "acked")
                settle.wait_for_merge(session, choice.merging)
            return choice.saves or self._choose(limit)
        return choice.saves

    def _deliver(self, saves: Sequence[Save]) -> None:
        """One request; when it is refused, ever smaller ones follow until the bad save stands alone."""
        link = self._link
        if link.should_stop():
            return
        held = sentinel.ensure(link)
        request_id = link.ids.new()
        with link.writing() as session:
            settle.sending(session, link, request_id, saves)
        self._post(Parcel(request_id, _also_sent(held, request_id), tuple(saves)))

    def _post(self, parcel: Parcel) -> None:
        link = self._link
        try:
            answer = link.client.transact(_bundle(link, parcel), parcel.request_id)
            replies = bundles.replies(answer.body, _entry_count(parcel))
        except Unreachable:
            self._put_back()
            raise
        except Overloaded:
            self._put_back()
            self._batch = max(1, self._batch // 2)
            raise
        except (AnswerUnclear, ValueError) as doubt:
            self._batch = max(1, self._batch // 2)
            self._unclear(parcel, doubt)
        except Refused as refused:
            self._refused(parcel, refused)
        else:
            self._written(parcel, replies)

    def _written(self, parcel: Parcel, replies: Sequence[bundles.Reply]) -> None:
        link = self._link
        versions: dict[Key, bundles.Reply] = {}
        position = 1
        for save in parcel.saves:
            for item in save.items:
                versions[item.type, item.id] = replies[position]
                position += 1
            position += 1  # its Provenance
        with link.writing("Intent") as session:
            settle.acknowledge(session, link, parcel.saves, versions)
            sentinel.remember_moved(session, link.remote_id, replies[0].version, parcel.held.counter + 1)
        self.moved.sent += len(parcel.saves)
        self._progress.step(self.moved.sent, self.moved.sent)
        self._batch = min(queue.LARGEST_REQUEST_ENTRIES, self._batch + max(1, self._batch // 2))

    def _unclear(self, parcel: Parcel, doubt: Exception) -> None:
        """Ask the sentinel once; if that fails too, the doubt stays written down for the next run."""
        link = self._link
        with link.writing("Intent") as session:
            settle.unclear(session, link.remote_id)
        if link.should_stop():
            return
        if not self._is_committed(parcel.held):
            raise AnswerUnclear(str(doubt)) from None

    def _is_committed(self, held: sentinel.Holding) -> bool:
        """Whether a request of ours moved the sentinel; if so, everything it wrote is acknowledged."""
        link = self._link
        verdict, found = sentinel.look(link, held)
        if verdict is sentinel.Verdict.UNMOVED or found is None:
            return False
        with link.database.reading() as session:
            saves = queue.named(session, found.intents)
        versions = witness.versions(link, [item for save in saves for item in save.items])
        with link.writing("Intent") as session:
            settle.acknowledge(session, link, saves, versions)
            settle.put_back(session, link.remote_id)
            sentinel.remember_moved(session, link.remote_id, found.version, found.counter)
        self.moved.sent += len(saves)
        return True

    def _put_back(self) -> None:
        with self._link.writing("Intent") as session:
            settle.put_back(session, self._link.remote_id)

    def _refused(self, parcel: Parcel, refused: Refused) -> None:
        if refused.status in STALE:
            self._stale(parcel)
            return
        self._put_back()
        if len(parcel.saves) > 1:
            self._take_half(parcel)
        else:
            self._reject(parcel.saves[0], refused)

    def _take_half(self, parcel: Parcel) -> None:
        """Choose again, half as many: what depends on a refused save is then held back with it."""
        self._batch = max(1, len(parcel.saves) // 2)

    def _reject(self, save: Save, refused: Refused) -> None:
        state = "held" if refused.status == FORBIDDEN else "rejected"
        text = "; ".join(refused.issues[:5])
        with self._link.writing("Intent") as session:
            settle.refuse(session, save.id, state=state, code=str(refused.status), text=text)
        self.moved.rejected += 1

    def _stale(self, parcel: Parcel) -> None:
        """The sentinel first, then the bases: what is stale waits for a merge, the rest goes again."""
        link = self._link
        if self._is_committed(parcel.held):
            return
        stale = witness.stale(link, [item for save in parcel.saves for item in save.items])
        guilty = [save.id for save in parcel.saves if save.keys & stale]
        self.moved.stale |= stale
        with link.writing("Intent") as session:
            settle.put_back(session, link.remote_id)
            if guilty:
                settle.wait_for_merge(session, guilty)
            elif len(parcel.saves) == 1:
                settle.put_off(session, [parcel.saves[0].id], link.clock.now(), self._random.random())
        if not guilty:
            self._take_half(parcel)


def _also_sent(held: sentinel.Holding, request_id: str) -> sentinel.Holding:
    return sentinel.Holding(held.sentinel_id, held.version, held.counter, (*held.sent, request_id))


def _entry_count(parcel: Parcel) -> int:
    return 1 + sum(save.entries for save in parcel.saves)


def _bundle(link: Link, parcel: Parcel) -> bytes:
    intents = tuple(save.id for save in parcel.saves)
    held = parcel.held
    entries = [
        Entry("Basic", held.sentinel_id, sentinel.body(link, held, parcel.request_id, intents), held.version)
    ]
    for save in parcel.saves:
        entries += [Entry(item.type, item.id, item.body, item.base) for item in save.items]
        entries.append(Entry("Provenance", save.id, _provenance(link, save)))
    return bundles.transaction(entries)


def _provenance(link: Link, save: Save) -> bytes:
    targets = [(item.type, item.id, item.hash) for item in save.items]
    return canonical.encode(
        markers.provenance(save.id, targets, at=save.created_at, by=save.created_by, site=link.station)
    )
