"""What one word may mean by itself: ranges of keys, the likeliest first."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice

from healthdesk.base import pinyin, text
from healthdesk.store.search import keys
from healthdesk.store.search.meanings import LAST_SIGN, Lookup, Meaning, Source

MOST_CUTS = 4
OLDEST_YEAR = 1900
ID_DIGITS = 18
ARCHIVE_DIGITS = 17
PHONE_DIGITS = 12

MONTH = re.compile(r"(\d{4})年(\d\d)月")
_DATE = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})")
_ID_WITH_X = re.compile(r"\d{3,17}x")


def of_term(term: str) -> Iterator[Lookup]:
    """A record's id, a day or month, a number, letters, or a name."""
    digits = re.sub("[-/.]", "", term) if _DATE.fullmatch(term) else term.replace("-", "")
    if len(term) == 36 and term.count("-") == 4:
        yield Lookup(Meaning.RECORD, "", term, source=Source.RECORD)
    elif month := MONTH.fullmatch(term):
        first, last = days_of(month)
        yield Lookup(Meaning.BORN, "", first, last, source=Source.BORN)
    elif digits.isdigit() or _ID_WITH_X.fullmatch(digits):
        yield from of_number(term, digits)
    elif term.replace("'", "").isalpha() and term.isascii():
        for letters in spelled(term.replace("'", "")):
            yield from of_letters(letters)
    elif term.isascii():
        yield Lookup(Meaning.ARCHIVE_NO, keys.ARCHIVE_TAIL, term)
    else:
        name = text.name_key(term)
        yield Lookup(Meaning.NAME, keys.NAME, name)
        if len(name) > 1:
            yield Lookup(Meaning.NAME, keys.INNER, name)


def of_number(term: str, digits: str) -> Iterator[Lookup]:
    """Day of birth, end or beginning of a number, or part of one. `digits` are those of `term`."""
    born = day_of(term)
    if born:
        yield Lookup(Meaning.BORN, "", born, born, source=Source.BORN)
    tail, size = digits[::-1], len(digits)
    possible = (
        (size >= keys.SHORTEST_FRAGMENT, Lookup(Meaning.ID_NO, keys.ID_TAIL, tail)),
        (size == ARCHIVE_DIGITS, Lookup(Meaning.ARCHIVE_NO, "", digits, source=Source.ARCHIVE_NO)),
        (
            keys.SHORTEST_FRAGMENT <= size <= keys.ARCHIVE_TAIL_DIGITS,
            Lookup(Meaning.ARCHIVE_NO, keys.ARCHIVE_TAIL, tail),
        ),
        (size <= PHONE_DIGITS, Lookup(Meaning.PHONE, keys.PHONE, digits)),
        (keys.SHORTEST_FRAGMENT <= size < PHONE_DIGITS, Lookup(Meaning.PHONE, keys.FRAGMENT, digits)),
        (6 <= size < ID_DIGITS, Lookup(Meaning.ID_NO, "", digits, source=Source.ID_NO)),
        (size == 4 and digits >= str(OLDEST_YEAR), Lookup(Meaning.BORN, keys.YEAR, digits)),
    )
    yield from (lookup for is_possible, lookup in possible if is_possible)


def spelled(letters: str) -> Iterator[str]:
    """As typed; then lyu and nyu as lv and nv, which passports have. Chen Yu and L. Yuan have them too."""
    yield letters
    if "lyu" in letters or "nyu" in letters:
        yield letters.replace("lyu", "lv").replace("nyu", "nv")


def of_letters(letters: str) -> Iterator[Lookup]:
    """Initials, whole pinyin, both mixed, or a foreign name."""
    yield Lookup(Meaning.PINYIN, keys.INITIALS, f"{letters} ")
    yield Lookup(Meaning.PINYIN, keys.PINYIN, letters)
    yield Lookup(Meaning.PINYIN, keys.INITIALS, f"{letters}a", f"{letters}{LAST_SIGN}")
    cuts = () if pinyin.is_spelled_out(letters) else pinyin.pieces(letters)
    for cut in islice(filter(_is_mixed, cuts), MOST_CUTS):
        initials = "".join(piece.letters[0] for piece in cut)
        yield Lookup(Meaning.PINYIN, keys.INITIALS, initials, cut=cut)
    yield Lookup(Meaning.NAME, keys.INNER, letters)


def _is_mixed(cut: tuple[pinyin.Piece, ...]) -> bool:
    """Neither initials alone nor the beginning of plain pinyin, which have ranges of their own."""
    return any(len(piece.letters) > 1 for piece in cut) and not all(piece.is_whole for piece in cut[:-1])


def days_of(month: re.Match[str]) -> tuple[str, str]:
    """The first day and the last that any month has, as they are compared."""
    return f"{month[1]}-{month[2]}-01", f"{month[1]}-{month[2]}-31"


def day_of(term: str) -> str:
    """The ISO date that eight digits are, with or without signs between; empty when they are none."""
    found = _DATE.fullmatch(term)
    if not found:
        return ""
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return ""
