"""Form a family, join it, leave it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base import errors
from healthdesk.base.ids import Ids
from healthdesk.domain.access import Permission
from healthdesk.services import reading
from healthdesk.services.rows import FamilyMember
from healthdesk.services.seat import Seat
from healthdesk.store.database import Database
from healthdesk.store.families import Family
from healthdesk.store.residents import Resident


class Families:
    """Households. A family is formed by the first two people put together."""

    def __init__(self, *, database: Database, seat: Seat, ids: Ids) -> None:
        self._database = database
        self._seat = seat
        self._ids = ids

    def form(self, head_id: str) -> str:
        """A new family with this resident as its head; returns the family's id."""
        self._seat.require(Permission.REGISTER)
        with self._database.writing("family", lane=head_id) as session:
            head = reading.resident(session, head_id)
            family = Family(id=self._ids.new(), head_id=head.id, address=head.address)
            session.add(family)
            head.family_id, head.family_role = family.id, "head"
            return family.id

    def join(self, family_id: str, resident_id: str, role: str) -> None:
        """`resident_id` belongs to this household; `role` is a word such as spouse. Raises NotFound."""
        self._seat.require(Permission.REGISTER)
        with self._database.writing("family", lane=resident_id) as session:
            row = reading.resident(session, resident_id)
            if session.get(Family, family_id) is None:
                raise errors.NotFound("family", family_id)
            row.family_id, row.family_role = family_id, role

    def join_with(self, other_id: str, resident_id: str, role: str) -> None:
        """Into the household of `other_id`, which is formed when there is none yet."""
        with self._database.reading() as session:
            family_id = reading.resident(session, other_id).family_id
        self.join(family_id or self.form(other_id), resident_id, role)

    def around(self, resident_id: str) -> tuple[FamilyMember, ...]:
        """The household of a resident, the resident included; nobody without one."""
        self._seat.require(Permission.VIEW_RECORD)
        with self._database.reading() as session:
            return members(session, reading.resident(session, resident_id).family_id)

    def leave(self, resident_id: str) -> None:
        """The resident belongs to no household any more."""
        self._seat.require(Permission.REGISTER)
        with self._database.writing("family", lane=resident_id) as session:
            row = reading.resident(session, resident_id)
            row.family_id = row.family_role = None

    def members(self, family_id: str) -> tuple[FamilyMember, ...]:
        """Everybody of the household."""
        self._seat.require(Permission.VIEW_RECORD)
        with self._database.reading() as session:
            return members(session, family_id)


def members(session: Session, family_id: str | None) -> tuple[FamilyMember, ...]:
    """Everybody of a household, the oldest first; nobody for no household."""
    if family_id is None:
        return ()
    rows = session.scalars(select(Resident).where(Resident.family_id == family_id).order_by(Resident.born))
    return tuple(FamilyMember(r.id, r.name, r.sex, r.born, r.family_role or "") for r in rows)
