"""What synchronising must remember: versions, heads, intents, inbox, cursors, conflicts (sync.md 2)."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from healthdesk.store.base import Base, Json, Key, Moment, Word
from healthdesk.store.types import Document

PLATFORM = 1
"""The `Remote` that every store has: the regional platform."""


class Remote(Base):
    """A place to synchronise with. Everything below is kept per remote."""

    __tablename__ = "remote"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str | None]
    epoch_seen: Mapped[str | None] = mapped_column(String(64))
    mode: Mapped[Word] = mapped_column(default="unknown")
    probe: Mapped[dict[str, Any] | None] = mapped_column(Document)
    last_success_at: Mapped[datetime | None]
    offline_since: Mapped[datetime | None]
    is_paused: Mapped[bool] = mapped_column(default=False)
    is_refilling: Mapped[bool] = mapped_column(default=False)
    """What the platform had lost was queued again and has not been sent: nothing goes before it was read."""


class Version(Base):
    """One body of one resource, for ever. `origin` is local, remote, merge, demo or overwritten."""

    __tablename__ = "version"
    __table_args__ = (Index("ix_version_resource", "type", "id", "seq"), Index("ix_version_row", "row_id"))

    seq: Mapped[int] = mapped_column(primary_key=True)
    type: Mapped[Word]
    id: Mapped[str] = mapped_column(String(64))
    parent_a: Mapped[int | None]
    parent_b: Mapped[int | None]
    body: Mapped[bytes]
    hash: Mapped[str] = mapped_column(String(64))
    origin: Mapped[Word]
    noun: Mapped[Word | None]
    row_id: Mapped[str | None] = mapped_column(String(36))
    actor: Mapped[str] = mapped_column(String(60))
    saved_at: Mapped[Moment]
    schema: Mapped[int] = mapped_column(default=1)


class Ack(Base):
    """The platform is proven to hold a version, under this version id of its own, since `server_time`."""

    __tablename__ = "ack"

    version_seq: Mapped[int] = mapped_column(ForeignKey("version.seq"), primary_key=True)
    remote_id: Mapped[int] = mapped_column(ForeignKey("remote.id"), primary_key=True)
    server_version: Mapped[str] = mapped_column(String(64))
    server_time: Mapped[str | None] = mapped_column(String(40))


class Head(Base):
    """Where a resource stands against a remote. `state` is clean, dirty, diverged, deleted or kept.

    `acked_seq` is the base of the next upload, `working_seq` what the rows show, `remote_seq` the newest
    version seen there. A kept head was taken out of the queue by a person and stays on this workstation.
    """

    __tablename__ = "head"
    __table_args__ = (Index("ix_head_unsent", "remote_id", "state", sqlite_where=text("state != 'clean'")),)

    remote_id: Mapped[int] = mapped_column(ForeignKey("remote.id"), primary_key=True)
    type: Mapped[Word] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    acked_seq: Mapped[int | None]
    working_seq: Mapped[int | None]
    remote_seq: Mapped[int | None]
    state: Mapped[Word]


class Intent(Base):
    """One save of one user: all of it reaches the platform, or none of it.

    `state`: queued, sending, unknown, acked, merge, rejected, held, discarded. Merge waits for a person
    to settle a conflict, rejected and held for somebody to put the record or the platform right.
    """

    __tablename__ = "intent"
    __table_args__ = (
        Index("ix_intent_open", "remote_id", "seq", sqlite_where=text("state NOT IN ('acked', 'discarded')")),
        Index(
            "ix_intent_stuck",
            "remote_id",
            sqlite_where=text("state NOT IN ('queued', 'acked', 'discarded')"),
        ),
        Index("ix_intent_put_off", "remote_id", "next_try", sqlite_where=text("next_try IS NOT NULL")),
    )

    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(36), unique=True)
    remote_id: Mapped[int] = mapped_column(ForeignKey("remote.id"))
    lane: Mapped[str | None] = mapped_column(String(36), index=True)
    kind: Mapped[Word]
    state: Mapped[Word]
    attempts: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[datetime | None]
    request_id: Mapped[str | None] = mapped_column(String(36))
    last_error_code: Mapped[str | None] = mapped_column(String(40))
    last_error_text: Mapped[str | None]
    created_by: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[Moment]
    items: Mapped[list["IntentItem"]] = relationship(order_by="IntentItem.position")


class Withdrawal(Base):
    """A save that `by` took out of the queue, and why: it will not reach the platform (sync.md I2)."""

    __tablename__ = "withdrawal"

    intent_id: Mapped[str] = mapped_column(ForeignKey("intent.id"), primary_key=True)
    remote_id: Mapped[int] = mapped_column(ForeignKey("remote.id"))
    at: Mapped[Moment]
    by: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(String(200))


class IntentItem(Base):
    """One resource of an intent; its body is the version's, never a copy.

    The open ones are found by their version, which count up, and not by their resource: the ids are random,
    and a request of a hundred would write a hundred pages of the index.
    """

    __tablename__ = "intent_item"
    __table_args__ = (Index("ix_intent_item_open", "version_seq", sqlite_where=text("is_open")),)

    intent_id: Mapped[str] = mapped_column(ForeignKey("intent.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    op: Mapped[Word]
    type: Mapped[Word]
    id: Mapped[str] = mapped_column(String(64))
    base_version: Mapped[str | None] = mapped_column(String(64))
    version_seq: Mapped[int] = mapped_column(ForeignKey("version.seq"))
    hash: Mapped[str] = mapped_column(String(64))
    is_open: Mapped[bool] = mapped_column(default=True)


class InboxEntry(Base):
    """A downloaded resource version, raw. `state` is new, applied, quarantined, parked or held.

    A parked one waits until a person has settled a conflict about a text that we went over, a held one until
    all of a bulk export is here and believed.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        Index("ix_inbox_resource", "remote_id", "type", "id", "server_version", unique=True),
        Index("ix_inbox_new", "remote_id", "type", "seq", sqlite_where=text("state = 'new'")),
        Index("ix_inbox_apart", "remote_id", sqlite_where=text("state = 'quarantined'")),
    )

    seq: Mapped[int] = mapped_column(primary_key=True)
    remote_id: Mapped[int] = mapped_column(ForeignKey("remote.id"))
    type: Mapped[Word]
    id: Mapped[str] = mapped_column(String(64))
    server_version: Mapped[str] = mapped_column(String(64))
    server_time: Mapped[str | None] = mapped_column(String(40))
    body: Mapped[bytes | None]
    state: Mapped[Word] = mapped_column(default="new")
    error: Mapped[str | None]


class Cursor(Base):
    """How far a stream has been read. Moves only in the transaction that stores the page.

    `pending` is where a pass over several pages stands: the next link, and the newest time it began with.
    """

    __tablename__ = "cursor"

    remote_id: Mapped[int] = mapped_column(ForeignKey("remote.id"), primary_key=True)
    stream: Mapped[Word] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(String(64), primary_key=True)
    epoch: Mapped[str | None] = mapped_column(String(64))
    high_server_time: Mapped[str | None] = mapped_column(String(40))
    pending: Mapped[dict[str, Any] | None] = mapped_column(Document)
    overlap_s: Mapped[int] = mapped_column(default=600)


class Wanted(Base):
    """A resource that something refers to and that has not arrived; `resident_id`: whose record lacks it."""

    __tablename__ = "wanted"

    type: Mapped[Word] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    reason: Mapped[str]
    resident_id: Mapped[str | None] = mapped_column(String(64), index=True)
    times_asked: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime | None]


class WholePerson(Base):
    """Somebody fetched by name, here whole before a first load has ended; `there` is the platform's id."""

    __tablename__ = "whole_person"

    remote_id: Mapped[int] = mapped_column(ForeignKey("remote.id"), primary_key=True)
    resident_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    there: Mapped[str] = mapped_column(String(64))


class ServerId(Base):
    """What a platform that gives the ids calls a resource of ours."""

    __tablename__ = "server_id"
    __table_args__ = (Index("ix_server_id_there", "remote_id", "there"),)

    remote_id: Mapped[int] = mapped_column(ForeignKey("remote.id"), primary_key=True)
    type: Mapped[Word] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    there: Mapped[str] = mapped_column(String(64))


class Conflict(Base):
    """Both sides changed the same thing. `fields` are paths; `state` is open, resolved or the kind of a note
    (sync/notes.py). Waiting: what another system wrote into what follows a row (foreign.py); given: what it
    gave to another person (given_away.py); vanished: a deletion of what was never here (vanished.py); moved:
    a row (`type` is its noun) others changed, until all agrees with it (agreement.py).
    """

    __tablename__ = "conflict"
    __table_args__ = (Index("ix_conflict_open", "state", "remote_id"),)

    key: Mapped[Key]
    remote_id: Mapped[int] = mapped_column(ForeignKey("remote.id"))
    type: Mapped[Word]
    id: Mapped[str] = mapped_column(String(64))
    lane: Mapped[str | None] = mapped_column(String(36), index=True)
    base_seq: Mapped[int | None]
    local_seq: Mapped[int]
    remote_seq: Mapped[int]
    fields: Mapped[list[Any]] = mapped_column(Document)
    state: Mapped[Word]
    opened_at: Mapped[Moment]
    resolved_by: Mapped[str | None] = mapped_column(String(60))
    result_seq: Mapped[int | None]


class Attempt(Base):
    """One request to a remote: sizes, time, outcome. No personal data."""

    __tablename__ = "attempt"

    seq: Mapped[int] = mapped_column(primary_key=True)
    remote_id: Mapped[int] = mapped_column(ForeignKey("remote.id"))
    request_id: Mapped[str | None] = mapped_column(String(36))
    at: Mapped[Moment]
    bytes_up: Mapped[int]
    bytes_down: Mapped[int]
    milliseconds: Mapped[int]
    status: Mapped[int | None]
    outcome: Mapped[Word]


class Comparison(Base):
    """When one type was last compared with a remote, id by id, and what was found (sync.md 8).

    `agreeing` resources were the same on both sides; the platform had lost, or had in an older version,
    `queued_again`; what it had and we had not was `fetched`, or `left` where it could not be read here. A
    type that the platform does not let us list is `is_refused`.
    """

    __tablename__ = "comparison"

    remote_id: Mapped[int] = mapped_column(ForeignKey("remote.id"), primary_key=True)
    type: Mapped[Word] = mapped_column(primary_key=True)
    at: Mapped[Moment]
    agreeing: Mapped[int] = mapped_column(default=0)
    queued_again: Mapped[int] = mapped_column(default=0)
    fetched: Mapped[int] = mapped_column(default=0)
    left: Mapped[int] = mapped_column(default=0)
    is_refused: Mapped[bool] = mapped_column(default=False)


class Slot(Base):
    """An upload slot and the sentinel that makes each upload happen exactly once (sync.md 5.2)."""

    __tablename__ = "slot"

    remote_id: Mapped[int] = mapped_column(ForeignKey("remote.id"), primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True)
    sentinel_id: Mapped[str | None] = mapped_column(String(64))
    sentinel_version: Mapped[str | None] = mapped_column(String(64))
    counter: Mapped[int] = mapped_column(default=0)
    request_id: Mapped[str | None] = mapped_column(String(36))
    request: Mapped[Json | None]
