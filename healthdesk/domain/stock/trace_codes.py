"""What a scanner or a hand gives: a trace code of a pack, or the number of a lot."""

from healthdesk.base.text import half_width
from healthdesk.domain.immunization.stock_rules import StockRules

SHORTEST_CODE = 14
"""Signs from which on a scan is taken for a trace code: lot numbers are shorter, GS1's codes are not."""

LONGEST_ARTICLE = 14
"""Digits of the longest article number, GS1's GTIN."""


def code_key(text: str) -> str:
    """A trace code as it is kept and compared: half-width, without blanks and the scanner's line end."""
    return "".join(half_width(text).split()).upper()


def is_trace_code(text: str) -> bool:
    """Whether a scan is the code of a pack rather than the number of a lot."""
    return len(code_key(text)) >= SHORTEST_CODE


def pack_key(text: str) -> str:
    """The code as the name of one pack; "" for an article number (EAN, GTIN), which all its packs bear."""
    key = code_key(text)
    return "" if key.isdecimal() and len(key) <= LONGEST_ARTICLE else key


def product_code(code: str, rules: StockRules) -> str:
    """The digits that name the product; "" for a code of another make (GS1, a maker's own)."""
    key = code_key(code)
    is_usual = len(key) == rules.trace_digits and key.isdecimal()
    return key[: rules.trace_product_digits] if is_usual else ""
