"""ClinicSetting: what the rules leave to a clinic, with its source and its bounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation


@dataclass(frozen=True, slots=True)
class ClinicSetting:
    """A number of the rules that a clinic may change, or one of its `choices`: codes with their words."""

    key: str
    title: str
    default: str
    source: str
    confidence: str
    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    """span or age where the value is a length of time: `28d`, `9y`."""

    def allows(self, value: str) -> bool:
        """Whether a clinic may put this value in: one of the choices, or a number between low and high."""
        if self.choices:
            return value in self.choices
        if self.low is None and self.high is None:
            return True
        try:
            number = Decimal(value)
        except InvalidOperation:
            return False
        if not number.is_finite():
            return False
        return (self.low is None or number >= self.low) and (self.high is None or number <= self.high)
