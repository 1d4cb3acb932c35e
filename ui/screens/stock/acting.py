"""What the stock's sheets ask for, done through the services off the main thread."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from healthdesk.services.stock_rows import Booked, LotRow
from ui.screens.stock.recall_sheet import Recalled
from ui.screens.stock.sheets import Act, LotWish

if TYPE_CHECKING:
    from healthdesk.desk import Desk


def act_of(desk: "Desk", wish: LotWish) -> Callable[[], Booked | None]:
    """The call that does it. Raises, when called, what the service raises."""
    book, lot, why = desk.stock_book, wish.lot_id, wish.reason
    calls: dict[Act, Callable[[], Booked | None]] = {
        Act.COUNT: lambda: book.count(lot, wish.doses, why, seen=wish.seen),
        Act.WASTE: lambda: book.waste(lot, wish.doses, why, vial_id=wish.vial_id),
        Act.RETURN: lambda: book.give_back(lot, wish.doses, why),
        Act.QUARANTINE: lambda: book.quarantine(lot, why),
        Act.RELEASE: lambda: book.release(lot, why),
        Act.REINSTATE: lambda: book.reinstate(lot, why),
        Act.MOVE: lambda: book.move(lot, wish.place),
        Act.EXPIRY: lambda: book.amend(lot, why, expires_on=wish.expires_on),
    }
    return calls[wish.act]


def recall_of(desk: "Desk", recalled: Recalled) -> LotRow:
    """Block the lot; returns it as it stands then."""
    booked = desk.stock_book.recall(
        recalled.product, recalled.number, recalled.reason, manufacturer=recalled.manufacturer
    )
    return desk.stock.lot(booked[0].lot_id)
