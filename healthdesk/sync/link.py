"""Link: everything one synchronisation with one platform needs, handed from step to step."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import select

from healthdesk.base.clock import Clock
from healthdesk.base.errors import NotFound
from healthdesk.base.ids import Ids
from healthdesk.fhir.mapping import Mapper
from healthdesk.fhir.resources import Profile
from healthdesk.store import journal
from healthdesk.store.database import Database, JournalSession
from healthdesk.store.journal import Origin
from healthdesk.store.platform import PLATFORM
from healthdesk.store.settings import Installation
from healthdesk.sync.client import Client


def _on(_point: str) -> None:
    """Nobody listens: go on."""


@dataclass(frozen=True, slots=True)
class Link:
    """`station` is the installation id; `should_stop` is asked between requests and units of work.

    `reached` hears where a run is, at every point after which a kill would leave something half done.
    """

    database: Database
    client: Client
    mapper: Mapper
    clock: Clock
    ids: Ids
    station: str
    remote_id: int = PLATFORM
    should_stop: Callable[[], bool] = bool
    reached: Callable[[str], None] = _on

    @classmethod
    def to(cls, client: Client, database: Database, mapper: Mapper, *, clock: Clock, ids: Ids) -> "Link":
        """A link with the platform of `client`; nothing is sent yet. Raises NotFound before a first start."""
        with database.reading() as session:
            station = session.scalars(select(Installation.id).limit(1)).first()
        if station is None:
            raise NotFound("Installation")
        return cls(database, client, mapper, clock, ids, station)

    @property
    def profile(self) -> Profile:
        """The identifier and code systems of this platform."""
        return self.mapper.profile

    @contextmanager
    def writing(self, *kinds: str) -> Iterator[JournalSession]:
        """One short unit of the synchroniser's own work; `kinds` of row are announced as changed."""
        with self.database.writing("sync", origin=Origin.PLATFORM) as session:
            yield session
            session.info[journal.WORK].kinds.update(kinds)
