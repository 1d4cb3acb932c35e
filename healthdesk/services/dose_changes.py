"""What is put right of a dose that was written down, and the dose as it is then."""

from dataclasses import dataclass, replace
from datetime import date

from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.domain.immunization.stops import Stop
from healthdesk.domain.stock.lots import Shelf, lot_key
from healthdesk.domain.stock.trace_codes import code_key
from healthdesk.services.doses import NewDose
from healthdesk.store.immunization import Vaccination


@dataclass(frozen=True, slots=True)
class DoseChange:
    """What is put right; empty leaves it. The number of the dose follows from the rules and is not typed."""

    site: str = ""
    injector: str = ""
    manufacturer: str = ""
    expires_on: date | None = None
    vaccine: str = ""
    on: date | None = None
    lot: str = ""
    trace_code: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class AmendedDose:
    """What the dose counts as now ("" when it does not), and what speaks against the pack it came from."""

    counts_as: str
    next_due: date | None
    warnings: tuple[Stop, ...] = ()


def corrected(dose: Vaccination, change: DoseChange) -> NewDose:
    """The dose as it is to be.

    Expiry and maker are of the lot: another lot does not inherit them. A code names one pack: another
    vaccine does not inherit it.
    """
    lot = change.lot.strip() or dose.lot or ""
    vaccine = change.vaccine or dose.vaccine
    is_same_lot = lot_key(lot) == lot_key(dose.lot or "")
    code = dose.trace_code or "" if vaccine == dose.vaccine else ""
    return NewDose(
        vaccine,
        change.on or dose.given_on,
        lot,
        change.expires_on or (dose.expires_on if is_same_lot else None),
        change.manufacturer.strip() or (dose.manufacturer or "" if is_same_lot else ""),
        change.site.strip() or dose.site or "",
        code_key(change.trace_code) or code,
        dose.is_elsewhere,
        change.injector.strip() or dose.injector,
        place=change.place.strip() or dose.place or "",
        specification=dose.specification or "" if is_same_lot and vaccine == dose.vaccine else "",
    )


def completed(right: NewDose, shelf: Shelf | None, specification: str) -> NewDose:
    """What nobody typed of the lot, as the stock knows it."""
    if shelf is None or shelf.product != right.vaccine:
        return right
    return replace(
        right,
        expires_on=right.expires_on or shelf.expires_on,
        manufacturer=right.manufacturer or shelf.manufacturer,
        specification=right.specification or specification,
    )


def is_of_another_pack(dose: Vaccination, right: NewDose) -> bool:
    """Whether it came out of another lot than is written down."""
    before = (dose.vaccine, lot_key(dose.lot or ""), dose.manufacturer or "")
    return before != (right.vaccine, lot_key(right.lot), right.manufacturer)


def write(dose: Vaccination, right: NewDose, schedule: Schedule) -> bool:
    """Put the facts in their columns; whether any of them is another."""
    product = schedule.products[right.vaccine]
    facts = {
        "vaccine": right.vaccine,
        "given_on": right.on,
        "lot": right.lot or None,
        "expires_on": right.expires_on,
        "manufacturer": right.manufacturer or None,
        "site": right.site or None,
        "trace_code": right.trace_code or None,
        "injector": right.injector,
        "place": right.place or None,
        "specification": right.specification or None,
    }
    if right.vaccine != dose.vaccine:
        facts |= {"route": product.route, "volume": None if dose.is_elsewhere else product.volume or None}
    changed = {name: value for name, value in facts.items() if getattr(dose, name) != value}
    for name, value in changed.items():
        setattr(dose, name, value)
    return bool(changed)
