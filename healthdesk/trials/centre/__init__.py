"""Synthetic centres: invented people in plausible proportions, the same for the same seed and date."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from healthdesk.base.ids import SeededIds
from healthdesk.base.progress import Progress, Silence
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.store import archive_numbers, settings
from healthdesk.store.base import Base
from healthdesk.store.database import CLICK_CACHE_KIB, Database
from healthdesk.store.journal import Origin
from healthdesk.store.settings import Installation
from healthdesk.trials.centre.doses import Doses
from healthdesk.trials.centre.draw import Draw, material
from healthdesk.trials.centre.follow_ups import FollowUps
from healthdesk.trials.centre.households import Household, Households
from healthdesk.trials.centre.records import Records, Sources
from healthdesk.trials.centre.sheets import Sheets

CHUNK = 10_000
"""Residents a transaction: large enough that few index pages are written twice."""

ROOMY_CACHE_KIB = 192 * 1024
"""While building; the indexes of a centre would not fit into the cache of a desk."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What was made. `villages` are the 12-digit codes of the invented district."""

    residents: int
    families: int
    enrolments: int
    visits: int
    doses: int
    seconds: float
    villages: tuple[str, ...]


def build(  # noqa: PLR0913  all but the first are named
    database: Database,
    *,
    residents: int,
    seed: int = 1,
    as_of: date,
    years: int = 2,
    progress: Progress | None = None,
) -> Summary:
    """Fill an empty store with a centre of exactly `residents` people as it stands on `as_of`.

    Up to two `years` each follow-up programme has its last two visits and children below school age
    have their doses; more years make longer histories. A cancelled build keeps what is there.
    """
    started = time.perf_counter()
    watch = progress or Silence()
    draw, ids = Draw(seed), SeededIds(seed)
    programmes, forms = Programmes.read(), Forms.read()
    sources = Sources(
        forms,
        programmes,
        Sheets(draw, as_of),
        FollowUps(draw, as_of, programmes),
        Doses(draw, as_of, Schedule.read()),
    )
    records = Records(draw, ids, as_of, years, sources)
    counts: dict[str, int] = {}
    for chunk in _chunks(Households(draw, ids, as_of).make(residents)):
        if watch.is_cancelled:
            break
        _write(database, [row for household in chunk for row in records.of(household)], counts)
        watch.step(counts["Resident"], residents)
    villages = tuple(village["code"] for town in material("places")["towns"] for village in town["villages"])
    _settle(database, villages)
    return Summary(
        residents=counts.get("Resident", 0),
        families=counts.get("Family", 0),
        enrolments=counts.get("Enrolment", 0),
        visits=counts.get("Visit", 0),
        doses=counts.get("Vaccination", 0),
        seconds=time.perf_counter() - started,
        villages=villages,
    )


def _chunks(made: Iterator[Household]) -> Iterator[list[Household]]:
    chunk: list[Household] = []
    members = 0
    for household in made:
        chunk.append(household)
        members += len(household.members)
        if members >= CHUNK:
            yield chunk
            chunk, members = [], 0
    if chunk:
        yield chunk


def _write(database: Database, rows: list[Base], counts: dict[str, int]) -> None:
    with database.writing("demo", origin=Origin.DEMO) as session:
        _cache(session.connection(), ROOMY_CACHE_KIB)
        session.add_bulk(rows)
    for row in rows:
        counts[type(row).__name__] = counts.get(type(row).__name__, 0) + 1


def _settle(database: Database, villages: tuple[str, ...]) -> None:
    """The centre serves the invented villages, and this workstation may open archives there."""
    with database.writing("demo", origin=Origin.DEMO) as session:
        _cache(session.connection(), CLICK_CACHE_KIB)
        here = session.scalars(select(Installation)).first()
        if here is None:
            return
        settings.change(session, "centre.villages", list(villages))
        for village in villages:
            archive_numbers.reserve(session, village, here.number)


def _cache(connection: Connection, kib: int) -> None:
    connection.exec_driver_sql(f"PRAGMA cache_size = -{kib}")
