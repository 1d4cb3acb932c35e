"""The pack in the hand, as far as it was scanned, typed and found in the stock."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from healthdesk.domain.immunization.stops import Stop
from healthdesk.services.doses import NewDose
from ui.kit.i18n import translate
from ui.screens.immunization.scan import Scan

if TYPE_CHECKING:
    from healthdesk.services.stock_rows import Checked, LotRow


@dataclass(frozen=True, slots=True)
class Pack:
    """`lots` were used here lately, the last used first. `row` is the lot of the stock, once it is found."""

    lot: str = ""
    trace_code: str = ""
    expires_on: date | None = None
    manufacturer: str = ""
    lots: tuple[NewDose, ...] = ()
    row: "LotRow | None" = None
    stops: tuple[Stop, ...] = ()

    @property
    def specification(self) -> str:
        """What the stock says of the size; empty where it does not know."""
        return self.row.specification if self.row else ""

    @property
    def wants_lot(self) -> bool:
        """A code names the package and not its lot, and the stock does not know it."""
        return bool(self.trace_code) and not self.lot and not self.stops

    def knowing(self, lots: Sequence[NewDose]) -> "Pack":
        """Lots of this product used here lately."""
        return replace(self, lots=tuple(lots))

    def typed(self, scan: Scan) -> "Pack":
        """What stands in the box while it is being typed; a code scanned before stays."""
        return replace(self, lot=scan.lot, row=None, stops=())

    def scanned(self, scan: Scan) -> "Pack":
        """What was scanned: a lot beside a code that was scanned before belongs to it."""
        known = next((one for one in self.lots if one.lot == scan.lot), None)
        return replace(
            self,
            lot=scan.lot,
            trace_code=scan.trace_code or self.trace_code,
            expires_on=scan.expires_on or (known.expires_on if known else None),
            manufacturer=known.manufacturer if known else "",
            row=None,
            stops=(),
        )

    def checked(self, found: "Checked") -> "Pack":
        """What the stock knows of it. Where it knows nothing, what was typed stands."""
        trace_code = found.trace_code or self.trace_code
        if found.lot is None:
            return replace(self, trace_code=trace_code, row=None, stops=found.stops)
        row = found.lot
        return replace(
            self,
            lot=row.number,
            trace_code=trace_code,
            expires_on=row.expires_on,
            manufacturer=row.manufacturer,
            row=row,
            stops=found.stops,
        )

    def without_stops(self) -> "Pack":
        """The service has said everything there is to say."""
        return replace(self, stops=())

    def stock_words(self) -> str:
        """How many are left and where they are."""
        if self.row is None:
            known = any(one.lot == self.lot for one in self.lots)
            return translate("Pack", "近日用过") if known and self.lot else ""
        left = translate("Pack", "余 {n} 剂").format(n=self.row.on_hand)
        return " ".join((left, *(name for name in self.row.refrigerators if name)))
