"""What others wrote into a resource that only follows our record: never taken, never written over in silence.

`said.TYPES` are made out of a row. A change that no desk of ours made would last until the row changes and
then be gone; a person is shown it, may bring the record in line, and what that says goes on top (sync.md 7).
Noted in the unit that takes it, laid open once all that came is in the rows: the row may come later still.

What has no digest of ours was not written by this program: a hospital's own, or ours rewritten by another
system. The id alone tells which: it is derived from that of a row.

The same holds for allergies and diseases of the archive that were rewritten before this desk first saw them;
once it holds one of ours, sync/safety.py asks. What a person takes over of these is written into the form.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import Integer, LargeBinary, bindparam, func, select
from sqlalchemy.orm import Session

from healthdesk.base import canonical
from healthdesk.fhir import (
    archive_facts,
    bundles,
    outside_facts,
    said,
)
from healthdesk.fhir.resources import Body
from healthdesk.store.base import Tracked
from healthdesk.store.outside_facts import OutsideFact
from healthdesk.store.platform import Ack, Conflict, Head, Version
from healthdesk.sync import agreement, conflicts, following, notes, rows
from healthdesk.sync.link import Link
from healthdesk.sync.saves import Key

WAITING = "waiting"


def is_one(session: Session, key: Key, acked_seq: int | None, body: Mapping[str, Any]) -> bool:
    """Whether this version of what follows a row of ours, after `acked_seq`, is by another hand."""
    type_, _ = key
    if type_ in archive_facts.TYPES and not archive_facts.is_ours(body):
        is_signed = archive_facts.part_of(body) is not None
        return is_signed or following.row_of(session, key, body) is not None
    if type_ not in said.TYPES or said.is_ours(body):
        return False
    held = session.get(Version, acked_seq) if acked_seq else None
    if said.is_signed(body) or (held and held.body and said.is_signed(canonical.decode(held.body))):
        return True
    return following.row_of(session, key, body) is not None


_UNMARKED = (
    select(Head, Version)
    .join(Version, Version.seq == Head.acked_seq)
    .where(
        Head.remote_id == bindparam("remote", type_=Integer),
        Head.type == bindparam("type"),
        Head.id.in_(bindparam("ids", expanding=True)),
        Head.state == "clean",
        Version.origin == "remote",
        func.instr(Version.body, bindparam("mark", type_=LargeBinary)) == 0,
    )
)
"""Made once: to build it takes as long as to run it."""


def claim(session: Session, link: Link, owners: Collection[rows.Owner]) -> None:
    """Note what came before these rows under an id derived from theirs, without a digest of ours."""
    keys: dict[str, list[str]] = defaultdict(list)
    for noun, row_id in owners:
        for type_, id_ in following.keys_of(session, noun, row_id):
            keys[type_].append(id_)
    persons = [row_id for noun, row_id in owners if noun == "Resident"]
    for type_, id_ in _facts_beside(session, persons) if persons else ():
        keys[type_].append(id_)
    for type_, ids in keys.items():
        mark = archive_facts.FACT if type_ in archive_facts.TYPES else said.SAID
        asked = {"remote": link.remote_id, "type": type_, "ids": ids, "mark": mark.encode()}
        for head, there in session.execute(_UNMARKED, asked):
            if following.row_of(session, (type_, head.id), canonical.decode(there.body)) is not None:
                note(session, link, (type_, head.id), there.seq, there.seq)


def _facts_beside(session: Session, persons: Collection[str]) -> Iterator[Key]:
    """What stands beside these persons' archives as said by others; it may be of the archive all the same."""
    types = {outside_facts.KINDS[type_]: type_ for type_ in archive_facts.TYPES}
    beside = OutsideFact.resident_id.in_(persons), OutsideFact.kind.in_(types)
    for kind, id_ in session.execute(select(OutsideFact.kind, OutsideFact.id).where(*beside)):
        yield types[kind], id_


def note(session: Session, link: Link, key: Key, base_seq: int | None, there: int) -> None:
    """Remember the version `there`, which meets a head that has no unsent work and stood at `base_seq`."""
    noted = notes.make(link, key, WAITING, there)
    noted.base_seq = base_seq
    session.add(noted)


def lay_open(link: Link) -> None:
    """What was noted and has its row here: what that does not say was written by another hand."""
    found = []
    with link.database.reading() as session:
        for one in session.scalars(notes.of_kind(link, WAITING)):
            if link.should_stop():
                return  # the next run looks at them
            found += [one] if _may_be_looked_at(session, link, one) else []
    notes.look_at(link, found, _look_at)


def _may_be_looked_at(session: Session, link: Link, noted: Conflict) -> bool:
    """Whether the row is here and, of a fact of the archive, the form that names it."""
    row = _row(session, noted)
    if row is None or noted.type not in archive_facts.TYPES:
        return row is not None
    head = session.get_one(Head, (link.remote_id, noted.type, noted.id))
    there = session.get_one(Version, noted.remote_seq)
    return not _is_newest(head, there) or following.made(session, link, row, there) is not None


def _is_newest(head: Head, there: Version) -> bool:
    return head.state in ("clean", "dirty") and head.acked_seq == there.seq


def _look_at(session: Session, link: Link, noted: Conflict) -> None:
    head = session.get_one(Head, (link.remote_id, noted.type, noted.id))
    there, row = session.get_one(Version, noted.remote_seq), _row(session, noted)
    body = bundles.content(canonical.decode(there.body))
    made = following.made(session, link, row, there) if row is not None and _is_newest(head, there) else None
    is_fact = noted.type in archive_facts.TYPES
    if is_fact and made is None and _is_newest(head, there):
        return  # the form that names it is on its way
    if is_fact and (beside := session.get(OutsideFact, noted.id)) is not None:
        beside.status = outside_facts.GONE  # it seemed another system's own until the archive came
    if row is None or made is None or _says_the_same(made, body):
        session.delete(noted)
        if is_fact and row is not None and made is not None:
            _sign(session, link, head, (row, made))
        return
    stands = session.get_one(Version, head.working_seq)  # with what came back of versions written on unread
    show(session, link, head, noted, (row, following.made(session, link, row, stands) or made))


def _says_the_same(made: Body, there: Body) -> bool:
    if made["resourceType"] in archive_facts.TYPES:
        return archive_facts.says_the_same(made, there)
    return said.unsigned(made) == said.unsigned(there)


def _sign(session: Session, link: Link, head: Head, made: tuple[Tracked, Body]) -> None:
    """Rewritten, and it says what we say: our mark goes on it again, to tell a later change from it."""
    if head.state == "clean":
        here = following.on_top(link, session.get_one(Version, head.acked_seq), made)
        session.add(here)
        session.flush()
        head.working_seq, head.state = here.seq, "dirty"


def _row(session: Session, noted: Conflict) -> Tracked | None:
    """The row that it follows, by what stood there before or stands there now; None while it is not here."""
    bodies = [session.get_one(Version, seq).body for seq in (noted.base_seq, noted.remote_seq) if seq]
    key = noted.type, noted.id
    found = (following.row_of(session, key, canonical.decode(body)) for body in bodies if body)
    return next((row for row in found if row is not None), None)


def show(session: Session, link: Link, head: Head, noted: Conflict, made: tuple[Tracked, Body]) -> None:
    """The change stands beside what our record says; the head stands at their common base.

    At the first load there is none: what the record says goes on top of what stands there.
    """
    row, _ = made
    there = session.get_one(Version, noted.remote_seq)
    noted.state, noted.lane = "open", row.lane
    noted.base_seq = noted.base_seq or there.seq
    shown = Version(
        type=head.type,
        id=head.id,
        parent_a=noted.base_seq,
        body=there.body,
        hash=there.hash,
        origin=conflicts.FOREIGN,
        noun=type(row).__name__,
        row_id=row.id,
        actor="",
        saved_at=link.clock.now(),
    )
    here = following.on_top(link, there, made)
    known = session.get_one(Ack, (there.seq, link.remote_id))
    session.add_all([shown, here])
    session.flush()
    ack = Ack(version_seq=shown.seq, remote_id=link.remote_id, server_version=known.server_version)
    ack.server_time = known.server_time
    session.add(ack)
    head.acked_seq, head.working_seq, head.remote_seq = noted.base_seq, here.seq, shown.seq
    head.state = "diverged"
    agreement.repoint(session, head, here)
    session.flush()
    conflicts.lay_before_a_person(session, link, head)
