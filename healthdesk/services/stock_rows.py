"""What the stock hands out and takes in: lots, lines of the book, needs, deliveries."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from healthdesk.domain.immunization.stops import Stop
from healthdesk.domain.stock.supply import Supply


@dataclass(frozen=True, slots=True)
class VialRow:
    """An opened vial: doses left in it, and until when they may be used."""

    id: str
    opened_at: datetime
    until: datetime
    left: int
    trace_code: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class LotRow:
    """A lot in a list. `state` is usable, quarantined, recalled or expired; `reason` why it is held.

    `days_left` until its last day, below 0 when that is past; None where no expiry is known. `on_hand`
    counts doses, those in `vials` among them.
    """

    id: str
    product: str
    title: str
    number: str
    manufacturer: str
    expires_on: date | None
    days_left: int | None
    is_near_expiry: bool
    specification: str
    doses_per_vial: int
    is_free: bool
    on_hand: int
    state: str
    reason: str
    vials: tuple[VialRow, ...]
    refrigerators: tuple[str, ...]

    @property
    def is_usable(self) -> bool:
        """Whether a dose may be taken from it."""
        return self.state == "usable" and self.on_hand > 0


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A product: what is usable, how fast it goes, the least there should be, whether it is time to order."""

    product: str
    title: str
    on_hand: int
    supply: Supply
    smallest: int
    is_to_order: bool
    lots: tuple[LotRow, ...]


@dataclass(frozen=True, slots=True)
class MovementRow:
    """A line of the stock book; a dose given is one too (`kind` "given", its row is the vaccination)."""

    id: str
    lot_id: str
    title: str
    number: str
    kind: str
    doses: int
    on: date
    at: datetime
    by: str
    reason: str
    partner: str = ""
    document_no: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A delivery of one lot. `celsius` is what the cold box showed; `doses` how many came.

    `trace_codes` are those that were scanned, as many as there are packs or fewer. `is_again`: the same
    delivery was not entered twice, there really were two.
    """

    product: str
    number: str
    manufacturer: str
    expires_on: date
    doses: int
    celsius: Decimal
    specification: str = ""
    doses_per_vial: int = 1
    is_free: bool = True
    refrigerator_id: str = ""
    partner: str = ""
    document_no: str = ""
    trace_codes: tuple[str, ...] = field(default=())
    on: date | None = None
    is_again: bool = False


@dataclass(frozen=True, slots=True)
class Booked:
    """What became of a line. `is_quarantined`: it came too warm or too cold and is held at once."""

    lot_id: str
    movement_id: str
    on_hand: int
    is_quarantined: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """What a scan means for a dose. Fine when `stops` is empty; `lots` are the choices when it is not clear.

    `trace_code` is the code that was scanned, "" for a lot number. Hand lot and code to `NewDose`.
    """

    lot: LotRow | None
    lots: tuple[LotRow, ...] = ()
    trace_code: str = ""
    stops: tuple[Stop, ...] = ()
    warnings: tuple[Stop, ...] = ()
    opens_vial: bool = False

    @property
    def is_fine(self) -> bool:
        """Whether the dose may be given out of this pack."""
        return self.lot is not None and not self.stops
