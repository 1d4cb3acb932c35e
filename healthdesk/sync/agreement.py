"""What a merge leaves behind: the saves that carry its result, and the resources that must say the same."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base import canonical
from healthdesk.base.errors import InvalidInput
from healthdesk.fhir import archive_facts, bundles, outside_facts
from healthdesk.store import journal
from healthdesk.store.base import Tracked
from healthdesk.store.outside_facts import OutsideFact
from healthdesk.store.platform import Conflict, Head, Intent, IntentItem, Version
from healthdesk.store.residents import Resident
from healthdesk.sync import notes, rows, settle
from healthdesk.sync.link import Link

MERGED = "merge"
"""The origin of a version that brings two together."""

MOVED = "moved"
"""The state of a note: others changed a row, and what else says the same is not in line with it yet."""


def agree(
    session: Session, link: Link, owners: Iterable[rows.Owner], *, but: str = "", is_made_here: bool = False
) -> None:
    """Make the resources of these rows again where they no longer say what the row says.

    A telephone corrected in the Patient must reach the archive's form, and a merged visit its
    Observations. Every workstation makes the same of it, so nothing is sent twice. `but` is a type that
    is left as it came; with `is_made_here` everything is that is not unsent or merged here.
    A row whose form's file is damaged here is left as it came too: `verify` names it.
    """
    session.flush()
    for owner in dict.fromkeys(owners):
        row = rows.found(session, owner)
        if row is None:
            continue
        try:
            made = link.mapper.freeze(row, lambda type_, id_: journal.last_body(session, type_, id_))
        except InvalidInput:
            continue
        heads = [session.get(Head, (link.remote_id, one.type, one.id)) for one in made]
        is_asked = any(head is not None and head.state == "diverged" for head in heads)
        for resource, head in zip(made, heads, strict=True):
            if head is None or head.state in ("diverged", "deleted") or resource.type == but:
                continue
            if resource.follows and is_asked:
                continue
            working = session.get_one(Version, head.working_seq)
            is_ours = head.state == "dirty" or working.origin == MERGED
            if (is_ours or not is_made_here) and not _says(working, resource.body):
                version = successor(link, working, resource.body)
                version.noun, version.row_id = owner  # what came from there was nobody's
                session.add(version)
                session.flush()
                head.working_seq, head.state = version.seq, "dirty"
                repoint(session, head, version)


def _says(version: Version, body: Mapping[str, Any]) -> bool:
    return bool(version.body) and bundles.content(canonical.decode(version.body)) == body


def note(session: Session, link: Link, moved: Iterable[rows.Owner]) -> None:
    """Remember rows that others changed, until what else says the same is in line with them."""
    session.add_all(notes.make(link, owner, MOVED) for owner in dict.fromkeys(moved))


def noted(session: Session, link: Link) -> Sequence[str]:
    """What `note` remembered."""
    return session.scalars(notes.of_kind(link, MOVED).with_only_columns(Conflict.key)).all()


def agree_noted(session: Session, link: Link, keys: Iterable[str]) -> None:
    """Bring in line what these notes speak of, and forget them."""
    found = session.scalars(select(Conflict).where(Conflict.key.in_(list(keys)))).all()
    agree(session, link, [(one.type, one.id) for one in found], but="Patient")
    for one in found:
        session.delete(one)


def renew(session: Session, link: Link, moved: Sequence[rows.Owner]) -> None:
    """Of rows that changed there, make again what is unsent or was merged here: perhaps of half a record.

    The Patient comes before the archive's form and repeats whom to call from it. Merged before the form had
    come, it would put the former number back on the platform. In the unit that brings the form: a run that is
    killed after it leaves nothing to be remembered.
    """
    made = _made_here(session, link, moved) if moved else set()  # of a first load everything is new
    if made:
        agree(session, link, [one for one in moved if one[1] in made], is_made_here=True)


def _made_here(session: Session, link: Link, owners: Iterable[rows.Owner]) -> set[str | None]:
    """The ids of the rows of which something is unsent or was merged here."""
    is_made_here = (
        select(Head.id)
        .where(
            Head.remote_id == link.remote_id,
            Head.type == Version.type,
            Head.id == Version.id,
            Head.working_seq == Version.seq,
            (Head.state == "dirty") | (Version.origin == MERGED),
        )
        .exists()  # a join would be begun with every head there is
    )
    ids = {row_id for _, row_id in owners}
    found = session.scalars(select(Version.row_id).where(Version.row_id.in_(ids), is_made_here))
    return set(found)


def adopt(session: Session, link: Link, head: Head, before: bytes) -> None:
    """What a person took over about a fact of the archive is written into the archive itself.

    `before` is the body this desk worked with until then.
    """
    here = canonical.decode(before) if before and head.type in archive_facts.TYPES else {}
    part = archive_facts.part_of(here)
    if part is None:
        return
    resident = session.get(Resident, archive_facts.patient_of(here))
    working = session.get_one(Version, head.working_seq)
    said = canonical.decode(working.body) if working.body else None
    is_another_s = said is not None and archive_facts.patient_of(said) != archive_facts.patient_of(here)
    if resident is not None and (said is None or not archive_facts.is_ours(said)):
        resident.take(archive_facts.adopted(resident.answers, part, None if is_another_s else said))
        _bear(session, link, head, resident)
    beside = session.get(OutsideFact, head.id)
    if is_another_s:
        rows.refresh(session, link, [("OutsideFact", head.id)])
    elif beside is not None:
        beside.status = outside_facts.GONE


def _bear(session: Session, link: Link, near: Head, row: Tracked) -> None:
    """What follows the row now and never did: a substance that has no box on the form stands as words.

    On a person's decision only: what else is missing here is on its way from the desk that wrote it.
    """
    session.flush()
    beside = session.get_one(Version, near.working_seq)
    for one in link.mapper.freeze(row, lambda type_, id_: journal.last_body(session, type_, id_)):
        if one.follows and session.get(Head, (near.remote_id, one.type, one.id)) is None:
            version = successor(link, beside, one.body)
            version.type, version.id, version.parent_a = one.type, one.id, None
            version.noun, version.row_id = type(row).__name__, row.id
            session.add(version)
            session.flush()
            session.add(
                Head(
                    remote_id=near.remote_id,
                    type=one.type,
                    id=one.id,
                    working_seq=version.seq,
                    state="dirty",
                )
            )


def successor(link: Link, here: Version, body: Mapping[str, Any], parent_b: int | None = None) -> Version:
    """The version after `here`; a merge has a second parent."""
    raw = canonical.encode(body)
    return Version(
        type=here.type,
        id=here.id,
        parent_a=here.seq,
        parent_b=parent_b,
        body=raw,
        hash=canonical.digest(raw),
        origin=MERGED,
        noun=here.noun,
        row_id=here.row_id,
        actor=here.actor,
        saved_at=link.clock.now(),
    )


def repoint(session: Session, head: Head, version: Version) -> None:
    """The newest save that touches the head carries the merged version; older ones are contained in it."""
    found = items(session, head)
    for item in found[:-1]:
        item.is_open = False
    if found:
        found[-1].version_seq, found[-1].hash = version.seq, version.hash
    _release(session, [item.intent_id for item in found])


def drop(session: Session, head: Head) -> None:
    """The platform's version is the result: nothing of this resource needs to be sent any more."""
    found = items(session, head)
    for item in found:
        item.is_open = False
    _release(session, [item.intent_id for item in found])


def items(session: Session, head: Head) -> Sequence[IntentItem]:
    """The open items that touch a head, oldest save first."""
    versions = select(Version.seq).where(Version.type == head.type, Version.id == head.id)
    return session.scalars(
        select(IntentItem)
        .join(Intent, Intent.id == IntentItem.intent_id)
        .where(
            Intent.remote_id == head.remote_id,
            settle.IS_OPEN,
            IntentItem.version_seq.in_(versions),
        )
        .order_by(Intent.seq)
    ).all()


def _release(session: Session, intent_ids: Sequence[str]) -> None:
    """Saves that waited go on, unless another of their resources is still apart."""
    session.flush()
    for intent in session.scalars(select(Intent).where(Intent.id.in_(intent_ids), settle.OPEN)):
        items = [item for item in intent.items if item.is_open]
        heads = [session.get(Head, (intent.remote_id, item.type, item.id)) for item in items]
        if not items:
            intent.state = "acked"
        elif intent.state == "merge" and all(head is None or head.state != "diverged" for head in heads):
            intent.state = "queued"
