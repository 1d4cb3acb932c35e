"""Writes the rows that pulled or merged resources describe."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Integer, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from healthdesk.base import canonical
from healthdesk.base.errors import InvalidInput
from healthdesk.fhir import outside_facts
from healthdesk.fhir.mapping import ROWS, RowChange
from healthdesk.store import bulk, journal
from healthdesk.store.base import Tracked
from healthdesk.store.measures import Measure, columns
from healthdesk.store.platform import Head, Version
from healthdesk.store.visits import Visit
from healthdesk.sync.link import Link

Owner = tuple[str, str]

HIDDEN = {
    "Resident": {"status": "deleted"},
    "Visit": {"status": "void"},
    "Vaccination": {"status": "void"},
    "Referral": {"status": "void"},
    "Enrolment": {"status": "ended"},
    "Family": {},
    "CentreRecord": {"status": "void"},
    "Background": {},
    "Lot": {},
    "Movement": {},
    "Refrigerator": {"status": "retired"},
    "Temperature": {"status": "void"},
    "OutsideFact": {"status": "gone"},
    "Appointment": {"status": "void"},
    "BookingSlot": {"status": "entered-in-error"},
}
"""What a deletion on the platform makes of a row: it is hidden, never removed (I10)."""


_REQUIRED = {
    noun: tuple(column.name for column in row.__table__.columns if not column.nullable)
    for noun, row in ROWS.items()
}
_WORKED_WITH = (
    select(Head.type, Head.id, Head.state, Version.body)
    .join(Version, Version.seq == Head.working_seq)
    .where(
        Head.remote_id == bindparam("remote", type_=Integer),
        Head.type.in_(bindparam("types", expanding=True)),
        Head.id.in_(bindparam("ids", expanding=True)),
    )
)
_NO_MEASURES = (
    delete(Measure)
    .where(Measure.visit_id.in_(bindparam("visits", expanding=True)))
    .execution_options(synchronize_session=False)
)
"""Made once: to build them takes as long as to run them."""


def refresh(session: Session, link: Link, owners: Iterable[Owner]) -> dict[Owner, str]:
    """Make these rows say what the working versions of their resources say.

    Returns the owners whose resources make no sense, with a short reason.
    """
    faults: dict[Owner, str] = {}
    by_noun: dict[str, list[str]] = defaultdict(list)
    for noun, row_id in dict.fromkeys(owners):
        by_noun[noun].append(row_id)
    for noun, ids in by_noun.items():
        bodies, deleted = _parts(session, link, noun, ids)
        fresh: list[Tracked] = []
        found = {row.id: row for row in session.scalars(select(ROWS[noun]).where(ROWS[noun].id.in_(ids)))}
        for row_id in ids:
            change, fault = _thawed(link, noun, row_id, bodies[row_id])
            if fault:
                faults[noun, row_id] = fault
            if row_id in deleted and row_id in found:
                _set(found[row_id], HIDDEN[noun])
            elif change is not None:
                found[row_id] = _put(found.get(row_id), change, fresh)
        bulk.add(session, session.info[journal.WORK], fresh)
        if noun == "Visit":
            visits = [row for row in found.values() if isinstance(row, Visit)]
            faults |= {("Visit", id_): fault for id_, fault in _measure(session, link, visits).items()}
    return faults


def fault(session: Session, link: Link, owner: Owner) -> str | None:
    """Why the working versions of these resources make no whole row here; None when they do."""
    noun, row_id = owner
    bodies, _ = _parts(session, link, noun, [row_id])
    _, reason = _thawed(link, noun, row_id, bodies[row_id])
    row = session.get(ROWS[noun], row_id)
    if reason is None and isinstance(row, Visit):
        try:
            _numbers(link, row)
        except InvalidInput as damaged:
            return f"{damaged.field} {damaged.reason}"
    return reason


def _parts(
    session: Session, link: Link, noun: str, ids: Sequence[str]
) -> tuple[dict[str, dict[str, Any]], set[str]]:
    """The decoded working bodies by row and type, and the rows whose primary resource was deleted."""
    owner_of: dict[tuple[str, str], str] = {}
    primary: set[tuple[str, str]] = set()
    for row_id in ids:
        parts = link.mapper.parts(noun, row_id)
        primary.update(parts if noun == "OutsideFact" else parts[:1])  # of its three types it has one
        owner_of |= dict.fromkeys(parts, row_id)
    types, parts_ids = {type_ for type_, _ in owner_of}, {id_ for _, id_ in owner_of}
    asked = {"remote": link.remote_id, "types": list(types), "ids": list(parts_ids)}
    rows = session.execute(_WORKED_WITH, asked)
    bodies: dict[str, dict[str, Any]] = defaultdict(dict)
    deleted: set[str] = set()
    for type_, id_, state, body in rows:
        if (type_, id_) not in owner_of:
            continue
        owner = owner_of[type_, id_]
        if state == "deleted" or not body:
            deleted |= {owner} if (type_, id_) in primary else set()
        else:
            bodies[owner][type_] = canonical.decode(body)
    return bodies, deleted


def _thawed(
    link: Link, noun: str, row_id: str, bodies: Mapping[str, Any]
) -> tuple[RowChange | None, str | None]:
    try:
        owners = {link.mapper.owner(body) for body in bodies.values()} - {None}
        if owners and (noun, row_id) not in owners:
            return None, None  # a tombstone names every noun it may have been; this one is another's
        change = link.mapper.thaw(noun, row_id, bodies)
        return (None, "incomplete") if change and _lacks(change) else (change, None)
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        return None, type(error).__name__


def _lacks(change: RowChange) -> bool:
    """Whether something is missing that every row of this kind has: a Patient of others without sex."""
    return any(change.columns.get(name, "") is None for name in _REQUIRED[change.noun])


def _put(row: Tracked | None, change: RowChange, fresh: list[Tracked]) -> Tracked:
    if row is None:
        row = ROWS[change.noun].in_bulk(id=change.id, **change.columns)
        fresh.append(row)
    else:
        _set(row, change.columns)
    return row


def _set(row: Tracked, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def _measure(session: Session, link: Link, visits: Sequence[Visit]) -> dict[str, str]:
    """The indexed numbers of pulled visits, for trends and statistics.

    Returns the ids of those whose numbers are not found, for the file of their form is damaged, and where.
    """
    faults: dict[str, str] = {}
    session.flush()
    session.execute(_NO_MEASURES, {"visits": [visit.id for visit in visits]})
    numbers: list[dict[str, Any]] = []
    for visit in visits:
        try:
            numbers += _numbers(link, visit)
        except InvalidInput as fault:
            faults[visit.id] = f"{fault.field} {fault.reason}"
    if numbers:
        session.connection().execute(insert(Measure), numbers)
    return faults


def _numbers(link: Link, visit: Visit) -> list[dict[str, Any]]:
    if visit.status == "void":
        return []
    found = link.mapper.measures(visit.form_key, visit.form_version, visit.answers)
    return [columns(visit, one) for one in found]


def found(session: Session, owner: Owner) -> Tracked | None:
    """The row of an owner, if it is there."""
    noun, row_id = owner
    return session.get(ROWS[noun], row_id)


def owners_of(version: Version) -> list[Owner]:
    """The row that a version describes; none for what follows no row of ours."""
    return [(version.noun, version.row_id)] if version.noun and version.row_id else []


def owners_of_deleted(type_: str, id_: str) -> list[Owner]:
    """A tombstone has no body to ask: the rows whose primary resource it was."""
    nouns = {
        "Patient": ("Resident",),
        "QuestionnaireResponse": ("Visit", "CentreRecord", "Refrigerator", "Temperature"),
        "Immunization": ("Vaccination",),
        "ServiceRequest": ("Referral",),
        "CarePlan": ("Enrolment",),
        "Appointment": ("Appointment",),
        "Slot": ("BookingSlot",),
        **dict.fromkeys(outside_facts.KINDS, ("OutsideFact",)),
    }
    return [(noun, id_) for noun in nouns.get(type_, ())]
