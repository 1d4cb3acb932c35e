"""The sheet a follow-up is written on, and the values that a written one is shown as."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.programmes.grading import judge
from healthdesk.domain.programmes.judgement import Judgement, Person, VisitFacts
from healthdesk.domain.programmes.programme import Programme
from healthdesk.services import signing
from healthdesk.services.rows import FullVisit, MeasurePoint, ResidentCard, VisitRow
from healthdesk.store.measures import Measure
from healthdesk.store.visits import Visit

TREND_LENGTH = 12


@dataclass(frozen=True, slots=True)
class VisitSheet:
    """Everything a follow-up needs while it is filled in; nothing more is asked of the store.

    `judge` is pure and quick: it is called at every key.
    """

    card: ResidentCard
    programme: Programme
    filling: Filling
    person: Person
    history: tuple[VisitFacts, ...]
    last_on: date | None
    trend: tuple[MeasurePoint, ...]
    clinic_settings: Mapping[str, str]
    from_draft: bool = False

    def judge(self, filling: Filling) -> Judgement:
        """What the rules say about the sheet as it stands."""
        answers = filling.answers()
        on = signing.day(answers.get("visit_date")) or filling.subject.today
        facts = VisitFacts(on, str(answers.get("mode", "1")), answers)
        before = [visit for visit in self.history if visit.on < on]
        return judge(self.programme, self.person, [*before, facts], self.clinic_settings)


def full(visit: Visit) -> FullVisit:
    """A follow-up with everything that was written down."""
    return FullVisit(
        id=visit.id,
        programme=visit.programme,
        form=f"{visit.form_key}|{visit.form_version}",
        on=visit.visited_on,
        status=visit.status,
        grade=visit.grade,
        next_due=visit.next_due,
        doctor=visit.doctor,
        answers=visit.answers,
        judgement=visit.judgement,
        overrule_reason=visit.overrule_reason,
        amend_reason=visit.amend_reason,
        is_late_entry=visit.is_late_entry,
    )


def trend(session: Session, resident_id: str, codes: Sequence[str]) -> tuple[MeasurePoint, ...]:
    """The last values of what the class depends on, the oldest first."""
    rows = session.scalars(
        select(Measure)
        .where(Measure.resident_id == resident_id, Measure.code.in_(codes))
        .order_by(Measure.measured_on.desc())
        .limit(TREND_LENGTH * max(1, len(codes)))
    ).all()
    return tuple(MeasurePoint(m.code, m.measured_on, m.value, m.unit) for m in reversed(rows))


def row(visit: Visit, name: str) -> VisitRow:
    """A follow-up in a list."""
    return VisitRow(
        visit.id,
        visit.resident_id,
        name,
        visit.programme,
        visit.visited_on,
        visit.grade,
        visit.status,
        visit.next_due,
        visit.doctor,
        visit.signed_at,
    )
