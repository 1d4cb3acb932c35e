"""Text broken into lines as Chinese type-setting does it.

No line begins with a closing mark or ends with an opening one (GB/T 15834 and the usual 避头尾), and a
word, number or measurement in Latin letters is not torn apart while it fits on a line of its own; nor is a
number torn from its unit.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator

_NOT_FIRST = frozenset("，。、；：！？）》」』】〉〕”’…—～·％‰℃々ー,.;:!?)]}%°")
_NOT_LAST = frozenset("（《「『【〈〔“‘([{￥$№#")
_WIDE = frozenset("WF")
_MEASURED = re.compile(
    r"\d ?(?:分钟|小时|毫升|毫克|个月|[次片粒支袋丸滴岁周天日月年分秒克升两级期度人]|[A-Za-zµμ℃°])"
)

Measure = Callable[[str], float]


def wrap(text: str, width: float, measure: Measure, *, first_width: float | None = None) -> list[str]:
    """The lines of `text`, none wider than `width` points; an empty text is one empty line.

    The first line may be narrower, behind a label: `first_width`. It is left empty when nothing fits it.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += _lines(paragraph, width, measure, width if lines or first_width is None else first_width)
    return lines


def _lines(text: str, width: float, measure: Measure, room: float) -> list[str]:
    lines, used = [""], 0.0
    for cluster in _clusters(text):
        size = measure(cluster.rstrip())
        if used + size <= room:
            lines[-1] += cluster
            used += measure(cluster)
            continue
        if lines[-1] or room < width:
            lines.append("")
        room = width
        *whole, last = [cluster] if size <= width else _cut(cluster, width, measure)
        lines[-1:] = [*whole, last]
        used = measure(last)
    return [line.strip() for line in lines]


def _cut(word: str, width: float, measure: Measure) -> Iterator[str]:
    """A word longer than a line, in pieces that fit."""
    piece = ""
    for char in word:
        if piece and measure(piece + char) > width:
            yield piece
            piece = ""
        piece += char
    yield piece


def _clusters(text: str) -> Iterator[str]:
    """What must stay together: a wide character or a narrow word, with its marks and the spaces behind."""
    cluster = ""
    whole = {at for found in _MEASURED.finditer(text) for at in range(found.start() + 1, found.end())}
    for at, char in enumerate(text):
        if cluster and at not in whole and not _clings(cluster[-1], char):
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster


def _clings(before: str, char: str) -> bool:
    if char == " " or char in _NOT_FIRST or before in _NOT_LAST:
        return True
    if before == " ":
        return False
    is_closed = before in _NOT_FIRST and not before.isascii()
    return not (is_closed or _is_wide(before) or _is_wide(char))


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in _WIDE
