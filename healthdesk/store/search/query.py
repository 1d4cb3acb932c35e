"""What the text in the search box may mean: readings, the likeliest first, each a few ranges of keys."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice

from healthdesk.base import text
from healthdesk.store.search import keys
from healthdesk.store.search.combined import combined
from healthdesk.store.search.lookups import of_term
from healthdesk.store.search.meanings import Conditions, Lookup, Meaning, Reading, Source
from healthdesk.store.search.places import HOUSE, house_key, place_of

MOST_WORDS = 5
"""Name, year, street, number and one more. Each doubles the readings, and sixty pasted words never end."""

MOST_READINGS = 8

_WORDS = re.compile(rf"[a-z]+|{HOUSE}|\d{{4}}年\d\d月|\d[\d\-/.]*[x岁]?|[^\sa-z\d]+")
_BOOKLET = re.compile(r"(?=.*\d)[0-9a-z-]{6,40}")

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
    readings = [Reading(tuple(of_term(joined)))]
    if not joined.isascii():
        readings.append(_of_address(joined))
    code = scanned.replace(" ", "")
    if _BOOKLET.fullmatch(code):
        readings.append(Reading(tuple(_of_booklet(code.upper()))))
    words = _WORDS.findall(plain)
    if 1 < len(words) <= MOST_WORDS or _is_house(words):
        readings += islice(combined(words, today), MOST_READINGS)
    return tuple(reading for reading in readings if reading.lookups)


def _of_address(joined: str) -> Reading:
    """A place; or an address as it is written, of whose house no word need be known: 阳光小区3号院2号楼."""
    place = place_of(joined)
    house = joined.removeprefix(place)
    if not place or not house or place.isascii():
        return Reading((Lookup(Meaning.ADDRESS, keys.PLACE, joined, source=Source.PLACES),))
    lookup = Lookup(Meaning.ADDRESS, keys.PLACE, place, source=Source.PLACES)
    return Reading((lookup,), Conditions(address=(place, house)))


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
