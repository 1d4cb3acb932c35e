"""Versions and heads of what was saved, and the intent that sends them: a few statements for each save."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, Protocol

from sqlalchemy import Connection

from healthdesk.base import canonical
from healthdesk.store.base import Tracked
from healthdesk.store.platform import PLATFORM

_KNOWN = (
    "SELECT v.body, v.hash, h.working_seq FROM head h LEFT JOIN version v ON v.seq = h.working_seq"
    " WHERE h.remote_id = ? AND h.type = ? AND h.id = ?"
)
_VERSION = (
    "INSERT INTO version (seq, type, id, parent_a, body, hash, origin, noun, row_id, actor, saved_at, schema)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)"
)
_HEAD = (
    "INSERT INTO head (remote_id, type, id, working_seq, state) VALUES (?, ?, ?, ?, 'dirty')"
    " ON CONFLICT (remote_id, type, id) DO UPDATE SET working_seq = excluded.working_seq,"
    " state = CASE state WHEN 'diverged' THEN 'diverged' ELSE 'dirty' END"
)
_INTENT = (
    "INSERT INTO intent (id, remote_id, lane, kind, state, attempts, created_by, created_at)"
    " VALUES (?, ?, ?, ?, 'queued', 0, ?, ?)"
)
_ITEM = (
    "INSERT INTO intent_item (intent_id, position, op, type, id, version_seq, hash, is_open)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, 1)"
)


class Resource(NamedTuple):
    """One FHIR resource of a row, ready to be kept as a version.

    One that `follows` says again what another of the row says, and waits while a person is asked about that.
    """

    type: str
    id: str
    body: dict[str, object]
    follows: bool = False


class Freezer(Protocol):
    """Makes the resources of a row, on top of the last raw bodies so that unknown elements stay."""

    def __call__(self, row: Tracked, previous: Callable[[str, str], bytes | None]) -> Sequence[Resource]:
        """`previous(type, id)` is the last known body of a resource, or None."""
        ...


class Known(NamedTuple):
    """The version a head works with; without a body when it holds none."""

    body: bytes | None
    hash: str | None
    seq: int | None


class Saved(NamedTuple):
    """A version of this save."""

    op: str
    type: str
    id: str
    seq: int
    hash: str


class Save(NamedTuple):
    """What all versions and the intent of one save have in common; `at` as the file has it."""

    kind: str
    lane: str | None
    origin: str
    actor: str
    at: str


def keep(connection: Connection, save: Save, rows: Iterable[Tracked], freeze: Freezer) -> list[Saved]:
    """A new version of every resource that differs from the one at hand. The caller holds the write lock."""
    keeper = Keeper(connection, save)
    for row in rows:
        for resource in freeze(row, keeper.body):
            keeper.take(row, resource)
    return keeper.write()


class Keeper:
    """Collects what one save changes, against the versions at hand, each read once.

    `news` is what differs; nothing is written before `write`.
    """

    def __init__(self, connection: Connection, save: Save) -> None:
        self.save = save
        self.news: list[Saved] = []
        self._connection = connection
        self._read: dict[tuple[str, str], Known | None] = {}
        self._versions: list[tuple[object, ...]] = []
        self._seq: int = connection.exec_driver_sql("SELECT coalesce(max(seq), 0) FROM version").scalar_one()

    def body(self, type_: str, id_: str) -> bytes | None:
        """The last body of a resource, for the freezer; None for one that was never held."""
        known = self._known(type_, id_)
        return known.body if known else None

    def take(self, row: Tracked | None, resource: Resource) -> None:
        """A resource of a row, or of none; kept when it says something new."""
        type_, id_, content, _follows = resource
        body = canonical.encode(content)
        hash_, before = canonical.digest(body), self._known(type_, id_)
        if before and before.hash == hash_:
            return
        self._seq += 1
        save, parent = self.save, before.seq if before else None
        noun, row_id = (type(row).__name__, row.id) if row is not None else (None, None)
        self._versions.append(
            (self._seq, type_, id_, parent, body, hash_, save.origin, noun, row_id, save.actor, save.at)
        )
        self.news.append(Saved("update" if parent else "create", type_, id_, self._seq, hash_))
        self._read[type_, id_] = Known(body, hash_, self._seq)

    def write(self) -> list[Saved]:
        """The versions and the heads that work with them."""
        if self.news:
            self._connection.exec_driver_sql(_VERSION, self._versions)
            self._connection.exec_driver_sql(
                _HEAD, [(PLATFORM, one.type, one.id, one.seq) for one in self.news]
            )
        return self.news

    def _known(self, type_: str, id_: str) -> Known | None:
        key = (type_, id_)
        if key not in self._read:
            row = self._connection.exec_driver_sql(_KNOWN, (PLATFORM, *key)).first()
            self._read[key] = Known(*row) if row else None
        return self._read[key]


def intend(connection: Connection, save: Save, intent_id: str, saved: Sequence[Saved]) -> None:
    """Queue the versions of one save: all of them reach the platform, or none."""
    connection.exec_driver_sql(_INTENT, (intent_id, PLATFORM, save.lane, save.kind, save.actor, save.at))
    items = [
        (intent_id, position, one.op, one.type, one.id, one.seq, one.hash)
        for position, one in enumerate(saved)
    ]
    connection.exec_driver_sql(_ITEM, items)
