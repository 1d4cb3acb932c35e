"""`stock`: what there is of each vaccine, the stock book, who had a lot, how cold it was."""

import argparse
from dataclasses import asdict
from typing import Any

from healthdesk.cli import exits
from healthdesk.cli.opening import add_store, day, month, opened
from healthdesk.cli.output import Output, counted
from healthdesk.desk import Desk
from healthdesk.domain.stock.cold_chain import ColdDay
from healthdesk.services.recipients import RecipientRow
from healthdesk.services.refrigerators import ColdMonth, RefrigeratorRow
from healthdesk.services.stock_rows import LotRow, MovementRow, NeedRow


def add_options(parser: argparse.ArgumentParser) -> None:
    """One view at a time; without any, how everything stands."""
    add_store(parser)
    view = parser.add_mutually_exclusive_group()
    view.add_argument("--book", action="store_true", help="the stock book, doses given among its lines")
    view.add_argument("--recipients", metavar="LOT", help="everybody who had this lot (its id; audited)")
    view.add_argument("--temperatures", metavar="ID", help="the month's log of a refrigerator")
    parser.add_argument("--since", type=day, metavar="DATE", help="lines of the book from this day on")
    parser.add_argument("--month", type=month, metavar="YYYY-MM", help="by default this one")
    parser.add_argument("--all", action="store_true", help="empty lots too")
    parser.add_argument("--unmasked", action="store_true", help="telephones in full (audited)")


def run(options: argparse.Namespace, out: Output) -> int:
    """Print the view that is asked for."""
    with opened(options) as desk:
        if options.book:
            return _tell_book(desk.stock.book(since=options.since), out)
        if options.recipients:
            found = desk.recipients.of(options.recipients, is_unmasked=options.unmasked)
            return _tell_recipients(found, out)
        if options.temperatures:
            month = options.month or desk.clock.today()
            return _tell_month(desk.refrigerators.month(options.temperatures, month), out)
        return _tell_stock(desk, out, with_empty=options.all)


def _tell_stock(desk: Desk, out: Output, *, with_empty: bool) -> int:
    needs, lots = desk.stock.needs(), desk.stock.lots(with_empty=with_empty)
    places = desk.refrigerators.all()
    out.document(
        {
            "kept": desk.stock.is_kept(),
            "needs": [_need(one) for one in needs],
            "lots": [_lot(one) for one in lots],
            "refrigerators": [_refrigerator(one) for one in places],
        }
    )
    out.table(
        ("vaccine", "lot", "maker", "expires", "doses", "opened", "state", "reason"),
        (
            (r.title, r.number, r.manufacturer, r.expires_on, r.on_hand, len(r.vials), r.state, r.reason)
            for r in lots
        ),
    )
    out.table(
        ("vaccine", "usable", "used lately", "days left", "order"),
        (
            (n.title, n.supply.usable, n.supply.used, n.supply.lasts, "yes" if n.is_to_order else "")
            for n in needs
        ),
    )
    out.table(
        ("refrigerator", "id", "last", "at", "alarm", "days without a reading"),
        ((p.name, p.id, *_last(p), "yes" if p.is_alarmed else "", p.gaps) for p in places),
    )
    out.line(
        f"{counted(len(lots), 'lots')}, {counted(sum(one.is_to_order for one in needs), 'vaccines')} to order"
    )
    return exits.DONE


def _tell_book(rows: tuple[MovementRow, ...], out: Output) -> int:
    out.document([asdict(row) for row in rows])
    out.table(
        ("date", "vaccine", "lot", "kind", "doses", "by", "reason", "partner"),
        ((r.on, r.title, r.number, r.kind, r.doses, r.by, r.reason, r.partner) for r in rows),
    )
    out.line(counted(len(rows), "lines"))
    return exits.DONE


def _tell_recipients(rows: tuple[RecipientRow, ...], out: Output) -> int:
    out.document([asdict(row) for row in rows])
    out.table(
        ("name", "born", "phone", "address", "date", "maker", "elsewhere", "state"),
        (
            (
                r.name,
                r.born,
                r.phone,
                r.address,
                r.on,
                r.manufacturer,
                "yes" if r.is_elsewhere else "",
                r.status,
            )
            for r in rows
        ),
    )
    people = len({row.resident_id for row in rows})
    out.line("1 person" if people == 1 else f"{people} people")
    return exits.DONE


def _tell_month(log: ColdMonth, out: Output) -> int:
    out.document(
        {
            "refrigerator": log.refrigerator,
            "low": log.band.low,
            "high": log.band.high,
            "days": [_day(one) for one in log.days],
        }
    )
    out.table(
        ("date", "readings", "outside", "missing"),
        (
            (one.on, tuple(r.celsius for r in one.readings), len(one.excursions) or "", one.missing or "")
            for one in log.days
        ),
    )
    wrong = sum(not one.is_whole for one in log.days)
    out.line(f"{counted(len(log.days), 'days')}, {wrong} with something wrong")
    return exits.DONE


def _need(row: NeedRow) -> dict[str, Any]:
    return {
        "product": row.product,
        "title": row.title,
        "on_hand": row.on_hand,
        "usable": row.supply.usable,
        "used": row.supply.used,
        "used_within_days": row.supply.days,
        "a_day": row.supply.a_day,
        "days_left": row.supply.lasts,
        "smallest": row.smallest,
        "order": row.is_to_order,
    }


def _lot(row: LotRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "product": row.product,
        "number": row.number,
        "manufacturer": row.manufacturer,
        "expires_on": row.expires_on,
        "days_left": row.days_left,
        "near_expiry": row.is_near_expiry,
        "specification": row.specification,
        "doses_per_vial": row.doses_per_vial,
        "free": row.is_free,
        "on_hand": row.on_hand,
        "state": row.state,
        "reason": row.reason,
        "vials": [asdict(vial) for vial in row.vials],
        "refrigerators": row.refrigerators,
    }


def _refrigerator(row: RefrigeratorRow) -> dict[str, Any]:
    celsius, at = _last(row)
    return {
        "id": row.id,
        "name": row.name,
        "kind": row.kind,
        "low": row.band.low,
        "high": row.band.high,
        "last": celsius,
        "at": at,
        "alarm": row.is_alarmed,
        "due": row.is_due,
        "gaps": row.gaps,
    }


def _day(row: ColdDay) -> dict[str, Any]:
    return {
        "date": row.on,
        "readings": [asdict(one) for one in row.readings],
        "outside": len(row.excursions),
        "missing": row.missing,
        "too_close": row.is_too_close,
    }


def _last(row: RefrigeratorRow) -> tuple[object, object]:
    return (row.last.celsius, row.last.at) if row.last else (None, None)
