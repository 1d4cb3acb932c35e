"""What a nurse wrote up and a doctor has to look at: a class, an act or medicines that ask for one."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from healthdesk.base import errors
from healthdesk.domain.access import Permission
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.programme import Programme
from healthdesk.domain.programmes.rules import Action
from healthdesk.domain.programmes.wording import summary
from healthdesk.services import medicines, privacy, visit_sheet
from healthdesk.services.rows import VisitRow
from healthdesk.services.seat import Seat
from healthdesk.store.database import Database
from healthdesk.store.residents import Resident
from healthdesk.store.visits import Visit

DOCTORS_ACTIONS = frozenset({Action.ADJUST, Action.SPECIALIST, Action.REFER, Action.URGENT})


class DoctorList:
    """Records that wait for a doctor; emergencies before all others, then the oldest first."""

    def __init__(self, *, database: Database, seat: Seat, programmes: Programmes) -> None:
        self._database = database
        self._seat = seat
        self._programmes = programmes

    def waiting(self, limit: int = 500) -> tuple[VisitRow, ...]:
        """The records that nobody has settled yet."""
        self._seat.require(Permission.VIEW_RECORD)
        query = (
            select(Visit, Resident.name)
            .join(Resident, Resident.id == Visit.resident_id)
            .where(Visit.needs_doctor, privacy.visible_visits(self._seat))
            .order_by(Visit.is_emergency.desc(), Visit.visited_on, Visit.id)
            .limit(limit)
        )
        with self._database.reading() as session:
            return tuple(self._row(visit, name) for visit, name in session.execute(query))

    def settle(self, visit_id: str, note: str, *, opened_version: int) -> None:
        """A doctor has seen the record and says what follows.

        `opened_version` is the row_version of what was seen. Raises StaleRecord when it was corrected or
        settled meanwhile; InvalidInput, NotAllowed, NotFound.
        """
        self._seat.require(Permission.OVERRULE)
        if not note.strip():
            raise errors.InvalidInput("review_note", "required")
        with self._database.writing("review") as session:
            visit = session.get(Visit, visit_id)
            if visit is None:
                raise errors.NotFound("visit", visit_id)
            privacy.require(self._seat, visit)
            if visit.row_version != opened_version:
                raise errors.StaleRecord("Visit", visit_id)
            visit.needs_doctor = False
            visit.reviewed_by, visit.review_note = self._seat.sitter.full_name, note.strip()

    def _row(self, visit: Visit, name: str) -> VisitRow:
        known = self._programmes.by_key.get(visit.programme)
        said = summary(known, visit.answers) if known else ""
        is_drugs = known is not None and not _asks_for_one(known, visit)
        return replace(visit_sheet.row(visit, name), summary=said, has_other_medicines=is_drugs)


def needs_doctor(programme: Programme, visit: Visit, before: Sequence[Visit]) -> bool:
    """Whether a record that no doctor wrote has to be seen by one."""
    if _asks_for_one(programme, visit):
        return True
    last = next((one for one in reversed(before) if one.form_key == visit.form_key), None)
    return last is not None and not medicines.are_same(last.answers, visit.answers)


def _asks_for_one(programme: Programme, visit: Visit) -> bool:
    """Whether its class or what the rules say asks for a doctor, whatever the medicines are."""
    is_worse = visit.grade is not None and not programme.is_best(visit.grade)
    return is_worse or visit.judgement.get("action") in DOCTORS_ACTIONS
