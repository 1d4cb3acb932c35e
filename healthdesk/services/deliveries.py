"""A delivery of vaccine: what it must be like, and the lot and line it makes."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.base.ids import Ids
from healthdesk.base.text import has_control_signs, squeezed
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.domain.stock.ledger import Kind, State
from healthdesk.domain.stock.lots import lot_id, lot_key
from healthdesk.domain.stock.trace_codes import code_key, product_code
from healthdesk.services import shelves
from healthdesk.services.stock_rows import Receipt
from healthdesk.store.lots import Lot
from healthdesk.store.movements import Movement

LONGEST = {"number": 40, "manufacturer": 60, "specification": 60, "partner": 60, "document_no": 40}
LONGEST_CODE = 200
MOST_DOSES = 100_000
MOST_IN_A_VIAL = 100
HOTTEST = 60
CORRECTABLE = frozenset({"expires_on", "specification", "doses_per_vial", "is_free"})


def require_possible(receipt: Receipt, schedule: Schedule, today: date) -> None:
    """Raises InvalidInput for a delivery that cannot have been."""
    product = schedule.products.get(receipt.product)
    if product is None or product.is_historic:
        raise errors.InvalidInput("product", "unknown" if product is None else "historic")
    if not lot_key(receipt.number):
        raise errors.InvalidInput("number", "required")
    if not receipt.manufacturer.strip():
        raise errors.InvalidInput("manufacturer", "required")
    for field, longest in LONGEST.items():
        value = getattr(receipt, field)
        if len(value) > longest or has_control_signs(value):
            raise errors.InvalidInput(field, "length" if len(value) > longest else "format")
    on = receipt.on or today
    if on > today:
        raise errors.InvalidInput("date", "future")
    if receipt.expires_on < on:
        raise errors.InvalidInput("expires_on", "expired")
    _require_amounts(receipt)
    _require_codes(receipt)


def _require_amounts(receipt: Receipt) -> None:
    if not 1 <= receipt.doses_per_vial <= MOST_IN_A_VIAL:
        raise errors.InvalidInput("doses_per_vial", "range")
    if not 1 <= receipt.doses <= MOST_DOSES:
        raise errors.InvalidInput("doses", "range")
    if receipt.doses % receipt.doses_per_vial:
        raise errors.InvalidInput("doses", "no-whole-vials")
    if not receipt.celsius.is_finite() or abs(receipt.celsius) > HOTTEST:
        raise errors.InvalidInput("celsius", "range")


def _require_codes(receipt: Receipt) -> None:
    codes = [code_key(code) for code in receipt.trace_codes]
    if any(not code or len(code) > LONGEST_CODE for code in codes):
        raise errors.InvalidInput("trace_codes", "length")
    if len(set(codes)) < len(codes):
        raise errors.InvalidInput("trace_codes", "twice")
    if len(codes) > receipt.doses // receipt.doses_per_vial:
        raise errors.InvalidInput("trace_codes", "more-than-packs")


def require_new(session: Session, receipt: Receipt, today: date) -> None:
    """Raises InvalidInput for a delivery or a pack that is already in the book, and for a recalled lot."""
    on = receipt.on or today
    held = shelves.held(session, receipt.product, receipt.number, receipt.manufacturer)
    if any(one.standing.state is State.RECALLED for one in held):
        raise errors.InvalidInput("number", "recalled")
    known = session.scalars(
        select(Movement)
        .join(Lot, Lot.id == Movement.lot_id)
        .where(
            Lot.product == receipt.product,
            Lot.key == lot_key(receipt.number),
            Movement.kind == Kind.RECEIVED,
        )
    ).all()
    before = {code for movement in known for code in movement.trace_codes}
    if before & {code_key(code) for code in receipt.trace_codes}:
        raise errors.InvalidInput("trace_codes", "already-there")
    document = squeezed(receipt.document_no)
    for movement in known:
        is_same_note = bool(document) and movement.document_no == document
        is_alike = not document and (movement.moved_on, movement.doses) == (on, receipt.doses)
        if (is_same_note or is_alike) and not receipt.is_again:
            raise errors.InvalidInput("number", "already-there")


def lot_of(session: Session, receipt: Receipt, schedule: Schedule, who: str, now: datetime) -> Lot:
    """The lot that is delivered; what its package says must be what it said before. Raises InvalidInput."""
    maker = squeezed(receipt.manufacturer)
    product = next((p for code in receipt.trace_codes if (p := product_code(code, schedule.stock))), None)
    lot = session.get(Lot, lot_id(receipt.product, maker, receipt.number))
    if lot is None:
        lot = Lot(
            id=lot_id(receipt.product, maker, receipt.number),
            product=receipt.product,
            number=squeezed(receipt.number),
            key=lot_key(receipt.number),
            manufacturer=maker,
            expires_on=receipt.expires_on,
            specification=squeezed(receipt.specification),
            doses_per_vial=receipt.doses_per_vial,
            is_free=receipt.is_free,
            trace_product=product,
            changed_by=who,
            changed_at=now,
        )
        session.add(lot)
        session.flush()
        return lot
    if lot.expires_on is None:  # written down by a recall, before any of it was here
        lot.expires_on, lot.doses_per_vial = receipt.expires_on, receipt.doses_per_vial
        lot.specification, lot.is_free = squeezed(receipt.specification), receipt.is_free
    if lot.expires_on != receipt.expires_on:
        raise errors.InvalidInput("expires_on", "differs-from-lot")
    if lot.doses_per_vial != receipt.doses_per_vial:
        raise errors.InvalidInput("doses_per_vial", "differs-from-lot")
    lot.trace_product = lot.trace_product or product
    return lot


def movement(receipt: Receipt, lot: str, who: str, clock: Clock, ids: Ids) -> Movement:
    """The line of the delivery."""
    return Movement(
        id=ids.new(),
        lot_id=lot,
        kind=Kind.RECEIVED.value,
        doses=receipt.doses,
        moved_on=receipt.on or clock.today(),
        moved_at=clock.now(),
        moved_by=who,
        reason="",
        refrigerator_id=receipt.refrigerator_id or None,
        partner=squeezed(receipt.partner),
        document_no=squeezed(receipt.document_no),
        celsius=receipt.celsius,
        trace_codes=[code_key(code) for code in receipt.trace_codes],
    )
