"""One resident's record, whole: timeline, trends, family, what is missing."""

from typing import TypeVar

from sqlalchemy import select

from healthdesk.base.clock import Clock
from healthdesk.domain.access import Permission
from healthdesk.domain.forms.about import about
from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.programmes.next_service import VISIT_KEY
from healthdesk.domain.programmes.programme import Programme
from healthdesk.domain.programmes.wording import summary
from healthdesk.services import cards, families, prefill, privacy, reading, residents
from healthdesk.services.prefill import Sources
from healthdesk.services.rows import EventRow, MeasurePoint, Record
from healthdesk.store.database import Database, JournalSession
from healthdesk.store.immunization import Vaccination
from healthdesk.store.measures import Measure
from healthdesk.store.referrals import Referral
from healthdesk.store.residents import Resident
from healthdesk.store.visits import Visit

Noun = TypeVar("Noun", Visit, Vaccination, Referral)


class Records:
    """What the record screen shows at once."""

    def __init__(self, *, database: Database, sources: Sources, clock: Clock) -> None:
        self._database = database
        self._sources = sources
        self._clock = clock

    def open(self, resident_id: str) -> Record:
        """Everything about one resident; audited as a view. Raises NotFound."""
        self._sources.seat.require(Permission.VIEW_RECORD)
        form = self._sources.forms.current(residents.FORM)
        with self._database.writing("audit") as session:
            session.audit("view", "Resident", resident_id, resident_id)
            row = reading.resident(session, resident_id)
            sheet = Filling.start(form, reading.subject(row, self._clock.today()), prefill=row.answers)
            asked = [item for item in sheet.asked_leaves() if item.is_required]
            return Record(
                card=cards.card(session, resident_id, form, self._sources.seat),
                events=self._events(session, resident_id),
                measures=_measures(session, resident_id),
                missing_items=tuple((key, form.item(key).text) for key in sheet.gaps()),
                asked_items=len(asked),
                family=families.members(session, row.family_id),
                medicines=self._medicines(session, row),
            )

    def _events(self, session: JournalSession, resident_id: str) -> tuple[EventRow, ...]:
        events = [
            *(
                self._visit(v)
                for v in _of(session, Visit, resident_id)
                if privacy.sees(self._sources.seat, v)
            ),
            *(_dose(d) for d in _of(session, Vaccination, resident_id)),
            *(
                _referral(r)
                for r in _of(session, Referral, resident_id)
                if privacy.sees(self._sources.seat, r)
            ),
        ]
        return tuple(sorted(events, key=lambda event: (event.on, event.id), reverse=True))

    def _visit(self, visit: Visit) -> EventRow:
        programme = self._sources.programmes.by_key.get(visit.programme)
        return EventRow(
            visit.id,
            "visit",
            visit.visited_on,
            self._title(visit, programme),
            self._facts(visit, programme),
            programme.grade_text(visit.grade) if programme else visit.grade or "",
            visit.doctor,
            visit.status,
            visit.programme,
            visit.form_key,
        )

    def _facts(self, visit: Visit, programme: Programme | None) -> str:
        """The values its programme names, or what its form says it is about."""
        said = summary(programme, visit.answers) if programme else ""
        forms = self._sources.forms
        if said or visit.form_version not in forms.versions(visit.form_key):
            return said
        return about(forms.get(visit.form_key, visit.form_version), visit.answers)

    def _title(self, visit: Visit, programme: Programme | None) -> str:
        """A planned visit by its name in the schedule, others by their form; empty for a regular one."""
        if programme is None:
            return visit.programme
        if programme.rules and visit.form_key == programme.form_key:
            return ""
        planned = programme.visit_title(str(visit.answers.get(VISIT_KEY, "")))
        forms = self._sources.forms
        if planned or visit.form_key not in forms.keys():  # noqa: SIM118  a catalogue, no mapping
            return planned or visit.form_key
        return forms.current(visit.form_key).title

    def _medicines(self, session: JournalSession, row: Resident) -> tuple[str, ...]:
        lines: list[str] = []
        for programme in self._sources.programmes:
            past = [
                visit
                for visit in reading.visits(session, row.id, programme.key)
                if privacy.sees(self._sources.seat, visit)
            ]
            if past:
                lines += prefill.medicine_lines(self._sources, past[-1])
        return tuple(dict.fromkeys(lines))


def _of(session: JournalSession, noun: type[Noun], resident_id: str) -> list[Noun]:
    return list(session.scalars(select(noun).filter_by(resident_id=resident_id)))


def _dose(dose: Vaccination) -> EventRow:
    return EventRow(
        dose.id,
        "vaccination",
        dose.given_on,
        dose.vaccine,
        dose.lot or "",
        dose.counts_as or "",
        dose.injector,
        dose.status,
    )


def _referral(referral: Referral) -> EventRow:
    return EventRow(
        referral.id,
        "referral",
        referral.out_date,
        referral.to_org,
        referral.to_dept or "",
        referral.status,
        referral.doctor,
        referral.status,
    )


def _measures(session: JournalSession, resident_id: str) -> tuple[MeasurePoint, ...]:
    rows = session.scalars(
        select(Measure).where(Measure.resident_id == resident_id).order_by(Measure.measured_on)
    )
    return tuple(MeasurePoint(m.code, m.measured_on, m.value, m.unit) for m in rows)
