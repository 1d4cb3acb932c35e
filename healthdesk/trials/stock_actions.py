"""Acts on the vaccine stock read from plain values. Each returns the id of what it made or changed."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from healthdesk.base import errors
from healthdesk.base.clock import CHINA
from healthdesk.desk import Desk
from healthdesk.services.refrigerators import REFRIGERATOR
from healthdesk.services.stock_rows import Receipt
from healthdesk.trials.handed_in import day, number, only, optional_text, text, whole, yes_or_no

Act = Callable[[Desk, Mapping[str, Any]], str]
LOT = ("lot", "product", "number", "manufacturer")


def _receive(desk: Desk, action: Mapping[str, Any]) -> str:
    words = ("specification", "refrigerator", "partner", "document_no")
    keys = ("expires_on", "doses", "doses_per_vial", "celsius", "free", "trace_codes", "date", "again")
    only(action, "action", "product", "number", "manufacturer", *words, *keys)
    specification, refrigerator, partner, document_no = (optional_text(action, word) for word in words)
    receipt = Receipt(
        product=text(action, "product"),
        number=text(action, "number"),
        manufacturer=text(action, "manufacturer"),
        expires_on=date.fromisoformat(day(action, "expires_on")),
        doses=whole(action, "doses"),
        celsius=number(action, "celsius"),
        specification=specification,
        doses_per_vial=whole(action, "doses_per_vial", 1),
        is_free=yes_or_no(action, "free", default=True),
        refrigerator_id=refrigerator,
        partner=partner,
        document_no=document_no,
        trace_codes=_codes(action),
        on=date.fromisoformat(day(action, "date")) if "date" in action else None,
        is_again=yes_or_no(action, "again", default=False),
    )
    return desk.stock_book.receive(receipt).lot_id


def _codes(action: Mapping[str, Any]) -> tuple[str, ...]:
    codes = action.get("trace_codes", [])
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise errors.InvalidInput("trace_codes", "format")
    return tuple(codes)


def _waste(desk: Desk, action: Mapping[str, Any]) -> str:
    only(action, "action", *LOT, "doses", "reason", "vial")
    vial, lot = optional_text(action, "vial"), _lot(desk, action)
    desk.stock_book.waste(lot, whole(action, "doses"), text(action, "reason"), vial_id=vial)
    return lot


def _give_back(desk: Desk, action: Mapping[str, Any]) -> str:
    only(action, "action", *LOT, "doses", "reason", "partner")
    partner, lot = optional_text(action, "partner"), _lot(desk, action)
    desk.stock_book.give_back(lot, whole(action, "doses"), text(action, "reason"), partner=partner)
    return lot


def _count(desk: Desk, action: Mapping[str, Any]) -> str:
    only(action, "action", *LOT, "counted", "reason", "seen")
    seen = whole(action, "seen") if "seen" in action else None
    lot = _lot(desk, action)
    desk.stock_book.count(lot, whole(action, "counted"), optional_text(action, "reason"), seen=seen)
    return lot


def _quarantine(desk: Desk, action: Mapping[str, Any]) -> str:
    """Of one lot, or of all that lies in a refrigerator."""
    only(action, "action", *LOT, "refrigerator", "reason")
    if place := optional_text(action, "refrigerator"):
        desk.stock_book.quarantine_all(place, text(action, "reason"))
        return place
    lot = _lot(desk, action)
    desk.stock_book.quarantine(lot, text(action, "reason"))
    return lot


def _release(desk: Desk, action: Mapping[str, Any]) -> str:
    only(action, "action", *LOT, "reason")
    lot = _lot(desk, action)
    desk.stock_book.release(lot, text(action, "reason"))
    return lot


def _reinstate(desk: Desk, action: Mapping[str, Any]) -> str:
    only(action, "action", *LOT, "reason")
    lot = _lot(desk, action)
    desk.stock_book.reinstate(lot, text(action, "reason"))
    return lot


def _move(desk: Desk, action: Mapping[str, Any]) -> str:
    only(action, "action", *LOT, "refrigerator")
    lot = _lot(desk, action)
    desk.stock_book.move(lot, text(action, "refrigerator"))
    return lot


def _amend(desk: Desk, action: Mapping[str, Any]) -> str:
    """What was typed of a lot is put right; what is not named stays."""
    only(action, "action", *LOT, "expires_on", "specification", "doses_per_vial", "free", "reason")
    facts: dict[str, Any] = {}
    if "expires_on" in action:
        facts["expires_on"] = date.fromisoformat(day(action, "expires_on"))
    if "specification" in action:
        facts["specification"] = optional_text(action, "specification")
    if "doses_per_vial" in action:
        facts["doses_per_vial"] = whole(action, "doses_per_vial")
    if "free" in action:
        facts["is_free"] = yes_or_no(action, "free", default=True)
    lot = _lot(desk, action)
    desk.stock_book.amend(lot, text(action, "reason"), **facts)
    return lot


def _recall(desk: Desk, action: Mapping[str, Any]) -> str:
    only(action, "action", "product", "number", "manufacturer", "reason")
    product, lot_no, maker = (optional_text(action, word) for word in LOT[1:])
    return desk.stock_book.recall(product, lot_no, text(action, "reason"), manufacturer=maker)[0].lot_id


def _refrigerator(desk: Desk, action: Mapping[str, Any]) -> str:
    only(action, "action", "name", "kind", "low", "high")
    low, high = (number(action, key) if key in action else None for key in ("low", "high"))
    kind = optional_text(action, "kind") or REFRIGERATOR
    return desk.refrigerators.add(text(action, "name"), kind, low=low, high=high)


def _temperature(desk: Desk, action: Mapping[str, Any]) -> str:
    only(action, "action", "refrigerator", "celsius", "at", "remark")
    place, remark = text(action, "refrigerator"), optional_text(action, "remark")
    celsius, at = number(action, "celsius"), _moment(action)
    return desk.refrigerators.note(place, celsius, at=at, remark=remark).id


def _void_temperature(desk: Desk, action: Mapping[str, Any]) -> str:
    only(action, "action", "id", "reason")
    reading = text(action, "id")
    desk.refrigerators.void(reading, text(action, "reason"))
    return reading


def _moment(action: Mapping[str, Any]) -> datetime | None:
    """A moment as YYYY-MM-DDTHH:MM, on the clock of the wall unless it names its zone."""
    said = optional_text(action, "at")
    if not said:
        return None
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        raise errors.InvalidInput("at", "format") from None
    return found if found.tzinfo else found.replace(tzinfo=CHINA)


def _lot(desk: Desk, action: Mapping[str, Any]) -> str:
    """The one lot that is meant: by its id, or by product, number and, where several have it, maker."""
    lot, product, lot_no, maker = (optional_text(action, word) for word in LOT)
    if lot:
        return lot
    found = desk.stock.find(product or text(action, "product"), lot_no or text(action, "number"), maker)
    if not found:
        raise errors.NotFound("lot", lot_no)
    if len(found) > 1:
        raise errors.InvalidInput("manufacturer", "required")
    return found[0].id


STOCK_ACTS: Mapping[str, Act] = {
    "receive": _receive,
    "waste": _waste,
    "return": _give_back,
    "count": _count,
    "quarantine": _quarantine,
    "release": _release,
    "move": _move,
    "amend-lot": _amend,
    "recall-lot": _recall,
    "reinstate-lot": _reinstate,
    "refrigerator": _refrigerator,
    "temperature": _temperature,
    "void-temperature": _void_temperature,
}
