"""How an enrolment follows the records: begun by the first, dated by the last or by the schedule, ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from healthdesk.base.ids import Ids
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.facts import Facts
from healthdesk.domain.programmes.grading import DIED, LOST, OVER
from healthdesk.domain.programmes.judgement import Person
from healthdesk.domain.programmes.next_service import NextService, next_service, visit_key
from healthdesk.domain.programmes.programme import Programme
from healthdesk.domain.programmes.wording import summary
from healthdesk.services import endings, medicines, reading, signing
from healthdesk.services.reading import Followed
from healthdesk.services.windows import due_window
from healthdesk.store import settings
from healthdesk.store.database import JournalSession
from healthdesk.store.programmes import LOST_AFTER_CALLS, Enrolment
from healthdesk.store.residents import Resident
from healthdesk.store.visits import Visit

DIAGNOSES, DIAGNOSIS_CODE, DIAGNOSIS_TEXT = "diagnoses", "diagnosis_code", "diagnosis_text"
"""The rows of diagnoses of a form, and their columns with the ICD-10 code and the words."""

COMPLETED = "completed"
"""`end_reason` of an enrolment whose schedule was gone through to its last visit."""


@dataclass(frozen=True, slots=True)
class Follower:
    """Lets the enrolments of a resident say what the records say. `doctor` signs for new enrolments."""

    programmes: Programmes
    ids: Ids
    today: date
    doctor: str

    def after(self, session: JournalSession, visit: Visit, who: Followed) -> None:
        """Every enrolment that this record has a part in, within the unit of work that signs it.

        `who` as the rules of its programme see the person without it.
        """
        own = who.own
        codes = diagnoses(visit.answers) if visit.status != "void" else ()
        for programme in self.programmes:
            mine = [one for one in own if one.programme == programme.key]
            enrolment = next((one for one in mine if one.status == "active"), None)
            if programme.key == visit.programme and enrolment is None:
                enrolment = self._begun(session, programme, mine, visit)
            if enrolment is not None and _has_a_part(programme, visit):
                is_own = programme.key == visit.programme
                past = who.beside(visit).past if is_own else reading.records(session, who.row.id, programme)
                self.follow(session, enrolment, programme, replace(who, past=past))
            elif not mine and (code := _diagnosis_of(programme, codes)):
                self._suggest(session, visit, programme, code)

    def follow(
        self, session: JournalSession, enrolment: Enrolment, programme: Programme, who: Followed
    ) -> None:
        """Value, class, next date, lost or ended, as the records of the programme say."""
        if programme.is_planned:
            planned_course(session, enrolment, programme, who, self.today)
        else:
            follow(session, enrolment, programme, who)

    def follow_again(self, session: JournalSession, enrolments: Sequence[Enrolment]) -> None:
        """Due dates of enrolments that run again after a record that ended them was taken back."""
        for enrolment in enrolments:
            if programme := self.programmes.by_key.get(enrolment.programme):
                who = reading.followed(session, enrolment.resident_id, programme)
                self.follow(session, enrolment, programme, who)

    def _suggest(self, session: JournalSession, visit: Visit, programme: Programme, code: str) -> None:
        """A diagnosis puts the person on the to-confirm list; somebody who declined is not asked again."""
        suggestion = signing.enrolled(self.ids.new(), visit, "")
        suggestion.programme, suggestion.status, suggestion.suggested_by = programme.key, "suggested", code
        session.add(suggestion)

    def _begun(
        self, session: JournalSession, programme: Programme, mine: list[Enrolment], visit: Visit
    ) -> Enrolment | None:
        if not programme.has_members or visit.form_key in programme.for_anybody:
            return None
        if not endings.starts_anew(mine, visit):
            return None
        suggested = next((one for one in mine if one.status == "suggested"), None)
        enrolment = suggested or signing.enrolled(self.ids.new(), visit, self.doctor)
        enrolment.status, enrolment.enrolled_on = "active", visit.visited_on
        enrolment.responsible_doctor = enrolment.responsible_doctor or self.doctor
        session.add(enrolment)
        return enrolment


def diagnoses(answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The ICD-10 codes of a record's diagnosis rows."""
    return tuple(str(row[DIAGNOSIS_CODE]) for row in answers.get(DIAGNOSES) or () if row.get(DIAGNOSIS_CODE))


def _diagnosis_of(programme: Programme, codes: Sequence[str]) -> str | None:
    named = programme.diagnosed_by
    return next((code for code in codes if named and named.matches(code)), None)


def _has_a_part(programme: Programme, visit: Visit) -> bool:
    return programme.key == visit.programme or (programme.is_planned and programme.counts(visit.form_key))


def planned_course(
    session: JournalSession, enrolment: Enrolment, programme: Programme, who: Followed, today: date
) -> None:
    """An enrolment of a programme that plans by age, week or year: the next visit of the schedule.

    A mother's or a child's schedule that was gone through to its last visit ends the enrolment.
    """
    row, past = who.row, who.past
    chosen = settings.value(session, f"programme.{programme.key}", {})
    person = reading.person(row, [enrolment], programme.key)
    service = next_service(programme, person, [reading.facts(one) for one in past], today, chosen)
    last = past[-1] if past else None
    enrolment.last_visit_on = last.visited_on if last else None
    _forget_calls(enrolment, last)
    now = endings.present_course(past, endings.last_end(who.own, programme.key))
    if last is not None and last in now and last.judgement.get("outcome") in OVER:
        end(session, enrolment, last, programme, row)
    elif service is not None:
        show(enrolment, service)
    elif last is not None and _is_last_of_schedule(programme, last, person):
        enrolment.status, enrolment.ended_on, enrolment.end_reason = "ended", last.visited_on, COMPLETED
        show(enrolment, None)
    else:
        show(enrolment, None)


def _forget_calls(enrolment: Enrolment, last: Visit | None) -> None:
    """Whoever was seen since the last call is neither lost nor expected any more."""
    if enrolment.called_on is not None and (last is None or last.visited_on < enrolment.called_on):
        return
    enrolment.missed_calls = 0
    enrolment.called_on = enrolment.call_result = enrolment.booked_on = None


def show(enrolment: Enrolment, service: NextService | None) -> None:
    """Put the planned visit on the due list, or take the enrolment off it."""
    enrolment.due_visit = service.key if service else None
    enrolment.next_due = service.opens_on if service else None
    enrolment.next_latest = service.closes_on if service else None


def _is_last_of_schedule(programme: Programme, last: Visit, person: Person) -> bool:
    facts = reading.facts(last)
    is_last = bool(programme.visits) and visit_key(programme, facts) == programme.visits[-1].key
    return is_last and not Facts(person, facts).any_holds(programme.stays_open_when)


def follow(session: JournalSession, enrolment: Enrolment, programme: Programme, who: Followed) -> None:
    """An enrolment of a programme with classes: value, class and next date of the last record.

    A record of somebody who was not reached says nothing about the person: the visit that was due stays due.
    """
    regular = [one for one in who.past if one.programme == programme.key]
    past_visits = endings.present_course(regular, endings.last_end(who.own, programme.key))
    seen = [one for one in past_visits if one.judgement.get("outcome") != LOST]
    last = next((one for one in reversed(seen) if programme.is_visit(one.form_key)), None)
    enrolment.last_visit_on = last.visited_on if last else None
    enrolment.latest_grade = last.grade if last else None
    enrolment.latest = summary(programme, last.answers) or None if last else None
    told = next((one.answers for one in reversed(seen) if medicines.may_tell(one.answers)), {})
    enrolment.medicines = medicines.taken(told)
    person = reading.person(who.row, [enrolment], programme.key)
    window = due_window(programme, person, enrolment.enrolled_on, seen)
    enrolment.due_visit, enrolment.next_due, enrolment.next_latest = window
    tries = _tries(past_visits, programme)
    if tries:
        enrolment.missed_calls = max(enrolment.missed_calls, tries)
    else:
        _forget_calls(enrolment, last)
    if last is not None and not tries and last.judgement.get("outcome") in OVER:
        end(session, enrolment, last, programme, who.row)


def _tries(past_visits: Sequence[Visit], programme: Programme) -> int:
    """Attempts in a row that reached nobody. A record that says lost says it; a failed first visit is one."""
    tries = 0
    for visit in reversed(past_visits):
        if visit.judgement.get("outcome") != LOST:
            break
        tries += LOST_AFTER_CALLS if visit.form_key == programme.form_key else 1
    return tries


def end(
    session: JournalSession, enrolment: Enrolment, last: Visit, programme: Programme, row: Resident
) -> None:
    """The record says that management ends; a death closes the archive."""
    enrolment.status, enrolment.ended_on = "ended", last.visited_on
    enrolment.end_reason = str(last.answers.get(programme.end_reason, ""))
    enrolment.due_visit = enrolment.next_due = enrolment.next_latest = None
    if last.judgement.get("outcome") == DIED:
        enrolment.end_reason = endings.CLOSED_BY_DEATH
        endings.die(session, row, signing.day(last.answers.get(programme.died_on)) or last.visited_on)
