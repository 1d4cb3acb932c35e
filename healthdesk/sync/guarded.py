"""One resource at a time, read before and after: for platforms that break a promise (sync.md 3, 5.2, 5.5).

Where a stale write is let through, or a transaction is half written, nobody can make the platform refuse.
So every resource is read first, written only on the version it was made from, and its history is read
afterwards: if another version lies between, we have overwritten it, and it is laid before a person. Where
there is no history to ask, what is there already is replaced and never changed (replacing.py). The sentinel
stays as it was made.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from sqlalchemy import select

from healthdesk.base.errors import AnswerUnclear, Refused
from healthdesk.base.progress import Progress
from healthdesk.fhir.bundles import PageEntry, Reply
from healthdesk.store.platform import Intent
from healthdesk.sync import overwritten, queue, settle, under_way, wanted, witness
from healthdesk.sync.answers import Broken, Incapable
from healthdesk.sync.link import GONE, Link, Untold
from healthdesk.sync.moved import Moved
from healthdesk.sync.push import STALE, UNKNOWN_KIND, Pusher, marker
from healthdesk.sync.saves import Item, Save, Target


class _Stale(Exception):
    """The platform holds another version than the one this was made from."""


def _parents_first(items: Sequence[Item]) -> Iterator[Item]:
    """Each after those of the save that it speaks of; a platform may refuse to be told of what it has not."""
    left = {(one.type, one.id): one for one in items}
    while left:
        spoken = {key: wanted.spoken_of(one.body) & left.keys() - {key} for key, one in left.items()}
        often = Counter(chain.from_iterable(spoken.values()))
        # Where two speak of each other, as request and form do, the one that most speak of goes first.
        yield left.pop(min(left, key=lambda key: (bool(spoken[key]), -often[key])))


class OneByOne(Pusher):
    """`has_history` is False for a platform that shows no earlier versions: there is no gap to look into."""

    def __init__(self, link: Link, progress: Progress, moved: Moved, *, has_history: bool) -> None:
        super().__init__(link, progress, moved)
        self._has_history = has_history
        self._batch = 1

    def resolve(self) -> None:
        """Reading tells what of it has arrived; the rest goes again."""
        link = self._link
        with link.database.reading() as session:
            saves = under_way.in_doubt(session, link.remote_id)
        for item in (item for save in saves for item in save.items):
            try:
                ours = self._ours(item, link.border.read(link, item.type, item.id))
                if ours is not None:
                    self._confirm(item, ours)
            except Untold:
                continue  # it is looked at again before it goes again
        if saves:
            self._put_back()

    def _finish(self, done: Sequence[str]) -> None:
        """What has arrived whole, but for the marker, is not complete without it."""
        with self._link.database.reading() as session:
            columns = Intent.id, Intent.created_by, Intent.created_at, Intent.lane
            found = session.execute(select(*columns).where(Intent.id.in_(done)).order_by(Intent.seq))
            arrived = [Save(*one, ()) for one in found if queue.targets(session, one.id)]
        super()._finish([one for one in done if one not in {save.id for save in arrived}])
        self._deliver(arrived)

    def _deliver(self, saves: Sequence[Save]) -> None:
        for save in saves:
            if not self._link.should_stop():
                self._send(save)

    def _send(self, save: Save) -> None:
        link = self._link
        try:
            self._write_whole(save)
        except _Stale:
            self._wait(save)
        except (Broken, Untold) as failed:
            self._put_back()  # what of it arrived is found by reading, the next time
            self._put_off(save, failed)
        except Refused as refused:
            self._put_back()
            self._refused(save, refused)
        else:
            with link.writing("Intent") as session:
                settle.close(session, [save.id], "acked")
            self.moved.sent += 1
            self._progress.step(self.moved.sent, 0)

    def _write_whole(self, save: Save) -> None:
        """Parents first, the marker last: where it is, the save is complete."""
        link = self._link
        with link.writing() as session:
            settle.under_way(session, link.ids.new(), [save])
            targets = queue.targets(session, save.id)
        for item in _parents_first(save.items):
            self._write(item)
        self._mark(save, targets)
        link.reached("marker-written")

    def _mark(self, save: Save, targets: Iterable[Target]) -> None:
        """A no to the marker is none to the record: it takes resources of this kind no more."""
        link = self._link
        try:
            if link.border.read(link, link.marker, save.id) is None:
                body = marker(link, save, targets)
                link.border.write(link, Item(link.marker, save.id, 0, "", None, body))
        except Refused as no:
            if no.status not in UNKNOWN_KIND:
                raise
            raise Incapable(no.status, no.issues) from None

    def _refused(self, save: Save, refused: Refused) -> None:
        """A no to this save, unless it is to all; 405, 415 and 501 are when the platform was asked anew."""
        if refused.status in settle.OVERLOADED:
            raise refused
        if not isinstance(refused, Incapable):
            self._reject(save, refused)
        elif self.moved.is_tried_anew:
            self._put_off(save, refused)
        else:
            raise refused

    def _write(self, item: Item) -> None:
        """One resource: there already, or written now; the acknowledgement is kept at once."""
        link = self._link
        current = link.border.read(link, item.type, item.id)
        ours = self._ours(item, current)
        if ours is None:
            if not witness.is_on_base(link, item, current):
                self._note_stale(item, current)
                raise _Stale
            ours = self._put(item)
        link.reached("resource-written")
        self._confirm(item, ours)
        link.reached("resource-acknowledged")

    def _confirm(self, item: Item, ours: Reply) -> None:
        """It is there, and what it hides is laid open in the same unit: after it nobody would look again."""
        link = self._link
        between = self._between(item, ours.version) if self._has_history else ()
        with link.writing(*(["Conflict"] if between else [])) as session:
            settle.acknowledge_items(session, link.remote_id, [item], {(item.type, item.id): ours})
            if between:
                overwritten.lay_open(session, link, item, ours, between)

    def _ours(self, item: Item, current: PageEntry | None) -> Reply | None:
        """The version that says what we say, made on top of our base, if an earlier attempt has arrived."""
        if current is None or current.body is None or current.version == item.base:
            return None
        if witness.is_same(current.body, item.body):
            return Reply(current.version, current.time)
        if not self._has_history:
            return None
        for one in self._since(item):
            if one.body is not None and witness.is_same(one.body, item.body):
                return Reply(one.version, one.time)
        return None

    def _put(self, item: Item) -> Reply:
        link = self._link
        try:
            made = link.border.write(link, item)
        except Refused as refused:
            is_gone = refused.status in GONE and item.base is not None
            if refused.status not in STALE and not is_gone:
                raise
            self._note_stale(item, link.border.read(link, item.type, item.id))
            raise _Stale from None
        if made is not None:
            return made
        written = link.border.read(link, item.type, item.id)
        if written is None or written.body is None or not witness.contains(written.body, item.body):
            raise AnswerUnclear("written, and not there")
        return Reply(written.version, written.time)

    def _since(self, item: Item) -> list[PageEntry]:
        """The versions after our base, oldest first."""
        entries = self._link.border.history(self._link, item.type, item.id)
        oldest_first = sorted(entries, key=lambda one: witness.age_of(one.time, one.version))
        names = [one.version for one in oldest_first]
        return oldest_first[names.index(item.base) + 1 :] if item.base in names else oldest_first

    def _between(self, item: Item, version: str) -> list[PageEntry]:
        """The gap check (sync.md 5.5.4): living versions of others between our base and what we wrote."""
        found: list[PageEntry] = []
        for one in self._since(item):
            if one.version == version:
                break
            if one.body is None and item.base is None:
                found.clear()  # a person here has seen that deletion, and what was deleted
            if one.body is not None and not witness.is_same(one.body, item.body):
                found.append(one)
        return found

    def _note_stale(self, item: Item, current: PageEntry | None) -> None:
        self.moved.stale.add((item.type, item.id))
        witness.keep_stale(self._link, item, current)

    def _wait(self, save: Save) -> None:
        with self._link.writing("Intent") as session:
            settle.put_back_all(session, self._link.remote_id)
            settle.wait_for_merge(session, [save.id])
