"""Run a search: a few ranges of keys, then the people, ranked."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from healthdesk.base import text
from healthdesk.base.clock import SystemClock
from healthdesk.store.search import query
from healthdesk.store.search.cards import OF_CARD
from healthdesk.store.search.keys import DEPARTED, Face
from healthdesk.store.search.meanings import (
    ANYBODY,
    LAST_SIGN,
    Conditions,
    Lookup,
    Meaning,
    Reading,
    Source,
)

CANDIDATES = 60
"""How many people are ranked; more never fit on a screen."""

CHECKED = 300
"""How many are read for what no statement can compare: letters beside four digits, with which the numbers
of a hundred in a million end.
"""

PLACES = 40
FURTHEST = 99

_FACE = (
    "p.resident_id, p.name, p.sex, p.born, p.id_no, p.archive_no, p.archive_no_alias, p.phone,"
    " p.contact_phone, p.address, p.place, p.status"
)
_KEYS_OF_A_KIND = (
    "SELECT * FROM (SELECT seq, key FROM search_key WHERE kind = ? AND key >= ? AND key < ?"
    " AND (? = '' OR instr(key, ?)) LIMIT ?)"
)
_KEYS = f"{_KEYS_OF_A_KIND} UNION ALL {_KEYS_OF_A_KIND}"
"""The living, then the dead and merged, who have capital kinds."""

_CHECKED_KEYS = (
    f"SELECT k.seq, k.key, {_FACE} FROM search_key k JOIN search_person p ON p.seq = k.seq"  # noqa: S608  constants
    " WHERE k.kind = ? AND k.key >= ? AND k.key < ? AND (? = '' OR instr(k.key, ?))"
    " AND (? = '' OR p.born BETWEEN ? AND ?)"
    " AND (? = '' OR p.sex = ?)"
    " AND (? = '' OR instr(replace(p.name, '·', ''), ?) BETWEEN 1 AND ? OR p.name GLOB '*[•・‧∙⋅. ！-～　]*')"
    " AND (? = '' OR instr(replace(p.address, ' ', ''), ?) OR p.address GLOB '*[！-～　]*') LIMIT ?"
)
"""What is written in signs of its own (full width, another dot) is judged by `Conditions.hold` alone."""

_FACES = f"SELECT p.seq, {_FACE} FROM search_person p WHERE p.seq IN (SELECT value FROM json_each(?))"  # noqa: S608  constants
_PLACES = "SELECT id FROM search_place WHERE instr(words, ?) ORDER BY length(words) LIMIT ?"
_OF_RESIDENT = "FROM resident r JOIN search_person p ON p.resident_id = r.id WHERE"
_DIRECT = {
    Source.ID_NO: f"SELECT p.seq, r.id_no {_OF_RESIDENT} r.id_no >= ? AND r.id_no < ? LIMIT ?",
    Source.ARCHIVE_NO: f"SELECT p.seq, r.archive_no {_OF_RESIDENT} r.archive_no >= ?"
    " AND r.archive_no < ? LIMIT ?",
    Source.BORN: f"SELECT p.seq, r.born {_OF_RESIDENT} r.born >= ? AND r.born <= ? LIMIT ?",
    Source.BOOKLET: "SELECT p.seq, b.booklet_no FROM background b JOIN search_person p"
    " ON p.resident_id = b.resident_id WHERE b.booklet_no >= ? AND b.booklet_no < ? LIMIT ?",
    Source.CARD: OF_CARD,
    Source.RECORD: "SELECT seq, resident_id FROM search_person"
    " WHERE resident_id >= ? AND resident_id < ? LIMIT ?",
}
_PEOPLE = (
    "SELECT p.seq, min(e.next_due), min(max(e.next_due, coalesce(e.next_latest, e.next_due))),"  # noqa: S608  constants
    f" max(e.last_visit_on), group_concat(DISTINCT e.programme), {_FACE}"
    " FROM json_each(?) AS wanted JOIN search_person p ON p.seq = wanted.value"
    " LEFT JOIN enrolment e ON e.resident_id = p.resident_id AND e.status = 'active'"
    " AND e.programme NOT IN (SELECT value FROM json_each(?)) GROUP BY p.seq"
)
_NEVER = "9999"


@dataclass(frozen=True, slots=True)
class Hit:
    """A person the text may mean. `tags` are programmes; `next_due` the earliest; `matched` says how.

    `in_time_until` is the last day on which none of what is due is late, `last_visit_on` that of the last
    visit for one of the programmes.
    """

    id: str
    name: str
    sex: str
    born: date | None
    id_no: str | None
    archive_no: str
    phone: str | None
    address: str | None
    status: str
    tags: tuple[str, ...]
    next_due: date | None
    in_time_until: date | None
    last_visit_on: date | None
    matched: Meaning

    @property
    def id_masked(self) -> str:
        """The identity number without the birth date; empty when there is none."""
        return text.masked_id_no(self.id_no or "")

    @property
    def phone_masked(self) -> str:
        """The telephone without its middle; empty when there is none."""
        return text.masked_phone(self.phone or "")


@dataclass(frozen=True, slots=True)
class _Found:
    order: int
    is_exact: bool
    meaning: Meaning


def search(
    session: Session,
    typed: str,
    *,
    limit: int = 20,
    today: date | None = None,
    hidden: Iterable[str] = (),
) -> tuple[Hit, ...]:
    """The people that `typed` may mean: exact name first, then by next due date, then last seen.

    The dead and merged archives come last. `today` (this computer's, when not given) turns an age into
    years of birth. Programmes that are `hidden` give neither tag nor due date.
    """
    connection = session.connection()
    readings = query.understand(typed, today or SystemClock().today())
    found: dict[int, _Found] = {}
    most = max(CANDIDATES, limit)
    for is_departed in (False, True):
        for order, (lookup, conditions) in enumerate(_steps(readings)):
            if is_departed and conditions == ANYBODY:
                continue
            enough = most if conditions == ANYBODY else 1 if is_departed else limit
            if len(found) >= enough:
                break
            for seq, is_exact in _look_up(connection, lookup, conditions, most, is_departed=is_departed):
                found.setdefault(seq, _Found(order, is_exact, lookup.meaning))
        if len(found) >= limit:
            break
    return _ranked(connection, found, limit, hidden)


def people(connection: Connection, seqs: Iterable[int], meaning: Meaning) -> tuple[Hit, ...]:
    """Who has these numbers, in the order of registration; nothing is said of their programmes."""
    rows = connection.exec_driver_sql(_PEOPLE, (json.dumps(list(seqs)), "[]")).all()
    return tuple(
        replace(_hit(row, meaning), tags=(), next_due=None, in_time_until=None, last_visit_on=None)
        for row in rows
    )


def _steps(readings: tuple[Reading, ...]) -> Iterator[tuple[Lookup, Conditions]]:
    for reading in readings:
        for lookup in reading.lookups:
            yield lookup, reading.conditions


def _look_up(
    connection: Connection, lookup: Lookup, conditions: Conditions, most: int, *, is_departed: bool
) -> Iterator[tuple[int, bool]]:
    if lookup.source in _DIRECT:
        enough = most if conditions == ANYBODY else CHECKED
        rows = connection.exec_driver_sql(_DIRECT[lookup.source], (lookup.low, lookup.end, enough)).all()
        meant = _of_these(connection, [row[0] for row in rows], conditions)
        yield from ((row[0], row[1] == lookup.low) for row in rows if row[0] in meant)
        return
    kind = lookup.kind.upper() if is_departed else lookup.kind
    for low, end in _ranges(connection, lookup):
        if conditions == ANYBODY:
            values = (low, end, lookup.contains, lookup.contains, most)
            both = (lookup.kind, *values, lookup.kind.upper(), *values)
            found = connection.exec_driver_sql(_KEYS, both).all()
            yield from ((seq, lookup.is_exact(key)) for seq, key in found if lookup.admits(key))
        else:
            yield from _checked(connection, (kind, low, end), lookup, conditions, most)


def _of_these(connection: Connection, seqs: list[int], wanted: Conditions) -> set[int]:
    """Those of whom the conditions hold."""
    if wanted == ANYBODY:
        return set(seqs)
    rows = connection.exec_driver_sql(_FACES, (json.dumps(seqs),))
    return {seq for seq, *face in rows if wanted.hold(Face(*face))}


def _checked(
    connection: Connection,
    key_range: tuple[str, str, str],
    lookup: Lookup,
    wanted: Conditions,
    most: int,
) -> Iterator[tuple[int, bool]]:
    furthest = 1 if len(wanted.name) == 1 else FURTHEST
    born = (wanted.born_from, wanted.born_from, wanted.born_to)
    sex = (wanted.sex, wanted.sex)
    house = max((word for word in wanted.address if word[0].isdigit()), key=len, default="")
    marks = (lookup.contains, lookup.contains)
    values = (*key_range, *marks, *born, *sex, wanted.name, wanted.name, furthest, house, house, CHECKED)
    rows = connection.exec_driver_sql(_CHECKED_KEYS, values)
    meant = (row[0] for row in rows if lookup.admits(row[1]) and wanted.hold(Face(*row[2:])))
    yield from ((seq, False) for seq in islice(meant, most))
    rows.close()


def _ranges(connection: Connection, lookup: Lookup) -> list[tuple[str, str]]:
    if lookup.source is not Source.PLACES:
        return [(lookup.low, lookup.end)]
    places = connection.exec_driver_sql(_PLACES, (lookup.low, PLACES))
    return [
        (f"{place:x} {lookup.initials}", f"{place:x} {lookup.initials}{LAST_SIGN}") for (place,) in places
    ]


def _ranked(
    connection: Connection, found: dict[int, _Found], limit: int, hidden: Iterable[str]
) -> tuple[Hit, ...]:
    if not found:
        return ()
    rows = connection.exec_driver_sql(_PEOPLE, (json.dumps(list(found)), json.dumps(list(hidden)))).all()

    def rank(row: Any) -> tuple[Any, ...]:
        seq, next_due, _, last_visit = row[:4]
        how = found[seq]
        return (
            row[-1] in DEPARTED,
            how.order,
            not how.is_exact,
            next_due or _NEVER,
            _latest_first(last_visit),
            seq,
        )

    return tuple(_hit(row, found[row[0]].meaning) for row in sorted(rows, key=rank)[:limit])


def _latest_first(day: str | None) -> int:
    return -int(day.replace("-", "")) if day else 0


def _hit(row: Any, meaning: Meaning) -> Hit:
    _, next_due, until, last_visit, programmes, *face = row
    id_, name, sex, born, id_no, archive_no, _, phone, _, address, _, status = face
    return Hit(
        id=id_,
        name=name,
        sex=sex,
        born=date.fromisoformat(born) if born else None,
        id_no=id_no,
        archive_no=archive_no,
        phone=phone,
        address=address,
        status=status,
        tags=tuple(sorted(programmes.split(","))) if programmes else (),
        next_due=date.fromisoformat(next_due) if next_due else None,
        in_time_until=date.fromisoformat(until) if until else None,
        last_visit_on=date.fromisoformat(last_visit) if last_visit else None,
        matched=meaning,
    )
