"""What the sync centre shows, and the decisions a person takes there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, selectinload

from healthdesk.base import canonical
from healthdesk.base.errors import NotFound
from healthdesk.fhir import authors, resources
from healthdesk.fhir.resources import Profile
from healthdesk.store.platform import (
    Ack,
    Conflict,
    Head,
    InboxEntry,
    Intent,
    IntentItem,
    Remote,
    Version,
)
from healthdesk.sync import conflicts, fields, inbox, refusals, rows, settle, withdrawals
from healthdesk.sync.link import Link
from healthdesk.sync.merge import FieldRow, Verdict
from healthdesk.sync.refusals import Complaint
from healthdesk.sync.unsent import IS_UNQUEUED

MOST_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Counts:
    """Saves that wait, saves that were refused, conflicts for a person, and what came in unreadable."""

    waiting: int
    rejected: int
    conflicts: int
    quarantined: int


@dataclass(frozen=True, slots=True)
class Summary:
    """How the store stands with its platform, asking nobody. `mode` is a `behaviour.Mode`, or unknown."""

    counts: Counts
    url: str | None
    is_paused: bool
    last_success_at: datetime | None
    offline_since: datetime | None
    mode: str
    lacks_provenance: bool


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """One save in the queue. `code` and `places` are why it was refused: an HTTP status, element paths.

    `complaints` say what those paths stand for in the record that was sent.
    """

    intent_id: str
    kind: str
    state: str
    resident_id: str | None
    created_by: str
    created_at: datetime
    attempts: int
    next_try: datetime | None
    code: str | None
    places: str | None
    resources: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str], ...]
    complaints: tuple[Complaint, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """The link ids of the questions that were complained of, as far as they are known."""
        return tuple(dict.fromkeys(one.field for one in self.complaints if one.field))


@dataclass(frozen=True, slots=True)
class ConflictEntry:
    """One record that was changed here and there. `here_by` wrote ours, `there_at` is the platform's time.

    `there_by` is whom the platform's Provenance names (`is_told`) or else its version itself; may be empty.
    """

    key: str
    type: str
    noun: str | None
    row_id: str | None
    resident_id: str | None
    opened_at: datetime
    here_by: str
    here_at: datetime
    there_at: datetime | None
    there_by: str
    fields: tuple[FieldRow, ...]
    is_told: bool = False


def counts(session: Session, remote_id: int) -> Counts:
    """The numbers of the status bar."""
    found = session.execute(
        select(Intent.state, func.count())
        .where(Intent.remote_id == remote_id, settle.OPEN)
        .group_by(Intent.state)
    )
    states = {row[0]: row[1] for row in found}
    waiting = sum(states.get(state, 0) for state in ("queued", *settle.DOUBTFUL))
    waiting += _stranded(session, remote_id) if states.get("merge") else 0
    return Counts(
        waiting=waiting + _unqueued(session, remote_id),
        rejected=states.get("rejected", 0) + states.get("held", 0),
        conflicts=_count(
            session, select(Conflict.key).where(Conflict.state == "open", Conflict.remote_id == remote_id)
        ),
        quarantined=_count(
            session,
            select(InboxEntry.seq).where(InboxEntry.remote_id == remote_id, inbox.SET_ASIDE),
        ),
    )


def _stranded(session: Session, remote_id: int) -> int:
    """Saves that wait for a merge about which nobody is asked: whatever holds them, they are not sent."""
    asked = exists().where(
        IntentItem.intent_id == Intent.id,
        Conflict.remote_id == remote_id,
        Conflict.type == IntentItem.type,
        Conflict.id == IntentItem.id,
        Conflict.state == "open",
    )
    return _count(
        session,
        select(Intent.seq).where(Intent.remote_id == remote_id, settle.OPEN, Intent.state == "merge", ~asked),
    )


def _unqueued(session: Session, remote_id: int) -> int:
    """Rows that came in bulk and have no intent yet, by their primary resource, at most MOST_COUNTED."""
    primary = select(Version.seq).where(Version.seq == Head.working_seq, Version.row_id == Head.id)
    return _count(
        session,
        select(Head.id).where(Head.remote_id == remote_id, settle.IS_UNCLEAN, IS_UNQUEUED, primary.exists()),
    )


def _count(session: Session, statement: Select[Any]) -> int:
    return session.scalar(select(func.count()).select_from(statement.limit(MOST_COUNTED).subquery())) or 0


def summary(session: Session, remote_id: int) -> Summary:
    """For the status bar and the head of the sync centre."""
    remote = session.get_one(Remote, remote_id)
    return Summary(
        counts(session, remote_id),
        remote.url,
        remote.is_paused,
        remote.last_success_at,
        remote.offline_since,
        remote.mode,
        (remote.probe or {}).get("takes_provenance") is False,
    )


def queue(
    session: Session, remote_id: int, limit: int = 500, *, profile: Profile = fields.NATIONAL
) -> tuple[QueueEntry, ...]:
    """The open saves, those that need a person first."""
    needs = Intent.state.in_(("rejected", "held", "merge"))
    intents = session.scalars(
        select(Intent)
        .where(Intent.remote_id == remote_id, settle.OPEN)
        .order_by(needs.desc(), Intent.seq)
        .limit(limit)
        .options(selectinload(Intent.items))
    ).all()
    seqs = [item.version_seq for intent in intents for item in intent.items]
    owners = {
        seq: (noun, row_id)
        for seq, noun, row_id in session.execute(
            select(Version.seq, Version.noun, Version.row_id).where(Version.seq.in_(seqs))
        )
        if noun and row_id
    }
    return tuple(
        _queue_entry(intent, owners, refusals.complaints(session, intent, profile)) for intent in intents
    )


def _queue_entry(
    intent: Intent, owners: Mapping[int, tuple[str, str]], complaints: tuple[Complaint, ...]
) -> QueueEntry:
    found = [owners[item.version_seq] for item in intent.items if item.version_seq in owners]
    return QueueEntry(
        intent_id=intent.id,
        kind=intent.kind,
        state=intent.state,
        resident_id=intent.lane,
        created_by=intent.created_by,
        created_at=intent.created_at,
        attempts=intent.attempts,
        next_try=intent.next_try,
        code=intent.last_error_code,
        places=intent.last_error_text,
        resources=tuple((item.type, item.id) for item in intent.items),
        rows=tuple(dict.fromkeys(found)),
        complaints=complaints,
    )


def open_conflicts(
    session: Session, remote_id: int, resident_id: str | None = None, *, profile: Profile = fields.NATIONAL
) -> tuple[ConflictEntry, ...]:
    """The conflicts that wait for a person, oldest first; those of one resident if one is named."""
    statement = select(Conflict).where(Conflict.state == "open", Conflict.remote_id == remote_id)
    if resident_id is not None:
        statement = statement.where(Conflict.lane == resident_id)
    found = session.scalars(statement.order_by(Conflict.opened_at, Conflict.key)).all()
    return tuple(_conflict_entry(session, one, profile) for one in found)


def _conflict_entry(session: Session, conflict: Conflict, profile: Profile) -> ConflictEntry:
    here = session.get_one(Version, conflict.local_seq)
    there = session.get(Ack, (conflict.remote_seq, conflict.remote_id))
    other = session.get_one(Version, conflict.remote_seq)
    told = "" if other.actor == authors.NOBODY else other.actor
    return ConflictEntry(
        key=conflict.key,
        type=conflict.type,
        noun=here.noun,
        row_id=here.row_id,
        resident_id=conflict.lane,
        opened_at=conflict.opened_at,
        here_by=here.actor,
        here_at=here.saved_at,
        there_at=resources.moment(there.server_time) if there else None,
        there_by=told or (authors.author(canonical.decode(other.body)) if other.body else ""),
        fields=conflicts.rows_of(session, conflict, profile),
        is_told=bool(told),
    )


def resolve(link: Link, key: str, choices: Mapping[str, Verdict], by: str) -> bool:
    """Settle a conflict by a person's choices (path → here or there); False while one is missing."""
    with link.writing("Conflict", "Intent") as session:
        is_settled = conflicts.resolve(session, link, key, choices, by)
        if is_settled:
            session.audit("resolve", "Conflict", key, session.get_one(Conflict, key).lane)
    link.reached("conflict-resolved")
    return is_settled


def resend(link: Link, intent_id: str) -> None:
    """Send a refused save once more, with what the record says now."""
    with link.writing("Intent") as session:
        intent = _open_intent(session, intent_id)
        settle.renew(session, intent)
        intent.state, intent.next_try, intent.attempts = "queued", None, 0


def discard(link: Link, intent_id: str, reason: str, by: str) -> None:
    """Take a save out of the queue. Its content stays in the version store, why and by whom beside it.

    A record the platform knows goes back to what the platform has; one it never saw stays here.
    """
    with link.writing("Intent", "Conflict") as session:
        intent = _open_intent(session, intent_id)
        session.audit(f"discard: {reason}"[:40], "Intent", intent_id, intent.lane)
        owners = []
        for item in intent.items:
            head = session.get(Head, (link.remote_id, item.type, item.id))
            if item.is_open and head is not None:
                owners += _fall_back(session, head)
        withdrawals.note(session, link, intent_id, reason, by)
        settle.close(session, [intent_id], "discarded")
        rows.refresh(session, link, owners)


def _open_intent(session: Session, intent_id: str) -> Intent:
    intent = session.scalars(select(Intent).where(Intent.id == intent_id, settle.OPEN)).first()
    if intent is None:
        raise NotFound("Intent", intent_id)
    return intent


def _fall_back(session: Session, head: Head) -> list[rows.Owner]:
    version = session.get_one(Version, head.working_seq)
    if head.acked_seq is None:
        head.state = "kept"
        return []
    head.working_seq, head.state = head.remote_seq or head.acked_seq, "clean"
    head.acked_seq = head.working_seq
    return rows.owners_of(version)
