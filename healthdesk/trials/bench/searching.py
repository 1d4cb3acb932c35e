"""Search in the service, by kind of text, beside the same SQL on the bare driver."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial

from sqlalchemy import func, select

from healthdesk.base import pinyin, text
from healthdesk.store.residents import Resident
from healthdesk.store.search.places import HOUSE, address_key, place_of
from healthdesk.trials.bench.report import Result, percentile
from healthdesk.trials.bench.room import Room, beside_bare

BUDGET_MS = 16.0
FREE_MS = 1.0
MOST_RATIO = 3.0
"""p95 at most 16 ms, and at most three times the bare SQL or 1 ms, whichever is larger (issue 2)."""


def _letters(row: Resident) -> tuple[str, ...]:
    return pinyin.spellings(row.name)[0]


def _house(row: Resident) -> str:
    """12号3幢1单元501室, or a village's 3组8号."""
    found = re.search(HOUSE, address_key(row.address or ""))
    return found[0] if found else "1号"


KINDS: Mapping[str, Callable[[Resident], str]] = {
    "name": lambda row: row.name,
    "part of a name": lambda row: text.name_key(row.name)[-2:],
    "surname": lambda row: row.name[0],
    "initials": lambda row: pinyin.initials(_letters(row)),
    "pinyin": lambda row: "".join(_letters(row)),
    "surname and initial": lambda row: _letters(row)[0] + _letters(row)[1][:1],
    "initial and syllable": lambda row: _letters(row)[0][0] + _letters(row)[1],
    "identity number": lambda row: row.id_no or row.archive_no,
    "last four": lambda row: (row.id_no or row.archive_no)[-4:],
    "last six": lambda row: (row.id_no or row.archive_no)[-6:],
    "telephone begun": lambda row: (row.phone or "160")[:7],
    "middle of a telephone": lambda row: (row.phone or "16000000000")[3:8],
    "archive number": lambda row: row.archive_no,
    "place": lambda row: place_of(row.address or "")[-6:],
    "initials and year": lambda row: (
        f"{pinyin.initials(_letters(row))} {row.born.year if row.born else 1957}"
    ),
    "surname and year": lambda row: f"{row.name[0]} {row.born.year if row.born else 1957}",
    "surname and place": lambda row: f"{row.name[0]} {place_of(row.address or '')[-6:]}",
    "house": _house,
    "name and house": lambda row: f"{row.name} {_house(row)}",
    "letters and number tail": lambda row: (
        f"{pinyin.initials(_letters(row))} {(row.id_no or row.archive_no)[-4:]}"
    ),
    "surname and birthday": lambda row: f"{row.name[0]} {row.born:%m%d}",
}


def search(room: Room) -> Iterator[Result]:
    """One figure for each kind of text at p50, p95 and p99, and what a resident costs on the disk."""
    desk = room.desk
    people = sample(room)
    with closing(room.bare()) as connection:
        for kind, typed in KINDS.items():
            jobs = [partial(desk.residents.search, typed(row)) for row in people]
            pairs = [beside_bare(connection, job) for job in jobs]
            yield from _figures(kind, [value for value, _ in pairs], [floor for _, floor in pairs])
    yield _size(room, people)


def _size(room: Room, people: Sequence[Resident]) -> Result:
    """What the store holds of a resident with everything done for them, beside the bare answers."""
    with room.desk.database.reading() as session:
        residents = session.scalar(select(func.count()).select_from(Resident)) or 1
    bare = sum(len(json.dumps(row.answers, ensure_ascii=False).encode()) for row in people) / len(people)
    whole = room.desk.database.file.stat().st_size / residents
    return Result("store for each resident", round(whole), "bytes", round(bare))


def sample(room: Room) -> list[Resident]:
    """As many people as rounds, far apart in every index."""
    with room.desk.database.reading() as session:
        ids = list(session.scalars(select(Resident.id).where(Resident.born.is_not(None))))
        chosen = ids[:: max(1, len(ids) // room.options.rounds)][: room.options.rounds]
        return list(session.scalars(select(Resident).where(Resident.id.in_(chosen))))


def _figures(kind: str, values: list[float], floors: list[float]) -> Iterator[Result]:
    for percent in (50, 95, 99):
        value, floor = percentile(values, percent), percentile(floors, percent)
        allowed = min(BUDGET_MS, max(MOST_RATIO * floor, FREE_MS))
        is_judged = percent == 95
        yield Result(
            f"search {kind} p{percent}",
            round(value, 3),
            "ms",
            round(floor, 3),
            round(allowed, 3) if is_judged else None,
            ok=not is_judged or value <= allowed,
        )
