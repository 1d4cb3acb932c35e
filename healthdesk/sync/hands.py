"""Who wrote there what a person is asked about: the platform's Provenance tells (sync.md 7)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from healthdesk.base import canonical
from healthdesk.base.errors import Refused
from healthdesk.fhir import authors, bundles, given_ids
from healthdesk.store.platform import Ack, Conflict, Intent, Version
from healthdesk.sync import settle
from healthdesk.sync.link import Link
from healthdesk.sync.saves import Key

NEWEST = 10
"""The version is the newest one there, and so is what speaks of it."""


def ask(link: Link) -> None:
    """One question for each open conflict, once; `Version.actor` keeps the answer. Raises PlatformError."""
    unasked = (
        select(Version.seq, Version.type, Version.id, Ack.server_version, Ack.server_time)
        .join(Conflict, (Conflict.remote_seq == Version.seq) & (Conflict.remote_id == link.remote_id))
        .join(Ack, (Ack.version_seq == Version.seq) & (Ack.remote_id == link.remote_id))
        .where(Conflict.state == "open", Version.origin == "remote", Version.actor == "")
        .where(Ack.server_time.is_not(None))
    )
    with link.database.reading() as session:
        found = session.execute(unasked).all()
    for one in found:
        if link.should_stop():
            return
        name = _told(link, (one.type, one.id), one.server_version, one.server_time or "") or authors.NOBODY
        with link.writing("Conflict") as session:
            session.execute(update(Version).where(Version.seq == one.seq).values(actor=name[:60]))


def _told(link: Link, key: Key, version: str, stored_at: str) -> str:
    place = f"{key[0]}/{link.border.there(link, *key)}"
    form = {"target": place, "_sort": "-_lastUpdated", "_count": str(NEWEST)}
    try:
        page = bundles.page(link.client.search("Provenance", form).body).entries
    except Refused as refused:
        if refused.status in settle.OVERLOADED:
            raise
        return ""
    except ValueError:
        return ""
    bodies = [canonical.decode(entry.body) for entry in page if entry.type == "Provenance" and entry.body]
    names = (authors.writer(body, place, version, stored_at) for body in bodies if not _is_ours(link, body))
    return next(filter(None, names), "")


def _is_ours(link: Link, provenance: Mapping[str, Any]) -> bool:
    """Whether it marks a save of this desk, which wrote the other side of the conflict."""
    id_ = given_ids.ours(provenance) or str(provenance.get("id"))
    with link.database.reading() as session:
        return session.scalar(select(Intent.seq).where(Intent.id == id_)) is not None
