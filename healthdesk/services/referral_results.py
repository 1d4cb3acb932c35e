"""Visits that referred somebody on, with the result to be asked for within two weeks (hypertension 5.2).

A referral sheet begun for that visit or its programme has its own course (`referrals`), and a later record of
the same programme is the contact that was asked for: neither stands here. Of another sheet of those days
only a person knows whether it was for this: it is named beside the question.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.base.text import masked_phone
from healthdesk.domain.access import Permission
from healthdesk.services import privacy
from healthdesk.services.endings import DEPARTED
from healthdesk.services.seat import Seat
from healthdesk.store.database import Database
from healthdesk.store.referrals import Referral
from healthdesk.store.residents import Resident
from healthdesk.store.visits import Visit

WHERE, WHY = "ref_org_dept", "ref_reason"
"""The items of the follow-up forms with where to and why somebody was referred."""


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A visit whose referral somebody asks about by `due_on`. `to` and `why` are as they were written.

    `sheet_id` and `sheet` (its number and where to) are of a referral sheet of those days that may be it.
    """

    visit_id: str
    resident_id: str
    name: str
    phone_masked: str
    programme: str
    on: date
    due_on: date
    to: str
    why: str
    doctor: str
    sheet_id: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class ResultCount:
    """How many are open, how many of them are late, and the earliest day."""

    many: int
    late: int
    oldest: date | None


class ReferralResults:
    """What the hospital did is asked of the person, and written down in a sentence."""

    def __init__(self, *, database: Database, seat: Seat, clock: Clock) -> None:
        self._database = database
        self._seat = seat
        self._clock = clock

    def waiting(self, limit: int = 500) -> tuple[ResultRow, ...]:
        """The longest overdue first. Raises NotAllowed."""
        self._seat.require(Permission.VIEW_RECORD)
        query = (
            select(Visit, Resident)
            .join(Resident, Resident.id == Visit.resident_id)
            .where(self._open())
            .order_by(Visit.referral_result_due, Visit.id)
            .limit(limit)
        )
        with self._database.reading() as session:
            found = session.execute(query).all()
            return tuple(_row(visit, person, self._sheet(session, visit)) for visit, person in found)

    def count(self) -> ResultCount:
        """The whole list in figures."""
        self._seat.require(Permission.VIEW_RECORD)
        due, today = Visit.referral_result_due, self._clock.today()
        query = select(func.count(), func.count().filter(due < today), func.min(due))
        joined = query.select_from(Visit).join(Resident, Resident.id == Visit.resident_id)
        with self._database.reading() as session:
            return ResultCount(*session.execute(joined.where(self._open())).one())

    def note(self, visit_id: str, result: str) -> None:
        """What was said. Raises InvalidInput for no words or a visit that asks for none, NotFound."""
        self._seat.require(Permission.LOG_VISIT)
        if not result.strip():
            raise errors.InvalidInput("referral_result", "required")
        with self._database.writing("review") as session:
            visit = session.get(Visit, visit_id)
            if visit is None:
                raise errors.NotFound("visit", visit_id)
            privacy.require(self._seat, visit)
            if visit.referral_result_due is None or visit.status == "void":
                raise errors.InvalidInput("referral_result", "order")
            visit.referral_result, visit.referral_result_on = result.strip(), self._clock.today()
            visit.referral_result_by = self._seat.sitter.full_name

    def join(self, visit_id: str, referral_id: str) -> None:
        """That sheet is the referral this visit asked for; its own course goes on from there.

        Raises NotFound, NotAllowed, InvalidInput for the sheet of somebody else or of another visit.
        """
        self._seat.require(Permission.LOG_VISIT)
        with self._database.writing("refer") as session:
            visit, sheet = session.get(Visit, visit_id), session.get(Referral, referral_id)
            if visit is None or sheet is None:
                raise errors.NotFound("visit" if visit is None else "referral", visit_id)
            privacy.require(self._seat, visit)
            privacy.require(self._seat, sheet)
            if sheet.resident_id != visit.resident_id or sheet.visit_id not in (None, visit_id):
                raise errors.InvalidInput("referral", "another-person-or-visit")
            sheet.visit_id = visit_id

    def _sheet(self, session: Session, visit: Visit) -> Referral | None:
        """The last sheet of those days that says of no other visit that it is its own."""
        return session.scalars(
            select(Referral)
            .where(
                Referral.resident_id == visit.resident_id,
                Referral.out_date.between(visit.visited_on, visit.referral_result_due),
                Referral.visit_id.is_(None),
                Referral.status != "void",
                privacy.visible_referrals(self._seat),
            )
            .order_by(Referral.signed_at.desc())
            .limit(1)
        ).first()

    def _open(self) -> ColumnElement[bool]:
        later, sheet = aliased(Visit), Referral
        is_seen_again = exists().where(
            later.resident_id == Visit.resident_id,
            later.visited_on > Visit.visited_on,
            later.programme == Visit.programme,
            later.status != "void",
        )
        is_of_those_days = sheet.out_date.between(Visit.visited_on, Visit.referral_result_due)
        has_its_sheet = exists().where(
            sheet.resident_id == Visit.resident_id,
            or_(
                sheet.visit_id == Visit.id,
                and_(sheet.visit_id.is_(None), sheet.programme == Visit.programme, is_of_those_days),
            ),
            sheet.status != "void",
        )
        return and_(
            Visit.referral_result_due.is_not(None),
            Visit.referral_result.is_(None),
            Visit.status != "void",
            privacy.visible_visits(self._seat),
            Resident.status.not_in(DEPARTED),
            ~is_seen_again,
            ~has_its_sheet,
        )


def _row(visit: Visit, person: Resident, sheet: Referral | None) -> ResultRow:
    reasons = [str(one["text"]) for one in visit.judgement.get("reasons", ())]
    return ResultRow(
        visit_id=visit.id,
        resident_id=person.id,
        name=person.name,
        phone_masked=masked_phone(person.phone or ""),
        programme=visit.programme,
        on=visit.visited_on,
        due_on=visit.referral_result_due or visit.visited_on,
        to=str(visit.answers.get(WHERE) or ""),
        why=str(visit.answers.get(WHY) or next(iter(reasons), "")),
        doctor=visit.doctor,
        sheet_id=sheet.id if sheet else "",
        sheet=f"{sheet.number} {sheet.to_org}" if sheet else "",
    )
