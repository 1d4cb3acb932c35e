"""The stock as it stands: lots, needs, the book, and whether a scanned pack may be used."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.domain.access import Permission
from healthdesk.domain.immunization.stops import said
from healthdesk.domain.stock.ledger import State
from healthdesk.domain.stock.lots import Shelf
from healthdesk.domain.stock.supply import Supply
from healthdesk.domain.stock.trace_codes import code_key, pack_key
from healthdesk.domain.stock.using import Use, Wanted, deadline, use
from healthdesk.services import shelves
from healthdesk.services.deliveries import MOST_DOSES
from healthdesk.services.schedules import Schedules
from healthdesk.services.seat import Seat
from healthdesk.services.stock_rows import Checked, LotRow, MovementRow, NeedRow, VialRow
from healthdesk.store import settings
from healthdesk.store.database import Database
from healthdesk.store.immunization import Vaccination
from healthdesk.store.lots import Lot
from healthdesk.store.movements import Movement
from healthdesk.store.refrigerators import Refrigerator

SMALLEST = "stock.smallest"
"""The least of single products, where the clinic has chosen one."""

EXPIRED = "expired"
GIVEN = "given"


class Stock:
    """Reads; what is written in the book goes through `StockBook`, doses through `Immunization`."""

    def __init__(self, *, database: Database, seat: Seat, schedules: Schedules, clock: Clock) -> None:
        self._database = database
        self._seat = seat
        self._schedules = schedules
        self._clock = clock

    def is_kept(self) -> bool:
        """Whether doses are taken from a stock here: since the first receipt, or as the settings say."""
        with self._database.reading() as session:
            return shelves.is_kept(session, self._schedules.current.stock)

    def lots(self, *, with_empty: bool = False) -> tuple[LotRow, ...]:
        """Every lot of which something is here or wrong, by product and expiry; empty ones when asked."""
        self._require_sight()
        with self._database.reading() as session:
            rows = self._rows(session, shelves.shelves(session))
        return tuple(row for row in rows if with_empty or row.on_hand or row.state == State.RECALLED)

    def lot(self, lot_id: str) -> LotRow:
        """One lot. Raises NotFound, NotAllowed."""
        self._require_sight()
        with self._database.reading() as session:
            found = shelves.shelf(session, lot_id)
            if found is None:
                raise errors.NotFound("lot", lot_id)
            return self._rows(session, [found])[0]

    def find(self, product: str, number: str, manufacturer: str = "") -> tuple[LotRow, ...]:
        """The lots of this product and number; of one maker where that is said. Raises NotAllowed."""
        self._require_sight()
        with self._database.reading() as session:
            return tuple(self._rows(session, shelves.held(session, product, number, manufacturer)))

    def needs(self) -> tuple[NeedRow, ...]:
        """What there is of each product, how fast it goes, what is to be ordered; by the schedule's order."""
        rules, today = self._schedules.current.stock, self._clock.today()
        lots: dict[str, list[LotRow]] = defaultdict(list)
        for row in self.lots():
            lots[row.product].append(row)
        since = today - timedelta(days=rules.use_days)
        with self._database.reading() as session:
            used = _used_since(session, since, today)
            chosen = settings.value(session, SMALLEST, {})
        found = []
        for product in self._schedules.current.products.values():
            own = tuple(lots.get(product.code, ()))
            many = used.get(product.code, 0)
            if not own and not many and product.code not in chosen:
                continue
            usable = sum(max(0, row.on_hand) for row in own if row.is_usable)
            supply = Supply(usable, many, rules.use_days)
            on_hand = sum(row.on_hand for row in own)
            smallest = int(chosen.get(product.code, rules.smallest))
            is_to_order = supply.is_to_order(rules, smallest)
            found.append(NeedRow(product.code, product.title, on_hand, supply, smallest, is_to_order, own))
        return tuple(found)

    def keep_at_least(self, product: str, doses: int) -> None:
        """Let this many doses of a product be the least there should be at this centre.

        Raises InvalidInput for a product nobody knows or a number that cannot be, NotAllowed.
        """
        self._seat.require(Permission.KEEP_STOCK)
        if product not in self._schedules.current.products:
            raise errors.InvalidInput("product", "unknown")
        if not 0 <= doses <= MOST_DOSES:
            raise errors.InvalidInput("smallest", "range")
        with self._database.writing("stock") as session:
            chosen = settings.value(session, SMALLEST, {})
            settings.change(session, SMALLEST, chosen | {product: doses})
            session.audit("change", "StockMinimum", product, None)

    def check(self, vaccine: str, scan: str, *, trace_code: str = "", on: date | None = None) -> Checked:
        """Whether the scanned pack may be used for a dose of `vaccine`.

        `scan` is a trace code or a lot number; `trace_code` beside a lot number where both are known.
        Nothing is written. The same is asked again when the dose is recorded.
        """
        self._seat.require(Permission.VACCINATE)
        schedule, day = self._schedules.current, on or self._clock.today()
        with self._database.reading() as session:
            meant = shelves.meant(session, scan, schedule.stock, trace_code=trace_code)
            found = shelves.sifted(shelves.shelved(session, meant.lots))
            shelf, choices = _chosen(found, vaccine, day)
            wanted = Wanted(
                vaccine=vaccine,
                on=day,
                now=self._clock.now(),
                number=shelf.number if shelf else scan.strip(),
                trace_code=meant.trace_code,
                code_used_on=shelves.code_used_on(
                    session, pack_key(meant.trace_code), [one.id for one in found]
                ),
                is_kept=shelves.is_kept(session, schedule.stock),
            )
            answer = self._answer(shelf, choices, wanted)
            rows = self._rows(session, [*([shelf] if shelf else []), *choices])
        return Checked(
            lot=rows[0] if shelf else None,
            lots=tuple(rows[1:] if shelf else rows),
            trace_code=meant.trace_code,
            stops=answer.stops,
            warnings=answer.warnings,
            opens_vial=answer.opens_vial,
        )

    def book(self, lot_id: str = "", *, since: date | None = None) -> tuple[MovementRow, ...]:
        """The lines of the book, doses given among them, the newest first; of one lot, or of all."""
        self._require_sight()
        with self._database.reading() as session:
            lots = {lot.id: lot for lot in session.scalars(select(Lot))}
            moved, given = select(Movement), select(Vaccination).where(Vaccination.status == "done")
            given = given.where(Vaccination.lot_id.is_not(None))
            if lot_id:
                moved = moved.where(Movement.lot_id == lot_id)
                given = given.where(Vaccination.lot_id == lot_id)
            if since:
                moved = moved.where(Movement.moved_on >= since)
                given = given.where(Vaccination.given_on >= since)
            rows = [self._moved(one, lots) for one in session.scalars(moved)]
            rows += [self._given(one, lots) for one in session.scalars(given)]
        return tuple(sorted(rows, key=lambda row: (row.at, row.id), reverse=True))

    def _require_sight(self) -> None:
        if not self._seat.may(Permission.KEEP_STOCK):
            self._seat.require(Permission.VACCINATE)

    def _answer(self, shelf: Shelf | None, choices: Sequence[Shelf], wanted: Wanted) -> Use:
        schedule = self._schedules.current
        if choices:
            code = wanted.trace_code or wanted.number
            return Use((said(schedule, "stock_which_lot", code=code),))
        answer = use(shelf, wanted, schedule)
        if shelf is None and wanted.is_kept and wanted.trace_code == code_key(wanted.number):
            unknown = said(schedule, "stock_unknown_code", code=wanted.trace_code or wanted.number)
            return replace(answer, stops=(unknown, *answer.stops[1:]))
        return answer

    def _rows(self, session: Session, found: Sequence[Shelf]) -> list[LotRow]:
        lots = {lot.id: lot for lot in session.scalars(select(Lot).where(Lot.id.in_([s.id for s in found])))}
        names = {one.id: one.name for one in session.scalars(select(Refrigerator))}
        return [self._row(shelf, lots[shelf.id], names) for shelf in found]

    def _row(self, shelf: Shelf, lot: Lot, names: dict[str, str]) -> LotRow:
        schedule, today, now = self._schedules.current, self._clock.today(), self._clock.now()
        left = (shelf.expires_on - today).days if shelf.expires_on else None
        state = shelf.standing.state
        vials = []
        for vial in shelf.standing.vials:
            until = deadline(vial, shelf, schedule)
            vials.append(VialRow(vial.id, vial.opened_at, until, vial.left, vial.trace_code, until < now))
        return LotRow(
            id=shelf.id,
            product=shelf.product,
            title=schedule.product_title(shelf.product),
            number=shelf.number,
            manufacturer=shelf.manufacturer,
            expires_on=shelf.expires_on,
            days_left=left,
            is_near_expiry=left is not None and 0 <= left <= schedule.stock.near_expiry_days,
            specification=lot.specification,
            doses_per_vial=shelf.doses_per_vial,
            is_free=lot.is_free,
            on_hand=shelf.standing.on_hand,
            state=EXPIRED if state is State.USABLE and shelf.is_expired(today) else state.value,
            reason=shelf.standing.reason,
            vials=tuple(vials),
            refrigerators=tuple(names.get(id_, "") for id_ in shelf.standing.refrigerators),
        )

    def _moved(self, movement: Movement, lots: dict[str, Lot]) -> MovementRow:
        lot = lots.get(movement.lot_id)
        return MovementRow(
            movement.id,
            movement.lot_id,
            self._schedules.current.product_title(lot.product) if lot else "",
            lot.number if lot else "",
            movement.kind,
            movement.doses,
            movement.moved_on,
            movement.moved_at,
            movement.moved_by,
            movement.reason,
            movement.partner,
            movement.document_no,
        )

    def _given(self, dose: Vaccination, lots: dict[str, Lot]) -> MovementRow:
        lot = lots.get(dose.lot_id or "")
        return MovementRow(
            dose.id,
            dose.lot_id or "",
            self._schedules.current.product_title(dose.vaccine),
            lot.number if lot else dose.lot or "",
            GIVEN,
            -1,
            dose.given_on,
            dose.recorded_at,
            dose.injector,
            "",
        )


def _chosen(found: Sequence[Shelf], vaccine: str, on: date) -> tuple[Shelf | None, list[Shelf]]:
    """The one lot that is meant, or the choices: of the wanted vaccine first, and with something left."""
    own = [shelf for shelf in found if shelf.product == vaccine] or list(found)
    if len(own) < 2:
        return (own[0] if own else None), []
    left = [shelf for shelf in own if shelf.standing.on_hand > 0 and not shelf.is_expired(on)]
    if len(left) == 1:
        return left[0], []
    return None, left or own


def _used_since(session: Session, since: date, today: date) -> dict[str, int]:
    """Doses given here by product, after `since` and up to today."""
    query = (
        select(Vaccination.vaccine, func.count())
        .where(
            Vaccination.given_on > since,
            Vaccination.given_on <= today,
            Vaccination.is_elsewhere.is_(False),
            Vaccination.status == "done",
        )
        .group_by(Vaccination.vaccine)
    )
    return {row[0]: row[1] for row in session.execute(query)}
