"""Version, intent and audit entry of everything that passes the one door."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.unitofwork import UOWTransaction

from healthdesk.store import audit, coming_doses, search, versions
from healthdesk.store.audit import AuditEntry
from healthdesk.store.base import Tracked
from healthdesk.store.platform import PLATFORM, Head, Version
from healthdesk.store.residents import Resident
from healthdesk.store.types import stamp
from healthdesk.store.versions import Freezer, Resource
from healthdesk.store.visits import Visit

__all__ = ["Actor", "Freezer", "Origin", "Resource", "Work", "finish", "install", "last_body"]

WORK = "work"


class Origin(StrEnum):
    """Where a unit of work comes from: typed here, pulled from a platform, or a demonstration."""

    LOCAL = "local"
    PLATFORM = "platform"
    DEMO = "demo"


class Actor(NamedTuple):
    """Who is at the desk."""

    account_id: str
    who: str


@dataclass
class Work:
    """One unit of work while it is under way."""

    kind: str
    lane: str | None
    origin: Origin
    actor: Actor
    now: datetime
    new_id: Callable[[], str]
    freeze: Freezer
    touched: dict[tuple[str, str], Tracked] = field(default_factory=dict)
    entries: list[AuditEntry] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)

    def meet(self, act: str, row: object, before: dict[str, Any] | None) -> None:
        """Remember that `row` was written, for the version and the audit entry at the end."""
        noun = type(row).__name__
        self.kinds.add(noun)
        if isinstance(row, Tracked):
            self.touched[noun, row.id] = row
            self.entries.append(self.entry(act, noun, row.id, row.lane, before))

    def entry(
        self,
        act: str,
        noun: str,
        row_id: str | None,
        resident_id: str | None,
        before: dict[str, Any] | None = None,
    ) -> AuditEntry:
        """An audit entry by the person at the desk, not yet on the chain."""
        return AuditEntry(
            at=self.now,
            account_id=self.actor.account_id,
            who=self.actor.who,
            act=act,
            noun=noun,
            row_id=row_id,
            resident_id=resident_id,
            before=before,
        )


def install(session_class: type[Session]) -> None:
    """Make every session of this class keep the journal."""
    event.listen(session_class, "before_flush", _collect)
    event.listen(session_class, "do_orm_execute", _refuse_bulk)


def _collect(session: Session, _context: UOWTransaction, _instances: object) -> None:
    work: Work | None = session.info.get(WORK)
    for row in session.new:
        _required(work).meet("add", row, None)
    for row in session.dirty:
        if before := _before(row):
            _required(work).meet("change", row, before)
    for row in session.deleted:
        _required(work)
        if isinstance(row, Tracked):
            raise TypeError(f"{type(row).__name__} is never deleted; change its status")


def _required(work: Work | None) -> Work:
    if work is None:
        raise RuntimeError("rows are written through database.writing() only")
    return work


def _before(row: object) -> dict[str, Any]:
    """The old values of what was changed; empty for a row that was only touched."""
    state = inspect(row)
    changed = {}
    for key in set(state.mapper.column_attrs.keys()) - state.unmodified - {"row_version"}:
        history = state.attrs[key].history
        if history.has_changes():
            changed[key] = _plain(history.deleted[0]) if history.deleted else None
    return changed


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _refuse_bulk(state: ORMExecuteState) -> None:
    if not (state.is_update or state.is_delete or state.is_insert):
        return
    mapper = state.bind_mapper
    if mapper is not None and issubclass(mapper.class_, Tracked):
        raise TypeError(f"bulk statements pass beneath the journal: {mapper.class_.__name__}")


def finish(session: Session, work: Work) -> None:
    """Write versions, heads, the intent and the audit entries of the unit. Called once, before commit."""
    session.flush()
    residents = [row for row in work.touched.values() if isinstance(row, Resident)]
    if residents:
        search.index(session, residents)
    search.add_cards(session, [row for row in work.touched.values() if isinstance(row, Visit)])
    coming_doses.forget(
        session, [row.lane for (noun, _), row in work.touched.items() if noun in coming_doses.NOUNS]
    )
    if work.origin is not Origin.PLATFORM:
        _keep(session, work, [row for row in work.touched.values() if row.is_synchronised])
    audit.append(session, work.entries)


def _keep(session: Session, work: Work, rows: Sequence[Tracked]) -> None:
    lane = work.lane or next((row.lane for row in work.touched.values() if row.lane), None)
    save = versions.Save(work.kind, lane, work.origin.value, work.actor.who, stamp(work.now))
    connection = session.connection()
    saved = versions.keep(connection, save, rows, work.freeze)
    if saved:
        work.kinds |= {"Version", "Head"}
    if saved and work.origin is Origin.LOCAL:
        versions.intend(connection, save, work.new_id(), saved)
        work.kinds |= {"Intent", "IntentItem"}


def last_body(session: Session, type_: str, id_: str) -> bytes | None:
    """The newest body that this store works with, or None for a resource it never held."""
    return session.scalars(
        select(Version.body)
        .join(Head, Head.working_seq == Version.seq)
        .where(Head.remote_id == PLATFORM, Head.type == type_, Head.id == id_)
    ).first()
