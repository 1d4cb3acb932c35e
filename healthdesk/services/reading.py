"""Steps that several services share: rows of the store turned into the values that leave a service."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from healthdesk.base import errors, text
from healthdesk.domain.forms.subject import Subject
from healthdesk.domain.programmes.judgement import Person, VisitFacts
from healthdesk.domain.programmes.programme import Programme
from healthdesk.services.rows import EnrolmentRow
from healthdesk.store.platform import PLATFORM, Ack, Head
from healthdesk.store.programmes import Enrolment
from healthdesk.store.residents import Resident, records_of
from healthdesk.store.visits import IN_ORDER, Visit, in_order

WORDS_OF_SEX = {"1": "male", "2": "female"}
CONDITION_OF_DISEASE = {"2": "hypertension", "3": "diabetes", "5": "copd", "8": "severe-mental-disorder"}
"""Option numbers of 既往史 (archive-chronic/02 item 20) whose disease has a national programme."""
PAST_DISEASE = "past-disease:"
"""Before any other option number: a programme of a centre's own asks for it by that."""

_ENROLMENTS = (
    select(Enrolment).where(Enrolment.resident_id == bindparam("person")).order_by(Enrolment.enrolled_on)
)
_RECORDS = (
    select(Visit)
    .where(
        Visit.resident_id.in_(bindparam("whose", expanding=True)),
        or_(Visit.programme == bindparam("programme"), Visit.form_key.in_(bindparam("also", expanding=True))),
        Visit.status != "void",
    )
    .order_by(*IN_ORDER)
)
"""Made once: every save asks them, and to build a query takes longer than to answer it."""


def resident(session: Session, resident_id: str) -> Resident:
    """The row. Raises NotFound."""
    found = session.get(Resident, resident_id)
    if found is None:
        raise errors.NotFound("resident", resident_id)
    return found


def whose(session: Session, resident_id: str) -> tuple[str, ...]:
    """The ids of all records of this person, the own first: two where one was registered twice and joined."""
    return records_of(session, [resident_id])[resident_id]


def archives_of(session: Session, resident_id: str) -> dict[str, str]:
    """All records of this person with the number of each archive; of the own one it is empty."""
    ids = whose(session, resident_id)
    if len(ids) == 1:
        return {resident_id: ""}
    query = select(Resident.id, Resident.archive_no, Resident.name).where(Resident.id.in_(ids[1:]))
    # A record that has not arrived yet has neither number nor name; what stands in it is shown all the same.
    found = {id_: number or name for id_, number, name in session.execute(query)}
    return {resident_id: ""} | {id_: found.get(id_) or id_ for id_ in ids[1:]}


def enrolments(session: Session, resident_id: str) -> list[Enrolment]:
    """All enrolments of a resident, ended ones included."""
    return list(session.scalars(_ENROLMENTS, {"person": resident_id}))


@dataclass(frozen=True, slots=True)
class Tags:
    """The programmes a person is in, the earliest day any of them is due, the last day before any is late."""

    programmes: tuple[str, ...] = ()
    next_due: date | None = None
    in_time_until: date | None = None


NO_TAGS = Tags()


def tags(session: Session, resident_ids: Sequence[str], hidden: frozenset[str]) -> dict[str, Tags]:
    """The tags of a page of people; programmes in `hidden` leave neither word nor date."""
    # The status is not asked of SQLite, which would walk all active enrolments instead of a hundred people.
    wanted = (Enrolment.resident_id, Enrolment.programme, Enrolment.next_due, Enrolment.next_latest)
    query = select(*wanted, Enrolment.status).where(Enrolment.resident_id.in_(resident_ids))
    found: dict[str, Tags] = {}
    for resident_id, programme, due, latest, status in session.execute(query.order_by(Enrolment.programme)):
        if status == "active" and programme not in hidden:
            known = found.get(resident_id, NO_TAGS)
            found[resident_id] = Tags(
                (*known.programmes, programme),
                _earlier(known.next_due, due),
                _earlier(known.in_time_until, max(due, latest or due) if due else None),
            )
    return found


def _earlier(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)


def enrolment_row(row: Enrolment) -> EnrolmentRow:
    """The value of an enrolment."""
    return EnrolmentRow(
        row.id,
        row.programme,
        row.status,
        row.enrolled_on,
        row.next_due,
        row.next_latest,
        row.last_visit_on,
        row.latest or "",
        row.latest_grade,
        row.due_visit or "",
    )


def visits(session: Session, resident_id: str, programme: str) -> list[Visit]:
    """Signed visits of one programme, oldest first, whichever record of the person they stand in."""
    return list(
        session.scalars(
            select(Visit)
            .where(
                Visit.resident_id.in_(whose(session, resident_id)),
                Visit.programme == programme,
                Visit.status != "void",
            )
            .order_by(*IN_ORDER)
        )
    )


def records(session: Session, resident_id: str, programme: Programme) -> list[Visit]:
    """Everything that counts for a programme, on its own forms and on others', oldest first.

    Whichever record of the person it stands in.
    """
    wanted = {"whose": whose(session, resident_id), "programme": programme.key, "also": programme.also}
    return list(session.scalars(_RECORDS, wanted))


@dataclass(frozen=True, slots=True)
class Followed:
    """What the rules of a programme look at: the person, all enrolments, the records, the oldest first."""

    row: Resident
    own: Sequence[Enrolment]
    past: Sequence[Visit]

    def without(self, visit: Visit) -> "Followed":
        """With the other records only."""
        return replace(self, past=[one for one in self.past if one.id != visit.id])

    def beside(self, visit: Visit) -> "Followed":
        """With this record as it is now, in its place among the others; a void one has none."""
        others = self.without(visit)
        if visit.status == "void":
            return others
        past = sorted([*others.past, visit], key=in_order)
        return replace(others, past=past)


def followed(session: Session, resident_id: str, programme: Programme) -> Followed:
    """All three as they stand now. Raises NotFound."""
    row = resident(session, resident_id)
    return Followed(row, enrolments(session, resident_id), records(session, resident_id, programme))


def facts(visit: Visit) -> VisitFacts:
    """A visit as the rules see it."""
    return VisitFacts(
        visit.visited_on, visit.mode or "1", visit.answers, visit.form_key, visit.status != "incomplete"
    )


def subject(row: Resident, today: date, height_cm: Any = None) -> Subject:
    """What a form may know about this person."""
    return Subject(
        today=today,
        sex=row.sex,
        born=row.born,
        height_cm=height_cm,
        archive_no=row.archive_no,
        registered_on=row.created_at.astimezone().date() if row.created_at else None,
    )


def person(row: Resident, own: Iterable[Enrolment], programme: str) -> Person:
    """What the rules ask about this person."""
    active = {one.programme for one in own if one.status == "active"}
    mine = next((one for one in own if one.programme == programme and one.status == "active"), None)
    return Person(
        born=row.born,
        sex=WORDS_OF_SEX.get(row.sex),
        conditions=conditions(row.answers) | active,
        is_pregnant="maternal" in active,
        enrolled_on=mine.enrolled_on if mine else None,
    )


def conditions(answers: Mapping[str, Any]) -> frozenset[str]:
    """What the past history says, for rules: `past-disease:7`, and the word of a disease that has one."""
    found = {str(row.get("past_disease_code")) for row in answers.get("past_disease") or ()}
    words = {CONDITION_OF_DISEASE[code] for code in found & CONDITION_OF_DISEASE.keys()}
    return frozenset(words | {f"{PAST_DISEASE}{code}" for code in found})


def codes(value: Any) -> tuple[str, ...]:
    """The option numbers of an answer, however it came: a list, or one number that lost its list abroad."""
    if value is None or value == "":
        return ()
    return tuple(str(code) for code in value) if isinstance(value, list | tuple) else (str(value),)


def masked(row: Resident) -> tuple[str, str]:
    """Identity number and telephone with the middle hidden."""
    return text.masked_id_no(row.id_no or ""), text.masked_phone(row.phone or "")


def is_sent(session: Session, type_: str, id_: str) -> bool:
    """Whether the platform is proven to hold a resource as it stands now: what was corrected goes again."""
    here = Head.remote_id == PLATFORM, Head.type == type_, Head.id == id_
    newest = (Ack.version_seq == Head.working_seq) & (Ack.remote_id == Head.remote_id)
    return session.scalar(select(Head.id).join(Ack, newest).where(*here)) is not None
