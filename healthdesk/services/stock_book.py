"""The stock book: what comes in, goes out, is counted, held and let go. Each act is one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.base.ids import Ids
from healthdesk.domain.access import Permission
from healthdesk.domain.immunization.stock_rules import Band
from healthdesk.domain.stock.ledger import Kind, Standing, State
from healthdesk.domain.stock.lots import lot_id, lot_key
from healthdesk.services import deliveries, shelves
from healthdesk.services.refrigerators import FREEZER
from healthdesk.services.schedules import Schedules
from healthdesk.services.seat import Seat
from healthdesk.services.stock_rows import Booked, Receipt
from healthdesk.store.database import Database, JournalSession
from healthdesk.store.lots import Lot
from healthdesk.store.movements import Movement
from healthdesk.store.refrigerators import Refrigerator

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class _Line:
    """What a line needs beside lot, person and time."""

    kind: Kind
    doses: int = 0
    reason: str = ""
    about: str | None = None
    refrigerator_id: str | None = None
    partner: str = ""
    counted: int | None = None


class StockBook:
    """Writes the book; a line once written stays. Every method raises NotAllowed, NotFound, InvalidInput."""

    def __init__(
        self, *, database: Database, seat: Seat, schedules: Schedules, clock: Clock, ids: Ids
    ) -> None:
        self._database = database
        self._seat = seat
        self._schedules = schedules
        self._clock = clock
        self._ids = ids

    def receive(self, receipt: Receipt) -> Booked:
        """A delivery. One that came too warm or too cold is in stock and held at once.

        Refused: an expired lot, no doses, a delivery or a trace code that is already here.
        """
        self._seat.require(Permission.KEEP_STOCK)
        schedule, today = self._schedules.current, self._clock.today()
        deliveries.require_possible(receipt, schedule, today)
        with self._database.writing("stock") as session:
            deliveries.require_new(session, receipt, today)
            self._require_place(session, receipt.refrigerator_id)
            lot = deliveries.lot_of(session, receipt, schedule, self._seat.actor.who, self._clock.now())
            movement = deliveries.movement(receipt, lot.id, self._seat.actor.who, self._clock, self._ids)
            session.add(movement)
            is_outside = not any(band.holds(receipt.celsius) for band in self._bands(session, receipt))
            if is_outside:
                reason = f"到货温度 {receipt.celsius} ℃"
                self._add(session, lot.id, _Line(Kind.QUARANTINED, reason=reason))
            return Booked(lot.id, movement.id, _on_hand(session, lot.id), is_outside)

    def waste(self, lot_id: str, doses: int, reason: str, *, vial_id: str = "") -> Booked:
        """Doses thrown away, with the reason; out of an opened vial, or unopened ones."""

        def line(standing: Standing) -> _Line:
            vial = next((one for one in standing.vials if one.id == vial_id), None)
            if vial_id and vial is None:
                raise errors.NotFound("vial", vial_id)
            self._require_many(doses, vial.left if vial else standing.unopened)
            return _Line(Kind.WASTED, -doses, self._reason(reason), about=vial_id or None)

        return self._write(lot_id, line)

    def give_back(self, lot_id: str, doses: int, reason: str, *, partner: str = "") -> Booked:
        """Doses sent back to where they came from, or on to another centre."""

        def line(standing: Standing) -> _Line:
            self._require_many(doses, standing.unopened)
            return _Line(Kind.RETURNED, -doses, self._reason(reason), partner=partner.strip()[:60])

        return self._write(lot_id, line)

    def count(self, lot_id: str, counted: int, reason: str = "", *, seen: int | None = None) -> Booked:
        """What was found at a stock-taking; the difference is booked, and needs a reason.

        `seen` is what the book said when the counting began: refused when doses were used meanwhile.
        """

        def line(standing: Standing) -> _Line:
            if seen is not None and standing.on_hand != seen:
                raise errors.InvalidInput("counted", "changed-meanwhile")
            if counted < 0:
                raise errors.InvalidInput("counted", "negative")
            if counted < standing.in_vials:
                raise errors.InvalidInput("counted", "below-opened")
            difference = counted - standing.on_hand
            said = self._reason(reason) if difference else reason.strip()
            return _Line(Kind.COUNTED, difference, said, counted=counted)

        return self._write(lot_id, line)

    def move(self, lot_id: str, refrigerator_id: str) -> Booked:
        """All of the lot lies in this refrigerator from now on."""
        with self._database.reading() as session:
            self._require_place(session, refrigerator_id or "?")
        return self._write(lot_id, lambda _: _Line(Kind.MOVED, refrigerator_id=refrigerator_id))

    def quarantine(self, lot_id: str, reason: str) -> Booked:
        """Hold the lot until it is known whether it is still good."""
        said = self._reason(reason)
        return self._write(lot_id, lambda _: _Line(Kind.QUARANTINED, reason=said))

    def quarantine_all(self, refrigerator_id: str, reason: str) -> tuple[Booked, ...]:
        """Hold everything that lies in a refrigerator, in one transaction; what is held already stays so."""
        self._seat.require(Permission.KEEP_STOCK)
        said = self._reason(reason)
        with self._database.writing("stock") as session:
            self._require_place(session, refrigerator_id or "?")
            held = [
                one
                for one in shelves.shelves(session)
                if refrigerator_id in one.standing.refrigerators
                and one.standing.on_hand > 0
                and one.standing.state is State.USABLE
            ]
            lines = [self._add(session, one.id, _Line(Kind.QUARANTINED, reason=said)) for one in held]
            counts = zip(lines, held, strict=True)
            return tuple(Booked(line.lot_id, line.id, one.standing.on_hand, True) for line, one in counts)

    def release(self, lot_id: str, reason: str) -> Booked:
        """Lift every quarantine of the lot, with what was found. A recall stays."""
        return self._lift(lot_id, reason, State.QUARANTINED, Kind.RELEASED)

    def reinstate(self, lot_id: str, reason: str) -> Booked:
        """Take a recall back that was meant for another lot. For those who may overrule.

        The one without a maker stands for all of its number: they are taken back with it.
        """
        self._seat.require(Permission.OVERRULE)
        with self._database.reading() as session:
            lot = session.get(Lot, lot_id)
            is_of_all = lot is not None and not lot.manufacturer
            same = shelves.of_number(session, lot.product, lot.number) if lot and is_of_all else []
        for other in same:
            if other.id != lot_id and other.standing.state is State.RECALLED:
                self._lift(other.id, reason, State.RECALLED, Kind.REINSTATED)
        return self._lift(lot_id, reason, State.RECALLED, Kind.REINSTATED)

    def recall(self, product: str, number: str, reason: str, *, manufacturer: str = "") -> tuple[Booked, ...]:
        """Block a lot, whether or not any of it is here; of every maker unless one is named.

        A lot that was never received is written down, without a maker where none is named, so that nobody
        uses it later and everybody who had it elsewhere is found.
        """
        self._seat.require(Permission.KEEP_STOCK)
        said, maker = self._reason(reason), manufacturer.strip()
        if product not in self._schedules.current.products:
            raise errors.InvalidInput("product", "unknown")
        if not lot_key(number):
            raise errors.InvalidInput("number", "required")
        with self._database.writing("stock") as session:
            known = [one.id for one in shelves.held(session, product, number, maker) if one.manufacturer]
            if not known or not maker:
                known.append(self._unheard_of(session, product, number, maker))
            lines = [self._add(session, id_, _Line(Kind.RECALLED, reason=said)) for id_ in known]
            return tuple(Booked(one.lot_id, one.id, _on_hand(session, one.lot_id)) for one in lines)

    def amend(self, lot_id: str, reason: str, **facts: Any) -> None:
        """Correct what was typed of a lot: `expires_on`, `specification`, `doses_per_vial`, `is_free`."""
        self._seat.require(Permission.KEEP_STOCK)
        said = self._reason(reason)
        if not facts.keys() <= deliveries.CORRECTABLE:
            raise errors.InvalidInput("lot", "unknown")
        if facts.get("doses_per_vial", 1) < 1:
            raise errors.InvalidInput("doses_per_vial", "range")
        with self._database.writing("stock") as session:
            lot = session.get(Lot, lot_id)
            if lot is None:
                raise errors.NotFound("lot", lot_id)
            for name, value in facts.items():
                setattr(lot, name, value)
            lot.changed_by, lot.changed_at = self._seat.actor.who, self._clock.now()
            lot.change_reason = said

    def _lift(self, lot_id: str, reason: str, state: State, kind: Kind) -> Booked:
        self._seat.require(Permission.KEEP_STOCK)
        said = self._reason(reason)
        with self._database.writing("stock") as session:
            found = self._standing(session, lot_id)
            held = [hold for hold in found.holds if hold.state is state]
            if not held:
                raise errors.InvalidInput("lot", f"not-{state}")
            lines = [self._add(session, lot_id, _Line(kind, reason=said, about=one.id)) for one in held]
            return Booked(lot_id, lines[-1].id, found.on_hand)

    def _write(self, lot_id: str, line: Callable[[Standing], _Line]) -> Booked:
        """One line about a lot, settled by how the lot stands within the same transaction."""
        self._seat.require(Permission.KEEP_STOCK)
        with self._database.writing("stock") as session:
            movement = self._add(session, lot_id, line(self._standing(session, lot_id)))
            return Booked(lot_id, movement.id, _on_hand(session, lot_id))

    def _add(self, session: JournalSession, lot_id: str, line: _Line) -> Movement:
        movement = Movement(
            id=self._ids.new(),
            lot_id=lot_id,
            kind=line.kind.value,
            doses=line.doses,
            moved_on=self._clock.today(),
            moved_at=self._clock.now(),
            moved_by=self._seat.actor.who,
            reason=line.reason,
            about=line.about,
            refrigerator_id=line.refrigerator_id,
            partner=line.partner,
            counted=line.counted,
            trace_codes=[],
        )
        session.add(movement)
        session.flush()
        return movement

    def _standing(self, session: Session, lot_id: str) -> Standing:
        found = shelves.shelf(session, lot_id)
        if found is None:
            raise errors.NotFound("lot", lot_id)
        return found.standing

    def _unheard_of(self, session: JournalSession, product: str, number: str, maker: str) -> str:
        id_ = lot_id(product, maker, number)
        if session.get(Lot, id_) is not None:
            return id_
        lot = Lot(
            id=id_,
            product=product,
            number=number.strip(),
            key=lot_key(number),
            manufacturer=maker,
            changed_by=self._seat.actor.who,
            changed_at=self._clock.now(),
        )
        session.add(lot)
        session.flush()
        return lot.id

    def _bands(self, session: Session, receipt: Receipt) -> list[Band]:
        """How cold a delivery may come; one for the freezer may come frozen too."""
        rules = self._schedules.current.stock
        place = session.get(Refrigerator, receipt.refrigerator_id) if receipt.refrigerator_id else None
        is_frozen = place is not None and place.kind == FREEZER
        return [rules.refrigerator, rules.freezer] if is_frozen else [rules.refrigerator]

    def _require_place(self, session: Session, refrigerator_id: str) -> None:
        place = session.get(Refrigerator, refrigerator_id) if refrigerator_id else None
        if refrigerator_id and (place is None or place.status != "used"):
            raise errors.NotFound("refrigerator", refrigerator_id)

    @staticmethod
    def _require_many(doses: int, most: int) -> None:
        if doses < 1:
            raise errors.InvalidInput("doses", "range")
        if doses > most:
            raise errors.InvalidInput("doses", "more-than-on-hand")

    @staticmethod
    def _reason(reason: str) -> str:
        said = reason.strip()
        if not said:
            raise errors.InvalidInput("reason", "required")
        if len(said) > LONGEST_REASON:
            raise errors.InvalidInput("reason", "length")
        return said


def _on_hand(session: Session, lot_id: str) -> int:
    session.flush()
    found = shelves.shelf(session, lot_id)
    return found.standing.on_hand if found else 0
