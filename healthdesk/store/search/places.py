"""Places: the wording of an address before its first number, kept once for all who live there."""

import re

from sqlalchemy import Connection
from sqlalchemy.orm import Mapped, mapped_column

from healthdesk.base import text
from healthdesk.store.base import Base

HOUSE = r"(?:\d[\d-]*(?:号楼|号院|号|弄|巷|排|组|队|幢|栋|座|楼|单元|层|户|室))+(?:\d+(?!\d*[x岁年]))?"
"""3幢1单元403室, or 3幢403: one word, for its parts stand in no place and each would double the readings."""

MOST_NUMBERS = 8
"""A whole address has five: street, building, unit, floor and room."""

_HOUSE = re.compile(HOUSE)
_BEFORE_THE_NUMBER = re.compile(r"[^0-9]{2,40}")


class SearchPlace(Base):
    """A street, community or village as people write it. A few hundred in a centre."""

    __tablename__ = "search_place"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(unique=True)


class Places:
    """The numbers of places during one unit of work; a new place is added when it is first asked for."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, int] = {}

    def number(self, address: str) -> int | None:
        """The number of the place in `address`, or None when it has no words."""
        words = place_of(address)
        if words and words not in self._known:
            self._known[words] = self._look_up(words)
        return self._known.get(words)

    def _look_up(self, words: str) -> int:
        insert = "INSERT OR IGNORE INTO search_place (words) VALUES (?)"
        self._connection.exec_driver_sql(insert, (words,))
        found = "SELECT id FROM search_place WHERE words = ?"
        return int(self._connection.exec_driver_sql(found, (words,)).scalar_one())


def address_key(address: str) -> str:
    """An address as it is compared: half-width, without blanks."""
    return text.half_width(address).replace(" ", "")


def place_of(address: str) -> str:
    """The words before the first number: 幸福里社区人民路12号 gives 幸福里社区人民路."""
    found = _BEFORE_THE_NUMBER.match(address_key(address))
    return found[0] if found else ""


def house_key(word: str) -> str:
    """The numbers of a house that has several, 3-1-403 of 3幢1单元403室; one number is in every street."""
    numbers = re.findall(r"\d+", word)
    return "-".join(numbers) if len(numbers) > 1 else ""


def house_keys(address: str) -> set[str]:
    """Those of an address, from each part on: 12-3-501 and 3-501 of 人民路12号3幢501室."""
    keys = [house_key(word).split("-") for word in _HOUSE.findall(address_key(address))]
    return {"-".join(key[start:]) for key in keys for start in range(len(key) - 1)}


def house_numbers(address: str) -> set[str]:
    """Every number in an address, one by one: 12, 3 and 501."""
    return set(re.findall(r"\d+", address_key(address))[:MOST_NUMBERS])
