"""Code 128: the archive number as bars, for a hand scanner that types what it reads."""

from collections.abc import Iterator

DOT = 72 / 300
"""A printer's dot at 300 to the inch, in points. A bar is whole dots wide, or it blurs."""

LEAST_DOTS = 2
QUIET = 10
"""Modules of white before the first bar and after the last one (ISO/IEC 15417)."""


def bars(text: str, room: float) -> tuple[float, list[tuple[float, float]]]:
    """The whole width with its quiet zones, and (left, width) of each bar, in points.

    As wide as `room` allows. Raises ValueError for what the code cannot say or what is too long for `room`.
    """
    from reportlab.graphics.barcode.code128 import Code128  # with the first label, not with the program

    code = Code128(text)
    code.validate()  # type: ignore[no-untyped-call]  # the stubs leave out what it returns
    if not code.valid:
        raise ValueError("not for Code 128")
    code.encode()  # type: ignore[no-untyped-call]  # the same
    code.decompose()  # type: ignore[no-untyped-call]  # the same
    runs = list(_runs(code.decomposed))
    modules = sum(width for width, _ in runs) + 2 * QUIET
    module = int(room / modules / DOT) * DOT
    if module < LEAST_DOTS * DOT:
        raise ValueError("no room for the bars")
    found, at = [], QUIET * module
    for width, is_bar in runs:
        if is_bar:
            found.append((at, width * module))
        at += width * module
    return modules * module, found


def _runs(pattern: str) -> Iterator[tuple[int, bool]]:
    """Width in modules, and whether it is a bar: `B` is a bar of two modules, `b` a gap of two."""
    for letter in pattern:
        yield ord(letter.lower()) - ord("a") + 1, letter.isupper()
