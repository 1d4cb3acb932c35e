"""What is spoken of and has not arrived: persons whose records came before them (sync.md 6.3)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from healthdesk.store.platform import Head, InboxEntry, Wanted
from healthdesk.sync.link import Link


def note(
    session: Session, link: Link, entries: Sequence[InboxEntry], bodies: Iterable[Mapping[str, Any]]
) -> None:
    """Remember the persons that `bodies` speak of and that have not arrived; forget those that have."""
    patients = {_subject(body) for body in bodies} - {None}
    arrived = {entry.id for entry in entries if entry.type == "Patient" and entry.state == "applied"}
    if arrived:
        session.execute(
            delete(Wanted)
            .where(Wanted.type == "Patient", Wanted.id.in_(arrived))
            .execution_options(synchronize_session=False)
        )
    if not patients:
        return
    held = set(
        session.scalars(
            select(Head.id).where(
                Head.remote_id == link.remote_id, Head.type == "Patient", Head.id.in_(patients)
            )
        )
    )
    for id_ in sorted(str(one) for one in patients - held):
        session.merge(Wanted(type="Patient", id=id_, reason=entries[0].type))


def _subject(body: Mapping[str, Any]) -> str | None:
    for name in ("subject", "patient", "for"):
        text = body.get(name, {}).get("reference", "") if isinstance(body.get(name), dict) else ""
        if "Patient/" in text:
            return str(text).rsplit("Patient/", 1)[1]
    return None
