"""Version, intent and audit entry of everything that passes the one door."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.unitofwork import UOWTransaction

from healthdesk.base import canonical
from healthdesk.store import audit, search
from healthdesk.store.audit import AuditEntry
from healthdesk.store.base import Tracked
from healthdesk.store.platform import PLATFORM, Head, Intent, IntentItem, Version
from healthdesk.store.residents import Resident

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


class Resource(NamedTuple):
    """One FHIR resource of a row, ready to be kept as a version."""

    type: str
    id: str
    body: dict[str, Any]


class Freezer(Protocol):
    """Makes the resources of a row, on top of the last raw bodies so that unknown elements stay."""

    def __call__(self, row: Tracked, previous: Callable[[str, str], bytes | None]) -> Sequence[Resource]:
        """`previous(type, id)` is the last known body of a resource, or None."""
        ...


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
        if session.is_modified(row):
            _required(work).meet("change", row, _before(row))
    for row in session.deleted:
        _required(work)
        if isinstance(row, Tracked):
            raise TypeError(f"{type(row).__name__} is never deleted; change its status")


def _required(work: Work | None) -> Work:
    if work is None:
        raise RuntimeError("rows are written through database.writing() only")
    return work


def _before(row: object) -> dict[str, Any]:
    state = inspect(row)
    changed = {}
    for attribute in state.mapper.column_attrs:
        history = state.attrs[attribute.key].history
        if history.has_changes() and attribute.key != "row_version":
            changed[attribute.key] = _plain(history.deleted[0]) if history.deleted else None
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
    if work.origin is not Origin.PLATFORM:
        items = _versions(session, work, [row for row in work.touched.values() if row.is_synchronised])
        if items and work.origin is Origin.LOCAL:
            _intend(session, work, items)
    audit.append(session, work.entries)
    session.flush()


def _versions(session: Session, work: Work, rows: Iterable[Tracked]) -> list[tuple[str, Version]]:
    items: list[tuple[str, Version]] = []
    for row in rows:
        for resource in work.freeze(row, lambda type_, id_: last_body(session, type_, id_)):
            head = session.get(Head, (PLATFORM, resource.type, resource.id))
            body = canonical.encode(resource.body)
            version = Version(
                type=resource.type,
                id=resource.id,
                parent_a=head.working_seq if head else None,
                body=body,
                hash=canonical.digest(body),
                origin=work.origin.value,
                noun=type(row).__name__,
                row_id=row.id,
                actor=work.actor.who,
                saved_at=work.now,
            )
            if head and _is_same(session, head, version):
                continue
            session.add(version)
            session.flush()
            if head is None:
                head = Head(remote_id=PLATFORM, type=resource.type, id=resource.id, state="dirty")
                session.add(head)
            head.working_seq = version.seq
            head.state = "diverged" if head.state == "diverged" else "dirty"
            items.append(("update" if version.parent_a else "create", version))
    return items


def _is_same(session: Session, head: Head, version: Version) -> bool:
    working = session.get(Version, head.working_seq)
    return working is not None and working.hash == version.hash


def _intend(session: Session, work: Work, items: Sequence[tuple[str, Version]]) -> None:
    lane = work.lane or next((row.lane for row in work.touched.values() if row.lane), None)
    intent = Intent(
        id=work.new_id(),
        remote_id=PLATFORM,
        lane=lane,
        kind=work.kind,
        state="queued",
        created_by=work.actor.who,
        created_at=work.now,
    )
    session.add(intent)
    session.flush()
    for position, (op, version) in enumerate(items):
        session.add(
            IntentItem(
                intent_id=intent.id,
                position=position,
                op=op,
                type=version.type,
                id=version.id,
                version_seq=version.seq,
                hash=version.hash,
            )
        )


def last_body(session: Session, type_: str, id_: str) -> bytes | None:
    """The newest body that this store works with, or None for a resource it never held."""
    return session.scalars(
        select(Version.body)
        .join(Head, Head.working_seq == Version.seq)
        .where(Head.remote_id == PLATFORM, Head.type == type_, Head.id == id_)
    ).first()
