"""Synthetic centres: invented people in plausible proportions, the same for the same seed and date."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from healthdesk.base.progress import Progress, Silence
from healthdesk.store import archive_numbers, settings
from healthdesk.store.database import CLICK_CACHE_KIB, Database, JournalSession
from healthdesk.store.journal import Origin
from healthdesk.store.loading import Loading
from healthdesk.store.settings import Installation
from healthdesk.trials.centre.draw import material
from healthdesk.trials.centre.making import BATCH, Plan, batches, no_collector
from healthdesk.trials.centre.stock import StockRoom

ROOMY_CACHE_KIB = 192 * 1024
"""While building; the indexes of a centre would not fit into the cache of a desk."""

VILLAGE_LENGTH = 12
"""Digits of a community; a town has nine (archive-chronic/01 section 2)."""


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
    batch: int = BATCH,
) -> Summary:
    """Fill an empty store with a centre of exactly `residents` people as it stands on `as_of`.

    Up to two `years` each follow-up programme has its last two visits and children below school age
    have their doses; more years make longer histories. Somebody who watches is told after each `batch` of
    residents; a cancelled build keeps what is there.
    """
    started = time.perf_counter()
    made = _load(database, Plan(residents, seed, as_of, years, batch), progress or Silence())
    places = _places()
    villages = tuple(code for code in places if len(code) == VILLAGE_LENGTH)
    _settle(database, villages, places)
    _fill_refrigerators(database, seed, as_of)
    return Summary(
        residents=made["Resident"],
        families=made["Family"],
        enrolments=made["Enrolment"],
        visits=made["Visit"],
        doses=made["Vaccination"],
        seconds=time.perf_counter() - started,
        villages=villages,
    )


def _load(database: Database, plan: Plan, watch: Progress) -> Counter[str]:
    """How many rows were made of each noun."""
    made: Counter[str] = Counter()
    loading = Loading()
    with _writing(database) as session:
        loading.begin(session)
    with no_collector():
        for batch in batches(plan):
            with _writing(database) as session:
                loading.add(session, batch)
            made.update({noun: len(values) for noun, _, values in batch.tables})
            watch.step(made["Resident"], plan.residents)
            if watch.is_cancelled:
                break
    with _writing(database) as session:
        loading.finish(session)
    return made


@contextmanager
def _writing(database: Database) -> Iterator[JournalSession]:
    with database.writing("demo", origin=Origin.DEMO) as session:
        _cache(session.connection(), ROOMY_CACHE_KIB)
        yield session


def _places() -> dict[str, str]:
    """The names of the invented towns and villages by their codes."""
    return {
        place["code"]: place["name"]
        for town in material("places")["towns"]
        for place in (town, *town["villages"])
    }


def _fill_refrigerators(database: Database, seed: int, as_of: date) -> None:
    with database.writing("demo", origin=Origin.DEMO) as session:
        session.add_bulk(list(StockRoom(seed, as_of).rows()))


def _settle(database: Database, villages: tuple[str, ...], places: Mapping[str, str]) -> None:
    """The centre serves the invented villages, and this workstation may open archives there."""
    with database.writing("demo", origin=Origin.DEMO) as session:
        _cache(session.connection(), CLICK_CACHE_KIB)
        _learn(session.connection())
        here = session.scalars(select(Installation)).first()
        if here is None:
            return
        settings.change(session, "centre.villages", list(villages))
        settings.change(session, "centre.places", dict(places))
        for village in villages:
            archive_numbers.reserve(session, village, here.number)


def _learn(connection: Connection) -> None:
    """Let SQLite know how many rows an index value has, as it would learn over the years."""
    connection.exec_driver_sql("PRAGMA analysis_limit = 1000")
    for table in ("enrolment", "visit"):
        connection.exec_driver_sql(f"ANALYZE {table}")


def _cache(connection: Connection, kib: int) -> None:
    connection.exec_driver_sql(f"PRAGMA cache_size = -{kib}")
