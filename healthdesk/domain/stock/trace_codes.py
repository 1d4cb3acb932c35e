"""What a scanner or a hand gives: a trace code of a pack, or the number of a lot."""

from healthdesk.base.text import half_width
from healthdesk.domain.immunization.stock_rules import StockRules

SHORTEST_CODE = 14
"""Signs from which on a scan is taken for a trace code: lot numbers are shorter, GS1's codes are not."""


def code_key(text: str) -> str:
    """A trace code as it is kept and compared: half-width, without blanks and the scanner's line end."""
    return "".join(half_width(text).split()).upper()


def is_trace_code(text: str) -> bool:
    """Whether a scan is the code of a pack rather than the number of a lot."""
    return len(code_key(text)) >= SHORTEST_CODE


def product_code(code: str, rules: StockRules) -> str:
    """The digits that name the product; "" for a code of another make (GS1, a maker's own)."""
    key = code_key(code)
    is_usual = len(key) == rules.trace_digits and key.isdecimal()
    return key[: rules.trace_product_digits] if is_usual else ""
