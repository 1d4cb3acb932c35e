"""Who is perhaps here already: asked while somebody new is registered."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from healthdesk.base import pinyin, text
from healthdesk.store.search import hits, keys
from healthdesk.store.search.hits import Hit
from healthdesk.store.search.meanings import Meaning
from healthdesk.store.search.places import address_key

MOST = 5
MOST_CANDIDATES = 200

_BY_ID_NO = (
    "SELECT p.seq FROM resident r JOIN search_person p ON p.resident_id = r.id WHERE r.id_no = ? LIMIT ?"
)
_BY_BORN = (
    "SELECT p.seq FROM resident r JOIN search_person p ON p.resident_id = r.id WHERE r.born = ? LIMIT ?"
)
_SAME_NUMBER = (
    "SELECT a.id, b.id FROM (SELECT id_no FROM resident WHERE id_no IS NOT NULL GROUP BY id_no"
    " HAVING count(*) > 1 LIMIT ?) twice JOIN resident a ON a.id_no = twice.id_no"
    " JOIN resident b ON b.id_no = twice.id_no AND b.id > a.id"
)
_SAME_NAME = (
    "SELECT a.id, b.id FROM (SELECT name, born FROM resident WHERE born IS NOT NULL GROUP BY name, born"
    " HAVING count(*) > 1 LIMIT ?) twice JOIN resident a ON a.name = twice.name AND a.born = twice.born"
    " JOIN resident b ON b.name = twice.name AND b.born = twice.born AND b.id > a.id"
)
_BY_KEY = "SELECT seq FROM search_key WHERE kind IN (?, ?) AND key = ? LIMIT ?"
_BY_PHONE = "SELECT seq FROM search_key WHERE kind IN (?, ?) AND key BETWEEN ? || ' ' AND ? || '!' LIMIT ?"
"""A blank and the person's mark follow the telephone, and '!' is the sign after a blank."""


class Trait(StrEnum):
    """What two records share."""

    ID_NO = "id-number"
    NAME = "name"
    NAME_SOUND = "name-sound"
    BORN = "birth-date"
    PHONE = "telephone"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Likeness:
    """A record that may be the same person. `is_certain`: the identity number is the same."""

    hit: Hit
    traits: tuple[Trait, ...]
    is_certain: bool


@dataclass(frozen=True, slots=True)
class _Newcomer:
    name: str
    sounds: frozenset[pinyin.Spelling]
    born: date | None
    id_no: str
    phone: str
    address: str


def duplicates(  # noqa: PLR0913  the five things a sheet knows
    session: Session, *, name: str, born: date | None, id_no: str, phone: str, address: str
) -> tuple[Likeness, ...]:
    """Records with the same number, or with a name that sounds the same and another thing in common.

    Twins share a birth date, a telephone and an address, but not the sound of the name: they are not named.
    """
    newcomer = _Newcomer(
        text.name_key(name),
        frozenset(pinyin.spellings(name)) if name.strip() else frozenset(),
        born,
        text.squeezed(id_no).upper(),
        text.digits(phone),
        address_key(address),
    )
    connection = session.connection()
    people = hits.people(connection, _candidates(connection, newcomer), Meaning.RECORD)
    found = (_likeness(newcomer, hit) for hit in people)
    alike = [one for one in found if one is not None]
    return tuple(sorted(alike, key=lambda one: (not one.is_certain, -len(one.traits), one.hit.id))[:MOST])


def pairs(session: Session, limit: int) -> tuple[tuple[str, str], ...]:
    """The ids of records with one identity number, then of those with one name and one birth date.

    Looks through everybody once: not for a click. Closed records are among them.
    """
    connection = session.connection()
    found = [
        (str(one), str(other))
        for statement in (_SAME_NUMBER, _SAME_NAME)
        for one, other in connection.exec_driver_sql(statement, (limit,))
    ]
    return tuple(dict.fromkeys(found))


def _candidates(connection: Connection, newcomer: _Newcomer) -> list[int]:
    asked: list[tuple[str, tuple[object, ...]]] = []
    if newcomer.id_no:
        asked.append((_BY_ID_NO, (newcomer.id_no, MOST_CANDIDATES)))
    if newcomer.name and newcomer.born:
        asked.append((_BY_BORN, (newcomer.born.isoformat(), MOST_CANDIDATES)))
    if newcomer.phone:
        kinds = (keys.PHONE, keys.PHONE.upper())
        asked.append((_BY_PHONE, (*kinds, newcomer.phone, newcomer.phone, MOST_CANDIDATES)))
    for sound in newcomer.sounds:
        kinds = (keys.PINYIN, keys.PINYIN.upper())
        asked.append((_BY_KEY, (*kinds, "".join(sound)[: keys.LONGEST_KEY], MOST_CANDIDATES)))
    return list(
        {row[0] for statement, values in asked for row in connection.exec_driver_sql(statement, values)}
    )


def _likeness(newcomer: _Newcomer, hit: Hit) -> Likeness | None:
    traits = tuple(_traits(newcomer, hit))
    if Trait.ID_NO in traits:
        return Likeness(hit, traits, is_certain=True)
    sounds_alike = Trait.NAME in traits or Trait.NAME_SOUND in traits
    support = {Trait.BORN, Trait.PHONE, Trait.ADDRESS}.intersection(traits)
    is_other_birth = newcomer.born is not None and hit.born is not None and Trait.BORN not in traits
    enough = len(support) >= 2 if is_other_birth else bool(support)
    return Likeness(hit, traits, is_certain=False) if sounds_alike and enough else None


def _traits(newcomer: _Newcomer, hit: Hit) -> list[Trait]:
    name = text.name_key(hit.name)
    sounds = frozenset(pinyin.spellings(hit.name))
    shared = {
        Trait.ID_NO: bool(newcomer.id_no) and newcomer.id_no == (hit.id_no or "").upper(),
        Trait.NAME: name == newcomer.name,
        Trait.NAME_SOUND: name != newcomer.name and not newcomer.sounds.isdisjoint(sounds),
        Trait.BORN: newcomer.born is not None and newcomer.born == hit.born,
        Trait.PHONE: bool(newcomer.phone) and newcomer.phone == text.digits(hit.phone or ""),
        Trait.ADDRESS: bool(newcomer.address) and newcomer.address == address_key(hit.address or ""),
    }
    return [trait for trait, is_shared in shared.items() if is_shared]
