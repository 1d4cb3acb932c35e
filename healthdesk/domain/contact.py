"""Telephone numbers as values: mobile, landline, or something else that is kept with a warning."""

import re
from dataclasses import dataclass
from enum import StrEnum

from healthdesk.base.text import half_width

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(010|02\d|0[3-9]\d{2})?-?([2-9]\d{6,7})(?:-(\d{1,6}))?")
_COUNTRY = re.compile(r"^(?:\+86|0086)")
_BETWEEN = re.compile(r"[\s()]")


class PhoneKind(StrEnum):
    """What a number looks like."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Phone:
    """`text` is the number as it is stored: half width, no blanks, no +86."""

    text: str
    kind: PhoneKind

    @property
    def is_doubtful(self) -> bool:
        """Neither a mobile nor a landline number: worth a second look, never refused."""
        return self.kind is PhoneKind.OTHER


def read_phone(text: str) -> Phone:
    """Any text as a telephone number. Landlines keep one hyphen after the area code."""
    plain = _BETWEEN.sub("", half_width(text).replace("—", "-"))
    plain = _COUNTRY.sub("", plain)
    digits = plain.replace("-", "")
    if _MOBILE.fullmatch(digits):
        return Phone(digits, PhoneKind.MOBILE)
    if found := _landline(plain):
        return Phone(found, PhoneKind.LANDLINE)
    return Phone(plain, PhoneKind.OTHER)


def _landline(plain: str) -> str | None:
    """`area-number` or `number`, with a hyphen before an extension; None when it is no landline."""
    for text in (plain, plain.replace("-", "")):
        if found := _LANDLINE.fullmatch(text):
            area, number, extension = found.groups()
            return "-".join(part for part in (area, number, extension) if part)
    return None
