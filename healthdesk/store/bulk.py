"""Many new rows at once, through the one door: rows, versions, heads and audit entries together."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect, inspect
from sqlalchemy.orm import Session

from healthdesk.base import canonical
from healthdesk.store import audit, search
from healthdesk.store.audit import AuditEntry
from healthdesk.store.base import Base, Tracked
from healthdesk.store.journal import Work
from healthdesk.store.platform import PLATFORM, Head, Version
from healthdesk.store.residents import Resident

Values = tuple[Any, ...]


def add(session: Session, work: Work, rows: Sequence[Base]) -> None:
    """Insert many new rows with their versions, heads and audit entries, in a few statements.

    For synthetic centres and imports from another system: ten times faster than one flush a row, because
    nothing of a row is inspected twice. The rows are not attached to the session. Untracked rows
    (measures) are only inserted. No intents are made: the first synchronisation sends every head that
    the platform does not hold yet.
    """
    connection = session.connection()
    tracked = [row for row in rows if isinstance(row, Tracked)]
    for row in tracked:
        row.__dict__["row_version"] = 1
    by_class: dict[type[Base], list[Base]] = {}
    for each in rows:
        by_class.setdefault(type(each), []).append(each)
    for class_, group in by_class.items():
        plan = _plan(class_, connection.dialect)
        connection.exec_driver_sql(plan.statement, [plan.values(each.__dict__) for each in group])
        work.kinds.add(class_.__name__)
    _add_versions(connection, work, tracked)
    search.index_new(session, [row for row in tracked if isinstance(row, Resident)])
    _add_audit(session, work, tracked)


@dataclass(frozen=True, slots=True)
class _Column:
    key: str
    default: Any
    bind: Callable[[Any], Any] | None

    def value(self, values: dict[str, Any]) -> Any:
        """What the driver is given for this column."""
        value = values.get(self.key)
        if value is None:
            value = self.default(None) if callable(self.default) else self.default
        return self.bind(value) if self.bind else value


@dataclass(frozen=True, slots=True)
class _Plan:
    """How the rows of a class become one statement; worked out once."""

    statement: str
    columns: tuple[_Column, ...]

    def values(self, row: dict[str, Any]) -> Values:
        """One row as the driver takes it."""
        return tuple([column.value(row) for column in self.columns])


@cache
def _plan(class_: type[Base], dialect: Dialect) -> _Plan:
    mapper = inspect(class_)
    columns = tuple(
        _Column(
            mapper.get_property_by_column(column).key,
            column.default.arg if column.default is not None else None,  # type: ignore[attr-defined]
            column.type.dialect_impl(dialect).bind_processor(dialect),
        )
        for column in mapper.columns
    )
    names = ", ".join(f'"{column.name}"' for column in mapper.columns)
    marks = ", ".join("?" * len(columns))
    return _Plan(f"INSERT INTO {class_.__tablename__} ({names}) VALUES ({marks})", columns)  # noqa: S608  own names


def _add_versions(connection: Connection, work: Work, rows: Iterable[Tracked]) -> None:
    seq = connection.exec_driver_sql("SELECT coalesce(max(seq), 0) FROM version").scalar_one()
    actor, origin = work.actor.who, work.origin.value
    versions: list[dict[str, Any]] = []
    heads: list[dict[str, Any]] = []
    for row in rows:
        if not row.is_synchronised:
            continue
        for resource in work.freeze(row, _nothing_before):
            seq += 1
            body = canonical.encode(resource.body)
            what = {"type": resource.type, "id": resource.id}
            versions.append(
                what
                | {"seq": seq, "body": body, "hash": canonical.digest(body), "origin": origin, "actor": actor}
                | {"noun": type(row).__name__, "row_id": row.id, "saved_at": work.now}
            )
            heads.append(what | {"remote_id": PLATFORM, "working_seq": seq, "state": "dirty"})
    _insert(connection, Version, versions)
    _insert(connection, Head, sorted(heads, key=lambda head: (head["type"], head["id"])))


def _nothing_before(_type: str, _id: str) -> None:
    return None


def _add_audit(session: Session, work: Work, rows: Iterable[Tracked]) -> None:
    seq, previous = audit.tip(session)
    who = {"at": work.now, "account_id": work.actor.account_id, "who": work.actor.who, "act": "add"}
    entries = []
    for row in rows:
        seq += 1
        entry = who | {"noun": type(row).__name__, "row_id": row.id, "resident_id": row.lane}
        entry |= {"seq": seq, "previous": previous}
        previous = audit.link(previous, entry)
        entry["hash"] = previous
        entries.append(entry)
    _insert(session.connection(), AuditEntry, entries)


def _insert(connection: Connection, class_: type[Base], rows: list[dict[str, Any]]) -> None:
    if rows:
        plan = _plan(class_, connection.dialect)
        connection.exec_driver_sql(plan.statement, [plan.values(row) for row in rows])
