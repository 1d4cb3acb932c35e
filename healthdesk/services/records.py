"""One resident's record, whole: timeline, trends, family, what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import LargeBinary, select, type_coerce

from healthdesk.base import canonical, errors
from healthdesk.base.clock import Clock
from healthdesk.domain.access import Permission
from healthdesk.domain.forms import past
from healthdesk.domain.forms.about import about
from healthdesk.domain.forms.definition import Form
from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.programmes.next_service import VISIT_KEY
from healthdesk.domain.programmes.programme import Programme
from healthdesk.domain.programmes.wording import summary, summed_up
from healthdesk.services import (
    cards,
    families,
    first_page,
    measures,
    medicines,
    outside_facts,
    prefill,
    privacy,
    reading,
    residents,
    signing,
)
from healthdesk.services.prefill import Sources
from healthdesk.services.rows import EventRow, MeasurePoint, Record
from healthdesk.store.database import Database, JournalSession
from healthdesk.store.immunization import Vaccination
from healthdesk.store.referrals import Referral
from healthdesk.store.visits import IN_ORDER, Visit

Noun = TypeVar("Noun", Vaccination, Referral)

SHOWN = (Visit.id, Visit.programme, Visit.form_key, Visit.form_version, Visit.visited_on, Visit.status,
         type_coerce(Visit.answers, LargeBinary).label("answers"), Visit.grade, Visit.doctor, Visit.signed_at,
         Visit.is_late_entry, Visit.history, Visit.overrule_reason, Visit.resident_id)  # fmt: skip
"""The columns of a visit that a record is shown from; judgement and origins of each answer stay unread.

Read as plain rows: a thousand objects that could be saved again take a third of the time a record opens in.
The answers stay as they are stored, for of each sheet the timeline says one or two.
"""


class _Seen(NamedTuple):
    """A row of SHOWN; SQLAlchemy's own takes six times as long to give a value by its name."""

    id: str
    programme: str
    form_key: str
    form_version: str
    visited_on: date
    status: str
    answers: bytes
    grade: str | None
    doctor: str
    signed_at: datetime
    is_late_entry: bool
    history: Sequence[Mapping[str, Any]] | None
    overrule_reason: str | None
    resident_id: str


_PLANNED = frozenset({VISIT_KEY})


class Records:
    """What the record screen shows at once."""

    def __init__(self, *, database: Database, sources: Sources, clock: Clock) -> None:
        self._database = database
        self._sources = sources
        self._clock = clock

    def open(self, resident_id: str) -> Record:
        """Everything about one resident; audited as a view. Raises NotFound.

        While the file of the first page cannot be read the rest is there, and `fault` names file and item.
        """
        self._sources.seat.require(Permission.VIEW_RECORD)
        form, fault = first_page.form_of(self._sources.forms), None
        if not form.is_known:
            fault = self._fault()
        with self._database.writing("audit") as session:
            session.audit("view", "Resident", resident_id, resident_id)
            row = reading.resident(session, resident_id)
            sheet = Filling.start(form, reading.subject(row, self._clock.today()), prefill=row.answers)
            asked = [item for item in sheet.asked_leaves() if item.is_required]
            whence = reading.archives_of(session, resident_id)
            visits = self._visits(session, whence)
            return Record(
                card=cards.card(session, resident_id, form, self._sources.seat),
                events=self._events(session, whence, visits),
                measures=measures.newest(session, whence),
                missing_items=tuple((key, form.item(key).text) for key in sheet.gaps()),
                asked_items=len(asked),
                family=families.members(session, row.family_id),
                medicines=self._medicines(visits),
                outside=outside_facts.of(session, tuple(whence), self._sources.seat),
                fault=fault,
            )

    def measures(self, resident_id: str) -> tuple[MeasurePoint, ...]:
        """Everything that was ever measured, the oldest first; `open` has what the trends show."""
        self._sources.seat.require(Permission.VIEW_RECORD)
        with self._database.reading() as session:
            return measures.of(session, reading.whose(session, resident_id))

    def _fault(self) -> errors.InvalidInput | None:
        try:
            self._sources.forms.current(residents.FORM)
        except errors.InvalidInput as fault:
            return fault
        return None

    def _visits(self, session: JournalSession, whose: Iterable[str]) -> list[_Seen]:
        """The columns SHOWN of what may be seen, oldest first."""
        query = (
            select(*SHOWN)
            .where(Visit.resident_id.in_(whose), privacy.visible_visits(self._sources.seat))
            .order_by(*IN_ORDER)
        )
        return [_Seen(*row) for row in session.execute(query)]

    def _events(
        self, session: JournalSession, whence: Mapping[str, str], visits: Sequence[_Seen]
    ) -> tuple[EventRow, ...]:
        """`whence` are the records of the person with the mark that what stands in them gets."""
        events = [
            *(self._visit(visit, whence[visit.resident_id]) for visit in visits),
            *(_dose(d, whence[d.resident_id]) for d in _of(session, Vaccination, whence)),
            *(
                _referral(r, whence[r.resident_id])
                for r in _of(session, Referral, whence)
                if privacy.sees(self._sources.seat, r)
            ),
        ]
        events.reverse()  # of one day the last one comes first, too
        return tuple(sorted(events, key=lambda event: event.on, reverse=True))

    def _visit(self, visit: _Seen, whence: str) -> EventRow:
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
            past.entered_at(visit.history, visit.signed_at).astimezone().date()
            if visit.is_late_entry
            else None,
            not signing.form_of(self._sources.forms, visit).is_known,
            visit.overrule_reason or "",
            whence,
        )

    def _facts(self, visit: _Seen, programme: Programme | None) -> str:
        """The values its programme names, or what its form says it is about."""
        said = summary(programme, _said(visit, summed_up(programme))) if programme else ""
        form = None if said else self._sources.forms.known(visit.form_key, visit.form_version)
        return about(form, _said(visit, frozenset({form.about}))) if form else said

    def _title(self, visit: _Seen, programme: Programme | None) -> str:
        """A planned visit by its name in the schedule, others by their form; empty for a regular one."""
        if programme is None:
            return visit.programme
        if programme.rules and visit.form_key == programme.form_key:
            return ""
        planned = programme.visit_title(str(_said(visit, _PLANNED).get(VISIT_KEY, "")))
        known = () if planned else self._sources.forms.sound((visit.form_key,))
        return planned or next((form.title for form in known), visit.form_key)

    def _medicines(self, visits: Sequence[_Seen]) -> tuple[str, ...]:
        """Those of the last record of each programme that says something about them."""
        forms, last = self._sources.forms, dict[str, tuple[Form, _Seen]]()
        for visit in reversed(visits):  # of a thousand only the last ones have their form looked up
            if visit.status == "void" or visit.programme in last:
                continue
            form = signing.form_of(forms, visit)
            if medicines.tells(form, _said(visit, medicines.TELLING)):
                last[visit.programme] = form, visit
        lines: list[str] = []
        for programme in self._sources.programmes:
            if programme.key in last:
                form, visit = last[programme.key]
                answers = canonical.decode(visit.answers)
                lines += prefill.medicine_lines(self._sources.wording, form, answers)
        return tuple(dict.fromkeys(lines))


def _said(visit: _Seen, keys: frozenset[str]) -> dict[str, Any]:
    """These answers of a visit."""
    return canonical.members(visit.answers, keys)


def _of(session: JournalSession, noun: type[Noun], whose: Iterable[str]) -> list[Noun]:
    return list(session.scalars(select(noun).where(noun.resident_id.in_(whose)).order_by(noun.id)))


def _dose(dose: Vaccination, whence: str) -> EventRow:
    return EventRow(
        dose.id,
        "vaccination",
        dose.given_on,
        dose.vaccine,
        dose.lot or "",
        dose.counts_as or "",
        dose.injector,
        dose.status,
        whence=whence,
    )


def _referral(referral: Referral, whence: str) -> EventRow:
    return EventRow(
        referral.id,
        "referral",
        referral.out_date,
        referral.to_org,
        referral.to_dept or "",
        referral.status,
        referral.doctor,
        referral.status,
        whence=whence,
    )
