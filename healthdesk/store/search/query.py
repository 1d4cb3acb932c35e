"""What the text in the search box may mean: readings, the likeliest first, each a few ranges of keys."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice, product

from healthdesk.base import calendar, pinyin, text
from healthdesk.store.search import keys
from healthdesk.store.search.meanings import (
    ANYBODY,
    LAST_SIGN,
    Conditions,
    Lookup,
    Meaning,
    Reading,
    Source,
)
from healthdesk.store.search.places import HOUSE, house_key

MOST_WORDS = 5
"""Name, year, street, number and one more. Each doubles the readings, and sixty pasted words never end."""

MOST_READINGS = 8
MOST_INITIALS = 6
MOST_CUTS = 4
OLDEST_YEAR = 1900
ID_DIGITS = 18
ARCHIVE_DIGITS = 17
PHONE_DIGITS = 12

_WORDS = re.compile(rf"[a-z]+|{HOUSE}|\d{{4}}年\d\d月|\d[\d\-/.]*[x岁]?|[^\sa-z\d]+")
_DATE = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})")
_MONTH = re.compile(r"(\d{4})年(\d\d)月")
_BIRTHDAY = re.compile(r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_BOOKLET = re.compile(r"(?=.*\d)[0-9a-z-]{6,40}")
_ID_WITH_X = re.compile(r"\d{3,17}x")
_SEXES = {"男": "1", "男性": "1", "女": "2", "女性": "2"}

_COUNTRY = re.compile(
    r"\+86[ -]?(?=\d)"
    r"|(?<![\d-])0086[ -]?(?=(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0?\d{2,3}[ -]?\d{7,8})(?![\d-]))"
)
"""Before a telephone. Without a plus a whole one must follow, for numbers may end with 0086."""

_WRITTEN_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?")
_WRITTEN_MONTH = re.compile(r"(\d{4})年(\d{1,2})月")
_WRITTEN_YEAR = re.compile(r"(\d{4})年(?!\d)")


def understand(typed: str, today: date) -> tuple[Reading, ...]:
    """The readings of `typed`; none for an empty text."""
    scanned = text.squeezed(typed).lower().replace("ü", "v")
    plain = _as_figures(scanned)
    joined = plain.replace(" ", "")
    if not joined:
        return ()
    readings = [Reading(tuple(_single(joined)))]
    if not joined.isascii():
        readings.append(Reading((Lookup(Meaning.ADDRESS, keys.PLACE, joined, source=Source.PLACES),)))
    code = scanned.replace(" ", "")
    if _BOOKLET.fullmatch(code):
        readings.append(Reading(tuple(_of_booklet(code.upper()))))
    words = _WORDS.findall(plain)
    if 1 < len(words) <= MOST_WORDS or _is_house(words):
        readings += islice(_combined(words, today), MOST_READINGS)
    return tuple(reading for reading in readings if reading.lookups)


def _of_booklet(code: str) -> Iterator[Lookup]:
    """The one that was scanned beside the person, begun or whole; or one on the paper card, whole."""
    yield Lookup(Meaning.BOOKLET, "", code, source=Source.BOOKLET)
    yield Lookup(Meaning.BOOKLET, "", code, code, source=Source.CARD)


def _is_house(words: list[str]) -> bool:
    return len(words) == 1 and re.fullmatch(HOUSE, words[0]) is not None and bool(house_key(words[0]))


def _as_figures(plain: str) -> str:
    """Days as 1957-03-05, months as 1957年03月, years as 1957; telephones without their country."""
    days = _WRITTEN_DAY.sub(lambda day: f"{day[1]}-{day[2]:>02}-{day[3]:>02}", _COUNTRY.sub("", plain))
    months = _WRITTEN_MONTH.sub(lambda month: f"{month[1]}年{month[2]:>02}月", days)
    return _WRITTEN_YEAR.sub(r"\1", months)


def _single(term: str) -> Iterator[Lookup]:
    digits = re.sub("[-/.]", "", term) if _DATE.fullmatch(term) else term.replace("-", "")
    if len(term) == 36 and term.count("-") == 4:
        yield Lookup(Meaning.RECORD, "", term, source=Source.RECORD)
    elif month := _MONTH.fullmatch(term):
        first, last = _days_of(month)
        yield Lookup(Meaning.BORN, "", first, last, source=Source.BORN)
    elif digits.isdigit() or _ID_WITH_X.fullmatch(digits):
        yield from _number_lookups(term, digits)
    elif term.replace("'", "").isalpha() and term.isascii():
        for letters in _spelled(term.replace("'", "")):
            yield from _letter_lookups(letters)
    elif term.isascii():
        yield Lookup(Meaning.ARCHIVE_NO, keys.ARCHIVE_TAIL, term)
    else:
        name = text.name_key(term)
        yield Lookup(Meaning.NAME, keys.NAME, name)
        if len(name) > 1:
            yield Lookup(Meaning.NAME, keys.INNER, name)


def _number_lookups(term: str, digits: str) -> Iterator[Lookup]:
    born = _date(term)
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


def _spelled(letters: str) -> Iterator[str]:
    """As typed; then lyu and nyu as lv and nv, which passports have. Chen Yu and L. Yuan have them too."""
    yield letters
    if "lyu" in letters or "nyu" in letters:
        yield letters.replace("lyu", "lv").replace("nyu", "nv")


def _letter_lookups(letters: str) -> Iterator[Lookup]:
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


def _combined(words: list[str], today: date) -> Iterator[Reading]:
    for choice in product(*(list(_alternatives(word, today)) for word in words)):
        merged: Conditions | None = ANYBODY
        for conditions in choice:
            merged = _merge(merged, conditions) if merged else None
        if merged:
            yield Reading(tuple(_drivers(merged)), merged)


def _alternatives(word: str, today: date) -> Iterator[Conditions]:
    digits = re.sub("[-/.]", "", word).rstrip("岁")
    if word.isascii() and word.isalpha():
        for letters in _spelled(word):
            yield Conditions(letters=letters)
    elif re.fullmatch(HOUSE, word):
        yield Conditions(address=(word,))
    elif month := _MONTH.fullmatch(word):
        first, last = _days_of(month)
        yield Conditions(born_from=first, born_to=last)
    elif word in _SEXES:
        yield Conditions(sex=_SEXES[word])
    elif not digits.rstrip("x").isdigit():
        name = text.name_key(word)
        yield Conditions(name=name)
        yield Conditions(address=(word,))
    else:
        yield from _number_alternatives(word, digits, today)


def _number_alternatives(word: str, digits: str, today: date) -> Iterator[Conditions]:
    born = _date(word)
    if born:
        yield Conditions(born_from=born, born_to=born)
    is_year = len(digits) == 4 and OLDEST_YEAR <= int(digits.rstrip("x") or 0) <= today.year
    if is_year:
        yield Conditions(born_from=f"{digits}-01-01", born_to=f"{digits}-12-31")
    if len(digits) <= 3 and digits.isdigit() and int(digits) < 130:
        years = int(digits)
        first = calendar.add_days(calendar.add_years(today, -years - 1), 1)
        yield Conditions(born_from=first.isoformat(), born_to=calendar.add_years(today, -years).isoformat())
    if word.endswith("岁"):
        return
    if len(digits) >= keys.SHORTEST_FRAGMENT:
        yield Conditions(number=digits)
    if not is_year:
        yield Conditions(address=(word,))
    if _BIRTHDAY.fullmatch(word):
        yield Conditions(birthday=f"-{word[:2]}-{word[2:]}")


def _merge(one: Conditions, other: Conditions) -> Conditions | None:
    """Both together; None when they speak of the same thing twice."""
    merged = replace(one, address=one.address + other.address)
    for field in ("name", "letters", "sex", "born_from", "born_to", "birthday", "number"):
        value = getattr(other, field)
        if value and getattr(one, field):
            return None
        if value:
            merged = replace(merged, **{field: value})
    return merged


def _drivers(wanted: Conditions) -> Iterator[Lookup]:
    """The ranges that hold everybody the conditions admit, and few others."""
    if wanted.number:
        found = _number_lookups(wanted.number, wanted.number)
        yield from (_combined_by(one) for one in found if one.meaning is not Meaning.BORN)
        return
    places = [word for word in wanted.address if not word[0].isdigit()]
    house = max(map(house_key, wanted.address), key=len, default="")
    if places or wanted.born_from or wanted.birthday:
        yield from _place_or_day(wanted, places)
    elif house and len(wanted.name) < 2:
        yield Lookup(Meaning.COMBINED, keys.HOUSE, house)
    elif len(wanted.name) > 1 or (wanted.name and wanted.sex):
        yield Lookup(Meaning.COMBINED, keys.NAME, wanted.name)
    elif wanted.letters and not any(map(_is_tail, wanted.address)):
        yield from (_combined_by(one) for one in _letter_lookups(wanted.letters))
    if len(wanted.name) > 1:
        yield Lookup(Meaning.COMBINED, keys.INNER, wanted.name)


def _is_tail(word: str) -> bool:
    """1234 after initials ends a number. As a house it would be sought among thousands; 1234号 is one."""
    return word.isdigit() and len(word) >= keys.SHORTEST_FRAGMENT


def _place_or_day(wanted: Conditions, places: list[str]) -> Iterator[Lookup]:
    for letters in _initials(wanted):
        if places:
            longest = max(places, key=len)
            yield Lookup(Meaning.COMBINED, keys.PLACE, longest, source=Source.PLACES, initials=letters)
            continue
        if wanted.birthday:
            day = wanted.birthday.replace("-", "")
            yield Lookup(Meaning.COMBINED, keys.BIRTHDAY, f"{day}{letters}")
            continue
        for year in range(int(wanted.born_from[:4]), int(wanted.born_to[:4]) + 1):
            yield Lookup(Meaning.COMBINED, keys.YEAR, f"{year}{letters}")


def _combined_by(lookup: Lookup) -> Lookup:
    return replace(lookup, meaning=Meaning.COMBINED)


def _initials(wanted: Conditions) -> list[str]:
    if wanted.name:
        found = [pinyin.initials(spelling) for spelling in pinyin.spellings(wanted.name)]
    elif wanted.letters and not any(map(_is_tail, wanted.address)):
        found = ["".join(piece.letters[0] for piece in cut) for cut in pinyin.pieces(wanted.letters)]
        found.append(wanted.letters)
    else:
        found = [""]
    return list(dict.fromkeys(one[:4] for one in found))[:MOST_INITIALS]


def _days_of(month: re.Match[str]) -> tuple[str, str]:
    """The first day and the last that any month has, as they are compared."""
    return f"{month[1]}-{month[2]}-01", f"{month[1]}-{month[2]}-31"


def _date(term: str) -> str:
    found = _DATE.fullmatch(term)
    if not found:
        return ""
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return ""
