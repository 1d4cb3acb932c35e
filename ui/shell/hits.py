"""Residents found, with the reading of the name that the typed letters meant."""

from dataclasses import dataclass

from healthdesk.base import pinyin
from healthdesk.services.rows import ResidentRow


@dataclass(frozen=True, slots=True)
class Hit:
    """A resident found, with the reading that matched and which of its letters did."""

    row: ResidentRow
    reading: str
    marked: frozenset[int]


def hits(rows: tuple[ResidentRow, ...], text: str) -> tuple[Hit, ...]:
    """Rows with their reading. Done off the main thread: the first one loads the dictionary."""
    letters = "".join(mark for mark in text.lower() if mark.isascii() and mark.isalpha())
    return tuple(Hit(row, *reading(row.name, letters)) for row in rows)


def reading(name: str, letters: str) -> tuple[str, frozenset[int]]:
    """The spelling of a name that the typed letters mean, and the places of the letters that matched."""
    ways = pinyin.spellings(name)
    if not ways:
        return "", frozenset()
    for spelling in ways if letters else ():
        for cut in pinyin.pieces(letters):
            if pinyin.fits(cut, spelling):
                marked: set[int] = set()
                start = 0
                for syllable, piece in zip(spelling, cut, strict=False):
                    marked.update(range(start, start + len(piece.letters)))
                    start += len(syllable) + 1
                return " ".join(spelling), frozenset(marked)
    return " ".join(ways[0]), frozenset()
