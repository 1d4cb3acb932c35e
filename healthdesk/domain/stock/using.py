"""Whether a lot may be used for a dose: the red stops of the injection table, each with what to do.

Pure: what the store knows is asked for first and handed in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from healthdesk.base.clock import CHINA
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.domain.immunization.stops import Stop, said
from healthdesk.domain.stock.ledger import State, Vial
from healthdesk.domain.stock.lots import Shelf
from healthdesk.domain.stock.trace_codes import code_key, pack_key


@dataclass(frozen=True, slots=True)
class Wanted:
    """The dose about to be given. `code_used_on` is the last day its trace code was used, if ever.

    `is_kept`: whether this centre keeps its stock here. Where it does not, only what is known to be harmful
    stops: another vaccine, an expired or a held lot.
    """

    vaccine: str
    on: date
    now: datetime
    number: str = ""
    trace_code: str = ""
    code_used_on: date | None = None
    is_kept: bool = True


@dataclass(frozen=True, slots=True)
class Use:
    """The answer. Nothing in `stops` means fine; `warnings` are only said.

    `vial_id` is the opened vial the dose comes from; `opens_vial` that a new one is opened for it.
    """

    stops: tuple[Stop, ...] = ()
    warnings: tuple[Stop, ...] = ()
    vial_id: str = ""
    opens_vial: bool = False


def use(shelf: Shelf | None, wanted: Wanted, schedule: Schedule) -> Use:
    """Whether `shelf` (None: no such lot here) may be used for what is wanted."""
    warnings = tuple(_warnings(wanted, schedule))
    if shelf is None:
        return Use(tuple(_unknown(wanted, schedule)), warnings)
    stops = list(_of_lot(shelf, wanted, schedule))
    if not shelf.is_multi_dose:
        return Use((*stops, *_of_pack(shelf, wanted, schedule)), warnings)
    vial = _vial(shelf, wanted, schedule)
    stops += _of_vial(shelf, vial, wanted, schedule)
    return Use(tuple(stops), warnings, vial.id if vial else "", vial is None and wanted.is_kept)


def deadline(vial: Vial, shelf: Shelf, schedule: Schedule) -> datetime:
    """Until when an opened vial may be used."""
    product = schedule.products.get(shelf.product)
    rules = schedule.stock
    minutes = rules.open_minutes(product) if product else rules.live_open_minutes
    return vial.opened_at + timedelta(minutes=minutes)


def _unknown(wanted: Wanted, schedule: Schedule) -> Iterator[Stop]:
    if wanted.is_kept:
        product = schedule.product_title(wanted.vaccine)
        yield said(schedule, "stock_unknown_lot", product=product, lot=wanted.number)
    yield from _code_used(wanted, schedule)


def _of_lot(shelf: Shelf, wanted: Wanted, schedule: Schedule) -> Iterator[Stop]:
    standing, product = shelf.standing, schedule.product_title(shelf.product)
    if shelf.product != wanted.vaccine:
        title = schedule.product_title(wanted.vaccine)
        yield said(schedule, "stock_wrong_vaccine", found=product, lot=shelf.number, product=title)
    if shelf.is_expired(wanted.on):
        yield said(schedule, "stock_expired", product=product, lot=shelf.number, day=shelf.expires_on)
    if standing.state is not State.USABLE:
        code = f"stock_{standing.state}"
        yield said(schedule, code, product=product, lot=shelf.number, reason=standing.reason)


def _of_pack(shelf: Shelf, wanted: Wanted, schedule: Schedule) -> Iterator[Stop]:
    yield from _code_used(wanted, schedule)
    if wanted.is_kept and shelf.standing.on_hand < 1:
        yield _none_left(shelf, schedule)


def _code_used(wanted: Wanted, schedule: Schedule) -> Iterator[Stop]:
    if wanted.trace_code and wanted.code_used_on:
        yield said(schedule, "stock_code_used", code=wanted.trace_code, day=wanted.code_used_on)


def _of_vial(shelf: Shelf, vial: Vial | None, wanted: Wanted, schedule: Schedule) -> Iterator[Stop]:
    product = schedule.product_title(shelf.product)
    if vial is not None:
        until = deadline(vial, shelf, schedule)
        if until < wanted.now:
            yield said(
                schedule,
                "stock_vial_late",
                product=product,
                lot=shelf.number,
                time=f"{vial.opened_at.astimezone(CHINA):%H:%M}",
                minutes=int((until - vial.opened_at).total_seconds()) // 60,
            )
    elif wanted.trace_code and wanted.code_used_on:
        yield said(
            schedule, "stock_vial_empty", product=product, lot=shelf.number, doses=shelf.doses_per_vial
        )
    elif wanted.is_kept and shelf.standing.unopened < 1:
        yield _none_left(shelf, schedule)


def _vial(shelf: Shelf, wanted: Wanted, schedule: Schedule) -> Vial | None:
    """The opened vial of the code; without a code, the first whose clock still runs."""
    opened = shelf.standing.vials
    if code := pack_key(wanted.trace_code):
        return next((vial for vial in opened if vial.trace_code == code), None)
    return next((vial for vial in opened if deadline(vial, shelf, schedule) >= wanted.now), None)


def _none_left(shelf: Shelf, schedule: Schedule) -> Stop:
    product = schedule.product_title(shelf.product)
    return said(schedule, "stock_none", product=product, lot=shelf.number)


def _warnings(wanted: Wanted, schedule: Schedule) -> Iterator[Stop]:
    usual, found = schedule.stock.trace_digits, len(code_key(wanted.trace_code))
    if found and found != usual:
        yield said(schedule, "stock_code_length", digits=usual, found=found)
