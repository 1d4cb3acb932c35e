"""Lots with what is on hand of them, read from the book and the doses given; and what a scan means."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from healthdesk.base.text import squeezed
from healthdesk.domain.immunization.stock_rules import Kept, StockRules
from healthdesk.domain.stock.ledger import Entry, Kind, standing
from healthdesk.domain.stock.lots import Shelf, lot_key
from healthdesk.domain.stock.trace_codes import code_key, is_trace_code, product_code
from healthdesk.store.immunization import Vaccination
from healthdesk.store.lots import Lot
from healthdesk.store.movements import Movement


def is_kept(session: Session, rules: StockRules) -> bool:
    """Whether doses are taken from a stock here."""
    if rules.kept is not Kept.SINCE_RECEIPT:
        return rules.kept is Kept.YES
    return bool(session.scalar(select(exists().where(Movement.kind == Kind.RECEIVED))))


def shelves(session: Session, *which: ColumnElement[bool]) -> list[Shelf]:
    """The lots that `which` (conditions on Lot) leave, by product, expiry and number."""
    lots = list(session.scalars(select(Lot).where(*which).order_by(Lot.product, Lot.expires_on, Lot.key)))
    return shelved(session, lots)


def shelved(session: Session, lots: Sequence[Lot]) -> list[Shelf]:
    """These lots with what is on hand of each."""
    ids = [lot.id for lot in lots]
    book, used = _book(session, ids), _used(session, ids)
    return [
        Shelf(
            lot.id,
            lot.product,
            lot.number,
            lot.manufacturer,
            lot.expires_on,
            lot.doses_per_vial,
            standing(book[lot.id], lot.doses_per_vial, used[lot.id]),
        )
        for lot in lots
    ]


def shelf(session: Session, lot_id: str) -> Shelf | None:
    """One lot; None for one that is not known here."""
    lot = session.get(Lot, lot_id)
    return shelved(session, [lot])[0] if lot else None


def entry(movement: Movement) -> Entry:
    """A line of the book as the rules see it."""
    codes = movement.trace_codes
    return Entry(
        movement.id,
        Kind(movement.kind),
        movement.moved_at,
        movement.doses,
        movement.reason,
        movement.about or "",
        movement.refrigerator_id or "",
        str(codes[0]) if movement.kind == Kind.OPENED and codes else "",
    )


def _book(session: Session, ids: Sequence[str]) -> Mapping[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for movement in session.scalars(select(Movement).where(Movement.lot_id.in_(ids))):
        found[movement.lot_id].append(entry(movement))
    return found


def _used(session: Session, ids: Sequence[str]) -> Mapping[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    query = (
        select(Vaccination.lot_id, Vaccination.vial_id, func.count())
        .where(Vaccination.lot_id.in_(ids), Vaccination.status == "done")
        .group_by(Vaccination.lot_id, Vaccination.vial_id)
    )
    for lot_id, vial_id, many in session.execute(query):
        found[str(lot_id)][vial_id or ""] = many
    return found


@dataclass(frozen=True, slots=True)
class Meant:
    """What was scanned: the lots it may be, and the trace code if it was one."""

    lots: tuple[Lot, ...] = ()
    trace_code: str = ""


def meant(session: Session, scan: str, rules: StockRules, *, trace_code: str = "") -> Meant:
    """The lots a scan may mean: the number of a lot, or the code of a pack.

    A code that came with a delivery, or was used before, tells its lot; another one tells at least the
    product, once a code of the same product was scanned beside a lot (the digits are learnt, [K]): then
    every lot of that product and maker is meant, for nobody knows which of them the pack is of.
    """
    lots = meant_numbers(session, scan)
    if lots:
        return Meant(lots, code_key(trace_code))
    code = trace_code or (scan if is_trace_code(scan) else "")
    is_other_number = bool(scan and trace_code) and code_key(scan) != code_key(trace_code)
    if not code or is_other_number:
        return Meant((), code_key(trace_code))
    return Meant(_of_code(session, code_key(code), rules), code_key(code))


def meant_numbers(session: Session, number: str) -> tuple[Lot, ...]:
    """The lots that bear this number, of whatever product."""
    key = lot_key(number)
    return tuple(session.scalars(select(Lot).where(Lot.key == key))) if key else ()


def _of_code(session: Session, code: str, rules: StockRules) -> tuple[Lot, ...]:
    used = session.scalars(
        select(Vaccination.lot_id).where(Vaccination.trace_code == code, Vaccination.lot_id.is_not(None))
    ).first()
    if used is not None and (lot := session.get(Lot, used)):
        return (lot,)
    product = product_code(code, rules)
    which = [or_(Lot.trace_product == product, Lot.trace_product.is_(None))] if product else []
    lots = list(session.scalars(select(Lot).where(*which)))
    delivered = _delivered(session, lots, code)
    if delivered or not product:
        return (delivered,) if delivered else ()
    makes = {(lot.product, lot.manufacturer) for lot in lots if lot.trace_product == product}
    return tuple(
        lot for lot in lots if lot.trace_product == product or (lot.product, lot.manufacturer) in makes
    )


def _delivered(session: Session, lots: Iterable[Lot], code: str) -> Lot | None:
    """The lot whose delivery list, or opened vial, has this very code."""
    by_id = {lot.id: lot for lot in lots}
    query = select(Movement).where(
        Movement.lot_id.in_(by_id), Movement.kind.in_((Kind.RECEIVED, Kind.OPENED))
    )
    found = next((one for one in session.scalars(query) if code in one.trace_codes), None)
    return by_id[found.lot_id] if found else None


def code_used_on(
    session: Session, code: str, lot_ids: Sequence[str] = (), *, besides: str = ""
) -> date | None:
    """The last day a dose was given here out of the pack with this code, or it was thrown away.

    Waste is looked for in the book of `lot_ids` only, for codes stand in lists there. The dose `besides`,
    which is being put right, is not a use before itself.
    """
    if not code:
        return None
    given = session.scalar(
        select(func.max(Vaccination.given_on)).where(
            Vaccination.trace_code == code,
            Vaccination.status == "done",
            Vaccination.is_elsewhere.is_(False),
            Vaccination.id != besides,
        )
    )
    wasted = select(Movement).where(Movement.lot_id.in_(lot_ids), Movement.kind == Kind.WASTED)
    days = [one.moved_on for one in session.scalars(wasted) if code in one.trace_codes]
    return max([*days, *([given] if given else [])], default=None)


def held(session: Session, product: str, number: str, manufacturer: str = "") -> list[Shelf]:
    """The lots of this product and number that are known here; of one maker, where that is said."""
    found = of_number(session, product, number)
    maker = squeezed(manufacturer)
    same = [one for one in found if maker and one.manufacturer == maker]
    return sifted(same + [one for one in found if not one.manufacturer] if same else _alike(found, maker))


def of_number(session: Session, product: str, number: str) -> list[Shelf]:
    """Every lot of this product and number, of whatever maker or none."""
    return shelves(session, Lot.product == product, Lot.key == lot_key(number))


def sifted(found: Sequence[Shelf]) -> list[Shelf]:
    """A recall that names no maker stands for every lot of the number; taken back, it stands for none."""
    of_all = [one for one in found if not one.manufacturer and one.standing.holds]
    return of_all or [one for one in found if one.manufacturer]


def _alike(found: Sequence[Shelf], maker: str) -> list[Shelf]:
    """The maker may be written down shorter or not at all."""
    return [one for one in found if one.manufacturer in maker or maker in one.manufacturer]
