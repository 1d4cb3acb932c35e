"""A count after each run that moved something: where it disagrees, the comparison is due at once (sync.md 8).

One type a run, in turn, so that it costs some hundred bytes. What others write between the reading and the
count makes the numbers differ too; so the same difference has to be seen in two runs, and a type is compared
for it once a day at most: some platforms count only so far, or guess.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from healthdesk.base import canonical
from healthdesk.base.errors import AnswerUnclear, Refused
from healthdesk.store.platform import Comparison, Head, Remote
from healthdesk.sync import settle
from healthdesk.sync.link import Link

AT_MOST_AFTER = timedelta(days=1)
_KEPT = "tally"
"""In what is known of the platform: the type that was counted last, the difference that was seen there and
was not yet believed, and for each type the difference that it was compared for."""


def take(link: Link) -> None:
    """Count one type here and there. Asks nothing of a platform without history, which is compared each day.

    What nobody has compared so far is due anyway. Raises PlatformError.
    """
    with link.database.reading() as session:
        probed = session.get_one(Remote, link.remote_id).probe or {}
        before: dict[str, Any] = probed.get(_KEPT, {})
        type_ = _next(session, link.remote_id, before) if probed.get("keeps_history") else None
    if type_ is None:
        return
    there = _there(link, type_)
    with link.writing("Remote") as session:
        remote = session.get_one(Remote, link.remote_id)
        surplus = None if there is None else there - _here(session, link.remote_id, type_)
        remote.probe = (remote.probe or {}) | {_KEPT: _judged(session, link, type_, surplus, before)}


def _next(session: Session, remote_id: int, before: dict[str, Any]) -> str | None:
    """The one whose difference is not believed yet, else the next in turn."""
    compared = select(Comparison.type).where(Comparison.remote_id == remote_id, ~Comparison.is_refused)
    types = sorted(session.scalars(compared))
    last = before.get("type", "")
    if before.get("doubt") is not None and last in types:
        return str(last)
    return next((one for one in types if one > last), types[0] if types else None)


def _judged(
    session: Session, link: Link, type_: str, surplus: int | None, before: dict[str, Any]
) -> dict[str, Any]:
    """What is remembered of it; the comparison counts no more where the difference is believed."""
    known: dict[str, int] = before.get("known", {})
    fresh: dict[str, Any] = {"type": type_, "doubt": None, "known": known}
    if surplus in (None, 0, known.get(type_)):
        return fresh
    if before.get("type") != type_ or before.get("doubt") != surplus:
        return fresh | {"doubt": surplus}
    key = (Comparison.remote_id == link.remote_id, Comparison.type == type_)
    at = session.scalar(select(Comparison.at).where(*key))
    if at is None or abs(link.clock.now() - at) <= AT_MOST_AFTER:
        return fresh
    session.execute(delete(Comparison).where(*key))
    return fresh | {"known": known | {type_: surplus}}


def _here(session: Session, remote_id: int, type_: str) -> int:
    """How many the platform has confirmed and nobody has deleted there since."""
    confirmed = (Head.remote_id == remote_id, Head.type == type_, Head.acked_seq.is_not(None))
    return (
        session.scalar(select(func.count()).select_from(Head).where(*confirmed, Head.state != "deleted")) or 0
    )


def count(link: Link, type_: str) -> int | None:
    """How many there are; None where the platform does not say. Raises PlatformError."""
    try:
        total = canonical.decode(link.client.search(type_, {"_summary": "count"}).body).get("total")
    except (AttributeError, ValueError):
        return None
    return total if isinstance(total, int) else None


def _there(link: Link, type_: str) -> int | None:
    """The total there, if it says so: a count is a hint, and no reason to end a run."""
    try:
        return count(link, type_)
    except Refused as no:
        if no.status in settle.OVERLOADED:
            raise
        return None
    except AnswerUnclear:
        return None
