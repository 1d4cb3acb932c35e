"""What the scanner types: a lot, a 20-digit trace code, or a GS1 code with lot and expiry in it."""

import re
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QLineEdit

from healthdesk.base.calendar import add_months
from ui.kit.entry import plain

LONGEST = 120
_TRACE = re.compile(r"\d{20}")
_GS1 = re.compile(r"(?:\]d2)?\(?01\)?(\d{14})(.*)")
_EXPIRES = re.compile(r"\(?17\)?(\d{6})")
_LOT = re.compile(r"\(?10\)?([A-Za-z0-9/-]{3,20})")


@dataclass(frozen=True, slots=True)
class Scan:
    """What was understood; `is_trace_only`: the code names the package, its lot must be known."""

    lot: str = ""
    trace_code: str = ""
    expires_on: date | None = None

    @property
    def is_trace_only(self) -> bool:
        """A code of one package, which does not say its lot."""
        return bool(self.trace_code) and not self.lot


def line(name: str, title: str, longest: int) -> QLineEdit:
    """A tall box for a scanner or for fingers."""
    made = QLineEdit()
    made.setObjectName(name)
    made.setAccessibleName(title)
    made.setMaxLength(longest)
    made.setProperty("kind", "tall")
    return made


def read_scan(text: str) -> Scan:
    """What stands in the box."""
    typed = plain(text)[:LONGEST].upper()
    if _TRACE.fullmatch(typed):
        return Scan(trace_code=typed)
    found = _GS1.fullmatch(typed)
    if not found:
        return Scan(lot=typed)
    rest = found[2]
    expires = _EXPIRES.match(rest)
    after = rest[expires.end() :] if expires else rest
    lot = _LOT.match(after)
    return Scan(lot[1] if lot else "", found[1], _day(expires[1]) if expires else None)


def _day(digits: str) -> date | None:
    """`270914`; day 00 means the last of the month."""
    year, month, day = 2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:])
    try:
        if day:
            return date(year, month, day)
        return date.fromordinal(add_months(date(year, month, 1), 1).toordinal() - 1)
    except ValueError:
        return None
