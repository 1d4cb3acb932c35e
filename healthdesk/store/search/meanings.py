"""The values of a search: what a text may mean, which keys that reads, what must hold besides."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from healthdesk.base import pinyin, text
from healthdesk.store.search import keys
from healthdesk.store.search.places import address_key

LAST_SIGN = "\U0010ffff"


class Meaning(StrEnum):
    """How a hit was understood."""

    NAME = "name"
    PINYIN = "pinyin"
    ID_NO = "id-number"
    ARCHIVE_NO = "archive-number"
    PHONE = "telephone"
    BORN = "birth-date"
    ADDRESS = "address"
    RECORD = "record"
    BOOKLET = "booklet"
    COMBINED = "combined"


class Source(StrEnum):
    """Which index a lookup reads. A place is found first, then the keys of those who live there."""

    KEYS = "keys"
    PLACES = "places"
    ID_NO = "id_no"
    ARCHIVE_NO = "archive_no"
    BORN = "born"
    RECORD = "record"
    BOOKLET = "booklet"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class Lookup:
    """All keys from `low` on that begin with it (or up to `high`).

    A `cut` of typed letters is checked on pinyin keys; `initials` narrow a place; `mark` is what every key
    that is meant has after what is looked for: a blank and a surname, or a blank and initials.
    """

    meaning: Meaning
    kind: str
    low: str
    high: str = ""
    source: Source = Source.KEYS
    cut: tuple[pinyin.Piece, ...] = ()
    initials: str = ""
    mark: str = ""

    @property
    def end(self) -> str:
        """Where the range stops."""
        return self.high or self.low + LAST_SIGN

    def admits(self, key: str) -> bool:
        """Whether a key of the range is really meant (mixed pinyin only)."""
        return not self.cut or pinyin.fits(self.cut, tuple(key.split(" ")[1:]))

    def is_exact(self, key: str) -> bool:
        """Whether the key is just what was typed, and not longer."""
        return key == self.low or (self.kind in keys.MARKED and key.startswith(self.low + " "))

    @property
    def contains(self) -> str:
        """What every key that is meant has in it: its mark, or its longest typed syllable."""
        return " " + max((piece.letters for piece in self.cut), key=len) if self.cut else self.mark


@dataclass(frozen=True, slots=True)
class Conditions:
    """What must hold of a person besides being found by the lookups."""

    name: str = ""
    letters: str = ""
    sex: str = ""
    born_from: str = ""
    born_to: str = ""
    birthday: str = ""
    number: str = ""
    address: tuple[str, ...] = ()

    def hold(self, face: keys.Face) -> bool:
        """Whether they do."""
        if self.letters and not _reads(face.name, self.letters):
            return False
        if self.name and not self._name_holds(face.name):
            return False
        if self.sex and face.sex != self.sex:
            return False
        if self.birthday and not (face.born or "").endswith(self.birthday):
            return False
        if self.born_from and not self.born_from <= (face.born or "") <= self.born_to:
            return False
        if self.number and not has_number(face, self.number):
            return False
        if not self.address:
            return True
        place = address_key(face.address or "")
        return all(_stands_in(word, place) for word in self.address)

    def _name_holds(self, full_name: str) -> bool:
        name = text.name_key(full_name)
        return name.startswith(self.name) if len(self.name) == 1 else self.name in name


def _stands_in(word: str, place: str) -> bool:
    """Whether an address has the word: 8号 is not the end of 118号."""
    return word in place and (
        not word[0].isdigit() or re.search(rf"(?<!\d){re.escape(word)}", place) is not None
    )


ANYBODY = Conditions()


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning of the whole text."""

    lookups: tuple[Lookup, ...]
    conditions: Conditions = ANYBODY


def has_number(face: keys.Face, number: str) -> bool:
    """Whether `number` begins or ends the identity number, ends the archive's, or is part of a telephone."""
    telephones = f"{face.phone} {face.contact_phone}".replace("-", "")
    return (
        (face.id_no or "").lower().endswith(number)
        or (len(number) >= keys.SHORTEST_BEGINNING and (face.id_no or "").startswith(number))
        or face.archive_no.endswith(number)
        or number in telephones
    )


@lru_cache(maxsize=8_192)
def _reads(name: str, letters: str) -> bool:
    """Whether a name may be read so; asked again and again while somebody types."""
    return pinyin.matches(name, letters)
