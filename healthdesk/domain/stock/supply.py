"""How fast a vaccine is used, how long it lasts, and whether it is time to order."""

from dataclasses import dataclass
from decimal import Decimal

from healthdesk.domain.immunization.stock_rules import StockRules

TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Supply:
    """One product. `usable` doses are neither expired nor held; `used` were given within `days`."""

    usable: int
    used: int
    days: int

    @property
    def a_day(self) -> Decimal:
        """The mean use a day, to a tenth of a dose."""
        return (Decimal(self.used) / self.days).quantize(TENTH)

    @property
    def lasts(self) -> int | None:
        """Whole days it lasts at that pace; None while nothing is used."""
        return max(0, self.usable) * self.days // self.used if self.used else None

    def is_to_order(self, rules: StockRules, smallest: int) -> bool:
        """Whether it is time: too few days, or fewer doses than the `smallest` stock of this product.

        What nobody uses is ordered for no other reason.
        """
        lasts = self.lasts
        return (lasts is not None and lasts < rules.reorder_days) or self.usable < smallest
