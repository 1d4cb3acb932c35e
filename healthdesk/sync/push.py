"""The queue on its way: which saves go next, and what all ways of sending have in common."""

import random
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from healthdesk.base import canonical
from healthdesk.base.errors import PlatformError, Refused
from healthdesk.base.progress import Progress
from healthdesk.fhir import markers
from healthdesk.store.platform import Intent, Remote
from healthdesk.sync import queue, settle
from healthdesk.sync.link import Link
from healthdesk.sync.moved import Moved
from healthdesk.sync.saves import Save, Target
from healthdesk.sync.unsent import Unsent

FIRST_BATCH = 10
GROWING_SECONDS = 2.0
LONGEST_SECONDS = 5.0
STALE = (409, 412)
UNKNOWN_KIND = frozenset({400, settle.FORBIDDEN, 404, 405, 415, 422, 501})
"""How platforms answer that they take no resources of a kind; most of it is said of bad records too."""

ENOUGH_QUEUED = 200
ENOUGH_FAILING = 3
"""Different saves that the platform failed at in one run: without one that it took, it is the platform."""


class Way(ABC):
    """How the queue of one link goes to its platform. `moved` counts what has gone."""

    moved: Moved

    @abstractmethod
    def resolve(self) -> None:
        """Settle what an earlier run left in doubt, before anything else is done (sync.md 5.5)."""

    @abstractmethod
    def push(self) -> None:
        """Send until nothing more may go, the platform is not there, or somebody says stop."""


class Pusher(Way):
    """Sends the queue of one link: each save exactly once, whole, on top of the version it was made from.

    `batch` grows while all goes well and halves when it does not.
    """

    def __init__(self, link: Link, progress: Progress, moved: Moved, unsent: Unsent | None = None) -> None:
        self._link = link
        self._progress = progress
        self._random = random.Random()  # noqa: S311  spreads retries, guards nothing
        self._batch = self._batch_before = _remembered(link)
        self._unsent = unsent or Unsent(link)
        self._is_filled = False
        self._failing: dict[str, PlatformError] = {}
        self.moved = moved

    @abstractmethod
    def _deliver(self, saves: Sequence[Save]) -> None:
        """Send these; what becomes of them is written down."""

    def push(self) -> None:
        """Send until nothing more may go, the platform is not there, or somebody says stop."""
        link = self._link
        self._is_filled = not self._unsent.is_any()
        self._mend()
        try:
            while not link.should_stop():
                self._fill_queue()
                saves = self._choose(self._batch)
                if saves:
                    self._deliver(saves)
                elif not self._is_more_to_come():
                    break
            self._ask_about_failing()
        finally:
            self._remember()

    def _is_more_to_come(self) -> bool:
        """Whether, after some time, something may go that may not go now."""
        return False

    def _remember(self) -> None:
        """A line that is cut every half minute would never get through with the first size each time."""
        if self._batch != self._batch_before:
            self._batch_before = self._batch
            with self._link.writing() as session:
                remote = session.get_one(Remote, self._link.remote_id)
                remote.probe = (remote.probe or {}) | {"batch": self._batch}

    def _mend(self) -> None:
        with self._link.database.reading() as session:
            is_mended = queue.has_mended(session, self._link.remote_id)
        if is_mended:
            with self._link.writing("Intent") as session:
                settle.requeue_mended(session, self._link.remote_id)

    def _fill_queue(self) -> None:
        """Intents for what came without: once through, a stretch at a time, while the queue is short."""
        while not self._is_filled and not self._is_enough_queued() and not self._link.should_stop():
            self._is_filled = not self._unsent.intend()

    def _is_enough_queued(self) -> bool:
        link = self._link
        queued = select(Intent.seq).where(
            Intent.remote_id == link.remote_id, settle.OPEN, Intent.state == "queued"
        )
        with link.database.reading() as session:
            return session.scalar(queued.offset(ENOUGH_QUEUED * link.slots).limit(1)) is not None

    def _choose(self, limit: int) -> tuple[Save, ...]:
        link = self._link
        with link.database.reading() as session:
            choice = queue.choose(session, link, limit)
        if choice.merging:
            with link.writing("Intent") as session:
                settle.wait_for_merge(session, choice.merging)
        if choice.done:
            self._finish(choice.done)
        if choice.done or choice.merging:
            return choice.saves or self._choose(limit)
        return choice.saves

    def _finish(self, done: Sequence[str]) -> None:
        """Nothing of these saves is left to send."""
        with self._link.writing("Intent") as session:
            settle.close(session, done, "acked")

    def _put_back(self) -> None:
        with self._link.writing("Intent") as session:
            settle.put_back_all(session, self._link.remote_id)

    def _take_half(self, saves: Sequence[Save]) -> None:
        """Choose again, half as many: what depends on a refused save is then held back with it."""
        self._batch = max(1, len(saves) // 2)

    def _put_off(self, save: Save, error: PlatformError) -> None:
        """The platform failed at this one save, perhaps because of what it says: others go first.

        Raises `error` when it fails at one after another and takes none: then it is no record's fault.
        """
        link = self._link
        with link.writing("Intent") as session:
            now, spread = link.clock.now(), self._random.random()
            settle.put_off(session, [save.id], now, spread, may_hold=False)
        self._failing[save.id] = error
        if not self.moved.sent and len(self._failing) >= ENOUGH_FAILING:
            raise error

    def _ask_about_failing(self) -> None:
        """What was tried often is laid before a person, if the platform took others. Raises an outage."""
        failing, self._failing = self._failing, {}
        if failing and not self.moved.sent:
            raise next(iter(failing.values()))
        if failing:
            with self._link.writing("Intent") as session:
                settle.hold_if_tried_often(session, failing)

    def _reject(self, save: Save, refused: Refused) -> None:
        """Set one save apart for a person; everything else goes on."""
        state, text = settle.refused_state(refused.status), settle.refused_text(refused.issues)
        with self._link.writing("Intent") as session:
            settle.refuse(session, save.id, state=state, code=str(refused.status), text=text)
            self.moved.rejected += 1


def _remembered(link: Link) -> int:
    """How many saves went well in one request the last time."""
    with link.database.reading() as session:
        found = session.get_one(Remote, link.remote_id).probe or {}
    return int(found.get("batch", FIRST_BATCH))


def next_size(size: int, seconds: float) -> int:
    """A request should take some seconds: so much is lost at most when the line is cut (sync.md 5.3)."""
    if seconds > LONGEST_SECONDS:
        return max(1, size * 3 // 4)
    grown = size + max(1, size // 2) if seconds < GROWING_SECONDS else size
    return min(queue.LARGEST_REQUEST_ENTRIES, grown)


def marker(link: Link, save: Save, targets: Iterable[Target]) -> bytes:
    """The marker of a save: who made it, and of which resources it consists."""
    made = markers.provenance(
        save.id, list(targets), at=save.created_at, by=save.created_by, site=link.station
    )
    return canonical.encode(made if link.marker == markers.PROVENANCE else markers.standing_in(made))
