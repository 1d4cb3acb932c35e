"""What is spoken of and has not arrived: a person whose records came first, an encounter (sync.md 6.3)."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, bindparam, delete, or_, select, update
from sqlalchemy.orm import Session

from healthdesk.fhir import resources
from healthdesk.store.platform import Head, Wanted
from healthdesk.sync.link import Link
from healthdesk.sync.order import HOUSE, IGNORED, SYNCHRONISED
from healthdesk.sync.saves import Key

MOST_A_RUN = 50
OFTEN = 5
"""So many runs ask for the same thing one after the other; then it is asked for once a day."""

IS_RECORD = Wanted.type.in_(tuple(type_ for type_ in SYNCHRONISED if type_ not in HOUSE))
"""Who wrote or where is not the record: a missing practitioner hides nothing of the person."""

_REFERENCE = re.compile(
    rb'"reference"\s*:\s*"(?:[^"#]*/)?([A-Z][A-Za-z]+)/([A-Za-z0-9.-]{1,64})(?:/_history/[^"]*)?"'
)


_HELD = select(Head.type, Head.id).where(
    Head.remote_id == bindparam("remote", type_=Integer),
    Head.type.in_(bindparam("types", expanding=True)),
    Head.id.in_(bindparam("ids", expanding=True)),
)
_ANY = select(Wanted.id).limit(1)
"""Made once: to build them takes as long as to run them."""


def spoken_of(raw: bytes) -> set[Key]:
    """The resources a body refers to, itself left out of account."""
    found = {(type_.decode(), id_.decode()) for type_, id_ in _REFERENCE.findall(raw)}
    return {key for key in found if key[0] not in IGNORED}


def people(raw: bytes) -> set[str]:
    """The persons a body refers to, by the ids that stand there."""
    return {id_ for type_, id_ in spoken_of(raw) if type_ == "Patient"}


def note(
    session: Session, link: Link, bodies: Iterable[Mapping[str, Any]], spoken: Mapping[Key, Key]
) -> None:
    """Forget what has arrived in `bodies`; remember of `spoken` (whom → by whom) what is not here."""
    arrived = {(str(body["resourceType"]), str(body.get("id"))): _person(body) for body in bodies}
    if is_any(session):
        session.execute(
            delete(Wanted).where(_among(Wanted, arrived)).execution_options(synchronize_session=False)
        )
    missing = spoken.keys() - arrived.keys()
    if not missing:
        return
    types, ids = {type_ for type_, _ in missing}, {id_ for _, id_ in missing}
    held = session.execute(_HELD, {"remote": link.remote_id, "types": list(types), "ids": list(ids)})
    for type_, id_ in sorted(missing - {(type_, id_) for type_, id_ in held}):
        by = spoken[type_, id_]
        if session.get(Wanted, (type_, id_)) is None:
            person = id_ if type_ == "Patient" else arrived.get(by)
            session.add(Wanted(type=type_, id=id_, reason=by[0], resident_id=person))


def _among(table: type[Wanted], keys: Iterable[Key]) -> ColumnElement[bool]:
    by_type: dict[str, list[str]] = {}
    for type_, id_ in keys:
        by_type.setdefault(type_, []).append(id_)
    return or_(False, *(and_(table.type == type_, table.id.in_(ids)) for type_, ids in by_type.items()))


def _person(body: Mapping[str, Any]) -> str | None:
    """Whose record a resource belongs to."""
    if body["resourceType"] == "Patient":
        return str(body.get("id"))
    for name in ("subject", "patient", "for"):
        if person := resources.referred(body.get(name), "Patient"):
            return person
    return None


def is_any_due(session: Session, now: datetime) -> bool:
    """Whether a run asks for anything now."""
    return session.scalar(select(Wanted.id).where(_is_due(now)).limit(1)) is not None


def _is_due(now: datetime) -> ColumnElement[bool]:
    day = timedelta(days=1)
    return or_(Wanted.times_asked < OFTEN, Wanted.asked_at < now - day, Wanted.asked_at > now + day)


def next_asked(session: Session, now: datetime) -> tuple[Key, ...]:
    """What this run asks for; that it does so is written down, for what never comes is asked for seldom."""
    asked = select(Wanted).where(_is_due(now)).order_by(Wanted.times_asked).limit(MOST_A_RUN)
    found = session.scalars(asked).all()
    for one in found:
        one.times_asked, one.asked_at = one.times_asked + 1, now
    return tuple((one.type, one.id) for one in found)


def ask_once_more(session: Session) -> None:
    """Somebody asks now: what is asked for once a day is asked for in this run too."""
    session.execute(
        update(Wanted)
        .where(Wanted.times_asked >= OFTEN)
        .values(times_asked=OFTEN - 1)
        .execution_options(synchronize_session=False)
    )


def forget(session: Session, keys: Iterable[Key]) -> None:
    """These were deleted there: nobody waits for them."""
    session.execute(delete(Wanted).where(_among(Wanted, keys)).execution_options(synchronize_session=False))


def is_any(session: Session) -> bool:
    """Whether anything is wanted at all."""
    return session.scalar(_ANY) is not None


def of_person(resident_id: str) -> ColumnElement[bool]:
    """What is missing of somebody's record: the record is incomplete here, and its screens say so."""
    return and_(Wanted.resident_id == resident_id, IS_RECORD)
