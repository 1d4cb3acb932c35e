"""Resources of a page that no reader of JSON takes: found by their brackets, so that all others are read.

A lone surrogate, a control character or nesting without end in one of them makes the whole page unreadable,
and the platform sends the same page for ever.
"""

import re
from collections.abc import Iterator

from healthdesk.base import canonical

_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[][{}:,]', re.DOTALL)
_STUB = b"{}"
_OPENING, _CLOSING = b"{[", b"]}"
_ENTRIES, _ENTRY, _RESOURCE = 1, 2, 3
"""How many brackets stand open around each."""


def without(page: bytes) -> tuple[bytes, dict[int, bytes]]:
    """The page with an empty object for each such resource, and what stood there by the entry's number.

    Raises ValueError for a page that was cut off, or that is unreadable elsewhere.
    """
    parts: list[bytes] = []
    apart: dict[int, bytes] = {}
    end = 0
    for number, start, stop in _resources(page):
        if not is_sound(page[start:stop]):
            parts += [page[end:start], _STUB]
            apart[number], end = page[start:stop], stop
    if not apart:
        raise ValueError("unreadable beside its resources")
    return b"".join([*parts, page[end:]]), apart


def is_sound(raw: bytes) -> bool:
    """Whether it can be read at all, whatever it says."""
    try:
        canonical.decode(raw)
    except ValueError:
        return False
    return True


def is_whole(raw: bytes) -> bool:
    """Whether an object ends as it began: what was cut off on the way may come whole the next time."""
    try:
        ends = [at for token, depth, _, at in _brackets(raw) if depth == 0 and token in _CLOSING]
    except ValueError:
        return False
    return len(ends) == 1 and not raw[ends[0] :].strip()


def _resources(page: bytes) -> Iterator[tuple[int, int, int]]:
    """The number of each entry with where its resource begins and ends."""
    number, start, is_in_entries = -1, -1, False
    for token, depth, key, at in _brackets(page):
        is_end = token in _CLOSING
        if depth == _ENTRIES:
            is_in_entries = not is_end and key == b'"entry"'
        elif depth == _ENTRY and not is_end:
            number += is_in_entries
        elif depth == _RESOURCE and is_in_entries and key == b'"resource"':
            start = at
        elif depth == _RESOURCE and is_end and start >= 0:
            yield number, start, at
            start = -1


def _brackets(raw: bytes) -> Iterator[tuple[bytes, int, bytes, int]]:
    """Each bracket, how many stand open around it, the key before it, and where it begins or has ended.

    Raises ValueError when some stay open.
    """
    depth, last, key = 0, b"", b""
    for found in _TOKEN.finditer(raw):
        token = found[0]
        if token in _OPENING:
            yield token, depth, key, found.start()
            depth, key = depth + 1, b""
        elif token in _CLOSING:
            depth -= 1
            yield token, depth, b"", found.end()
        elif token in b":,":
            key = last if token == b":" else b""
        else:
            last = token
    if depth:
        raise ValueError("cut off")
