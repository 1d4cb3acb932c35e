"""Everything the screen of the stock shows, read at once off the main thread."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from healthdesk.services.refrigerators import RefrigeratorRow
from healthdesk.services.stock_rows import LotRow, MovementRow, NeedRow

if TYPE_CHECKING:
    from healthdesk.desk import Desk

BOOK_DAYS = 60


@dataclass(frozen=True, slots=True)
class Loaded:
    """`book` holds the lines of the last BOOK_DAYS days."""

    lots: tuple[LotRow, ...]
    needs: tuple[NeedRow, ...]
    book: tuple[MovementRow, ...]
    places: tuple[RefrigeratorRow, ...]
    is_kept: bool

    @classmethod
    def of(cls, desk: "Desk", *, with_empty: bool) -> "Loaded":
        """As it stands now; lots that are used up when asked."""
        since = desk.clock.today() - timedelta(days=BOOK_DAYS)
        return cls(
            desk.stock.lots(with_empty=with_empty),
            desk.stock.needs(),
            desk.stock.book(since=since),
            desk.refrigerators.all(),
            desk.stock.is_kept(),
        )

    @property
    def wrong(self) -> int:
        """How many lots and refrigerators want somebody's eye."""
        lots = sum(row.state in ("expired", "quarantined") or row.on_hand < 0 for row in self.lots)
        late = sum(any(vial.is_late for vial in row.vials) for row in self.lots)
        return lots + late + sum(row.is_alarmed for row in self.places)
