"""Several words that hold of one person: what each may be, and the ranges that have few others."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product

from healthdesk.base import calendar, pinyin, text
from healthdesk.store.search import keys
from healthdesk.store.search.lookups import (
    MONTH,
    OLDEST_YEAR,
    day_of,
    days_of,
    of_letters,
    of_number,
    spelled,
)
from healthdesk.store.search.meanings import ANYBODY, Conditions, Lookup, Meaning, Reading, Source
from healthdesk.store.search.places import HOUSE, house_key

MOST_INITIALS = 6
"""Ways to cut typed letters that are sought one by one; where there are more, the first letter is."""

_BIRTHDAY = re.compile(r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_SEXES = {"男": "1", "男性": "1", "女": "2", "女性": "2"}


def combined(words: list[str], today: date) -> Iterator[Reading]:
    """The readings of several words together: every word must hold of whoever is meant."""
    for choice in product(*(list(_alternatives(word, today)) for word in words)):
        merged: Conditions | None = ANYBODY
        for conditions in choice:
            merged = _merge(merged, conditions) if merged else None
        if merged:
            yield Reading(tuple(_drivers(merged)), merged)


def _alternatives(word: str, today: date) -> Iterator[Conditions]:
    digits = re.sub("[-/.]", "", word).rstrip("岁")
    if word.isascii() and word.isalpha():
        for letters in spelled(word):
            yield Conditions(letters=letters)
    elif re.fullmatch(HOUSE, word):
        yield Conditions(address=(word,))
    elif month := MONTH.fullmatch(word):
        first, last = days_of(month)
        yield Conditions(born_from=first, born_to=last)
    elif word in _SEXES:
        yield Conditions(sex=_SEXES[word])
    elif not digits.rstrip("x").isdigit():
        name = text.name_key(word)
        yield Conditions(name=name)
        if len(name) > 1:
            yield Conditions(address=(word,))
    else:
        yield from _number_alternatives(word, digits, today)


def _number_alternatives(word: str, digits: str, today: date) -> Iterator[Conditions]:
    born = day_of(word)
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
    if not is_year and not word.endswith("x"):
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
    places = [word for word in wanted.address if not word[0].isdigit()]
    houses = [word for word in wanted.address if word[0].isdigit()]
    if wanted.number:
        found = of_number(wanted.number, wanted.number)
        yield from _marked((one for one in found if one.meaning is not Meaning.BORN), wanted)
        return
    if places or wanted.born_from or wanted.birthday:
        yield from _place_or_day(wanted, places)
    elif len(wanted.name) > 1 or (wanted.name and wanted.sex and not houses):
        yield Lookup(Meaning.COMBINED, keys.NAME, wanted.name)
    elif houses:
        yield from _marked(_of_house(wanted, houses), wanted)
    elif wanted.letters:
        yield from (replace(one, meaning=Meaning.COMBINED) for one in of_letters(wanted.letters))
    if len(wanted.name) > 1:
        yield Lookup(Meaning.COMBINED, keys.INNER, wanted.name)


def _place_or_day(wanted: Conditions, places: list[str]) -> Iterator[Lookup]:
    mark = _surname(wanted)
    for letters in _initials(wanted) or [""]:
        if places:
            longest = max(places, key=len)
            source = Source.PLACES
            yield Lookup(Meaning.COMBINED, keys.PLACE, longest, source=source, initials=letters, mark=mark)
            continue
        if wanted.birthday:
            day = wanted.birthday.replace("-", "")
            yield Lookup(Meaning.COMBINED, keys.BIRTHDAY, f"{day}{letters}", mark=mark)
            continue
        for year in range(int(wanted.born_from[:4]), int(wanted.born_to[:4]) + 1):
            yield Lookup(Meaning.COMBINED, keys.YEAR, f"{year}{letters}", mark=mark)


def _of_house(wanted: Conditions, houses: list[str]) -> Iterator[Lookup]:
    """By all the numbers of a house; one number is in every street, and is sought beside a first letter."""
    several = max(map(house_key, houses), key=len)
    if several:
        yield Lookup(Meaning.COMBINED, keys.HOUSE, several)
        return
    word = max(houses, key=len)
    number = "".join(re.findall(r"^\d+", word))
    is_begun = word == number and len(number) > 1
    for letter in dict.fromkeys(one[0] for one in _initials(wanted)):
        yield Lookup(Meaning.COMBINED, keys.NUMBER, f"{letter} {number}" + ("" if is_begun else " "))


def _marked(found: Iterator[Lookup], wanted: Conditions) -> Iterator[Lookup]:
    """Each with what stands in the keys of whoever is meant: the surname, or the initials.

    Those of the letters, also beside a name: 桂花 is no beginning, and its initials are in no mark.
    """
    letters = _initials(replace(wanted, name="")) if wanted.letters else []
    marks = [_surname(wanted)] if _surname(wanted) or not letters else [f" {one}" for one in letters]
    for one in found:
        yield from (replace(one, meaning=Meaning.COMBINED, mark=mark) for mark in marks)


def _surname(wanted: Conditions) -> str:
    return f" {wanted.name}" if len(wanted.name) == 1 else ""


def _initials(wanted: Conditions) -> list[str]:
    """What the initials of everybody who is meant begin with; none without a name or letters."""
    if wanted.name:
        found = [pinyin.initials(spelling) for spelling in pinyin.spellings(wanted.name)]
        return list(dict.fromkeys(one[: keys.MARK_LETTERS] for one in found))
    if not wanted.letters:
        return []
    cuts = pinyin.pieces(wanted.letters)
    found = ["".join(piece.letters[0] for piece in cut) for cut in cuts]
    several = list(dict.fromkeys(one[: keys.MARK_LETTERS] for one in (*found, wanted.letters)))
    is_every_cut = 0 < len(cuts) < pinyin.MOST_CUTS
    return several if is_every_cut and len(several) <= MOST_INITIALS else [wanted.letters[0]]
