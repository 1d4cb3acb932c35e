"""Whole saves in transactions, with the sentinel in each: exactly once (sync.md 5.2 to 5.5)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base.errors import AnswerUnclear, Outdated, PlatformFull, Refused, Unreachable
from healthdesk.base.progress import Progress
from healthdesk.fhir import bundles
from healthdesk.fhir.bundles import Entry
from healthdesk.store.platform import Intent
from healthdesk.sync import queue, sentinel, settle, witness
from healthdesk.sync.apply import apply
from healthdesk.sync.client import Broken, Incapable, Overloaded
from healthdesk.sync.link import GONE, Link
from healthdesk.sync.moved import Moved
from healthdesk.sync.push import STALE, Pusher, provenance
from healthdesk.sync.saves import Item, Key, Save
from healthdesk.sync.settle import Parcel

ABOUT_THE_RECORD = frozenset(
    {"duplicate", "business-rule", "invariant", "value", "required", "structure", "code-invalid", "not-found"}
)
"""FHIR's words with which a 409 means the record, and not that somebody else was writing."""

GROWING_SECONDS = 2.0
LONGEST_SECONDS = 5.0


class Transactions(Pusher):
    """For a platform that refuses stale writes and takes a transaction whole or not at all."""

    def __init__(self, link: Link, progress: Progress, moved: Moved) -> None:
        super().__init__(link, progress, moved)
        self._following: Parcel | None = None

    def resolve(self) -> None:
        """Settle what an earlier run left in doubt, before anything else is done (sync.md 5.5).

        What was not written goes again, on the same state of the sentinel: whichever copy comes first moves
        it, and every other one fails. It may go in smaller requests, which a line that was cut lets through.
        """
        link = self._link
        with link.database.reading() as session:
            held = sentinel.holding(session, link.remote_id)
            if held is None or not queue.has_doubt(session, link.remote_id):
                return
        with link.writing("Intent") as session:
            settle.unclear(session, link.remote_id)
        if not self._is_committed(held):
            self._batch = max(1, self._batch // 2)
            self._put_back()

    def _deliver(self, saves: Sequence[Save]) -> None:
        """One request and those that follow from it; one that is refused is followed by ever smaller ones.

        What is to go next is noted together with what has arrived, so that the disk is waited for once.
        """
        link = self._link
        if link.should_stop():
            return
        held = sentinel.ensure(link)
        with link.writing() as session:
            parcel: Parcel | None = self._noted(session, held, saves)
        while parcel is not None:
            link.reached("noted-sending")
            self._following = None
            self._post(parcel)
            parcel = self._following

    def _noted(self, session: Session, held: sentinel.Holding, saves: Sequence[Save]) -> Parcel:
        """Written down before the first byte goes out: a kill leaves a trace of the doubt."""
        link = self._link
        request_id = link.ids.new()
        settle.sending(session, link, request_id, saves)
        return Parcel(request_id, _also_sent(held, request_id), tuple(saves))

    def _note_following(self, session: Session, held: sentinel.Holding) -> Parcel | None:
        """The next request, when nothing has to be made ready for it."""
        link = self._link
        if not self._is_filled or link.should_stop():
            return None
        choice = queue.choose(session, link.remote_id, link.clock.now(), self._batch)
        if not choice.saves or choice.done or choice.merging:
            return None
        return self._noted(session, held, choice.saves)

    def _post(self, parcel: Parcel) -> None:
        link = self._link
        try:
            answer = link.client.transact(_bundle(link, parcel), parcel.request_id)
            link.reached("answered")
            replies = bundles.replies(answer.body, _places(parcel))
        except (Unreachable, Outdated, PlatformFull, Incapable):
            self._put_back()
            raise
        except Overloaded:
            self._put_back()
            self._batch = max(1, self._batch // 2)
            raise
        except Broken as broken:
            self._broken(parcel, broken)
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
        self._batch = _next_size(self._batch, link.client.last_seconds)
        held = sentinel.Holding(parcel.held.sentinel_id, replies[0].version, parcel.held.counter + 1, ())
        with link.writing("Intent") as session:
            settle.acknowledge(session, link, parcel.saves, versions)
            sentinel.remember_moved(session, link.remote_id, held.version, held.counter)
            self._following = self._note_following(session, held)
        link.reached("acknowledged")
        self.moved.sent += len(parcel.saves)
        self._progress.step(self.moved.sent, self.moved.sent)

    def _unclear(self, parcel: Parcel, doubt: Exception) -> None:
        """Ask the sentinel once; if that fails too, the doubt stays written down for the next run."""
        link = self._link
        with link.writing("Intent") as session:
            settle.unclear(session, link.remote_id)
        if link.should_stop():
            return
        if not self._is_committed(parcel.held):
            raise AnswerUnclear(str(doubt)) from None

    def _broken(self, parcel: Parcel, broken: Broken) -> None:
        """500 and not written: perhaps one record breaks the platform. Ever fewer go, until it stands alone.

        It is put off, and held for a person only when the platform takes others: an outage is nobody's fault.
        """
        link = self._link
        with link.writing("Intent") as session:
            settle.unclear(session, link.remote_id)
        if link.should_stop() or self._is_committed(parcel.held):
            return
        self._put_back()
        if len(parcel.saves) > 1:
            self._take_half(parcel.saves)
            return
        with link.writing("Intent") as session:
            may_hold, spread = self.moved.sent > 0, self._random.random()
            settle.put_off(session, [parcel.saves[0].id], link.clock.now(), spread, may_hold=may_hold)
        if not self.moved.sent:
            raise broken

    def _is_committed(self, held: sentinel.Holding) -> bool:
        """Whether a request of ours moved the sentinel; if so, everything it wrote is acknowledged."""
        link = self._link
        verdict, found = sentinel.look(link, held)
        if verdict is sentinel.Verdict.UNMOVED or found is None:
            return False
        written = sentinel.written(link, held, found)
        with link.database.reading() as session:
            named = queue.named(session, list(written))
            frozen = _frozen(session, written)
        saves = [save for save in named if save.id in frozen or witness.is_as_sent(link, save)]
        self._read_back([item for save in saves for item in save.items])
        mended = [save for save in named if save not in saves]
        witness.stale(link, [item for save in mended for item in save.items])
        with link.writing("Intent") as session:
            settle.close(session, [save.id for save in saves], "acked")
            settle.put_back(session, link.remote_id)
            sentinel.remember_moved(session, link.remote_id, found.version, found.counter, held.sent)
        if mended:
            apply(link)  # what came of a save before it was mended: that is now below it
        self.moved.sent += len(saves)
        return True

    def _read_back(self, items: Sequence[Item]) -> None:
        """Under which version each was written; kept as it is read, for a bad line may end at any of them.

        What came on a stick may have several versions of one resource, each on top of the one before it.
        """
        many = Counter((item.type, item.id) for item in items)
        left = self._read_at_once([item for item in items if many[item.type, item.id] == 1])
        below: dict[Key, str] = {}
        for item in [*left, *(one for one in items if many[one.type, one.id] > 1)]:
            key = (item.type, item.id)
            reply = witness.version(self._link, replace(item, base=below.get(key, item.base)))
            below[key] = reply.version
            with self._link.writing() as session:
                settle.acknowledge_items(session, self._link.remote_id, [item], {key: reply})

    def _read_at_once(self, items: Sequence[Item]) -> list[Item]:
        """One question for each type; returns the items whose answer was not plain."""
        left: list[Item] = []
        for type_ in dict.fromkeys(item.type for item in items):
            asked = [item for item in items if item.type == type_]
            written = witness.next_versions(self._link, type_, asked)
            plain = [item for item in asked if (item.type, item.id) in written]
            with self._link.writing() as session:
                settle.acknowledge_items(session, self._link.remote_id, plain, written)
            left += [item for item in asked if (item.type, item.id) not in written]
        return left

    def _refused(self, parcel: Parcel, refused: Refused) -> None:
        is_update = any(item.base is not None for save in parcel.saves for item in save.items)
        if refused.status in STALE or (refused.status in GONE and is_update):
            self._stale(parcel, refused)
            return
        self._put_back()
        if len(parcel.saves) > 1:
            self._take_half(parcel.saves)
        else:
            self._reject(parcel.saves[0], refused)

    def _stale(self, parcel: Parcel, refused: Refused) -> None:
        """The sentinel first, then the bases: what is stale waits for a merge, the rest goes again.

        When no base is stale, the record itself is complained of, or others were writing at that moment.
        """
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
            elif len(parcel.saves) == 1 and not _is_about_the_record(refused):
                settle.put_off(session, [parcel.saves[0].id], link.clock.now(), self._random.random())
        if guilty:
            return
        if len(parcel.saves) == 1 and _is_about_the_record(refused):
            self._reject(parcel.saves[0], refused)
        else:
            self._take_half(parcel.saves)


def _is_about_the_record(refused: Refused) -> bool:
    """Whether sending the same again can do no good: something it refers to is not there, or it is double."""
    return refused.status in GONE or any(issue.split(" ")[0] in ABOUT_THE_RECORD for issue in refused.issues)


def _frozen(session: Session, written: Mapping[str, str]) -> set[str]:
    """Those saves that are in doubt by the very request that wrote them: they say what they said then."""
    rows = session.execute(
        select(Intent.id, Intent.request_id).where(
            Intent.id.in_(list(written)), Intent.state.in_(queue.DOUBTFUL)
        )
    )
    return {intent_id for intent_id, request_id in rows if written[intent_id] == request_id}


def _also_sent(held: sentinel.Holding, request_id: str) -> sentinel.Holding:
    return sentinel.Holding(held.sentinel_id, held.version, held.counter, (*held.sent, request_id))


def _next_size(size: int, seconds: float) -> int:
    """A request should take some seconds: so much is lost at most when the line is cut (sync.md 5.3)."""
    if seconds > LONGEST_SECONDS:
        return max(1, size * 3 // 4)
    grown = size + max(1, size // 2) if seconds < GROWING_SECONDS else size
    return min(queue.LARGEST_REQUEST_ENTRIES, grown)


def _places(parcel: Parcel) -> list[Key]:
    """What was sent, in its order: an answer in another order is none."""
    places: list[Key] = [("Basic", parcel.held.sentinel_id)]
    for save in parcel.saves:
        places += [(item.type, item.id) for item in save.items]
        places.append(("Provenance", save.id))
    return places


def _bundle(link: Link, parcel: Parcel) -> bytes:
    intents = tuple(save.id for save in parcel.saves)
    held = parcel.held
    entries = [
        Entry("Basic", held.sentinel_id, sentinel.body(link, held, parcel.request_id, intents), held.version)
    ]
    for save in parcel.saves:
        entries += [Entry(item.type, item.id, item.body, item.base) for item in save.items]
        entries.append(Entry("Provenance", save.id, provenance(link, save, save.targets)))
    return bundles.transaction(entries)
