"""Persons who were registered twice: pointed out, joined by somebody who has looked, and parted again.

Nothing is moved: each record keeps its visits and doses, and one of the two counts. So joining can be undone,
here and on every other workstation (sync.md 7). That two records are two persons is kept and told the same
way, so that nobody has to look at them twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base import errors
from healthdesk.domain.access import Permission
from healthdesk.services import reading
from healthdesk.services.joined_records import JoinedRecords, settle_all
from healthdesk.services.seat import Seat
from healthdesk.store import search
from healthdesk.store.database import Database
from healthdesk.store.residents import Resident

MOST = 200
CLOSED = frozenset({"merged", "deleted"})


@dataclass(frozen=True, slots=True)
class Side:
    """One of two records, as far as it takes to tell persons apart."""

    id: str
    name: str
    sex: str
    born: date | None
    id_masked: str
    phone_masked: str
    address: str
    archive_no: str
    status: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records of perhaps one person. `kept` counts, or would: the older one. `traits`: what they share.

    `is_joined`: somebody has said that it is one person; `is_distinct`: that it is two.
    """

    kept: Side
    other: Side
    traits: tuple[str, ...]
    is_joined: bool
    is_distinct: bool = False

    @property
    def is_decided(self) -> bool:
        """Whether nobody has to look at it any more."""
        return self.is_joined or self.is_distinct


class Duplicates:
    """Pairs of records and what a person decides about them."""

    def __init__(self, *, database: Database, seat: Seat, records: JoinedRecords) -> None:
        self._database = database
        self._seat = seat
        self._records = records

    def pairs(self, limit: int = MOST) -> tuple[Pair, ...]:
        """Suggested pairs, one identity number first, then those decided before. Reads everybody once."""
        self._seat.require(Permission.RESOLVE_CONFLICTS)
        with self._database.reading() as session:
            decided = _decided(session)
            # What was decided goes on being alike: it must not keep others from being looked at.
            keys = [*search.pairs(session, limit + len(decided)), *decided]
            people = _people(session, {id_ for pair in keys for id_ in pair})
        found = [_pair(people[one], people[other]) for one, other in keys if {one, other} <= people.keys()]
        pairs = dict.fromkeys(pair for pair in found if pair is not None)
        return tuple(sorted(pairs, key=lambda pair: pair.is_decided))[:limit]

    def join(self, kept_id: str, other_id: str) -> None:
        """Say that it is one person, and that `kept_id` counts. Audited; nothing is moved or taken away.

        Raises InvalidInput: one of them is closed ("merged", "deleted"), or both have an identity number and
        not the same ("another-person").
        """
        self._seat.require(Permission.RESOLVE_CONFLICTS)
        with self._database.writing("merge", lane=kept_id) as session:
            kept, other = reading.resident(session, kept_id), reading.resident(session, other_id)
            for row in (kept, other):
                if row.status in CLOSED:
                    raise errors.InvalidInput("resident", row.status)
            both_known = kept.id_no and other.id_no and kept.id_type == other.id_type
            if kept_id == other_id or (both_known and kept.id_no != other.id_no):
                raise errors.InvalidInput("id_no", "another-person")
            other.joined_to, other.status_before, other.status = kept.id, other.status, "merged"
            kept.joined_from = sorted({*(kept.joined_from or ()), other.id})
            _forget_distinct(kept, other)
            self._records.take_over(session, kept, other)
            self._records.follow(session, kept)
            session.audit("join", "Resident", other.id, kept.id)

    def part(self, other_id: str) -> None:
        """They are two persons after all: both records are as they were. Raises InvalidInput, NotFound."""
        self._seat.require(Permission.RESOLVE_CONFLICTS)
        with self._database.writing("merge", lane=other_id) as session:
            other = reading.resident(session, other_id)
            if other.status != "merged":
                raise errors.InvalidInput("resident", "already-there")
            kept = session.get(Resident, other.joined_to) if other.joined_to else None
            if kept is not None:
                kept.joined_from = [id_ for id_ in kept.joined_from or () if id_ != other.id] or None
            other.status = other.status_before or ("dead" if other.died_on else "active")
            other.joined_to, other.status_before = None, None
            if kept is not None:
                self._records.give_back(session, kept, other)
                self._records.follow(session, kept)
            self._records.follow(session, other)
            session.audit("part", "Resident", other.id, kept.id if kept else None)

    def settle(self) -> int:
        """Whoever was joined elsewhere is followed up at the record that counts; returns how many changed."""
        with self._database.writing("due") as session:
            return settle_all(session, self._records)

    def tell_apart(self, one_id: str, other_id: str) -> None:
        """Say that these are two persons, for good and on every workstation. Audited.

        Raises InvalidInput: they are joined, or one of them is closed ("merged", "deleted"); NotFound.
        """
        self._seat.require(Permission.RESOLVE_CONFLICTS)
        with self._database.writing("merge", lane=one_id) as session:
            one, other = reading.resident(session, one_id), reading.resident(session, other_id)
            for row in (one, other):
                if row.status in CLOSED:
                    raise errors.InvalidInput("resident", row.status)
            if one_id == other_id:
                raise errors.InvalidInput("resident", "already-there")
            if not _is_distinct(one, other):
                one.distinct_from = sorted({*(one.distinct_from or ()), other.id})
                session.audit("tell-apart", "Resident", one.id, one.id)

    def reconsider(self, one_id: str, other_id: str) -> None:
        """Take back that these are two persons: they are suggested again. Raises InvalidInput, NotFound."""
        self._seat.require(Permission.RESOLVE_CONFLICTS)
        with self._database.writing("merge", lane=one_id) as session:
            one, other = reading.resident(session, one_id), reading.resident(session, other_id)
            if not _is_distinct(one, other):
                raise errors.InvalidInput("resident", "already-there")
            _forget_distinct(one, other)
            session.audit("reconsider", "Resident", one.id, one.id)


def _decided(session: Session) -> list[tuple[str, str]]:
    """The pairs that somebody has decided about."""
    joined = select(Resident.joined_to, Resident.id).where(Resident.status == "merged")
    apart = select(Resident.id, Resident.distinct_from).where(Resident.distinct_from.is_not(None))
    found = [(kept, other) for kept, other in session.execute(joined) if kept]
    return [*found, *((one, str(other)) for one, others in session.execute(apart) for other in others)]


def _is_distinct(one: Resident, other: Resident) -> bool:
    return other.id in (one.distinct_from or ()) or one.id in (other.distinct_from or ())


def _forget_distinct(one: Resident, other: Resident) -> None:
    for row, gone in ((one, other.id), (other, one.id)):
        if gone in (row.distinct_from or ()):
            row.distinct_from = [id_ for id_ in row.distinct_from or () if id_ != gone] or None


def _people(session: Session, ids: set[str]) -> Mapping[str, Resident]:
    return {row.id: row for row in session.scalars(select(Resident).where(Resident.id.in_(ids)))}


def _pair(one: Resident, other: Resident) -> Pair | None:
    """The pair with its older record first; None where nothing is to be decided."""
    if one.joined_to == other.id:
        one, other = other, one
    is_joined = other.joined_to == one.id
    if not is_joined:
        if {one.status, other.status} & CLOSED:
            return None
        if other.created_at < one.created_at:
            one, other = other, one
    return Pair(_side(one), _side(other), tuple(_traits(one, other)), is_joined, _is_distinct(one, other))


def _traits(one: Resident, other: Resident) -> list[str]:
    shared = {
        search.Trait.ID_NO: one.id_no and one.id_no == other.id_no,
        search.Trait.NAME: one.name == other.name,
        search.Trait.BORN: one.born and one.born == other.born,
        search.Trait.PHONE: one.phone and one.phone == other.phone,
        search.Trait.ADDRESS: one.address and one.address == other.address,
    }
    return [trait.value for trait, is_shared in shared.items() if is_shared]


def _side(row: Resident) -> Side:
    id_masked, phone_masked = reading.masked(row)
    return Side(
        row.id,
        row.name,
        row.sex,
        row.born,
        id_masked,
        phone_masked,
        row.address or "",
        row.archive_no,
        row.status,
    )
