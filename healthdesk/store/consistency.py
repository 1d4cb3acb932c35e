"""Whether versions, heads, intents and rows tell the same story."""

from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base import canonical
from healthdesk.store.base import Tracked
from healthdesk.store.journal import Freezer, last_body
from healthdesk.store.platform import PLATFORM, Head, Intent, IntentItem, Version

CHUNK = 500
Fingerprint = Callable[[bytes], str]
"""The hash of a body's content, leaving out what a server owns (`fhir.bundles.fingerprint`)."""


def version_faults(session: Session, fingerprint: Fingerprint) -> list[str]:
    """Versions whose body is not what their hash says."""
    faults = []
    query = select(Version.seq, Version.body, Version.hash).execution_options(yield_per=CHUNK)
    for seq, body, digest in session.execute(query):
        # A resource that was deleted there has an empty body.
        if (fingerprint(body) if body else canonical.digest(body)) != digest:
            faults.append(f"version {seq}")
    return faults


def head_faults(
    session: Session, nouns: Sequence[type[Tracked]], freeze: Freezer, fingerprint: Fingerprint
) -> list[str]:
    """Rows whose resources are not what the store last saved of them."""
    faults = []
    for noun in nouns:
        for row in session.scalars(select(noun).execution_options(yield_per=CHUNK)):
            for resource in freeze(row, lambda type_, id_: last_body(session, type_, id_)):
                saved = last_body(session, resource.type, resource.id)
                if saved is None:
                    faults.append(f"{noun.__name__} {row.id} has no {resource.type}")
                elif fingerprint(saved) != fingerprint(canonical.encode(resource.body)):
                    faults.append(f"{noun.__name__} {row.id} differs from its {resource.type}")
    return faults


def intent_faults(session: Session) -> list[str]:
    """Dirty heads that nothing will send, and items whose version is gone."""
    faults = []
    orphans = (
        select(IntentItem.intent_id)
        .outerjoin(Version, Version.seq == IntentItem.version_seq)
        .where(Version.seq.is_(None))
    )
    faults += [f"intent {key} lacks a version" for key in session.scalars(orphans)]
    unsent = (
        select(Head.type, Head.id)
        .join(Version, Version.seq == Head.working_seq)
        .outerjoin(IntentItem, (IntentItem.type == Head.type) & (IntentItem.id == Head.id))
        .outerjoin(Intent, Intent.id == IntentItem.intent_id)
        .where(
            Head.remote_id == PLATFORM,
            Head.state == "dirty",
            Version.origin == "local",
            Intent.id.is_(None),
        )
    )
    faults += [f"{type_} {key} is changed but queued nowhere" for type_, key in session.execute(unsent)]
    return faults
