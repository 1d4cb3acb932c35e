"""Workstations for trials of synchronising: a store, an engine, and the words to tell a story with."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from healthdesk.base.clock import Clock, SystemClock
from healthdesk.base.ids import Ids, SeededIds
from healthdesk.base.progress import Silence
from healthdesk.fhir.mapping import ROWS, Mapper
from healthdesk.store import wrapping
from healthdesk.store.database import Database
from healthdesk.store.journal import Origin
from healthdesk.store.platform import PLATFORM, Conflict, Head, Intent, Slot
from healthdesk.store.residents import Resident
from healthdesk.store.settings import Installation
from healthdesk.sync import centre
from healthdesk.sync.client import Client
from healthdesk.sync.engine import Engine
from healthdesk.sync.link import Link
from healthdesk.sync.standing import Outcome
from healthdesk.trials.syncing.people import NURSE, a_resident_row, a_visit

MAPPER = Mapper()


@dataclass
class Station:
    """One workstation with its store."""

    database: Database
    link: Link

    def sync(self) -> Outcome:
        """One run."""
        return Engine(self.link).run(Silence())

    def register(self, number: int = 1, **answers: Any) -> str:
        """A new resident; returns the id."""
        row = a_resident_row(number)
        row.take(row.answers | answers)
        with self.database.writing("register") as session:
            session.add(row)
        return row.id

    def edit(self, resident_id: str, **answers: Any) -> None:
        """Change answers of the archive; None takes one out."""
        with self.database.writing("edit", lane=resident_id) as session:
            row = session.get_one(Resident, resident_id)
            row.take({key: value for key, value in (row.answers | answers).items() if value is not None})

    def visit(self, resident_id: str, **changes: Any) -> str:
        """A signed hypertension visit; returns the id."""
        row = a_visit(self.link.ids.new(), resident_id, **changes)
        with self.database.writing("visit", lane=resident_id) as session:
            session.add(row)
        return row.id

    def change(self, noun: str, row_id: str, **columns: Any) -> None:
        """Write columns of any row."""
        with self.database.writing("amend") as session:
            row = session.get_one(ROWS[noun], row_id)
            for name, value in columns.items():
                setattr(row, name, value)

    def row(self, noun: str, row_id: str) -> dict[str, Any]:
        """The columns of a row."""
        with self.database.reading() as session:
            return session.get_one(ROWS[noun], row_id).columns()

    def rows(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Everything that synchronises, by noun and id; row_version is each store's own."""
        found = {}
        with self.database.reading() as session:
            for noun, class_ in ROWS.items():
                for row in session.scalars(select(class_)):
                    found[noun, row.id] = {k: v for k, v in row.columns().items() if k != "row_version"}
        return found

    def states(self) -> list[str]:
        """The states of all intents, oldest first."""
        with self.database.reading() as session:
            return list(session.scalars(select(Intent.state).order_by(Intent.seq)))

    def heads(self, state: str) -> int:
        """How many heads are in `state`."""
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(Head).where(Head.state == state)) or 0

    def conflicts(self) -> tuple[centre.ConflictEntry, ...]:
        """The open conflicts."""
        with self.database.reading() as session:
            return centre.open_conflicts(session, PLATFORM, profile=self.link.profile)

    def all_conflicts(self) -> int:
        """How many conflicts there ever were."""
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(Conflict)) or 0

    def sentinel(self) -> str:
        """The id of the upload slot's Basic."""
        with self.database.reading() as session:
            return session.get_one(Slot, (PLATFORM, 0)).sentinel_id or ""

    def settled(self, outcome: Outcome) -> tuple[str, int, int, int]:
        """The four numbers most tests ask about."""
        return outcome.state.value, outcome.waiting, outcome.rejected, outcome.conflicts


def the_database(folder: Path, key: bytes, clock: Clock, ids: Ids, mapper: Mapper = MAPPER) -> Database:
    """The store file of `folder`, not opened yet, with the nurse 李慧 at the desk."""
    return Database(folder, key, actor=lambda: NURSE, clock=clock, ids=ids, freeze=mapper.freeze)


def a_station(  # noqa: PLR0913  a test changes one of them and leaves the others
    folder: Path,
    client: Client,
    number: int = 1,
    key: bytes | None = None,
    clock: Clock | None = None,
    mapper: Mapper = MAPPER,
    ids: Ids | None = None,
) -> Station:
    """A new workstation that speaks to whatever `client` speaks to. Its ids are the same in every run."""
    folder.mkdir(parents=True)
    ids, clock = ids or SeededIds(number), clock or SystemClock()
    database = the_database(folder, key or wrapping.new_data_key(), clock, ids, mapper)
    database.create()
    with database.writing("found", origin=Origin.DEMO) as session:
        session.add(
            Installation(id=ids.new(), number=number, name=f"desk {number}", made_at=datetime.now(UTC))
        )
    return Station(database, a_link(database, client, ids, clock, mapper))


def a_link(
    database: Database, client: Client, ids: Ids, clock: Clock | None = None, mapper: Mapper = MAPPER
) -> Link:
    """The link of an opened store, as at the start of the program."""
    with database.reading() as session:
        station = session.scalars(select(Installation.id)).one()
    return Link(database, client, mapper, clock or SystemClock(), ids, station)
