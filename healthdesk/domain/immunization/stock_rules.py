"""StockRules: how long an opened vial may be used, how cold a refrigerator is, when to order again."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from healthdesk.domain.immunization.products import Live, Product


@dataclass(frozen=True, slots=True)
class Band:
    """The temperatures allowed, in °C, both ends included; None where there is no end."""

    low: Decimal | None
    high: Decimal

    def holds(self, celsius: Decimal) -> bool:
        """Whether a reading lies within."""
        return celsius <= self.high and (self.low is None or celsius >= self.low)


class Kept(StrEnum):
    """Whether doses are taken from a stock at this centre."""

    SINCE_RECEIPT = "since-receipt"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class StockRules:
    """The numbers of immunization.stock_… in settings.json, each with its source and confidence there.

    `readings_a_day` are at least `hours_apart` apart. `use_days` is the stretch that the mean use is taken
    over; a stock that lasts less than `reorder_days`, or of fewer than `smallest` doses where the clinic has
    chosen no other number for the product, is to be ordered.
    The first `trace_product_digits` of a trace code name the product.
    """

    kept: Kept
    live_open_minutes: int
    other_open_minutes: int
    refrigerator_from: Decimal
    refrigerator_to: Decimal
    freezer_to: Decimal
    readings_a_day: int
    reading_hours_apart: int
    near_expiry_days: int
    use_days: int
    reorder_days: int
    smallest: int
    trace_digits: int
    trace_product_digits: int

    def __post_init__(self) -> None:
        """Raises ValueError for a number that makes no sense."""
        if self.refrigerator_from >= self.refrigerator_to:
            raise ValueError("the refrigerator's lowest temperature is not below its highest")
        named = ("live_open_minutes", "other_open_minutes", "readings_a_day", "use_days", "trace_digits")
        for name in (*named, "trace_product_digits"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is below 1")
        for name in ("reading_hours_apart", "near_expiry_days", "reorder_days", "smallest"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} is below 0")

    @property
    def refrigerator(self) -> Band:
        """Where vaccines in use are kept."""
        return Band(self.refrigerator_from, self.refrigerator_to)

    @property
    def freezer(self) -> Band:
        """Where frozen vaccines are kept for long."""
        return Band(None, self.freezer_to)

    def open_minutes(self, product: Product) -> int:
        """How long a vial of this product may be used once it is open."""
        return self.other_open_minutes if product.live is Live.NO else self.live_open_minutes
