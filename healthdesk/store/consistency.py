"""Whether versions, heads, intents and rows tell the same story."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from healthdesk.base import canonical
from healthdesk.base.errors import InvalidInput
from healthdesk.base.progress import Counter, Silence
from healthdesk.store.base import Tracked
from healthdesk.store.journal import Freezer, last_body
from healthdesk.store.platform import PLATFORM, Head, Intent, IntentItem, Version

CHUNK = 500
Fingerprint = Callable[[bytes], str]
"""The hash of a body's content, leaving out what a server owns (`fhir.bundles.fingerprint`)."""


def version_faults(session: Session, fingerprint: Fingerprint, counter: Counter | None = None) -> list[str]:
    """Versions whose body is not what their hash says. Raises Cancelled."""
    faults, counted = [], counter or Counter(Silence())
    query = select(Version.seq, Version.body, Version.hash).execution_options(yield_per=CHUNK)
    for seq, body, digest in session.execute(query):
        # A resource that was deleted there has an empty body.
        if (fingerprint(body) if body else canonical.digest(body)) != digest:
            faults.append(f"version {seq}")
        if seq % CHUNK == 0:
            counted.add(CHUNK)
    return faults


def head_faults(
    session: Session,
    nouns: Sequence[type[Tracked]],
    freeze: Freezer,
    fingerprint: Fingerprint,
    counter: Counter | None = None,
) -> list[str]:
    """Rows whose resources are not what the store last saved of them. Raises Cancelled."""
    faults, counted = [], counter or Counter(Silence())
    asked = _asked(session)
    for noun in nouns:
        rows = session.scalars(select(noun).execution_options(yield_per=CHUNK))
        for chunk in rows.partitions():
            bodies = _working_bodies(session, [row.id for row in chunk])
            for row in chunk:
                saved = _Saved(session, bodies, asked)
                faults += _row_faults(row, saved, freeze, fingerprint)
            counted.add(len(chunk))
        session.expunge_all()
    return faults


def _working_bodies(session: Session, row_ids: Sequence[str]) -> dict[tuple[str, str], bytes]:
    # An outer join, for it begins with the versions of these rows: an inner one walks through every head.
    head = and_(
        Head.remote_id == PLATFORM,
        Head.type == Version.type,
        Head.id == Version.id,
        Head.working_seq == Version.seq,
    )
    query = (
        select(Version.type, Version.id, Version.body, Head.working_seq)
        .outerjoin(Head, head)
        .where(Version.row_id.in_(row_ids))
    )
    return {(type_, id_): body for type_, id_, body, seq in session.execute(query) if seq is not None}


def _asked(session: Session) -> frozenset[tuple[str, str]]:
    """The resources about which a person is asked."""
    heads = select(Head.type, Head.id).where(Head.remote_id == PLATFORM, Head.state == "diverged")
    return frozenset((type_, id_) for type_, id_ in session.execute(heads))


@dataclass(frozen=True)
class _Saved:
    """The last bodies of a chunk of rows. What was pulled beside a row (Encounter …) names no row."""

    session: Session
    bodies: dict[tuple[str, str], bytes]
    asked: frozenset[tuple[str, str]]

    def __call__(self, type_: str, id_: str) -> bytes | None:
        key = (type_, id_)
        if key not in self.bodies and (found := last_body(self.session, type_, id_)) is not None:
            self.bodies[key] = found
        return self.bodies.get(key)


def _row_faults(row: Tracked, saved: _Saved, freeze: Freezer, fingerprint: Fingerprint) -> list[str]:
    faults = []
    noun = type(row).__name__
    try:
        resources = freeze(row, saved)
    except InvalidInput as fault:  # the file of its form is damaged, here only
        return [f"{noun} {row.id} cannot be compared: {fault.field} {fault.reason}"]
    if any(saved(one.type, one.id) == b"" for one in resources):
        return []  # deleted on the platform: hidden here, and what is left of it there stays as it is
    is_asked = any((one.type, one.id) in saved.asked for one in resources)
    for resource in resources:
        if resource.follows and is_asked:
            continue
        body = saved(resource.type, resource.id)
        if body is None:
            faults.append(f"{noun} {row.id} has no {resource.type}")
        elif fingerprint(body) != fingerprint(canonical.encode(resource.body)):
            faults.append(f"{noun} {row.id} differs from its {resource.type}")
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
