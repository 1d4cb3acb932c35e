"""What others wrote into a resource that only follows our record: never taken, never written over in silence.

TYPES are made out of a row. A change that no desk of ours made would last until the row changes and then be
gone; a person is shown it at once, may bring the record in line, and what that says goes on top (sync.md 7).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base import canonical
from healthdesk.base.errors import InvalidInput
from healthdesk.fhir import bundles, reactions, resources
from healthdesk.fhir.resources import Body
from healthdesk.store import journal
from healthdesk.store.base import Tracked
from healthdesk.store.platform import Ack, Head, Version
from healthdesk.store.programmes import Enrolment
from healthdesk.store.referrals import Referral
from healthdesk.store.residents import Resident
from healthdesk.store.visits import Visit
from healthdesk.sync import agreement, conflicts
from healthdesk.sync.link import Link

TYPES = frozenset(
    {
        "RelatedPerson",
        "AdverseEvent",
        "MedicationStatement",
        "ImmunizationRecommendation",
        "DocumentReference",
    }
)


@dataclass(frozen=True, slots=True)
class Change:
    """A pulled version `there` of a resource that this store held as `base` until then."""

    type: str
    id: str
    base: int
    there: int


def lay_open(link: Link, changes: Iterable[Change]) -> None:
    """Once all that came is in the rows: what none of them says was written by another hand."""
    for change in changes:
        with link.writing("Conflict") as session:
            _look_at(session, link, change)


def _look_at(session: Session, link: Link, change: Change) -> None:
    head = session.get(Head, (link.remote_id, change.type, change.id))
    there = session.get(Version, change.there)
    if head is None or there is None or head.state != "clean" or head.acked_seq != change.there:
        return
    body = bundles.content(canonical.decode(there.body))
    made = _made(session, link, change, body)
    if made is not None and made[1] != body:
        _open(session, link, head, change, there, made)


def _made(session: Session, link: Link, change: Change, body: Body) -> tuple[Tracked, Body] | None:
    """The row that it follows, and what that says on top of the change; None where no row is known."""
    patient = resources.referred(body.get("patient") or body.get("subject"), "Patient")
    for row in _rows(session, patient) if patient else ():
        try:
            found = link.mapper.freeze(row, lambda type_, id_: journal.last_body(session, type_, id_))
        except InvalidInput:
            continue
        for one in found:
            if (one.type, one.id) == (change.type, change.id):
                return row, one.body
    return None


def _rows(session: Session, resident_id: str) -> Iterator[Tracked]:
    resident = session.get(Resident, resident_id)
    if resident is not None:
        yield resident
    yield from session.scalars(select(Enrolment).where(Enrolment.resident_id == resident_id)).all()
    yield from session.scalars(select(Referral).where(Referral.resident_id == resident_id)).all()
    reported = select(Visit).where(Visit.resident_id == resident_id, Visit.form_key == reactions.FORM)
    yield from session.scalars(reported).all()


def _open(  # noqa: PLR0913  the head, the three versions, and the row
    session: Session, link: Link, head: Head, change: Change, there: Version, made: tuple[Tracked, Body]
) -> None:
    """The change stands beside what our record says; the head stands at their common base."""
    row, body = made
    shown = Version(
        type=head.type,
        id=head.id,
        parent_a=change.base,
        body=there.body,
        hash=there.hash,
        origin=conflicts.FOREIGN,
        actor="",
        saved_at=link.clock.now(),
    )
    here = agreement.successor(link, there, body)
    here.noun, here.row_id = type(row).__name__, row.id
    known = session.get_one(Ack, (there.seq, link.remote_id))
    session.add_all([shown, here])
    session.flush()
    ack = Ack(version_seq=shown.seq, remote_id=link.remote_id, server_version=known.server_version)
    ack.server_time = known.server_time
    session.add(ack)
    head.acked_seq, head.working_seq, head.remote_seq = change.base, here.seq, shown.seq
    head.state = "diverged"
    session.flush()
    conflicts.lay_before_a_person(session, link, head)
