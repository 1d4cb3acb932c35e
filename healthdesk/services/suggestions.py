"""Who should be asked to join a programme: after a diagnosis, or because of age. A person confirms each."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, func, select

from healthdesk.base.clock import Clock
from healthdesk.domain.access import Permission
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.eligibility import birth_ranges, eligible
from healthdesk.domain.programmes.programme import Programme
from healthdesk.services import reading
from healthdesk.services.endings import DEPARTED
from healthdesk.services.seat import Seat
from healthdesk.store import settings
from healthdesk.store.database import Database
from healthdesk.store.programmes import Enrolment
from healthdesk.store.residents import Resident


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """Somebody to ask. `because` is the diagnosis code, or empty when age alone is the reason."""

    resident_id: str
    name: str
    sex: str
    born: date | None
    address: str
    programme: str
    because: str


class Suggestions:
    """The to-confirm list: nothing on it is an enrolment until somebody has said so."""

    def __init__(self, *, database: Database, seat: Seat, programmes: Programmes, clock: Clock) -> None:
        self._database = database
        self._seat = seat
        self._programmes = programmes
        self._clock = clock

    def page(self, *, programme: str | None = None, limit: int = 200) -> tuple[SuggestionRow, ...]:
        """The diagnosed first, then those of an age, of one programme or of all; at most `limit` people."""
        self._seat.require(Permission.VIEW_RECORD)
        rows: list[SuggestionRow] = []
        with self._database.reading() as session:
            query = self._diagnosed(programme).order_by(Resident.name, Enrolment.id).limit(limit)
            rows += [_row(row, key, because or "") for row, key, because in session.execute(query)]
            today = self._clock.today()
            for one in self._by_age(programme):
                chosen = settings.value(session, f"programme.{one.key}", {})
                missing = _of_an_age(one.adjusted(chosen), today)
                query_of_age = select(Resident).where(missing).order_by(Resident.name, Resident.id)
                for row in session.scalars(query_of_age.limit(max(0, limit - len(rows)))):
                    if eligible(one, reading.person(row, (), one.key), today, chosen):
                        rows.append(_row(row, one.key, ""))
        return tuple(rows)

    def count(self) -> int:
        """How many are to be asked, each programme of a person counted."""
        self._seat.require(Permission.VIEW_RECORD)
        today = self._clock.today()
        with self._database.reading() as session:
            diagnosed = select(func.count()).select_from(self._diagnosed(None).subquery())
            found = session.scalar(diagnosed) or 0
            for one in self._by_age(None):
                chosen = settings.value(session, f"programme.{one.key}", {})
                missing = _of_an_age(one.adjusted(chosen), today)
                found += session.scalar(select(func.count()).select_from(Resident).where(missing)) or 0
        return found

    def _diagnosed(self, programme: str | None) -> Select[Resident, str, str | None]:
        query = (
            select(Resident, Enrolment.programme, Enrolment.suggested_by)
            .join(Resident, Resident.id == Enrolment.resident_id)
            .where(
                Enrolment.status == "suggested",
                Enrolment.programme.not_in(self._seat.hidden()),
                Resident.status.not_in(DEPARTED),
            )
        )
        return query.where(Enrolment.programme == programme) if programme else query

    def _by_age(self, programme: str | None) -> list[Programme]:
        """The programmes that somebody belongs to by age alone."""
        return [
            one
            for one in self._programmes
            if one.is_followed_up
            and programme in (None, one.key)
            and self._seat.sees(one.key)
            and birth_ranges(one, self._clock.today())
        ]


def _of_an_age(programme: Programme, today: date) -> ColumnElement[bool]:
    """Residents who were born in time and have neither joined nor declined."""
    terms: list[ColumnElement[bool]] = []
    for first, last in birth_ranges(programme, today):
        both = [Resident.born >= first] if first else []
        terms.append(and_(*both, Resident.born <= last))
    settled = exists().where(Enrolment.resident_id == Resident.id, Enrolment.programme == programme.key)
    born = terms[0]
    for term in terms[1:]:
        born |= term
    return and_(born, Resident.status.not_in(DEPARTED), ~settled)


def _row(row: Resident, programme: str, because: str) -> SuggestionRow:
    return SuggestionRow(row.id, row.name, row.sex, row.born, row.address or "", programme, because)
