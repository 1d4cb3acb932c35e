"""Within which limits an adult's weight and waist are well: the bands of the trends."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import msgspec

from healthdesk.base.paths import resources

_CM = Decimal(100)
_TENTH = Decimal("0.1")


class Range(msgspec.Struct, frozen=True):
    """From the lower end, which belongs to it, to below the upper one."""

    from_value: Decimal = msgspec.field(name="from")
    below: Decimal


class BodyLimits(msgspec.Struct, frozen=True):
    """Body mass index in kg/m²; waist in cm by the code of the sex."""

    source: str
    confidence: str
    bmi: Range
    waist_below: dict[str, Decimal]
    adult_from_years: int

    def weight_kg(self, height_cm: Decimal) -> tuple[Decimal, Decimal]:
        """The weights between the two ends of the index, at a height."""
        square = (height_cm / _CM) ** 2
        low, high = self.bmi.from_value * square, self.bmi.below * square
        return low.quantize(_TENTH, ROUND_HALF_UP), high.quantize(_TENTH, ROUND_HALF_UP)


@cache
def body_limits() -> BodyLimits:
    """The shipped table."""
    return msgspec.json.decode((resources() / "body-limits.json").read_bytes(), type=BodyLimits)
