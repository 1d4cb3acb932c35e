"""A child's growth: everything that was measured, in order, and its chart on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base import errors
from healthdesk.base.calendar import age_on
from healthdesk.base.clock import Clock
from healthdesk.documents.growth_pdf import GrowthSheet
from healthdesk.documents.head import FormHeader
from healthdesk.domain.access import Permission
from healthdesk.domain.child_growth import Body
from healthdesk.domain.growth_course import BIRTH, PARTS, UNTIL_MONTHS, course
from healthdesk.services import form_paper, reading
from healthdesk.services.seat import Seat
from healthdesk.store import settings
from healthdesk.store.database import Database
from healthdesk.store.measures import Measure
from healthdesk.store.residents import Resident
from healthdesk.store.visits import IN_ORDER, Visit

MEASURES = (*PARTS, *BIRTH)
PROGRAMME = "child"
WEEKS = "gest_weeks"


@dataclass(frozen=True, slots=True)
class GrowthCourse:
    """`bodies` by day, the oldest first; `who` measured, by day; `weeks` at birth, if they were asked."""

    sex: str
    born: date
    bodies: tuple[Body, ...]
    who: Mapping[date, str]
    weeks: int | None


@dataclass(frozen=True, slots=True, repr=False)
class GrowthPaper:
    """A chart to be drawn; `resident_id` is empty for a blank one."""

    sheet: GrowthSheet
    header: FormHeader
    resident_id: str = ""


class Growth:
    """Reads what child visits measured. A chart needs sex and birth date; without them there is none."""

    def __init__(self, *, database: Database, seat: Seat, clock: Clock) -> None:
        self._database = database
        self._seat = seat
        self._clock = clock

    def course(self, resident_id: str) -> GrowthCourse | None:
        """None from seven years on, and without sex or birth date. Raises NotFound, NotAllowed."""
        self._seat.require(Permission.VIEW_RECORD)
        with self._database.reading() as session:
            row = reading.resident(session, resident_id)
            sex = reading.WORDS_OF_SEX.get(row.sex)
            if sex is None or row.born is None or not self._is_child(row.born):
                return None
            return _course(session, row, sex, row.born)

    def paper(self, resident_id: str) -> GrowthPaper:
        """The chart with every point, also of an older child who has some.

        Raises NotFound; InvalidInput without sex or birth date, or for somebody who never was measured as a
        child here and is none now.
        """
        self._seat.require(Permission.VIEW_RECORD)
        with self._database.reading() as session:
            row = reading.resident(session, resident_id)
            sex = reading.WORDS_OF_SEX.get(row.sex)
            if sex is None or row.born is None:
                raise errors.InvalidInput("sex" if sex is None else "birth_date", "required")
            known = _course(session, row, sex, row.born)
            if not (known.bodies or self._is_child(row.born)):
                raise errors.InvalidInput("birth_date", "another-age-or-sex")
            kept = [("QuestionnaireResponse", visit.id) for visit in _visits(session, row.id)]
            head = form_paper.header_of(session, row, settings.value(session, "centre.name", ""), kept)
            return GrowthPaper(GrowthSheet(sex, known.bodies, row.born, known.weeks), head, row.id)

    def blank(self, sex: str) -> GrowthPaper:
        """A chart for points by hand; `sex` is `male` or `female`. Raises InvalidInput."""
        self._seat.require(Permission.VIEW_RECORD)
        if sex not in reading.WORDS_OF_SEX.values():
            raise errors.InvalidInput("sex", "option")
        with self._database.reading() as session:
            org = settings.value(session, "centre.name", "")
        return GrowthPaper(GrowthSheet(sex), FormHeader(org=org))

    def _is_child(self, born: date) -> bool:
        today = self._clock.today()
        return born <= today and age_on(born, today).total_months < UNTIL_MONTHS


def _course(session: Session, row: Resident, sex: str, born: date) -> GrowthCourse:
    query = (
        select(Measure.code, Measure.measured_on, Measure.value)
        .join(Visit, Visit.id == Measure.visit_id)
        .where(Measure.resident_id.in_(reading.whose(session, row.id)), Measure.code.in_(MEASURES))
        .order_by(*IN_ORDER)
    )
    taken = [(code, on, value) for code, on, value in session.execute(query)]
    visits = _visits(session, row.id)
    weeks = [visit.answers[WEEKS] for visit in visits if visit.answers.get(WEEKS)]
    return GrowthCourse(
        sex,
        born,
        course(sex, born, taken),
        {visit.visited_on: visit.doctor for visit in visits},
        int(weeks[-1]) if weeks else None,
    )


def _visits(session: Session, resident_id: str) -> Sequence[Visit]:
    query = select(Visit).where(
        Visit.resident_id.in_(reading.whose(session, resident_id)),
        Visit.programme == PROGRAMME,
        Visit.status != "void",
    )
    return session.scalars(query.order_by(*IN_ORDER)).all()
