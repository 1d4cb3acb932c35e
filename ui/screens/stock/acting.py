"""What the stock's sheets ask for, done through the services off the main thread."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from healthdesk.services.stock_rows import Booked
from ui.screens.stock.sheets import Act, LotWish

if TYPE_CHECKING:
    from healthdesk.desk import Desk


def act_of(desk: "Desk", wish: LotWish) -> Callable[[], Booked]:
    """The call that does it. Raises, when called, what the service raises."""
    book = desk.stock_book
    match wish.act:
        case Act.COUNT:
            return lambda: book.count(wish.lot_id, wish.doses, wish.reason, seen=wish.seen)
        case Act.WASTE:
            return lambda: book.waste(wish.lot_id, wish.doses, wish.reason, vial_id=wish.vial_id)
        case Act.RETURN:
            return lambda: book.give_back(wish.lot_id, wish.doses, wish.reason)
        case Act.QUARANTINE:
            return lambda: book.quarantine(wish.lot_id, wish.reason)
        case Act.RELEASE:
            return lambda: book.release(wish.lot_id, wish.reason)
        case Act.RECALL:
            return lambda: _recalled(desk, wish)


def _recalled(desk: "Desk", wish: LotWish) -> Booked:
    lot = desk.stock.lot(wish.lot_id)
    booked = desk.stock_book.recall(lot.product, lot.number, wish.reason, manufacturer=lot.manufacturer)
    return booked[0]
