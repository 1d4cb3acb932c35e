"""A lot: what it is called, and how two spellings of its number are known to be the same."""

import uuid
from dataclasses import dataclass
from datetime import date

from healthdesk.base.text import squeezed
from healthdesk.domain.stock.ledger import Standing


def lot_key(number: str) -> str:
    """A lot number as it is compared: half-width capitals without blanks."""
    return squeezed(number).replace(" ", "").upper()


def lot_id(product: str, manufacturer: str, number: str) -> str:
    """The id of a lot, the same on every workstation of every centre that writes it down."""
    name = f"urn:healthdesk:lot/{product}/{squeezed(manufacturer)}/{lot_key(number)}"
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


@dataclass(frozen=True, slots=True)
class Shelf:
    """A lot with what is on hand of it."""

    id: str
    product: str
    number: str
    manufacturer: str
    expires_on: date | None
    doses_per_vial: int
    standing: Standing

    @property
    def is_multi_dose(self) -> bool:
        """Whether a vial of it is opened and used up over a while."""
        return self.doses_per_vial > 1

    def is_expired(self, on: date) -> bool:
        """Whether its last day is past: it may still be used on the day itself."""
        return self.expires_on is not None and self.expires_on < on
