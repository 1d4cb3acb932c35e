"""The child's card, and a dose recorded."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.base.ids import Ids
from healthdesk.domain.access import Permission
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.immunization.card import Card, card
from healthdesk.domain.immunization.evaluation import Verdict
from healthdesk.domain.immunization.forecast import Forecast
from healthdesk.domain.immunization.person import Person
from healthdesk.domain.immunization.rabies import Treatment, treatment
from healthdesk.domain.immunization.rabies_rules import GROUP
from healthdesk.domain.immunization.stops import Stop, stops
from healthdesk.domain.stock.trace_codes import code_key
from healthdesk.services import cards, dose_stock, first_page, reading, shelves, vaccinees
from healthdesk.services.before_dose import Coming, attendance, before_dose, begin_observation, registrar
from healthdesk.services.dose_stock import DoseStock, Taking
from healthdesk.services.doses import (
    OBSERVATION_MINUTES,
    DoseRow,
    GivenDose,
    NewDose,
    Observed,
    RecordedDose,
    given,
    is_same,
    listed,
    require_writable,
)
from healthdesk.services.history_state import HistoryState, history_state
from healthdesk.services.rows import ResidentCard
from healthdesk.services.schedules import Schedules
from healthdesk.services.seat import Seat
from healthdesk.store.database import Database
from healthdesk.store.immunization import Vaccination
from healthdesk.store.residents import Resident


@dataclass(frozen=True, slots=True)
class ChildCard:
    """Everything the child's card shows: who, what was given, the grid, and what is due today.

    `person` is whom the rules see, `treatment` what the last exposure to rabies asks for while the course
    against it is open.
    """

    resident: ResidentCard
    card: Card
    doses: tuple[GivenDose, ...]
    verdicts: tuple[Verdict, ...]
    forecasts: tuple[Forecast, ...]
    history: HistoryState
    person: Person
    treatment: Treatment | None


@dataclass(eq=False)
class DoseStopped(errors.InvalidInput):
    """The rules forbid this dose today. `stops` say why, in words a parent understands."""

    stops: tuple[Stop, ...] = ()


class Immunization:
    """The immunization desk, without its queue and stock (their own issue)."""

    def __init__(  # noqa: PLR0913  all are named
        self, *, database: Database, seat: Seat, schedules: Schedules, forms: Forms, clock: Clock, ids: Ids
    ) -> None:
        self._database = database
        self._seat = seat
        self._schedules = schedules
        self._forms = forms
        self._clock = clock
        self._ids = ids
        self._stock = DoseStock(clock, ids)

    def card(self, resident_id: str, on: date | None = None) -> ChildCard:
        """The card as of today. Audited as a view."""
        self._seat.require(Permission.VIEW_RECORD)
        day = on or self._clock.today()
        with self._database.writing("audit") as session:
            session.audit("view", "Resident", resident_id, resident_id)
            row = reading.resident(session, resident_id)
            header = cards.card(session, resident_id, first_page.form_of(self._forms), self._seat)
            doses = vaccinees.doses(session, resident_id)
            person = vaccinees.person(session, row, self._schedules.current, day)
            known = history_state(session, resident_id, self._schedules.current, self._clock.today())
        past = vaccinees.history(doses)
        grid = card(person, past, self._schedules.current, day)
        is_open = any(one.group == GROUP and one.product for one in grid.forecasts)
        asked_for = treatment(person, past, self._schedules.current, day)
        return ChildCard(
            resident=header,
            card=grid,
            doses=tuple(given(dose) for dose in doses),
            verdicts=grid.verdicts,
            forecasts=grid.forecasts,
            history=known,
            person=person,
            treatment=asked_for if is_open else None,
        )

    def stops(
        self, resident_id: str, vaccine: str, on: date, *, is_at_table: bool = False, injector: str = ""
    ) -> tuple[Stop, ...]:
        """What forbids this vaccine on that day; nothing when it may be given.

        At the injection table (`is_at_table`) the health questions have to be answered first, and it has to
        be known what was given elsewhere.
        """
        with self._database.reading() as session:
            row, schedule = reading.resident(session, resident_id), self._schedules.current
            given = vaccinees.history(vaccinees.doses(session, resident_id))
            person = vaccinees.person(session, row, schedule, on)
            found = stops(person, given, schedule, vaccine, on)
            if not is_at_table:
                return found
            me = injector.strip() or self._seat.sitter.full_name
            return (*before_dose(session, schedule, person, given, Coming(row, vaccine, on, me)), *found)

    def known_lots(self, vaccine: str) -> tuple[NewDose, ...]:
        """Lots that may be used, so that a lot is typed once a day: those in stock here, an opened vial
        first, then what expires first; where no stock is kept those used lately, the last used first.
        """
        today = self._clock.today()
        with self._database.reading() as session:
            if shelves.is_kept(session, self._schedules.current.stock):
                at_hand = dose_stock.at_hand(session, vaccine, today)
                return tuple(
                    NewDose(vaccine, today, one.number, one.expires_on, one.manufacturer) for one in at_hand
                )
            rows = session.scalars(
                select(Vaccination)
                .where(
                    Vaccination.vaccine == vaccine,
                    Vaccination.is_elsewhere.is_(False),
                    Vaccination.status == "done",
                    or_(Vaccination.expires_on.is_(None), Vaccination.expires_on >= self._clock.today()),
                )
                .order_by(Vaccination.recorded_at.desc())
                .limit(50)
            )
            lots = {row.lot: row for row in reversed(list(rows)) if row.lot}
        return tuple(
            NewDose(vaccine, self._clock.today(), lot, row.expires_on, row.manufacturer or "")
            for lot, row in reversed(lots.items())
        )

    def record(self, resident_id: str, dose: NewDose) -> RecordedDose:
        """Write a dose down. Raises DoseStopped, InvalidInput, NotAllowed.

        A dose about to be given here too early is stopped (R4b of the schedule), and only somebody who may
        overrule gets past, with a reason. One given before today or elsewhere is a fact: it is kept, and
        judged. Where the centre keeps its stock here, the dose is out of it in the same transaction.
        """
        self._seat.require(Permission.VACCINATE)
        with self._database.writing("dose", lane=resident_id) as session:
            row = reading.resident(session, resident_id)
            # A session reads again what nobody holds.
            _held = vaccinees.background(session, resident_id), attendance(session, resident_id, dose.on)
            require_writable(dose, row, self._schedules.current, self._clock.today())
            past = vaccinees.doses(session, resident_id)
            if any(is_same(one, dose, self._schedules.current) for one in past):
                raise errors.InvalidInput("date", "already-there")
            taken = dose_stock.taking(session, dose, self._schedules.current, self._clock)
            if not dose.is_elsewhere and dose.on == self._clock.today():
                self._refuse_stopped(session, row, past, dose, taken)
            else:
                dose_stock.require_possible(taken)
            vaccination = self._row(session, resident_id, dose)
            session.add(vaccination)
            self._stock.book(session, vaccination, taken)
            dose_stock.learn(session, vaccination, self._schedules.current)
            if dose.is_at_table:
                begin_observation(session, resident_id, dose.on, self._clock.now())
            next_due = self._follow(session, row)
            return RecordedDose(vaccination.id, vaccination.counts_as or "", next_due)

    def void(self, dose_id: str, reason: str, *, is_wasted: bool = False) -> None:
        """Mark a dose as entered in error, with a reason. It stays, and counts no more.

        Its vaccine is in stock again, unless it `is_wasted`: drawn up, and thrown away.
        """
        self._seat.require(Permission.VACCINATE)
        if not reason.strip():
            raise errors.InvalidInput("void_reason", "required")
        with self._database.writing("void") as session:
            dose = session.get(Vaccination, dose_id)
            if dose is None:
                raise errors.NotFound("vaccination", dose_id)
            if dose.status == "void":
                raise errors.InvalidInput("dose", "void")
            dose.status, dose.void_reason, dose.counts_as = "void", reason.strip(), None
            dose_stock.forget_code(session, dose, self._schedules.current)
            if is_wasted:
                self._stock.waste(session, dose, reason.strip(), self._seat.sitter.full_name)
            session.flush()
            self._follow(session, reading.resident(session, dose.resident_id))

    def of(self, resident_id: str) -> tuple[GivenDose, ...]:
        """The doses of one resident that count as given, the oldest first."""
        self._seat.require(Permission.VIEW_RECORD)
        with self._database.reading() as session:
            return tuple(given(dose) for dose in vaccinees.doses(session, resident_id))

    def all(self, limit: int | None = None) -> tuple[DoseRow, ...]:
        """Doses, the newest first."""
        self._seat.require(Permission.VIEW_RECORD)
        query = (
            select(Vaccination, Resident.name)
            .join(Resident, Resident.id == Vaccination.resident_id)
            .order_by(Vaccination.given_on.desc(), Vaccination.id)
            .limit(limit)
        )
        with self._database.reading() as session:
            return tuple(listed(dose, name) for dose, name in session.execute(query))

    def observed(self, minutes: int = OBSERVATION_MINUTES * 2) -> tuple[Observed, ...]:
        """Whoever was given something here within so many minutes, the longest ago first."""
        self._seat.require(Permission.VIEW_RECORD)
        since = self._clock.now() - timedelta(minutes=minutes)
        query = (
            select(Vaccination, Resident.name)
            .join(Resident, Resident.id == Vaccination.resident_id)
            .where(
                Vaccination.recorded_at >= since,
                Vaccination.given_on == self._clock.today(),
                Vaccination.is_elsewhere.is_(False),
                Vaccination.status == "done",
                Vaccination.left_at.is_(None),
            )
            .order_by(Vaccination.recorded_at)
        )
        with self._database.reading() as session:
            rows = [
                Observed(d.resident_id, name, d.vaccine, d.recorded_at) for d, name in session.execute(query)
            ]
        return tuple({row.resident_id: row for row in rows}.values())

    def _refuse_stopped(
        self, session: Session, row: Resident, past: list[Vaccination], dose: NewDose, taken: Taking
    ) -> None:
        schedule = self._schedules.current
        person = vaccinees.person(session, row, schedule, dose.on)
        before = vaccinees.history(past)
        found = (*taken.stops, *stops(person, before, schedule, dose.vaccine, dose.on))
        if dose.is_at_table:
            injector = dose.injector.strip() or self._seat.sitter.full_name
            coming = Coming(row, dose.vaccine, dose.on, injector)
            found = (*before_dose(session, schedule, person, before, coming), *found)
        is_overruled = bool(dose.overrule_reason.strip()) and self._seat.may(Permission.OVERRULE)
        if not found or (is_overruled and all(stop.may_overrule for stop in found)):
            return
        raise DoseStopped("vaccine", found[0].code, stops=found)

    def _follow(self, session: Session, row: Resident) -> date | None:
        return vaccinees.follow(session, row, self._schedules.current, self._ids, self._clock.today())

    def _row(self, session: Session, resident_id: str, dose: NewDose) -> Vaccination:
        me = self._seat.sitter.full_name
        product = self._schedules.current.products[dose.vaccine]
        return Vaccination(
            id=self._ids.new(),
            resident_id=resident_id,
            vaccine=dose.vaccine,
            given_on=dose.on,
            lot=dose.lot.strip() or None,
            expires_on=dose.expires_on,
            manufacturer=dose.manufacturer.strip() or None,
            site=dose.site.strip() or None,
            route=product.route,
            trace_code=code_key(dose.trace_code) or None,
            injector=dose.injector.strip() or me,
            registrar=registrar(session, resident_id, dose.on) or me,
            recorded_at=self._clock.now(),
            is_elsewhere=dose.is_elsewhere,
            place=dose.place.strip() or None,
            status="done",
            overrule_reason=dose.overrule_reason.strip() or None,
            volume=None if dose.is_elsewhere else product.volume or None,
            specification=dose.specification.strip() or None,
            guardian=dose.guardian.strip() or None,
            confirmed_at=self._clock.now() if dose.guardian.strip() else None,
        )
