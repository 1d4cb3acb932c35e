"""The raw inbox to rows, in short units, without ever overwriting unsent work (sync.md 6.3)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.fhir import bundles
from healthdesk.fhir.bundles import Reply
from healthdesk.store.platform import Head, InboxEntry, Remote, Version
from healthdesk.sync import (
    agreement,
    conflicts,
    evidence,
    foreign,
    given_away,
    inbox,
    order,
    overwritten,
    replacing,
    restated,
    rows,
    safety,
    vanished,
    wanted,
    witness,
)  # fmt: skip
from healthdesk.sync.inbox import Pulled
from healthdesk.sync.link import Link
from healthdesk.sync.saves import Key

RESOURCES_A_UNIT = 50
RESOURCES_BESIDE_A_PERSON = 5
"""While somebody saves at the desk a unit lasts about ten milliseconds, or their save would wait for it."""

SAID_IN_OTHERS = frozenset({"Patient", "Task"})
"""What others change of these stands in resources of ours too: the archive's form, the request to refer."""

LETS_COPIES_THROUGH = frozenset({"guarded", "server-ids"})
"""The modes of platforms where a late copy of our own may come after what was written later."""


@dataclass
class Applied:
    """What was made of the inbox. `since` is the last version that was here before."""

    since: int
    applied: int = 0
    quarantined: int = 0


@dataclass
class _Unit:
    """One unit of work: the entries, what they say, and which heads they move."""

    entries: Sequence[Pulled]
    is_guarded: bool
    since: int
    bodies: dict[int, dict[str, Any]] = field(default_factory=dict)
    spoken: dict[Key, Key] = field(default_factory=dict)
    moved: list[rows.Owner] = field(default_factory=list)
    apart: list[Head] = field(default_factory=list)
    fresh: set[rows.Owner] = field(default_factory=set)
    echoes: list[tuple[Head, Reply, int]] = field(default_factory=list)
    older: list[overwritten.Older] = field(default_factory=list)
    sources: dict[rows.Owner, list[Pulled]] = field(default_factory=lambda: defaultdict(list))


def apply(link: Link) -> Applied:
    """Integrate everything that is new, residents first. Stops between units when asked to."""
    with link.database.reading() as session:
        done = Applied(evidence.newest(session))
        types = set(session.scalars(select(InboxEntry.type).where(inbox.IS_NEW).distinct()))
        is_guarded = session.get_one(Remote, link.remote_id).mode in LETS_COPIES_THROUGH
    for type_ in order.in_order(types):
        while not link.should_stop() and _apply_unit(link, type_, done, is_guarded=is_guarded):
            pass
    _bring_in_line(link)
    foreign.lay_open(link)
    vanished.lay_open(link)
    given_away.lay_open(link)
    return done


def _bring_in_line(link: Link) -> None:
    """A Patient that others corrected brings the archive's form in line, a hospital's answer the request.

    Once everything has come. What a stop or a kill leaves is done by the next run.
    """
    with link.database.reading() as session:
        keys = agreement.noted(session, link)
    while keys and not link.should_stop():
        now, keys = keys[: _unit_size(link)], keys[_unit_size(link) :]
        with link.writing() as session:
            agreement.agree_noted(session, link, now)


def _apply_unit(link: Link, type_: str, done: Applied, *, is_guarded: bool) -> bool:
    """One unit of one type; False when there was nothing left."""
    with link.writing("Conflict") as session:
        entries = inbox.following(session, link.remote_id, type_, 1 if is_guarded else _unit_size(link))
        entries = [_oldest(session, link, one) for one in entries] if is_guarded else entries
        if not entries:
            return False
        unit = _Unit(entries, is_guarded, done.since)
        _decode(unit)
        _advance(session, link, unit)
        faults = rows.refresh(session, link, unit.moved)
        for owner, fault in faults.items():
            for entry in unit.sources[owner]:
                entry.state, entry.error = "quarantined", fault
        foreign.claim(session, link, unit.fresh)
        known = [owner for owner in unit.moved if owner not in unit.fresh]
        agreement.note(session, link, known if type_ in SAID_IN_OTHERS else ())
        conflicts.reconcile(session, link, unit.apart)
        for head, found, seq in unit.echoes:
            overwritten.lay_open_echo(session, link, head, found, seq)
        overwritten.bring_back(session, link, unit.older)
        agreement.renew(session, link, known)
        applied = _applied(unit)
        given_away.note_late(session, link, applied)
        unit.spoken |= vanished.named(session, link, applied)
        wanted.note(session, link, applied, unit.spoken)
        inbox.file(session, entries)
        done.quarantined += sum(entry.state == "quarantined" for entry in entries)
        done.applied += sum(entry.state == "applied" for entry in entries)
    link.reached("unit-applied")
    return True


def _applied(unit: _Unit) -> list[dict[str, Any]]:
    return [unit.bodies[one.seq] for one in unit.entries if one.state == "applied" and one.seq in unit.bodies]


def _oldest(session: Session, link: Link, one: Pulled) -> Pulled:
    """Of the new versions of one resource the oldest, or a page, which begins with the newest, would show
    a late copy before what it hides. A deletion goes first: a person is asked whether it is to be.
    """
    return min(inbox.beside(session, link.remote_id, one), key=lambda new: (new.body is not None, _age(new)))


def _unit_size(link: Link) -> int:
    return RESOURCES_BESIDE_A_PERSON if link.database.is_person_at_work else RESOURCES_A_UNIT


def _decode(unit: _Unit) -> None:
    for entry in unit.entries:
        if entry.body is None:
            continue
        try:
            unit.bodies[entry.seq] = inbox.read(entry.type, entry.body)
            unit.spoken |= dict.fromkeys(wanted.spoken_of(entry.body), (entry.type, entry.id))
        except ValueError:
            entry.state, entry.error = "quarantined", "unreadable"


def _advance(session: Session, link: Link, unit: _Unit) -> None:
    """Keep every version as evidence and move the heads that have no unsent work."""
    live = [entry for entry in unit.entries if entry.state == "new"]
    heads = evidence.heads(session, link.remote_id, live)
    ages = evidence.ages(session, heads.values())
    held = {key: head.working_seq for key, head in heads.items()}
    kept = evidence.Evidence(session, link)
    for age, entry in sorted(((_age(one), one) for one in live), key=itemgetter(0)):
        key = entry.type, entry.id
        if key in kept.begun and key not in heads:  # two versions of it came together
            kept.write()
            heads |= evidence.heads(session, link.remote_id, [entry])
        head = heads.get(key)
        if head is not None and overwritten.is_open(session, head):
            entry.state = "parked"
            continue
        body = unit.bodies.get(entry.seq)
        owner = link.mapper.owner(body) if body is not None else None
        piece = kept.add(entry, body, owner, (head.remote_seq or head.acked_seq) if head else None)
        known = ages.get(key, evidence.NEVER)
        if head is None:
            ages[key] = age
            kept.begin(piece)
            _begin(session, link, unit, piece)
        elif age >= known or evidence.lives_on(session, head, entry, age, known):
            ages[key] = age
            _meet(session, link, unit, _Meeting(head, piece, known[2], held.get(key), unit.since))
        else:
            unit.older.append(overwritten.Older(head, piece.seq, entry.server_version))
        entry.state, entry.body = "applied", None
    kept.write()


def _age(entry: Pulled) -> witness.Age:
    return witness.age_of(entry.server_time, entry.server_version)


@dataclass(frozen=True, slots=True)
class _Meeting:
    """A pulled version and the head it meets; `known` is the newest version so far."""

    head: Head
    piece: evidence.Piece
    known: str
    held: int | None
    """What was worked with before this unit: several versions of one resource may come together."""
    since: int


def _begin(session: Session, link: Link, unit: _Unit, piece: evidence.Piece) -> None:
    """A resource that was not known: nothing here stands against it."""
    _note(session, link, unit, piece, None)
    unit.fresh |= {piece.owner} if piece.owner else set()
    _move(unit, piece)


def _note(session: Session, link: Link, unit: _Unit, piece: evidence.Piece, acked_seq: int | None) -> None:
    """What may be a person's to see, once the row that it follows is here."""
    body = unit.bodies.get(piece.entry.seq)
    if body is not None and foreign.is_one(session, piece.key, acked_seq, body):
        foreign.note(session, link, piece.key, acked_seq, piece.seq)
    if piece.entry.body is None:
        vanished.note(session, link, piece.key, piece.seq)


def _move(unit: _Unit, piece: evidence.Piece) -> None:
    """The rows are to say what this version says."""
    if piece.owner is not None:
        unit.moved.append(piece.owner)
        unit.sources[piece.owner].append(piece.entry)
    elif piece.entry.body is None:
        unit.moved += rows.owners_of_deleted(*piece.key)


def _meet(session: Session, link: Link, unit: _Unit, meeting: _Meeting) -> None:
    """A clean head goes forward; one with unsent work keeps it and learns of the other side (I4)."""
    head, piece = meeting.head, meeting.piece
    entry = piece.entry
    is_new = entry.server_version != meeting.known
    if unit.is_guarded and is_new and overwritten.is_echo(session, link, head, entry):
        unit.echoes.append((head, Reply(entry.server_version, entry.server_time), piece.seq))
        return
    if _is_apart(session, link, meeting, unit.bodies.get(entry.seq)):
        head.remote_seq = piece.seq
        head.state = "diverged"
        if head not in unit.apart:
            unit.apart.append(head)
        return
    _note(session, link, unit, piece, head.acked_seq)
    head.acked_seq = head.working_seq = head.remote_seq = piece.seq
    head.state = "clean" if entry.body is not None else "deleted"
    _move(unit, piece)


def _is_apart(session: Session, link: Link, meeting: _Meeting, body: Mapping[str, Any] | None) -> bool:
    """Whether the two must be brought together, also where nothing is unsent: it could harm somebody."""
    head, fresh = meeting.head, meeting.piece.entry
    relied_on = safety.relied_on(session, head.type, meeting.held, meeting.since)
    is_safe = not safety.loses(session, head.type, relied_on, body)
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
