"""Rows of an invented household: archives, enrolments, visits, measures, doses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from healthdesk.base.ids import Ids
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.definition import Form
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.judgement import Person, VisitFacts
from healthdesk.domain.programmes.next_service import next_service
from healthdesk.services import signing
from healthdesk.services.following import COMPLETED
from healthdesk.services.reading import WORDS_OF_SEX
from healthdesk.store.base import Base
from healthdesk.store.families import Family
from healthdesk.store.immunization import Vaccination
from healthdesk.store.programmes import Enrolment
from healthdesk.store.residents import Resident
from healthdesk.store.visits import Visit
from healthdesk.trials.centre import households, sheets
from healthdesk.trials.centre.clinic import ARCHIVE, LAST_OF_MATERNAL, MATERNAL, Clinic
from healthdesk.trials.centre.doses import Dose, Doses
from healthdesk.trials.centre.draw import Draw, material
from healthdesk.trials.centre.follow_ups import (
    DIABETES,
    HYPERTENSION,
    FollowUp,
    FollowUps,
    entries_of,
    measure_of,
)
from healthdesk.trials.centre.households import Household
from healthdesk.trials.centre.people import Someone
from healthdesk.trials.centre.planned import PlannedRecords
from healthdesk.trials.centre.sheets import Sheets

PROGRAMME_OF = {
    households.HYPERTENSION: HYPERTENSION,
    households.DIABETES: DIABETES,
    households.COPD: "copd",
    households.MENTAL: "severe-mental-disorder",
    households.TUBERCULOSIS: "tuberculosis",
}
SHORT_YEARS = 2
"""Up to here only the last two visits, and doses of children below school age, are made."""

OPENING_HOUR = 1  # UTC: nine in the morning


@dataclass(frozen=True, slots=True)
class Sources:
    """What is read once for the whole centre."""

    forms: Forms
    programmes: Programmes
    sheets: Sheets
    follow_ups: FollowUps
    planned: PlannedRecords
    doses: Doses
    clinic: Clinic | None = None


class Records:
    """Turns households into rows for `add_bulk`."""

    def __init__(self, draw: Draw, ids: Ids, as_of: date, years: int, sources: Sources) -> None:
        self._draw = draw
        self._ids = ids
        self._as_of = as_of
        self._years = years
        self._sources = sources
        self._centre = material("centre")
        self._serials: dict[str, int] = {}
        self._first_serial = int(material("places")["first_serial"])
        self._measured: dict[str, tuple[tuple[str, str, str], ...]] = {}
        self._archive_version = sources.forms.current(sheets.FORM).version
        self._doctor = str(self._centre["staff"]["doctors"][0])

    def of(self, household: Household) -> Iterator[Base]:
        """Every row of a household, the family first."""
        head = household.members[0]
        yield Family.in_bulk(id=household.id, head_id=head.id, address=household.address)
        for person in household.members:
            yield self._resident(person, household)
            if person.status == "active":
                yield from self._programmes(person)
                yield from self._child(person)
                yield from self._at_the_clinic(person)

    def _resident(self, person: Someone, household: Household) -> Resident:
        archive_no = self._number(household.village)
        answers = self._sources.sheets.fill(person, household, archive_no)
        opened = date(self._centre["opened_from"], 3, 1)
        is_dead = person.status == "dead"
        died_on = self._as_of - timedelta(days=self._draw.number(20, 700)) if is_dead else None
        return Resident.in_bulk(
            id=person.id,
            archive_no=archive_no,
            name=person.name,
            sex=person.sex,
            born=person.born,
            id_no=person.id_no,
            phone=answers.get("phone"),
            address=household.address,
            village=household.village,
            family_id=household.id,
            family_role=person.role,
            responsible_doctor=self._staff("doctors"),
            status=person.status,
            died_on=died_on,
            form_version=self._archive_version,
            answers=answers,
            created_at=_at(self._draw.day(max(opened, person.born), died_on or self._as_of)),
            created_by=self._staff("nurses"),
        )

    def _number(self, village: str) -> str:
        serial = self._serials.get(village, self._first_serial)
        self._serials[village] = serial + 1
        return f"{village}{serial:05d}"

    def _staff(self, group: str) -> str:
        return str(self._draw.one(self._centre["staff"][group]))

    def _programmes(self, person: Someone) -> Iterator[Base]:
        age = person.age(self._as_of)
        joined = {PROGRAMME_OF[code]: first for code, first in person.diseases.items()}
        older = self._centre["older_people"]
        if age >= older["from"] and self._draw.happens(older["share"]):
            joined["older-people"] = self._as_of - timedelta(days=365 * min(10, age - older["from"]) + 60)
        if age <= self._centre["child_until"]:
            joined["child"] = person.born
        if person.is_pregnant:
            joined["maternal"] = self._as_of - timedelta(days=self._draw.number(5, 160))
        others = frozenset(joined)
        for programme, since in joined.items():
            if programme in (HYPERTENSION, DIABETES):
                yield from self._followed(person, programme, others - {programme}, since)
            else:
                yield from self._scheduled(person, programme, frozenset(joined), since)

    def _at_the_clinic(self, person: Someone) -> Iterator[Base]:
        """Encounters; and of a child born lately its mother's pregnancy and the weeks after."""
        clinic, mother = self._sources.clinic, person.parents[1]
        if clinic is None:
            return
        for one in clinic.encounters(person, self._doctor):
            yield from self._visit(person, ARCHIVE, one)
        if mother is None or mother.status != "active" or mother.is_pregnant:
            return
        if made := clinic.birth(mother, person.born, self._doctor):
            for one in made:
                yield from self._visit(mother, MATERNAL, one)
            yield self._waiting(mother, MATERNAL, made[0].on, made)

    def _followed(
        self, person: Someone, programme: str, others: frozenset[str], since: date
    ) -> Iterator[Base]:
        start = None
        if self._years > SHORT_YEARS:
            start = self._as_of - timedelta(days=365 * self._years + self._draw.number(0, 90))
            start = max(since, start)
        visits = self._sources.follow_ups.of(person, programme, others, start)
        for visit in visits:
            yield from self._visit(person, programme, visit)
        yield self._enrolment(person, programme, since, visits[-1] if visits else None)

    def _scheduled(
        self, person: Someone, programme: str, active: frozenset[str], since: date
    ) -> Iterator[Base]:
        made = self._sources.planned.of(person, programme, active, self._staff("doctors"))
        if programme == MATERNAL and self._sources.clinic:
            made = self._sources.clinic.pregnancy(person, self._doctor)
            since = made[0].on if made else since
        for one in made:
            yield from self._visit(person, programme, one)
        yield self._waiting(person, programme, since, made)

    def _waiting(self, person: Someone, programme: str, since: date, made: Sequence[FollowUp]) -> Enrolment:
        """Due by the schedule after the records `made`, or else at a day in the programme's rhythm."""
        known = self._sources.programmes.get(programme)
        rhythm = self._centre["other_programmes"][programme]
        due = self._as_of + timedelta(days=self._draw.number(-rhythm // 6, rhythm))
        window: tuple[str | None, date | None, date | None] = (None, due, due)
        if known.is_planned:
            whom = Person(person.born, WORDS_OF_SEX.get(person.sex), is_pregnant=person.is_pregnant)
            past = [VisitFacts(one.on, one.mode, one.answers, one.form) for one in made]
            then = next_service(known, whom, past, self._as_of)
            window = (then.key, then.opens_on, then.closes_on) if then else (None, None, None)
        over = made and made[-1].form == LAST_OF_MATERNAL
        return Enrolment.in_bulk(
            id=self._ids.new(),
            status="ended" if over else "active",
            ended_on=made[-1].on if over else None,
            end_reason=COMPLETED if over else None,
            resident_id=person.id,
            programme=programme,
            enrolled_on=max(since, person.born),
            responsible_doctor=self._staff("doctors"),
            due_visit=window[0],
            next_due=window[1],
            next_latest=window[2],
            last_visit_on=made[-1].on if made else None,
        )

    def _enrolment(self, person: Someone, programme: str, since: date, last: FollowUp | None) -> Enrolment:
        needs = self._sources.programmes.get(programme).needs
        judged = last.judgement if last else None
        return Enrolment.in_bulk(
            id=self._ids.new(),
            resident_id=person.id,
            programme=programme,
            enrolled_on=since,
            responsible_doctor=self._staff("doctors"),
            due_visit=(judged.visit or None) if judged else None,
            next_due=judged.next_default if judged else self._as_of,
            next_latest=judged.next_latest or judged.next_default if judged else self._as_of,
            last_visit_on=last.on if last else None,
            latest="/".join(str(last.answers[key]) for key in needs if key in last.answers) if last else None,
            latest_grade=judged.grade if judged else None,
        )

    def _visit(self, person: Someone, programme: str, follow_up: FollowUp) -> Iterator[Base]:
        judged, form = follow_up.judgement, self._sources.forms.current(follow_up.form)
        signed_at = _at(follow_up.on) + timedelta(
            minutes=self._draw.number(0, 500), days=3 if follow_up.is_late else 0
        )
        visit = Visit.in_bulk(
            id=self._ids.new(),
            resident_id=person.id,
            programme=programme,
            form_key=form.key,
            form_version=form.version,
            visited_on=follow_up.on,
            mode=follow_up.mode or None,
            status="signed",
            answers=follow_up.answers,
            entries=entries_of(follow_up, signed_at),
            judgement=signing.document(judged),
            grade=judged.grade,
            is_emergency=judged.is_emergency,
            next_due=judged.next_default,
            next_latest=judged.next_latest or judged.next_default,
            referral_result_due=judged.referral_result_due,
            doctor=self._staff("doctors"),
            signed_at=signed_at,
            is_late_entry=follow_up.is_late,
        )
        yield visit
        for link_id, code, unit in self._measures_of(form):
            if link_id in follow_up.answers:
                yield measure_of(visit, code, follow_up.answers[link_id], unit)

    def _measures_of(self, form: Form) -> tuple[tuple[str, str, str], ...]:
        if form.key not in self._measured:
            own = (item for item in form.leaves() if item.measure)
            self._measured[form.key] = tuple((one.link_id, one.measure or "", one.unit or "") for one in own)
        return self._measured[form.key]

    def _child(self, person: Someone) -> Iterator[Base]:
        age = person.age(self._as_of)
        below_school = self._centre["immunization_enrolled_until"]
        oldest = below_school if self._years <= SHORT_YEARS else self._centre["immunization_until"]
        if age > oldest:
            return
        given = self._sources.doses.of(person)
        yield from (self._dose(person, dose) for dose in given)
        next_due = self._sources.doses.next_due(person, given)
        if next_due is not None:
            yield Enrolment.in_bulk(
                id=self._ids.new(),
                resident_id=person.id,
                programme="immunization",
                enrolled_on=person.born,
                next_due=next_due,
                next_latest=next_due,
                last_visit_on=given[-1].on if given else None,
            )

    def _dose(self, person: Someone, dose: Dose) -> Vaccination:
        return Vaccination.in_bulk(
            id=self._ids.new(),
            resident_id=person.id,
            vaccine=dose.vaccine,
            given_on=dose.on,
            lot=dose.lot,
            expires_on=dose.expires_on,
            manufacturer=dose.maker,
            site=dose.site,
            route=dose.route,
            injector=self._staff("vaccinators"),
            registrar=self._staff("vaccinators"),
            recorded_at=_at(dose.on),
        )


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, OPENING_HOUR, tzinfo=UTC)
