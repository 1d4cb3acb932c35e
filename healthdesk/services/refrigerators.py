"""Refrigerators and their temperatures: read twice a day, alarms, the month on paper."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from healthdesk.base import errors
from healthdesk.base.calendar import add_months
from healthdesk.base.clock import CHINA, Clock
from healthdesk.base.ids import Ids
from healthdesk.base.text import has_control_signs, squeezed
from healthdesk.domain.access import Permission
from healthdesk.domain.immunization.stock_rules import Band
from healthdesk.domain.stock.cold_chain import ColdDay, Reading, cold_day
from healthdesk.services.schedules import Schedules
from healthdesk.services.seat import Seat
from healthdesk.store.database import Database
from healthdesk.store.refrigerators import Refrigerator
from healthdesk.store.temperatures import Temperature

REFRIGERATOR, FREEZER = "refrigerator", "freezer"
COLDEST, HOTTEST = Decimal(-60), Decimal(60)
LONGEST_NAME, LONGEST_REMARK = 60, 200
DAYS_LOOKED_BACK = 7
TENTH = Decimal("0.1")
"""What a thermometer of a refrigerator shows."""


@dataclass(frozen=True, slots=True)
class RefrigeratorRow:
    """A refrigerator as it stands today. `band` are its limits in °C.

    `is_due`: another reading is still to be made today. `gaps` are the days of the last week on which one
    was missing; `is_alarmed` says that the last reading was outside the limits.
    """

    id: str
    name: str
    kind: str
    band: Band
    today: ColdDay
    last: Reading | None
    is_due: bool
    is_alarmed: bool
    gaps: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class ColdMonth:
    """The temperature log of a month, a day for each that has begun."""

    refrigerator: str
    kind: str
    band: Band
    first: date
    days: tuple[ColdDay, ...]


@dataclass(frozen=True, slots=True)
class Noted:
    """A reading that was written down; `is_alarm` when it is outside the limits."""

    id: str
    is_alarm: bool
    band: Band


class Refrigerators:
    """What is read is kept as it was read; a mistake is void, with a reason, and stays."""

    def __init__(
        self, *, database: Database, seat: Seat, schedules: Schedules, clock: Clock, ids: Ids
    ) -> None:
        self._database = database
        self._seat = seat
        self._schedules = schedules
        self._clock = clock
        self._ids = ids

    def add(
        self, name: str, kind: str = REFRIGERATOR, *, low: Decimal | None = None, high: Decimal | None = None
    ) -> str:
        """A new refrigerator or freezer; without limits of its own those of the settings count.

        Raises InvalidInput, NotAllowed.
        """
        self._seat.require(Permission.KEEP_STOCK)
        called = squeezed(name)
        if not called:
            raise errors.InvalidInput("name", "required")
        if len(called) > LONGEST_NAME or has_control_signs(called):
            raise errors.InvalidInput("name", "length" if len(called) > LONGEST_NAME else "format")
        if kind not in (REFRIGERATOR, FREEZER):
            raise errors.InvalidInput("kind", "option")
        if low is not None and high is not None and low >= high:
            raise errors.InvalidInput("low", "range")
        with self._database.writing("refrigerator") as session:
            names = session.scalars(select(Refrigerator.name).where(Refrigerator.status == "used"))
            if called in set(names):
                raise errors.InvalidInput("name", "already-there")
            row = Refrigerator(id=self._ids.new(), name=called, kind=kind, low=low, high=high, status="used")
            session.add(row)
            return row.id

    def retire(self, refrigerator_id: str) -> None:
        """It is out of use; its log stays. Raises NotFound, NotAllowed."""
        self._seat.require(Permission.KEEP_STOCK)
        with self._database.writing("refrigerator") as session:
            _refrigerator(session, refrigerator_id).status = "retired"

    def note(
        self, refrigerator_id: str, celsius: Decimal, *, at: datetime | None = None, remark: str = ""
    ) -> Noted:
        """Write a temperature down, read now or earlier. Raises InvalidInput, NotFound, NotAllowed."""
        self._seat.require(Permission.KEEP_STOCK)
        now = self._clock.now()
        moment, said = at or now, remark.strip()
        if not celsius.is_finite() or not COLDEST <= celsius <= HOTTEST:
            raise errors.InvalidInput("celsius", "range")
        if moment > now:
            raise errors.InvalidInput("at", "future")
        if len(said) > LONGEST_REMARK:
            raise errors.InvalidInput("remark", "length")
        with self._database.writing("temperature") as session:
            place = _refrigerator(session, refrigerator_id)
            if place.status != "used":
                raise errors.InvalidInput("refrigerator", "retired")
            # Where the computer's clock is set to the west of China, its today is the last day there is.
            on = min(moment.astimezone(CHINA).date(), self._clock.today())
            if any(one.read_at == moment for one in _readings(session, [place.id], on, on)):
                raise errors.InvalidInput("at", "already-there")
            row = Temperature(
                id=self._ids.new(),
                refrigerator_id=place.id,
                read_on=on,
                read_at=moment,
                celsius=celsius.quantize(TENTH),
                read_by=self._seat.actor.who,
                recorded_at=now,
                remark=said,
                status="done",
            )
            session.add(row)
            band = self._band(place)
            return Noted(row.id, not band.holds(row.celsius), band)

    def void(self, reading_id: str, reason: str) -> None:
        """A reading was typed wrongly. Raises InvalidInput, NotFound, NotAllowed."""
        self._seat.require(Permission.KEEP_STOCK)
        if not reason.strip():
            raise errors.InvalidInput("void_reason", "required")
        with self._database.writing("temperature") as session:
            row = session.get(Temperature, reading_id)
            if row is None:
                raise errors.NotFound("temperature", reading_id)
            row.status, row.void_reason = "void", reason.strip()[:LONGEST_REMARK]

    def all(self) -> tuple[RefrigeratorRow, ...]:
        """Those in use, by name, as they stand today."""
        self._require_sight()
        today = self._clock.today()
        with self._database.reading() as session:
            places = session.scalars(
                select(Refrigerator).where(Refrigerator.status == "used").order_by(Refrigerator.name)
            ).all()
            since = today - timedelta(days=DAYS_LOOKED_BACK)
            found = _by_place(_readings(session, [place.id for place in places], since, today))
            begun = _begun(session)
        return tuple(
            self._row(place, _by_day(found[place.id]), begun.get(place.id, today)) for place in places
        )

    def month(self, refrigerator_id: str, first: date) -> ColdMonth:
        """The log of the month that `first` lies in, up to today. Raises NotFound, NotAllowed."""
        self._require_sight()
        start, today = first.replace(day=1), self._clock.today()
        end = min(add_months(start, 1) - timedelta(days=1), today)
        with self._database.reading() as session:
            place = _refrigerator(session, refrigerator_id)
            found = _by_day(_readings(session, [place.id], start, end))
        days = [start + timedelta(days=number) for number in range((end - start).days + 1)]
        return ColdMonth(
            place.name,
            place.kind,
            self._band(place),
            start,
            tuple(self._day(place, on, found[on], today) for on in days),
        )

    def _row(
        self, place: Refrigerator, by_day: Mapping[date, list[Temperature]], begun: date
    ) -> RefrigeratorRow:
        today, rules = self._clock.today(), self._schedules.current.stock
        now = self._day(place, today, by_day[today], today)
        earlier = [self._day(place, on, by_day[on], today) for on in sorted(by_day) if on < today]
        last = next((day.readings[-1] for day in (now, *reversed(earlier)) if day.readings), None)
        week = [today - timedelta(days=back) for back in range(DAYS_LOOKED_BACK, 0, -1)]
        gaps = [on for on in week if on >= begun and self._day(place, on, by_day[on], today).missing]
        is_rested = last is None or self._clock.now() - last.at >= timedelta(hours=rules.reading_hours_apart)
        return RefrigeratorRow(
            id=place.id,
            name=place.name,
            kind=place.kind,
            band=self._band(place),
            today=now,
            last=last,
            is_due=len(now.readings) < rules.readings_a_day and (not now.readings or is_rested),
            is_alarmed=last is not None and not self._band(place).holds(last.celsius),
            gaps=tuple(gaps),
        )

    def _day(self, place: Refrigerator, on: date, found: Iterable[Temperature], today: date) -> ColdDay:
        readings = [
            Reading(one.id, one.read_at, one.celsius.quantize(TENTH), one.read_by, one.remark)
            for one in found
        ]
        rules = self._schedules.current.stock
        return cold_day(on, readings, self._band(place), rules, is_over=on < today)

    def _band(self, place: Refrigerator) -> Band:
        rules = self._schedules.current.stock
        usual = rules.freezer if place.kind == FREEZER else rules.refrigerator
        low = usual.low if place.low is None else place.low
        return Band(low, usual.high if place.high is None else place.high)

    def _require_sight(self) -> None:
        if not self._seat.may(Permission.KEEP_STOCK):
            self._seat.require(Permission.VACCINATE)


def _refrigerator(session: Session, refrigerator_id: str) -> Refrigerator:
    found = session.get(Refrigerator, refrigerator_id)
    if found is None:
        raise errors.NotFound("refrigerator", refrigerator_id)
    return found


def _readings(session: Session, places: Iterable[str], start: date, end: date) -> list[Temperature]:
    query = select(Temperature).where(
        Temperature.refrigerator_id.in_(list(places)),
        Temperature.read_on >= start,
        Temperature.read_on <= end,
        Temperature.status == "done",
    )
    return list(session.scalars(query))


def _begun(session: Session) -> Mapping[str, date]:
    """The day of the first reading of each; before it nothing is missing."""
    query = (
        select(Temperature.refrigerator_id, func.min(Temperature.read_on))
        .where(Temperature.status == "done")
        .group_by(Temperature.refrigerator_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _by_place(found: Iterable[Temperature]) -> Mapping[str, list[Temperature]]:
    grouped: dict[str, list[Temperature]] = defaultdict(list)
    for one in found:
        grouped[one.refrigerator_id].append(one)
    return grouped


def _by_day(found: Iterable[Temperature]) -> Mapping[date, list[Temperature]]:
    grouped: dict[date, list[Temperature]] = defaultdict(list)
    for one in found:
        grouped[one.read_on].append(one)
    return grouped
