"""Synchronise now, and everything the sync centre shows and decides."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from healthdesk.base import errors
from healthdesk.base.changes import Changes
from healthdesk.base.clock import Clock
from healthdesk.base.ids import Ids
from healthdesk.base.progress import Progress, Silence
from healthdesk.domain.access import Permission
from healthdesk.fhir.mapping import Mapper
from healthdesk.services import waiting_saves
from healthdesk.services.credentials import Credentials, checked
from healthdesk.services.seat import Seat
from healthdesk.services.sync_state import Proof, SyncState
from healthdesk.services.waiting_saves import ConflictRow, QueueRow, WithdrawnRow
from healthdesk.store import backup
from healthdesk.store.database import Database
from healthdesk.store.platform import PLATFORM, Remote
from healthdesk.sync import attempts, centre, inventory, recovery, standing
from healthdesk.sync.attempts import AttemptEntry
from healthdesk.sync.centre import ConflictEntry, QueueEntry
from healthdesk.sync.client import Client
from healthdesk.sync.engine import Engine
from healthdesk.sync.healing import Findings
from healthdesk.sync.inventory import Compared
from healthdesk.sync.link import Link
from healthdesk.sync.merge import FieldRow, Verdict
from healthdesk.sync.refusals import Complaint
from healthdesk.sync.standing import Outcome, State

if TYPE_CHECKING:
    from datetime import datetime

__all__ = [
    "AttemptEntry",
    "Compared",
    "Complaint",
    "ConflictEntry",
    "ConflictRow",
    "FieldRow",
    "Findings",
    "Outcome",
    "Platform",
    "Proof",
    "QueueEntry",
    "QueueRow",
    "SyncState",
    "Verdict",
    "WithdrawnRow",
]

REASON_LENGTH = 200
CLOSING_SECONDS = 2.0

NOWHERE = "http://127.0.0.1"
"""The address of a link that decides something and asks nobody."""

RUN = Changes(frozenset({"Run"}))
"""Told when a run begins and when it is over."""


class Platform:
    """The conversation with the regional platform. One run at a time."""

    def __init__(  # noqa: PLR0913  keywords; the conversation needs all of them
        self,
        *,
        database: Database,
        seat: Seat,
        clock: Clock,
        ids: Ids,
        mapper: Mapper,
        credentials: Credentials,
    ) -> None:
        self._credentials = credentials
        self._database = database
        self._seat = seat
        self._clock = clock
        self._ids = ids
        self._mapper = mapper
        self._running = threading.Lock()
        self._engine: Engine | None = None
        self._last: Outcome | None = None
        self._last_success_at: datetime | None = None
        self._is_closing = False

    def synchronise(self, url: str, progress: Progress | None = None, *, heals: bool = False) -> Outcome:
        """One run: settle doubts, pull, apply, push. What the platform does wrong is in the outcome.

        With `heals` everything is then compared with the platform, id by id, and put right on both sides.

        Raises InvalidInput for an address that is none, StorageError, NotAllowed; a run under way raises
        InvalidInput("platform", "running").
        """
        self._seat.require(Permission.SYNCHRONISE)
        if not self._running.acquire(blocking=False):
            raise errors.InvalidInput("platform", "running")
        compares = inventory.everything if heals else None
        return self._run(url, lambda engine: engine.run(progress or Silence(), compares, is_by_hand=True))

    def keep_in_step(self, url: str, progress: Progress | None = None) -> Outcome | None:
        """A run nobody asked for, whoever sits at the desk; None while one is under way or at its end.

        What nobody has compared with the platform for long is compared at its end, and put right.

        Raises InvalidInput, StorageError.
        """
        if self._is_closing or not self._running.acquire(blocking=False):
            return None
        return self._run(url, lambda engine: engine.run(progress or Silence(), inventory.due))

    def _run(self, url: str, run: Callable[[Engine], Outcome]) -> Outcome:
        """The caller has the turn; it is given back."""
        try:
            link = self._link(self._credentials.client(checked(url)))
            if backup.was_restored(self._database.folder):
                # Its older self may have sent what the backup does not know: never under the same name.
                recovery.enrol_again(link)
                backup.forget_restoring(self._database.folder)
                link = self._link(link.client)
            engine = self._engine = Engine(link)
            self._database.tell(RUN)
            outcome = self._last = run(engine)
            link.client.close()
            if outcome.state not in ("offline", "paused"):
                self._last_success_at = self._clock.now()
            return outcome
        except errors.HealthDeskError:
            raise
        except Exception:
            self._last = Outcome(State.PAUSED, reason="broken")
            raise
        finally:
            self._engine = None
            self._running.release()
            self._database.tell(RUN)

    def enrol_again(self) -> None:
        """Make this copy a workstation of its own, after the platform met another. As `alone`, audited."""
        self._seat.require(Permission.KEEP_STORE)
        with self.alone() as link:
            recovery.enrol_again(link)
        with self._database.writing("audit") as session:
            session.audit("enrol again", "Installation", None, None)

    def stop(self) -> None:
        """End the run that is under way, within a second; what it sent is settled by the next one."""
        engine = self._engine
        if engine is not None:
            engine.stop()

    def close(self) -> None:
        """No run begins any more, and the one under way is ended before this returns, or after a moment."""
        self._is_closing = True
        self.stop()
        if self._running.acquire(timeout=CLOSING_SECONDS):
            self._running.release()

    @contextmanager
    def alone(self) -> Iterator[Link]:
        """The queue for one piece of work, while no run is under way; asks nobody.

        Raises InvalidInput("platform", "running").
        """
        if self._is_closing or not self._running.acquire(blocking=False):
            raise errors.InvalidInput("platform", "running")
        try:
            yield self._link()
        finally:
            self._running.release()

    @property
    def last_outcome(self) -> Outcome | None:
        """What the last run came to, whoever began it; None before the first since the program started."""
        return self._last

    def state(self) -> SyncState:
        """How things stand, without asking the platform."""
        with self._database.reading() as session:
            found = centre.summary(session, PLATFORM)
        return SyncState(
            state=standing.word(found, self._last),
            url=found.url or "",
            waiting=found.counts.waiting,
            rejected=found.counts.rejected,
            conflicts=found.counts.conflicts,
            unreadable=found.counts.quarantined,
            last_success_at=max(filter(None, (found.last_success_at, self._last_success_at)), default=None),
            offline_since=found.offline_since,
            is_running=self._engine is not None,
            reason="asked" if found.is_paused else self._last.reason if self._last else None,
            mode=found.mode,
            lacks_provenance=found.lacks_provenance,
        )

    def queue(self, limit: int = 500) -> tuple[QueueRow, ...]:
        """Saves that have not arrived, those that need a person first."""
        self._seat.require(Permission.VIEW_RECORD)
        with self._database.reading() as session:
            return waiting_saves.queue(session, self._seat, self._mapper.profile, limit)

    def conflicts(self, resident_id: str | None = None) -> tuple[ConflictRow, ...]:
        """Records changed on both sides, the oldest conflict first."""
        self._seat.require(Permission.VIEW_RECORD)
        with self._database.reading() as session:
            return waiting_saves.conflicts(session, self._seat, self._mapper.profile, resident_id)

    def resolve(self, key: str, choices: Mapping[str, Verdict]) -> bool:
        """Settle a conflict; False while a field is undecided. Both versions are kept."""
        self._seat.require(Permission.RESOLVE_CONFLICTS)
        with self._database.reading() as session:
            waiting_saves.require_conflict(session, self._seat, self._mapper.profile, key)
        return centre.resolve(self._link(), key, choices, self._seat.sitter.full_name)

    def resend(self, intent_id: str) -> None:
        """Send a refused save again, as the record stands now."""
        self._require_decider(intent_id)
        centre.resend(self._link(), intent_id)

    def discard(self, intent_id: str, reason: str) -> None:
        """Take a save out of the queue, with a reason; its content stays in the version store.

        Raises InvalidInput without a reason.
        """
        self._require_decider(intent_id)
        if not reason.strip():
            raise errors.InvalidInput("reason", "required")
        centre.discard(self._link(), intent_id, reason.strip()[:REASON_LENGTH], self._seat.sitter.full_name)

    def withdrawn(self, limit: int = 200) -> tuple[WithdrawnRow, ...]:
        """Saves that were taken out of the queue, by whom and why, the newest first."""
        self._seat.require(Permission.VIEW_RECORD)
        with self._database.reading() as session:
            return waiting_saves.withdrawn(session, self._seat, limit)

    def attempts(self, limit: int = 200) -> tuple[AttemptEntry, ...]:
        """The last requests, the newest first; no personal data."""
        with self._database.reading() as session:
            return attempts.latest(session, PLATFORM, limit)

    def proof(self) -> Proof:
        """Whether everything held here is on the platform."""
        with self._database.reading() as session:
            return Proof(*inventory.proof(session, PLATFORM))

    def compared(self) -> Compared | None:
        """What the last comparison with the platform, id by id, has found; None before the first."""
        with self._database.reading() as session:
            return inventory.last(session, PLATFORM)

    def pause(self, *, is_paused: bool) -> None:
        """Stop or resume synchronising; saving goes on either way."""
        self._seat.require(Permission.SYNCHRONISE)
        with self._database.writing("pause") as session:
            session.get_one(Remote, PLATFORM).is_paused = is_paused

    def _require_decider(self, intent_id: str) -> None:
        self._seat.require(Permission.RESOLVE_CONFLICTS)
        with self._database.reading() as session:
            waiting_saves.require_save(session, self._seat, intent_id)

    def _link(self, client: Client | None = None) -> Link:
        client = client or Client(NOWHERE)
        link = Link.to(client, self._database, self._mapper, clock=self._clock, ids=self._ids)
        said = self._credentials
        return replace(link, scope=said.catchment, slots=said.slots, takes_exports=said.access.takes_exports)
