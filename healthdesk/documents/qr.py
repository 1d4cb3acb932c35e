"""The code on a referral: what the receiving doctor needs, readable without a network.

Payload, version 1: `HDR1` and a JSON array of texts in the order of `KeyFacts`, empty ones at the end left
out. Dates are eight digits. Whatever could show a sensitive programme stays out, and so does the identity
number unless it is asked for.
"""

import json
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields, replace
from datetime import date

from healthdesk.base.errors import InvalidInput
from healthdesk.documents.paper import Cells

_MAGIC = "HDR"
_VERSION = "1"
_LONGEST_NAME = 60
_LONGEST_TEXT = 60  # characters: more would print a code too fine for a hand scanner


@dataclass(frozen=True, slots=True, repr=False)
class KeyFacts:
    """What the code carries. `sex` is the official code; dates are `YYYYMMDD` or empty."""

    name: str
    sex: str = ""
    born: str = ""
    archive_no: str = ""
    from_org: str = ""
    to_org: str = ""
    to_dept: str = ""
    on: str = ""
    impression: str = ""
    reason: str = ""
    number: str = ""
    id_no: str = ""

    def discreet(self) -> "KeyFacts":
        """The same referral without anything that shows a sensitive programme."""
        return replace(self, to_org="", to_dept="", impression="", reason="")


def compact(day: date | None) -> str:
    """A date as the payload writes it."""
    return day.strftime("%Y%m%d") if day else ""


def payload(facts: KeyFacts) -> str:
    """The text of the code, some 100 to 600 bytes in UTF-8. Long texts are shortened with `…`."""
    short = replace(
        facts,
        name=_shortened(facts.name, _LONGEST_NAME),
        impression=_shortened(facts.impression, _LONGEST_TEXT),
        reason=_shortened(facts.reason, _LONGEST_TEXT),
    )
    values = list(astuple(short))
    while values and not values[-1]:
        values.pop()
    return _MAGIC + _VERSION + json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def parse(text: str) -> KeyFacts:
    """What a scanned code says. Raises InvalidInput: `format` for a foreign code, `version` for a newer."""
    if not text.startswith(_MAGIC):
        raise InvalidInput("code", "format")
    version, bracket, _ = text.removeprefix(_MAGIC).partition("[")
    if version != _VERSION:
        raise InvalidInput("code", "version" if bracket and version.isdecimal() else "format")
    try:
        values = json.loads(text[len(_MAGIC + _VERSION) :])
    except ValueError:
        raise InvalidInput("code", "format") from None
    if not _fits(values):
        raise InvalidInput("code", "format")
    return KeyFacts(*values)


def cells(text: str, x: float, y: float, side: float) -> Cells:
    """The code in a square of `side` points with its top left corner at `x`, `y`.

    The quiet zone is the white paper around it. Error correction is raised as far as the size allows.
    """
    import segno  # with the first code, not with the program: 35 ms

    code = segno.make_qr(text, error="l", encoding="utf-8")
    runs = [
        (column, number, length)
        for number, row in enumerate(code.matrix)
        for column, length in _dark(bytes(row))
    ]
    return Cells(x, y, side, len(code.matrix), tuple(runs))


def _dark(row: bytes) -> Iterator[tuple[int, int]]:
    """Where the dark runs of a row begin and how long they are."""
    start = row.find(1)
    while start >= 0:
        end = row.find(0, start)
        end = len(row) if end < 0 else end
        yield start, end - start
        start = row.find(1, end)


def _fits(values: object) -> bool:
    return (
        isinstance(values, list)
        and 1 <= len(values) <= len(fields(KeyFacts))
        and all(isinstance(value, str) for value in values)
    )


def _shortened(text: str, longest: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"
