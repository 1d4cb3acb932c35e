"""The raw inbox to rows, in short units, without ever overwriting unsent work (sync.md 6.3)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from healthdesk.base import canonical
from healthdesk.fhir import bundles
from healthdesk.fhir.bundles import Reply
from healthdesk.store.platform import Ack, Head, InboxEntry, Remote, Version
from healthdesk.sync import (
    agreement,
    conflicts,
    foreign,
    inbox,
    order,
    overwritten,
    replacing,
    restated,
    rows,
    safety,
    wanted,
    witness,
)  # fmt: skip
from healthdesk.sync.link import Link
from healthdesk.sync.saves import Key

RESOURCES_A_UNIT = 50
RESOURCES_BESIDE_A_PERSON = 5
"""While somebody saves at the desk a unit lasts about ten milliseconds, or their save would wait for it."""

SAID_IN_OTHERS = frozenset({"Patient", "Task"})
"""What others change of these stands in resources of ours too: the archive's form, the request to refer."""

LETS_COPIES_THROUGH = frozenset({"guarded", "server-ids"})
"""The modes of platforms where a late copy of our own may come after what was written later."""

_FILED = "UPDATE inbox SET state = ?, body = ?, error = ? WHERE seq = ?"
_NEVER: witness.Age = (0.0, 0.0, "")


@dataclass
class Applied:
    """What was made of the inbox."""

    applied: int = 0
    quarantined: int = 0
    persons: list[rows.Owner] = field(default_factory=list)


@dataclass
class _Unit:
    """One unit of work: the entries, what they say, and which heads they move."""

    entries: Sequence[InboxEntry]
    bodies: dict[int, dict[str, Any]] = field(default_factory=dict)
    spoken: dict[Key, Key] = field(default_factory=dict)
    moved: list[rows.Owner] = field(default_factory=list)
    apart: list[Head] = field(default_factory=list)
    fresh: set[rows.Owner] = field(default_factory=set)
    is_guarded: bool = False
    echoes: list[tuple[Head, Reply, int]] = field(default_factory=list)
    sources: dict[rows.Owner, list[InboxEntry]] = field(default_factory=lambda: defaultdict(list))


def apply(link: Link) -> Applied:
    """Integrate everything that is new, residents first. Stops between units when asked to."""
    done = Applied()
    with link.database.reading() as session:
        types = set(session.scalars(select(InboxEntry.type).where(inbox.IS_NEW).distinct()))
    for type_ in order.in_order(types):
        while not link.should_stop() and _apply_unit(link, type_, done):
            pass
    for first in range(0, len(done.persons), RESOURCES_A_UNIT):
        # A Patient that others corrected brings the archive's form in line, a hospital's answer the request,
        # once everything has come.
        with link.writing() as session:
            agreement.agree(session, link, done.persons[first : first + RESOURCES_A_UNIT], but="Patient")
    foreign.lay_open(link)
    return done


def _apply_unit(link: Link, type_: str, done: Applied) -> bool:
    """One unit of one type; False when there was nothing left."""
    with link.writing("Conflict") as session:
        is_guarded = session.get_one(Remote, link.remote_id).mode in LETS_COPIES_THROUGH
        entries = session.scalars(
            select(InboxEntry)
            .where(InboxEntry.remote_id == link.remote_id, inbox.IS_NEW, InboxEntry.type == type_)
            .order_by(InboxEntry.seq)
            .limit(1 if is_guarded else _unit_size(link))
        ).all()
        if not entries:
            return False
        session.expunge_all()  # they are filed together at the end, not one by one
        unit = _Unit(entries, is_guarded=is_guarded)
        _decode(unit)
        _advance(session, link, unit)
        faults = rows.refresh(session, link, unit.moved)
        for owner, fault in faults.items():
            for entry in unit.sources[owner]:
                entry.state, entry.error = "quarantined", fault
        foreign.claim(session, link, unit.fresh)
        known = [owner for owner in unit.moved if owner not in unit.fresh]
        done.persons += known if type_ in SAID_IN_OTHERS else []
        conflicts.reconcile(session, link, unit.apart)
        for head, found, seq in unit.echoes:
            overwritten.lay_open_echo(session, link, head, found, seq)
        agreement.renew(session, link, known)
        wanted.note(session, link, _applied(unit), unit.spoken)
        _file(session, entries)
        done.quarantined += sum(entry.state == "quarantined" for entry in entries)
        done.applied += sum(entry.state == "applied" for entry in entries)
    link.reached("unit-applied")
    return True


def _applied(unit: _Unit) -> list[dict[str, Any]]:
    return [unit.bodies[one.seq] for one in unit.entries if one.state == "applied" and one.seq in unit.bodies]


def _file(session: Session, entries: Sequence[InboxEntry]) -> None:
    """Write down what became of the entries."""
    filed = [(entry.state, entry.body, entry.error, entry.seq) for entry in entries]
    session.connection().exec_driver_sql(_FILED, filed)


def _unit_size(link: Link) -> int:
    return RESOURCES_BESIDE_A_PERSON if link.database.is_person_at_work else RESOURCES_A_UNIT


def _decode(unit: _Unit) -> None:
    for entry in unit.entries:
        if entry.body is None:
            continue
        try:
            unit.bodies[entry.seq] = inbox.read(entry)
            unit.spoken |= dict.fromkeys(wanted.spoken_of(entry.body), (entry.type, entry.id))
        except ValueError:
            entry.state, entry.error = "quarantined", "unreadable"


def _advance(session: Session, link: Link, unit: _Unit) -> None:
    """Keep every version as evidence and move the heads that have no unsent work."""
    live = [entry for entry in unit.entries if entry.state == "new"]
    heads = _heads(session, link.remote_id, live)
    held = {key: head.working_seq for key, head in heads.items()}
    times = _times(session, heads.values())
    seq = (session.scalar(select(func.max(Version.seq))) or 0) + 1
    versions, acks, fresh = [], [], []
    for entry in sorted(live, key=lambda one: witness.age_of(one.server_time, one.server_version)):
        head = heads.get((entry.type, entry.id))
        if head is not None and overwritten.is_open(session, head):
            entry.state = "parked"
            continue
        owner = link.mapper.owner(unit.bodies[entry.seq]) if entry.seq in unit.bodies else None
        versions.append(_version(link, entry, seq, head) | _content(unit.bodies.get(entry.seq), owner))
        there = {"server_version": entry.server_version, "server_time": entry.server_time}
        acks.append({"version_seq": seq, "remote_id": link.remote_id} | there)
        if head is None:
            head = Head(remote_id=link.remote_id, type=entry.type, id=entry.id, state="clean")
            heads[entry.type, entry.id] = head
            fresh.append(head)
            unit.fresh |= {owner} if owner else set()
        age = witness.age_of(entry.server_time, entry.server_version)
        known = times.get((entry.type, entry.id), _NEVER)
        if age >= known:
            times[entry.type, entry.id] = age
            before = held.get((entry.type, entry.id))
            _meet(session, link, unit, _Meeting(head, seq, entry, owner, known[2], before))
        entry.state, entry.body = "applied", None
        seq += 1
    if versions:
        _write(session, versions, acks, fresh)


def _write(
    session: Session, versions: list[dict[str, Any]], acks: list[dict[str, Any]], fresh: list[Head]
) -> None:
    connection = session.connection()
    connection.execute(insert(Version), versions)
    connection.execute(insert(Ack), acks)
    if fresh:
        connection.execute(insert(Head), [_columns(head) for head in fresh])
    session.flush()


def _columns(head: Head) -> dict[str, Any]:
    return {
        "remote_id": head.remote_id,
        "type": head.type,
        "id": head.id,
        "acked_seq": head.acked_seq,
        "working_seq": head.working_seq,
        "remote_seq": head.remote_seq,
        "state": head.state,
    }


def _heads(session: Session, remote_id: int, entries: Sequence[InboxEntry]) -> dict[Key, Head]:
    found = session.scalars(
        select(Head).where(
            Head.remote_id == remote_id,
            Head.type.in_({entry.type for entry in entries}),
            Head.id.in_({entry.id for entry in entries}),
        )
    )
    return {(head.type, head.id): head for head in found}


def _times(session: Session, heads: Any) -> dict[Key, witness.Age]:
    """How old the newest known version of each head is."""
    seqs = {head.remote_seq or head.acked_seq: (head.type, head.id) for head in heads}
    asked = [seq for seq in seqs if seq]
    kept = select(Ack.version_seq, Ack.server_time, Ack.server_version).where(Ack.version_seq.in_(asked))
    return {seqs[seq]: witness.age_of(time, version) for seq, time, version in session.execute(kept)}


def _content(body: Mapping[str, Any] | None, owner: rows.Owner | None) -> dict[str, Any]:
    raw = canonical.encode(bundles.content(dict(body))) if body else b""
    noun, row_id = owner or (None, None)
    return {"hash": canonical.digest(raw), "noun": noun, "row_id": row_id}


def _version(link: Link, entry: InboxEntry, seq: int, head: Head | None) -> dict[str, Any]:
    return {
        "seq": seq,
        "type": entry.type,
        "id": entry.id,
        "parent_a": (head.remote_seq or head.acked_seq) if head else None,
        "body": entry.body or b"",
        "origin": "remote",
        "actor": "",
        "saved_at": link.clock.now(),
    }


@dataclass(frozen=True, slots=True)
class _Meeting:
    """A pulled version, kept as `seq`, and the head it meets; `known` is the newest version so far."""

    head: Head
    seq: int
    entry: InboxEntry
    owner: rows.Owner | None
    known: str
    held: int | None
    """What was worked with before this unit: several versions of one resource may come together."""


def _meet(session: Session, link: Link, unit: _Unit, meeting: _Meeting) -> None:
    """A clean head goes forward; one with unsent work keeps it and learns of the other side (I4)."""
    head, entry = meeting.head, meeting.entry
    is_new = entry.server_version != meeting.known
    if unit.is_guarded and is_new and overwritten.is_echo(session, link, head, entry):
        unit.echoes.append((head, Reply(entry.server_version, entry.server_time), meeting.seq))
        return
    body = unit.bodies.get(entry.seq)
    if _is_apart(session, link, meeting, body):
        head.remote_seq = meeting.seq
        head.state = "diverged"
        if head not in unit.apart:
            unit.apart.append(head)
        return
    if body is not None and foreign.is_one(session, head, body):
        foreign.note(session, link, head, meeting.seq)
    head.acked_seq = head.working_seq = head.remote_seq = meeting.seq
    head.state = "clean" if entry.body is not None else "deleted"
    if meeting.owner is not None:
        unit.moved.append(meeting.owner)
        unit.sources[meeting.owner].append(entry)
    elif entry.body is None:
        unit.moved += rows.owners_of_deleted(entry.type, entry.id)


def _is_apart(session: Session, link: Link, meeting: _Meeting, body: Mapping[str, Any] | None) -> bool:
    """Whether the two must be brought together, also where nothing is unsent: it could harm somebody."""
    head, fresh = meeting.head, meeting.entry
    is_safe = not safety.loses(session, head.type, meeting.held, body)
    if body is not None and fresh.server_version == meeting.known:  # our own, as it is stored there
        is_safe &= not restated.asks(session, head, body, link.profile)
    is_beside = fresh.body is not None and replacing.is_beside(meeting.known, fresh.server_version)
    is_other = is_beside and _stand_on_former(session, head, fresh.body or b"")
    return head.state not in ("clean", "deleted") or not is_safe or is_other


def _stand_on_former(session: Session, head: Head, body: bytes) -> bool:
    """Where the platform says something else than what we replaced: the text before that is the common base.

    Whoever made the replacement brings the two together; the others wait for what comes of it.
    """
    replaced = session.get(Version, head.acked_seq or head.working_seq or 0)
    if replaced is None or replaced.origin == "remote" or replaced.hash == bundles.fingerprint(body):
        return False
    head.acked_seq = replaced.parent_a
    return True
