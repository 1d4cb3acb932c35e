"""What a dose takes from the stock, in the transaction that writes the dose down."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.base.ids import Ids
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.domain.immunization.stops import Stop, said
from healthdesk.domain.stock.ledger import Kind, State
from healthdesk.domain.stock.lots import Shelf
from healthdesk.domain.stock.trace_codes import code_key, pack_key, product_code
from healthdesk.domain.stock.using import Use, Wanted, use
from healthdesk.services import shelves
from healthdesk.services.doses import NewDose
from healthdesk.store.immunization import Vaccination
from healthdesk.store.lots import Lot
from healthdesk.store.movements import Movement


@dataclass(frozen=True, slots=True)
class Taking:
    """Where a dose comes from, settled before it is written. `stops` forbid it."""

    shelf: Shelf | None = None
    use: Use = field(default_factory=Use)
    is_kept: bool = False

    @property
    def stops(self) -> tuple[Stop, ...]:
        """What speaks against the pack."""
        return self.use.stops


def taking(session: Session, dose: NewDose, schedule: Schedule, clock: Clock, *, besides: str = "") -> Taking:
    """Where the dose comes from. A dose given elsewhere comes from nowhere here.

    `besides` is the id of the dose when it is being put right.
    """
    if dose.is_elsewhere:
        return Taking()
    is_kept = shelves.is_kept(session, schedule.stock)
    found = shelves.held(session, dose.vaccine, dose.lot, dose.manufacturer)
    if len(found) > 1:
        stop = said(schedule, "stock_which_lot", code=dose.lot.strip())
        return Taking(None, Use((stop,)), is_kept)
    shelf = found[0] if found else _of_another(session, dose) if is_kept else None
    code = code_key(dose.trace_code)
    wanted = Wanted(
        vaccine=dose.vaccine,
        on=dose.on,
        now=clock.now(),
        number=dose.lot.strip(),
        trace_code=code,
        code_used_on=shelves.code_used_on(
            session, pack_key(code), [shelf.id] if shelf else (), besides=besides
        ),
        is_kept=is_kept,
    )
    return Taking(shelf, use(shelf, wanted, schedule), is_kept)


def at_hand(session: Session, vaccine: str, on: date) -> list[Shelf]:
    """The lots of a vaccine that may be used: with an opened vial first, then what expires first."""
    usable = [
        one
        for one in shelves.sifted(shelves.shelves(session, Lot.product == vaccine))
        if one.standing.on_hand > 0 and one.standing.state is State.USABLE and not one.is_expired(on)
    ]
    return sorted(usable, key=lambda one: not one.standing.vials)


def require_possible(taken: Taking) -> None:
    """A dose of an earlier day is a fact and is kept, but out of no pack that was used before.

    Raises InvalidInput.
    """
    if any(stop.code == "stock_code_used" for stop in taken.stops):
        raise errors.InvalidInput("trace_code", "used")


def learn(session: Session, row: Vaccination, schedule: Schedule) -> None:
    """The first code scanned beside a lot tells which digits mean its product."""
    lot = session.get(Lot, row.lot_id) if row.lot_id and row.trace_code else None
    if lot is not None and not lot.trace_product:
        lot.trace_product = product_code(row.trace_code or "", schedule.stock) or None


def specification(session: Session, shelf: Shelf | None) -> str:
    """The size on the package, as the delivery had it."""
    lot = session.get(Lot, shelf.id) if shelf else None
    return lot.specification if lot else ""


def forget_code(session: Session, row: Vaccination, schedule: Schedule) -> None:
    """The code of a dose that was none, or of another lot, has taught its lot nothing.

    Otherwise packs of another vaccine would be taken for this one for ever.
    """
    lot = session.get(Lot, row.lot_id) if row.lot_id and row.trace_code else None
    digits = product_code(row.trace_code or "", schedule.stock)
    if lot is None or not digits or lot.trace_product != digits:
        return
    given = select(Vaccination.trace_code).where(
        Vaccination.lot_id == lot.id, Vaccination.status == "done", Vaccination.id != row.id
    )
    received = select(Movement).where(Movement.lot_id == lot.id, Movement.kind == Kind.RECEIVED)
    codes = [code or "" for code in session.scalars(given)]
    codes += [str(code) for one in session.scalars(received) for code in one.trace_codes]
    if all(product_code(code, schedule.stock) != digits for code in codes):
        lot.trace_product = None


def is_alone_in_vial(session: Session, row: Vaccination) -> bool:
    """Whether nothing else was taken from the vial that was opened for this dose."""
    if row.vial_id is None:
        return False
    others = select(Vaccination.id).where(
        Vaccination.vial_id == row.vial_id, Vaccination.status == "done", Vaccination.id != row.id
    )
    wasted = select(Movement.id).where(Movement.about == row.vial_id)
    return not any(session.scalar(select(exists(query))) for query in (others, wasted))


@dataclass(frozen=True, slots=True)
class DoseStock:
    """Writes beside a dose what it does to the stock, within the caller's unit of work."""

    clock: Clock
    ids: Ids

    def book(self, session: Session, row: Vaccination, taken: Taking) -> None:
        """Let the dose name where it came from, and open a vial for it if it is the first of one.

        A dose that the stock cannot have held (entered late, or overruled) leaves it alone: the next
        stock-taking finds the difference, and a dose from here never takes the stock below nothing.
        """
        shelf = taken.shelf
        if not taken.is_kept or shelf is None or shelf.product != row.vaccine or shelf.standing.on_hand < 1:
            return
        row.lot_id = shelf.id
        if taken.use.vial_id:
            row.vial_id = taken.use.vial_id
        elif taken.use.opens_vial and not taken.stops and row.given_on == self.clock.today():
            opened = self._line(shelf.id, Kind.OPENED, row.injector)
            opened.trace_codes = [row.trace_code] if row.trace_code else []
            session.add(opened)
            row.vial_id = opened.id

    def rebook(self, session: Session, row: Vaccination, taken: Taking, *, was_alone: bool) -> None:
        """Back into the lot it was not of, out of the one it was.

        A vial that was opened for nobody else (`was_alone`) was never opened: the right one was.
        """
        if was_alone and row.lot_id and row.vial_id:
            line = self._line(row.lot_id, Kind.UNOPENED, row.injector)
            line.about = row.vial_id
            session.add(line)
        row.lot_id = row.vial_id = None
        self.book(session, row, taken)

    def waste(self, session: Session, row: Vaccination, reason: str, by: str) -> None:
        """The vaccine of a void dose was drawn up and thrown away. Without this it is in stock again."""
        if row.lot_id is None:
            return
        line = self._line(row.lot_id, Kind.WASTED, by)
        line.doses, line.reason, line.about = -1, reason, row.vial_id
        line.trace_codes = [row.trace_code] if row.trace_code and not row.vial_id else []
        session.add(line)

    def _line(self, lot_id: str, kind: Kind, by: str) -> Movement:
        return Movement(
            id=self.ids.new(),
            lot_id=lot_id,
            kind=kind.value,
            moved_on=self.clock.today(),
            moved_at=self.clock.now(),
            moved_by=by,
        )


def _of_another(session: Session, dose: NewDose) -> Shelf | None:
    """The lot of that number of another product: somebody took the wrong box."""
    lots = shelves.meant_numbers(session, dose.lot)
    return shelves.shelved(session, lots)[0] if lots else None
