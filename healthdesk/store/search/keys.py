"""The keys under which residents are found: small rows in one B-tree, answered by ranges.

A resident is a number here (`seq`), not 36 letters, because there are some twenty keys for each.
Keys of the dead and of merged archives have capital kinds, so that they are looked at last.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from healthdesk.base import canonical, pinyin, text
from healthdesk.store.base import Base
from healthdesk.store.residents import Resident
from healthdesk.store.search.places import Places, house_keys, house_numbers

NAME, INNER, PINYIN, INITIALS = "n", "s", "p", "i"
ID_TAIL, ARCHIVE_TAIL, PHONE, FRAGMENT = "e", "a", "f", "t"
PLACE, YEAR, BIRTHDAY, HOUSE, NUMBER = "h", "y", "d", "u", "v"
MARKED = frozenset({ID_TAIL, ARCHIVE_TAIL, PHONE, FRAGMENT, HOUSE})
"""Kinds with the person's mark behind: what surname stands beside a number is told without the person."""

SHORTEST_FRAGMENT = 4
SHORTEST_BEGINNING = 6
MARK_LETTERS = 4
ARCHIVE_TAIL_DIGITS = 8
LONGEST_KEY = 40
LONGEST_MARK = 80
DEPARTED = frozenset({"dead", "merged", "deleted"})


class SearchKey(Base):
    """One way to reach a resident: a range over (kind, key) answers a prefix."""

    __tablename__ = "search_key"
    __table_args__ = ({"sqlite_with_rowid": False},)

    kind: Mapped[str] = mapped_column(String(1), primary_key=True)
    key: Mapped[str] = mapped_column(String(LONGEST_KEY + LONGEST_MARK), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class SearchPerson(Base):
    """What a line of the result shows, and what the keys were made from, so that they can be unmade."""

    __tablename__ = "search_person"

    seq: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[str] = mapped_column(String(36), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    sex: Mapped[str] = mapped_column(String(1))
    born: Mapped[date | None]
    id_no: Mapped[str | None] = mapped_column(String(18))
    archive_no: Mapped[str] = mapped_column(String(20))
    archive_no_alias: Mapped[str | None] = mapped_column(String(20))
    phone: Mapped[str | None] = mapped_column(String(20))
    contact_phone: Mapped[str | None] = mapped_column(String(20))
    address: Mapped[str | None]
    place: Mapped[int | None]
    status: Mapped[str] = mapped_column(String(10))


class Face(NamedTuple):
    """The columns of `SearchPerson` after `seq`, in their order; `born` as ISO text."""

    resident_id: str
    name: str
    sex: str
    born: str | None
    id_no: str | None
    archive_no: str
    archive_no_alias: str | None
    phone: str | None
    contact_phone: str | None
    address: str | None
    place: int | None
    status: str


Numbered = tuple[int, Face]
"""`seq` and what search knows of it."""

_SELECT_PEOPLE = (
    "SELECT seq, resident_id, name, sex, born, id_no, archive_no, archive_no_alias, phone, contact_phone,"
    " address, place, status FROM search_person WHERE resident_id IN (SELECT value FROM json_each(?))"
)
_INSERT_PERSON = "INSERT OR REPLACE INTO search_person VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_INSERT_KEY = "INSERT OR IGNORE INTO search_key VALUES (?, ?, ?)"
_DELETE_KEY = "DELETE FROM search_key WHERE kind = ? AND key = ? AND seq = ?"


def index(session: Session, residents: Iterable[Resident]) -> None:
    """Make the keys of `residents` anew; called for every resident that is written."""
    connection = session.connection()
    faces = _placed(connection, map(face_of, residents))
    known = _known(connection, faces)
    fresh = [face for face in faces if face.resident_id not in known]
    if fresh:
        add_keys(session, _number(connection, fresh))
    for face in faces:
        seq, before = known.get(face.resident_id, (0, face))
        if before != face:
            old, new = _keys(before), _keys(face)
            _write(connection, _DELETE_KEY, [(kind, key, seq) for kind, key in old - new])
            _write(connection, _INSERT_KEY, [(kind, key, seq) for kind, key in new - old])
            connection.exec_driver_sql(_INSERT_PERSON, (seq, *face))


def _placed(connection: Connection, faces: Iterable[Face]) -> list[Face]:
    places = Places(connection)
    return [face._replace(place=places.number(face.address)) if face.address else face for face in faces]


def _known(connection: Connection, faces: Iterable[Face]) -> dict[str, Numbered]:
    """What search knew until now, by resident."""
    asked = canonical.encode([face.resident_id for face in faces]).decode()
    rows = connection.exec_driver_sql(_SELECT_PEOPLE, (asked,))
    return {row[1]: (row[0], Face(*row[1:])) for row in rows}


def add_people(session: Session, faces: Iterable[Face]) -> list[Numbered]:
    """Give residents that were never indexed before their numbers; `add_keys` is to follow."""
    connection = session.connection()
    return _number(connection, _placed(connection, faces))


def _number(connection: Connection, faces: Iterable[Face]) -> list[Numbered]:
    numbered = list(enumerate(faces, _next_seq(connection)))
    _write(connection, _INSERT_PERSON, [(seq, *face) for seq, face in numbered])
    return numbered


def add_keys(session: Session, numbered: Sequence[Numbered]) -> None:
    """The keys of residents that have none yet, in one statement."""
    # In the order of the tree: neighbours share a page, and each page is written once.
    keys = sorted((kind, key, seq) for seq, face in numbered for kind, key in _keys(face))
    _write(session.connection(), _INSERT_KEY, keys)


def keys_of(resident: Resident) -> set[tuple[str, str]]:
    """Every (kind, key) under which a resident is found, but for the place."""
    return _keys(face_of(resident))


def name_fragments(name: str) -> set[str]:
    """The rest of a name from each character on but the first; of a foreign one, from each word on."""
    if name.isascii():
        words = name.split()
        return {" ".join(words[start:]) for start in range(1, len(words))}
    return {name[start:] for start in range(1, len(name) - 1)}


def face_of(resident: Resident) -> Face:
    """What search knows of a resident; the place has no number yet."""
    contact = resident.answers.get("contact_phone")
    return Face(
        resident.id,
        resident.name,
        resident.sex,
        resident.born.isoformat() if resident.born else None,
        resident.id_no,
        resident.archive_no,
        resident.archive_no_alias,
        resident.phone,
        str(contact) if contact else None,
        resident.address,
        None,
        resident.status,
    )


def _keys(face: Face) -> set[tuple[str, str]]:
    letters = _beginnings(face.name)
    surname = f" {text.name_key(face.name)[:1]}"
    mark = " ".join([surname, *letters])[:LONGEST_MARK]
    keys = {(kind, key[:LONGEST_KEY]) for kind, key in _name_keys(face)}
    keys |= {(kind, key + surname) for kind, key in _beside_letters(face, letters)}
    keys |= {
        (kind, key[:LONGEST_KEY] + mark) for kind, key in (*_number_keys(face), *_house_keys(face, letters))
    }
    return {(kind.upper(), key) for kind, key in keys} if face.status in DEPARTED else keys


def _beginnings(name: str) -> list[str]:
    """The first letters under which somebody is sought beside something else; of a foreign name both ways."""
    spellings = pinyin.beginnings(name)
    found = [pinyin.initials(spelling) for spelling in spellings]
    foreign = ["".join(spelling) for spelling in spellings if name.isascii()]
    return list(dict.fromkeys(one[:MARK_LETTERS] for one in (*found, *foreign)))


def _name_keys(face: Face) -> set[tuple[str, str]]:
    name = text.name_key(face.name)
    keys = {(NAME, name)} | {(INNER, rest) for rest in name_fragments(name)}
    for spelling in pinyin.beginnings(face.name):
        keys.add((PINYIN, "".join(spelling)))
        keys.add((INITIALS, f"{pinyin.initials(spelling)} {' '.join(spelling)}"))
    return keys


def _beside_letters(face: Face, beginnings: Iterable[str]) -> Iterator[tuple[str, str]]:
    for letters in beginnings:
        if face.place is not None:
            yield PLACE, f"{face.place:x} {letters}"
        if face.born:
            yield YEAR, face.born[:4] + letters
            yield BIRTHDAY, face.born[5:].replace("-", "") + letters


def _house_keys(face: Face, beginnings: Iterable[str]) -> Iterator[tuple[str, str]]:
    """All the numbers of a house together; each alone beside the first letters of the name."""
    yield from ((HOUSE, house) for house in house_keys(face.address or ""))
    for letter in dict.fromkeys(letters[0] for letters in beginnings):
        yield from ((NUMBER, f"{letter} {number}") for number in house_numbers(face.address or ""))


def _number_keys(face: Face) -> set[tuple[str, str]]:
    keys = {(ARCHIVE_TAIL, face.archive_no[-ARCHIVE_TAIL_DIGITS:][::-1].lower())}
    if face.id_no:
        keys.add((ID_TAIL, face.id_no.lower()[::-1]))
    if face.archive_no_alias:
        keys.add((ARCHIVE_TAIL, face.archive_no_alias.lower()))
    if not face.archive_no.isdigit():
        keys.add((ARCHIVE_TAIL, face.archive_no.lower()))
    for typed in (face.phone, face.contact_phone):
        number = text.digits(typed or "")
        if number:
            keys.add((PHONE, number))
    own = text.digits(face.phone or "")
    return keys | {(FRAGMENT, own[start:]) for start in range(1, len(own) - SHORTEST_FRAGMENT + 1)}


def _next_seq(connection: Connection) -> int:
    return (connection.exec_driver_sql("SELECT max(seq) FROM search_person").scalar() or 0) + 1


def _write(connection: Connection, statement: str, rows: list[Any]) -> None:
    if rows:
        connection.exec_driver_sql(statement, rows)


def is_indexed(session: Session, resident_id: str) -> bool:
    """Whether this resident can be found at all; `verify` asks it."""
    query = select(SearchPerson.seq).where(SearchPerson.resident_id == resident_id)
    return session.scalars(query).first() is not None
