"""An empty store is filled in one go: what is only sorted rows is made once, when all of them are there.

Kept up row by row, the indexes of ids in no order are most of the work, and the larger the store the more so:
each batch touches nearly all their pages.
"""

from sqlalchemy import Connection, Index, text
from sqlalchemy.orm import Session

from healthdesk.store import bulk, journal, schema, search
from healthdesk.store.base import Base
from healthdesk.store.platform import PLATFORM
from healthdesk.store.residents import Resident

PEOPLE_AT_ONCE = 50_000
"""Residents whose keys are sorted together; a list of some 850,000 keys, 150 MB."""

_HEADS = (
    "INSERT INTO head (remote_id, type, id, working_seq, state)"
    " SELECT ?, type, id, max(seq), 'dirty' FROM version GROUP BY type, id ORDER BY type, id"
)


class Loading:
    """Batch after batch into an empty store, each in a unit of work, between `begin` and `finish`.

    Until it is finished the file says that it is no store of this program: nobody opens half a store.
    """

    def __init__(self, people_at_once: int = PEOPLE_AT_ONCE) -> None:
        self._people_at_once = people_at_once
        self._people: list[search.Numbered] = []

    def begin(self, session: Session) -> None:
        """Before the first batch. Raises RuntimeError in a store that has residents already."""
        if session.query(Resident.id).first():
            raise RuntimeError("only an empty store is loaded")
        connection = session.connection()
        for index in _indexes():
            index.drop(connection)
        _is_store(connection, schema.UNFINISHED)

    def add(self, session: Session, batch: bulk.Batch) -> None:
        """Rows, versions and audit entries of a batch; found and sent they are once all is finished."""
        bulk.write_rows(session, session.info[journal.WORK], batch)
        self._people += search.add_people(session, batch.people)
        if len(self._people) >= self._people_at_once:
            self._make_keys(session)

    def finish(self, session: Session) -> None:
        """What was left out: indexes, the keys of the search, and a head for each resource."""
        self._make_keys(session)
        connection = session.connection()
        for index in _indexes():
            index.create(connection)
        connection.exec_driver_sql(_HEADS, (PLATFORM,))
        _is_store(connection, schema.CURRENT)

    def _make_keys(self, session: Session) -> None:
        search.add_keys(session, self._people)
        self._people = []


def _indexes() -> list[Index]:
    """All that only help to find rows; what keeps them unique is kept up."""
    return [index for table in Base.metadata.sorted_tables for index in table.indexes if not index.unique]


def _is_store(connection: Connection, revision: int) -> None:
    connection.execute(text(f"PRAGMA user_version = {revision}"))
