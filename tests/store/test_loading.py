"""A store that was loaded in one go is the one that row by row would have made."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from healthdesk.base import errors
from healthdesk.fhir.mapping import Mapper
from healthdesk.store import bulk
from healthdesk.store.database import Database
from healthdesk.store.loading import Loading
from tests.builders import a_database, a_resident_row

PEOPLE = 9
TABLES = ("resident", "version", "head", "audit_entry", "search_person", "search_key", "search_place")


def batches() -> list[bulk.Batch]:
    return [
        bulk.prepare([a_resident_row(number) for number in range(first, first + 3)], Mapper().freeze)
        for first in range(1, PEOPLE, 3)
    ]


def load(database: Database) -> None:
    loader = Loading(people_at_once=4)
    with database.writing("demo") as session:
        loader.begin(session)
    for batch in batches():
        with database.writing("demo") as session:
            loader.add(session, batch)
    with database.writing("demo") as session:
        loader.finish(session)


def content(database: Database) -> dict[str, list[Any]]:
    with database.reading() as session:
        made = {table: session.execute(text(f"SELECT * FROM {table}")).all() for table in TABLES}
        made["shape"] = session.execute(text("SELECT type, name, sql FROM sqlite_master ORDER BY name")).all()
    return {table: sorted(map(repr, rows)) for table, rows in made.items()}


def test_what_is_loaded_is_what_bulk_would_have_added(tmp_path: Path) -> None:
    for name in ("loaded", "added"):
        (tmp_path / name).mkdir()
    loaded, added = a_database(tmp_path / "loaded"), a_database(tmp_path / "added")
    load(loaded)
    with added.writing("demo") as session:
        session.add_bulk([a_resident_row(number) for number in range(1, PEOPLE + 1)])
    one, other = content(loaded), content(added)
    assert {table: len(rows) for table, rows in one.items()} == {
        table: len(rows) for table, rows in other.items()
    }
    assert all(one[table] == other[table] for table in TABLES)
    assert one["shape"] == other["shape"]


def test_a_store_that_is_being_loaded_is_opened_by_nobody(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    with database.writing("demo") as session:
        Loading().begin(session)
    with pytest.raises(errors.StoreCorrupt):
        database.open()


def test_a_finished_store_is_opened(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    load(database)
    database.open()


def test_a_store_with_residents_is_not_loaded_again(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    load(database)
    with pytest.raises(RuntimeError, match="empty"), database.writing("demo") as session:
        Loading().begin(session)
