"""Archive numbers: 17 digits as county 6, township 3, village 3, serial 5; temporary T numbers.

Source: archive-chronic/01 section 2. There is no check digit; a number is never given twice.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from healthdesk.base.errors import InvalidInput
from healthdesk.base.text import half_width

LENGTH = 17
SHORT_LENGTH = 8
LAST_SERIAL = 99_999
_TEMPORARY = re.compile(r"T([A-Z0-9]{1,12})-(\d{5,})")


class Segment(StrEnum):
    """What the third segment stands for."""

    RESIDENT_COMMITTEE = "resident-committee"
    VILLAGE_COMMITTEE = "village-committee"
    OTHER_ORGANISATION = "other-organisation"


@dataclass(frozen=True, slots=True)
class ArchiveNumber:
    """A complete number; `text` is its 17 digits without hyphens."""

    text: str

    @property
    def county(self) -> str:
        """Six digits, GB/T 2260."""
        return self.text[:6]

    @property
    def township(self) -> str:
        """Three digits, GB/T 10114."""
        return self.text[6:9]

    @property
    def village(self) -> str:
        """Three digits: committee or other organisation."""
        return self.text[9:12]

    @property
    def serial(self) -> int:
        """1 to 99999, in order of creation within the village."""
        return int(self.text[12:])

    @property
    def third_segment(self) -> Segment | None:
        """What the village part stands for; None outside the rule (a setting makes that an error)."""
        village = int(self.village)
        if 1 <= village <= 99:
            return Segment.RESIDENT_COMMITTEE
        if 101 <= village <= 199:
            return Segment.VILLAGE_COMMITTEE
        return Segment.OTHER_ORGANISATION if 901 <= village <= 999 else None

    @property
    def printed(self) -> str:
        """6-3-3-5, as on the cover."""
        return f"{self.county}-{self.township}-{self.short}"

    @property
    def short(self) -> str:
        """The last eight digits as 3-5, as on every other form."""
        return f"{self.village}-{self.text[12:]}"


def check(text: str) -> ArchiveNumber:
    """The number, hyphens and blanks removed, or InvalidInput("archive_no", length|characters|serial)."""
    plain = re.sub(r"[\s-]", "", half_width(text))
    if not plain.isascii() or not plain.isdigit():
        raise InvalidInput("archive_no", "characters")
    if len(plain) != LENGTH:
        raise InvalidInput("archive_no", "length")
    number = ArchiveNumber(plain)
    if number.serial == 0:
        raise InvalidInput("archive_no", "serial")
    return number


def build(village_code: str, serial: int) -> ArchiveNumber:
    """The number of the `serial`-th file in a village or committee with a 12-digit division code."""
    if not 1 <= serial <= LAST_SERIAL:
        raise InvalidInput("archive_no", "serial")
    return check(f"{village_code}{serial:05d}")


def temporary(workstation: str, counter: int) -> str:
    """A number for the time until a real one can be had; it stays as an alias for ever.

    `workstation` is its short code, one to twelve capital letters and digits.
    """
    text = f"T{workstation.upper()}-{counter:05d}"
    if not is_temporary(text):
        raise InvalidInput("archive_no", "workstation")
    return text


def is_temporary(text: str) -> bool:
    """Whether the text is a temporary number."""
    return _TEMPORARY.fullmatch(text) is not None


def printed(text: str) -> str:
    """How a stored number stands on paper; a temporary or foreign number as it is."""
    try:
        return check(text).printed
    except InvalidInput:
        return text


def short(text: str) -> str:
    """The eight digits for the boxes of a form; a temporary or foreign number as it is."""
    try:
        return check(text).short
    except InvalidInput:
        return text
