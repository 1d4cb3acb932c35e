"""Writes down what became of a request: under way, acknowledged, put back, refused."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, literal_column, select, update
from sqlalchemy.orm import Session

from healthdesk.base import back_off
from healthdesk.base.errors import Refused
from healthdesk.fhir.bundles import Reply
from healthdesk.store.platform import Head, Intent, IntentItem, Version
from healthdesk.sync import sentinel
from healthdesk.sync.link import GONE, Link
from healthdesk.sync.saves import Item, Key, Save

OPEN: ColumnElement[bool] = literal_column("intent.state NOT IN ('acked', 'discarded')")
IS_OPEN: ColumnElement[bool] = literal_column("intent_item.is_open")
IS_UNCLEAN: ColumnElement[bool] = literal_column("head.state != 'clean'")
"""Written out, because SQLite uses a partial index only for the very words it was made with."""

DOUBTFUL = ("sending", "unknown")
"""The states of saves that may have been written, or still may."""

ABOUT_THE_RECORD = frozenset(
    {"duplicate", "business-rule", "invariant", "value", "required", "structure", "code-invalid", "not-found"}
)
"""FHIR's words with which a 409 means the record, and not that somebody else was writing."""

ATTEMPTS_BEFORE_HELD = 5
FORBIDDEN = 403
OVERLOADED = frozenset({429, 503})
_UNDER_WAY = "UPDATE intent SET state = 'sending', request_id = ?, attempts = attempts + 1 WHERE id = ?"
_UNBASED = "UPDATE intent_item SET base_version = NULL WHERE intent_id = ? AND base_version IS NOT NULL"
_BASED = "UPDATE intent_item SET base_version = ? WHERE intent_id = ? AND version_seq = ?"
_ACK = "INSERT OR IGNORE INTO ack (version_seq, remote_id, server_version, server_time) VALUES (?, ?, ?, ?)"
_ACKED_HEAD = (
    "UPDATE head SET acked_seq = ?, remote_seq = ?, state = CASE WHEN state != 'dirty' THEN state"
    " WHEN working_seq = ? THEN 'clean' ELSE 'dirty' END WHERE remote_id = ? AND type = ? AND id = ?"
)
_CLOSED = (
    "UPDATE intent SET state = ?, next_try = NULL, last_error_code = NULL, last_error_text = NULL"
    " WHERE id = ?"
)
_CLOSED_ITEMS = "UPDATE intent_item SET is_open = 0 WHERE intent_id = ?"

HELD_CODE = "gave-up"
"""Why a save is held that the platform answered with 405, 409, 412, 415, 500 or 501 again and again."""


def sending(session: Session, link: Link, request_id: str, saves: Sequence[Save]) -> None:
    """Committed before the first byte goes out, so that a kill leaves a trace of the doubt."""
    under_way(session, request_id, saves)
    sentinel.remember_sent(session, link, request_id)


def under_way(session: Session, request_id: str, saves: Sequence[Save]) -> None:
    """These are being sent, on top of the versions that are written down with them."""
    connection = session.connection()
    connection.exec_driver_sql(_UNDER_WAY, [(request_id, save.id) for save in saves])
    connection.exec_driver_sql(_UNBASED, [(save.id,) for save in saves])
    based = [(item.base, save.id, item.version_seq) for save in saves for item in save.items if item.base]
    if based:
        connection.exec_driver_sql(_BASED, based)


def unclear(session: Session, link: Link) -> None:
    """Bytes went out in the link's slot and no valid answer came: only the sentinel knows."""
    _move(session, link.remote_id, ("sending",), state="unknown", but=sentinel.sent_elsewhere(session, link))


def put_back(session: Session, link: Link) -> None:
    """It is proven that nothing was written: what is under way in the link's slot waits again."""
    elsewhere = sentinel.sent_elsewhere(session, link)
    _move(session, link.remote_id, DOUBTFUL, state="queued", but=elsewhere)


def put_back_all(session: Session, remote_id: int) -> None:
    """The same of whatever is under way, in any slot or without one."""
    _move(session, remote_id, DOUBTFUL, state="queued")


def take_back(session: Session, remote_id: int, request_id: str) -> None:
    """A request that was noted never went out: its saves wait again, and have been tried once less."""
    session.execute(
        update(Intent)
        .where(
            Intent.remote_id == remote_id,
            OPEN,
            Intent.request_id == request_id,
            Intent.state.in_(("queued", *DOUBTFUL)),
        )
        .values(state="queued", attempts=Intent.attempts - 1)
        .execution_options(synchronize_session=False)
    )


def _move(
    session: Session, remote_id: int, states: tuple[str, ...], state: str, but: Sequence[str] = ()
) -> None:
    """All but what is under way by the requests `but`."""
    others = (Intent.request_id.is_(None) | Intent.request_id.not_in(but),) if but else ()
    session.execute(
        update(Intent)
        .where(Intent.remote_id == remote_id, OPEN, Intent.state.in_(states), *others)
        .values(state=state)
        .execution_options(synchronize_session=False)
    )


def acknowledge(session: Session, link: Link, saves: Iterable[Save], versions: Mapping[Key, Reply]) -> None:
    """The platform is proven to hold `saves`; `versions` says under which version, since when."""
    saves = list(saves)
    acknowledge_items(session, link.remote_id, [item for save in saves for item in save.items], versions)
    close(session, [save.id for save in saves], "acked")


def acknowledge_items(
    session: Session, remote_id: int, items: Sequence[Item], versions: Mapping[Key, Reply]
) -> None:
    """The same of single resources; their save stays open."""
    if not items:
        return
    replies = [(item, versions[item.type, item.id]) for item in items]
    connection = session.connection()
    connection.exec_driver_sql(
        _ACK, [(item.version_seq, remote_id, reply.version, reply.time) for item, reply in replies]
    )
    connection.exec_driver_sql(
        _ACKED_HEAD, [(*3 * (item.version_seq,), remote_id, item.type, item.id) for item in items]
    )


def close(session: Session, intent_ids: Sequence[str], state: str) -> None:
    """These saves leave the queue."""
    if not intent_ids:
        return
    session.flush()
    connection = session.connection()
    connection.exec_driver_sql(_CLOSED, [(state, intent_id) for intent_id in intent_ids])
    connection.exec_driver_sql(_CLOSED_ITEMS, [(intent_id,) for intent_id in intent_ids])


def refuse(session: Session, intent_id: str, *, state: str, code: str, text: str) -> None:
    """The platform said no to this one save; a person must see to it."""
    intent = session.scalars(select(Intent).where(Intent.id == intent_id)).one()
    intent.state = state
    intent.last_error_code = code
    intent.last_error_text = text


def refused_state(status: int) -> str:
    """Held where somebody must be allowed to, rejected where the record must be put right."""
    return "held" if status == FORBIDDEN else "rejected"


def refused_text(issues: Sequence[str]) -> str:
    """The first of what the platform found wrong; the sync centre makes sentences of it."""
    return "; ".join(issues[:5])


def is_about_the_record(refused: Refused) -> bool:
    """Whether sending the same again can do no good: something it refers to is not there, or it is double."""
    return refused.status in GONE or any(issue.split(" ")[0] in ABOUT_THE_RECORD for issue in refused.issues)


def wait_for_merge(session: Session, intent_ids: Sequence[str]) -> None:
    """These build on a version that is no longer the newest there."""
    session.execute(
        update(Intent)
        .where(Intent.id.in_(intent_ids))
        .values(state="merge")
        .execution_options(synchronize_session=False)
    )


def put_off(
    session: Session, intent_ids: Collection[str], now: datetime, spread: float, *, may_hold: bool = True
) -> None:
    """Try these again later; each attempt waits longer, and after some a person is asked.

    `spread` between 0 and 1 is the full jitter of sync.md 5.6.
    """
    for intent in session.scalars(select(Intent).where(Intent.id.in_(intent_ids))):
        intent.state, intent.last_error_code = "queued", None
        intent.next_try = now + timedelta(seconds=back_off.seconds(intent.attempts, spread))
    if may_hold:
        hold_if_tried_often(session, intent_ids)


def put_off_no_longer(session: Session, remote_id: int) -> None:
    """Somebody asks now: what was put off is tried at once. How often it was tried still counts."""
    session.execute(
        update(Intent)
        .where(Intent.remote_id == remote_id, Intent.next_try.is_not(None))
        .values(next_try=None)
        .execution_options(synchronize_session=False)
    )


def hold_if_tried_often(session: Session, intent_ids: Collection[str]) -> None:
    """A person is asked about those of them that the platform would not take again and again."""
    is_enough = Intent.id.in_(intent_ids), Intent.state == "queued", Intent.attempts >= ATTEMPTS_BEFORE_HELD
    for intent in session.scalars(select(Intent).where(*is_enough)):
        intent.state, intent.last_error_code = "held", HELD_CODE


def requeue_mended(session: Session, remote_id: int) -> None:
    """Refused saves whose record was edited since go again, with the mended content."""
    stuck = session.scalars(
        select(Intent).where(Intent.remote_id == remote_id, OPEN, Intent.state.in_(("rejected", "held")))
    ).all()
    for intent in stuck:
        if renew(session, intent):
            intent.state, intent.next_try, intent.attempts = "queued", None, 0


def renew(session: Session, intent: Intent) -> bool:
    """Point the items at what the heads hold now; whether anything was newer.

    What later saves say of the same resources is contained in it: sent after it, they would undo it.
    """
    is_newer = False
    for item in intent.items:
        head = session.get(Head, (intent.remote_id, item.type, item.id))
        if item.is_open and head and head.working_seq and head.working_seq > item.version_seq:
            version = session.get_one(Version, head.working_seq)
            item.version_seq, item.hash = version.seq, version.hash
            _contain(session, intent, item)
            is_newer = True
    return is_newer


def _contain(session: Session, intent: Intent, carrier: IntentItem) -> None:
    """Close what other saves say of the carrier's resource in versions that its own is built on."""
    contained = select(Version.seq).where(
        Version.type == carrier.type, Version.id == carrier.id, Version.seq <= carrier.version_seq
    )
    others = select(IntentItem).where(
        IS_OPEN, IntentItem.intent_id != intent.id, IntentItem.version_seq.in_(contained)
    )
    for other in session.scalars(others):
        other.is_open = False
