"""The encrypted file: open it, read from it, and the one door to change it."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from importlib import import_module
from pathlib import Path

from sqlalchemy import Engine, exc
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from healthdesk.base import errors
from healthdesk.base.changes import Changes
from healthdesk.base.clock import Clock
from healthdesk.base.ids import Ids
from healthdesk.base.progress import Progress
from healthdesk.store import bulk, cipher, journal, schema
from healthdesk.store.base import Base
from healthdesk.store.journal import Actor, Freezer, Origin, Work
from healthdesk.store.turns import Turns

FILE_NAME = "healthdesk.db"
CLICK_CACHE_KIB = 16 * 1024
UNITS_BETWEEN_CARRYING = 16
"""After so many units the log is worth carrying over, by the synchroniser or while nobody waits."""


class JournalSession(Session):
    """A session that cannot write without leaving a trace."""

    def add_bulk(self, rows: Sequence[Base]) -> None:
        """Insert many new rows at once; they are not attached to the session."""
        bulk.add(self, self.info[journal.WORK], rows)

    def audit(
        self, act: str, noun: str, row_id: str | None, resident_id: str | None, *, by: Actor | None = None
    ) -> None:
        """Note something that is no change of a row: a view, a print, an unmasking, a login.

        `by` whoever began it, where that may not be who sits at the desk by now.
        """
        work: Work = self.info[journal.WORK]
        entry = work.entry(act, noun, row_id, resident_id)
        if by is not None:
            entry.account_id, entry.who = by
        work.entries.append(entry)


journal.install(JournalSession)


class Database:
    """One store's file. `actor` says who is at the desk, `freeze` makes the resources of a row."""

    def __init__(  # noqa: PLR0913  all but two are named
        self, folder: Path, key: bytes, *, actor: Callable[[], Actor], clock: Clock, ids: Ids, freeze: Freezer
    ) -> None:
        self.folder = folder
        self.file = folder / FILE_NAME
        self._key = key
        self._actor = actor
        self._clock = clock
        self._ids = ids
        self._freeze = freeze
        self._listeners: list[Callable[[Changes], None]] = []
        self._busy = threading.local()
        self._turns = Turns()
        self._units_in_log = 0
        self._engine: Engine = cipher.engine(self.file, key, cache_kib=CLICK_CACHE_KIB)
        self._read = sessionmaker(self._engine, class_=JournalSession, expire_on_commit=False)
        self._write = sessionmaker(
            self._engine.execution_options(begin="IMMEDIATE"), class_=JournalSession, expire_on_commit=False
        )

    def create(self) -> None:
        """Make all tables in a new file. Raises StoreExists, StoreReadOnly, DiskFull."""
        if self.file.exists():
            raise errors.StoreExists(str(self.folder))
        with _understood(), self._engine.execution_options(begin="IMMEDIATE").begin() as connection:
            schema.create(connection)

    def open(self) -> None:
        """Check that the file is ours and not newer; bring an older one up to date.

        Raises StoreAbsent, StoreCorrupt, StoreTooNew.
        """
        if not self.file.exists():
            raise errors.StoreAbsent(str(self.folder))
        cipher.require_encrypted(self.file)
        found = self._revision()
        if found > schema.CURRENT:
            raise errors.StoreTooNew(str(found))
        if found < 1:
            raise errors.StoreCorrupt("no store of this program")
        if found < schema.CURRENT:
            self._engine.dispose()
            # Imported by name, for Alembic takes 0.4 s and is needed once in a release.
            import_module("healthdesk.store.upgrade").upgrade(self.file, self._key)

    def _revision(self) -> int:
        with _understood(), self._engine.connect() as connection:
            return schema.revision(connection)

    def listen(self, listener: Callable[[Changes], None]) -> None:
        """Call `listener` after each commit, on the committing thread."""
        self._listeners.append(listener)

    def tell(self, changes: Changes) -> None:
        """Let the listeners know, also of what is no row: that a run has begun or is over."""
        for listener in self._listeners:
            listener(changes)

    @contextmanager
    def reading(self) -> Iterator[JournalSession]:
        """A consistent view of the store for one user action."""
        with _understood(), self._read() as session:
            yield session

    @contextmanager
    def writing(
        self,
        kind: str,
        *,
        lane: str | None = None,
        origin: Origin = Origin.LOCAL,
        gives_way: bool = False,
    ) -> Iterator[JournalSession]:
        """The one door: commits rows, versions, one intent and audit entries together, or nothing.

        `kind` names the save (visit, dose, register, …). A unit of a long job `gives_way` to people who save
        meanwhile. Raises StaleRecord, StorageError.
        """
        if getattr(self._busy, "is_writing", False):
            raise RuntimeError("units of work do not nest")
        work = Work(kind, lane, origin, self._actor(), self._clock.now(), self._ids.new, self._freeze)
        self._busy.is_writing = True
        is_person = origin is Origin.LOCAL and not gives_way
        try:
            with self._turns.take(is_person=is_person), _understood(), self._write() as session:
                session.info[journal.WORK] = work
                yield session
                journal.finish(session, work)
                session.commit()
        finally:
            self._busy.is_writing = False
        self._units_in_log += 1
        self.tell(Changes(frozenset(work.kinds)))
        if not is_person:
            with suppress(errors.StorageError):  # it is saved; what fails here fails again when that matters
                self.carry_over()

    @property
    def is_person_at_work(self) -> bool:
        """Whether somebody at the desk saves now or did within the last minute."""
        return self._turns.is_person_at_work

    def copy_to(self, target: Path, progress: Progress | None = None) -> None:
        """A consistent encrypted copy, made while the store is in use. Raises StorageError, Cancelled."""
        cipher.copy(self.file, target, self._key, progress)

    def carry_over(self) -> None:
        """Bring what is committed from the log into the file, beside whoever reads and writes meanwhile.

        What is in the log is as durable as in the file; this only keeps the log short. Nothing happens
        after fewer than UNITS_BETWEEN_CARRYING units of work.
        """
        if self._units_in_log < UNITS_BETWEEN_CARRYING:
            return
        self._units_in_log = 0
        with _understood(), closing(self._engine.raw_connection()) as connection:  # in no transaction
            connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")

    def tidy(self) -> None:
        """Let the file refresh what it knows of its indexes, so that queries keep choosing the right one."""
        with _understood(), self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA optimize")

    def faults(self) -> list[str]:
        """What the page and structure checks complain about; empty when sound."""
        return cipher.faults(self.file, self._key)

    def faults_of(self, copy: Path) -> list[str]:
        """The same for a copy under the same key."""
        return cipher.faults(copy, self._key)

    def close(self) -> None:
        """Return all connections."""
        self._engine.dispose()


_OUR_FAULT = (exc.IntegrityError, exc.InterfaceError, exc.ProgrammingError, exc.DataError)
"""A value or a statement that the driver cannot take is a bug here; it says nothing about the file."""


@contextmanager
def _understood() -> Iterator[None]:
    try:
        yield
    except StaleDataError:
        raise errors.StaleRecord("record", "") from None
    except exc.DBAPIError as error:
        if isinstance(error, _OUR_FAULT) or error.orig is None:
            raise
        raise cipher.understood(error.orig) from None
