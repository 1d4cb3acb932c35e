"""What the stock's sheets ask for, done through the services off the main thread."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from healthdesk.services.stock_rows import Booked, LotRow
from ui.screens.stock.recall_sheet import Recalled
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
        case Act.REINSTATE:
            return lambda: book.reinstate(wish.lot_id, wish.reason)


def recall_of(desk: "Desk", recalled: Recalled) -> LotRow:
    """Block the lot; returns it as it stands then."""
    booked = desk.stock_book.recall(
        recalled.product, recalled.number, recalled.reason, manufacturer=recalled.manufacturer
    )
    return desk.stock.lot(booked[0].lot_id)
