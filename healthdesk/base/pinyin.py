"""Pinyin of names: every reading that somebody at the desk may type.

Only the table of characters is read out of pypinyin, at the first Chinese character. Importing the package
reads its phrases too, in one piece of 0.2 s that no other thread can interrupt: a window would stand still.
Its reading is wrong for surnames such as 单 仇 解 区 查 曾 盖: resources/pinyin/readings.json has those.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import islice, product
from pathlib import Path

from healthdesk.base import paths, text

MOST_SPELLINGS = 8
MOST_PIECES = 6
MOST_CUTS = 16

_ENTRY = re.compile(r'"([0-9]+)"\s*:\s*"([^",]*)')
"""A code point, and the readings of its character up to the first comma."""

Spelling = tuple[str, ...]
"""The syllables of a name in order, ü as v, without tones; a foreign word is one syllable."""


@dataclass(frozen=True, slots=True)
class _Readings:
    surnames: dict[str, Spelling]
    compound_surnames: dict[str, Spelling]
    given: dict[str, Spelling]
    syllables: frozenset[str]
    beginnings: frozenset[str]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some typed letters that stand for one syllable, whole or only begun."""

    letters: str
    is_whole: bool


def spellings(name: str) -> tuple[Spelling, ...]:
    """Every way to read `name`, the likeliest first, at most `MOST_SPELLINGS`."""
    return _spellings(text.name_key(name))


def beginnings(name: str) -> tuple[Spelling, ...]:
    """The ways to read `name`, and what follows each dot in it: 买买提 of 阿依古丽·买买提."""
    parts = text.name_parts(name)[1:]
    return (*spellings(name), *(spelling for part in parts for spelling in spellings(part)))


def initials(spelling: Spelling) -> str:
    """First letters: `zw` for zhang wei. A character without a reading stands for itself."""
    return "".join(syllable[0] for syllable in spelling)


@lru_cache(maxsize=65_536)
def readings(character: str) -> Spelling:
    """The readings of one character of a given name; the character itself when nothing is known."""
    known = _table().given.get(character)
    return known or _dictionary_reading(character)


@lru_cache(maxsize=256)
def pieces(letters: str) -> tuple[tuple[Piece, ...], ...]:
    """Every way to cut typed letters into syllables and beginnings of syllables, fewest pieces first.

    `zwei` is z·wei, and z·w·e·i; `zhangw` is zhang·w, and zhan·g·w.
    """
    found = list(islice(_cuts(letters, MOST_PIECES), 200))
    return tuple(sorted(found, key=len)[:MOST_CUTS])


def is_spelled_out(letters: str) -> bool:
    """Whether the letters are whole syllables to the end: `liwei`, but not `zwei`."""
    syllables = _table().syllables
    return any(all(piece.letters in syllables for piece in cut) for cut in pieces(letters))


def fits(cut: tuple[Piece, ...], spelling: Spelling) -> bool:
    """Whether the typed pieces are the beginning of this spelling."""
    if len(cut) > len(spelling):
        return False
    return all(
        syllable == piece.letters if piece.is_whole else syllable.startswith(piece.letters)
        for piece, syllable in zip(cut, spelling, strict=False)
    )


def matches(name: str, letters: str) -> bool:
    """Whether `letters` (initials, pinyin, or mixed) begin some reading of `name`, or of a part of it."""
    return any(
        "".join(spelling).startswith(letters) or any(fits(cut, spelling) for cut in pieces(letters))
        for spelling in beginnings(name)
    )


@lru_cache(maxsize=16_384)
def _spellings(name: str) -> tuple[Spelling, ...]:
    table = _table()
    compound = table.compound_surnames.get(name[:2])
    if name.isascii():
        return (tuple(name.split()),) if name.split() else ()
    if compound and len(name) > 2:
        firsts = table.surnames.get(name[0]) or readings(name[0])  # 单于明 may be Mr Shan all the same
        heads = list(dict.fromkeys([compound, *((first, readings(name[1])[0]) for first in firsts)]))
        rest = name[2:]
    else:
        heads = [(reading,) for reading in table.surnames.get(name[0]) or readings(name[0])]
        rest = name[1:]
    tails = product(*(readings(character) for character in rest))
    ways = (head + tail for tail in islice(tails, MOST_SPELLINGS) for head in heads)
    return tuple(islice(ways, MOST_SPELLINGS))


def _cuts(letters: str, left: int) -> Iterator[tuple[Piece, ...]]:
    if not letters:
        yield ()
        return
    if left == 0:
        return
    table = _table()
    for length in range(min(6, len(letters)), 0, -1):
        head, tail = letters[:length], letters[length:]
        if head in table.syllables:
            rests = _cuts(tail, left - 1)
            # A lone a, e or o is a syllable, and as likely the initial of another: an, er, ou.
            is_whole = bool(tail) and length > 1
            yield from ((Piece(head, is_whole=is_whole), *rest) for rest in rests)
        elif head in table.beginnings and (not tail or length == 1 or head in ("zh", "ch", "sh")):
            rests = _cuts(tail, left - 1)
            yield from ((Piece(head, is_whole=False), *rest) for rest in rests)


def _dictionary_reading(character: str) -> Spelling:
    return (_toneless(_dictionary().get(str(ord(character)), "")) or character,)


@cache
def _dictionary() -> dict[str, str]:
    """The commonest reading of 42,000 characters by decimal code point, with its tone."""
    found = find_spec("pypinyin")  # finds, and does not import
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("pypinyin")
    file = Path(found.submodule_search_locations[0]) / "pinyin_dict.json"
    # Entry by entry, and not as one JSON document: the window gets its turn in between.
    return {entry[1]: entry[2] for entry in _ENTRY.finditer(file.read_text(encoding="utf-8"))}


def _toneless(reading: str) -> str:
    flat = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(sign for sign in flat if sign.isascii() and sign.isalpha())


@cache
def _table() -> _Readings:
    raw = json.loads((paths.resources() / "pinyin" / "readings.json").read_text(encoding="utf-8"))
    syllables = frozenset(raw["syllables"].split())
    return _Readings(
        surnames={key: tuple(value.split()) for key, value in raw["surnames"].items()},
        compound_surnames={key: tuple(value.split()) for key, value in raw["compound_surnames"].items()},
        given={key: tuple(value.split()) for key, value in raw["given"].items()},
        syllables=syllables,
        beginnings=frozenset(one[:length] for one in syllables for length in range(1, len(one) + 1)),
    )
