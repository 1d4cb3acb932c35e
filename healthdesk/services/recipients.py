"""Who had a dose of a lot: after a recall everybody is found, wherever the dose was given."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base import errors, text
from healthdesk.domain.access import Permission
from healthdesk.domain.stock.lots import lot_key
from healthdesk.services.seat import Seat
from healthdesk.store.database import Database
from healthdesk.store.immunization import Vaccination
from healthdesk.store.lots import Lot
from healthdesk.store.residents import Resident


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """Somebody who had a dose of a lot, to be found and told. `status` is that of the archive.

    `manufacturer` is the one written down with the dose: another maker may use the same number.
    """

    resident_id: str
    name: str
    sex: str
    born: date | None
    phone: str
    address: str
    status: str
    on: date
    manufacturer: str
    trace_code: str
    is_elsewhere: bool


class Recipients:
    """The list behind a recall. Every look is audited, for each person on it."""

    def __init__(self, *, database: Database, seat: Seat) -> None:
        self._database = database
        self._seat = seat

    def of(self, lot_id: str, *, is_unmasked: bool = False) -> tuple[RecipientRow, ...]:
        """Everybody who had a dose of this product and number, here or elsewhere, by day and name.

        Telephones in full are for those who may see them. Raises NotFound, NotAllowed.
        """
        self._seat.require(Permission.KEEP_STOCK)
        if is_unmasked:
            self._seat.require(Permission.UNMASK)
        with self._database.writing("audit") as session:
            lot = session.get(Lot, lot_id)
            if lot is None:
                raise errors.NotFound("lot", lot_id)
            rows = [_row(*found, is_unmasked=is_unmasked) for found in _given(session, lot)]
            for resident_id in dict.fromkeys(row.resident_id for row in rows):
                session.audit("unmask" if is_unmasked else "view", "Lot", lot_id, resident_id)
        return tuple(rows)


def _given(session: Session, lot: Lot) -> list[tuple[Vaccination, Resident]]:
    """Numbers are compared without case and width, for somebody typed them."""
    written = session.scalars(select(Vaccination.lot).where(Vaccination.vaccine == lot.product).distinct())
    numbers = [number for number in written if number and lot_key(number) == lot.key]
    query = (
        select(Vaccination, Resident)
        .join(Resident, Resident.id == Vaccination.resident_id)
        .where(Vaccination.vaccine == lot.product, Vaccination.lot.in_(numbers), Vaccination.status == "done")
        .order_by(Vaccination.given_on, Resident.name, Vaccination.id)
    )
    return [(dose, resident) for dose, resident in session.execute(query)]


def _row(dose: Vaccination, resident: Resident, *, is_unmasked: bool) -> RecipientRow:
    phone = resident.phone or ""
    return RecipientRow(
        resident.id,
        resident.name,
        resident.sex,
        resident.born,
        phone if is_unmasked else text.masked_phone(phone),
        resident.address or "",
        resident.status,
        dose.given_on,
        dose.manufacturer or "",
        dose.trace_code or "",
        dose.is_elsewhere,
    )
