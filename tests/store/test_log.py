"""The log of the file is carried over where nobody waits for it, and a save never stops for that."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from healthdesk.base import errors
from healthdesk.store.database import UNITS_BETWEEN_CARRYING, Database
from healthdesk.store.drafts import Draft
from healthdesk.store.journal import Origin
from tests.builders import a_database

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return a_database(tmp_path)


def _write(database: Database, units: int, origin: Origin = Origin.LOCAL) -> None:
    for at in range(units):
        with database.writing("draft", origin=origin) as session:
            session.add(
                Draft(
                    id=f"{origin.value}-{at}",
                    account_id="nurse",
                    subject=str(at),
                    form_key="hypertension-visit",
                    form_version="2017.1",
                    document={"much": "字" * 4_000},
                    updated_at=NOW,
                )
            )


def test_a_persons_saves_stay_in_the_log_until_somebody_carries_it_over(database: Database) -> None:
    before = database.file.stat().st_size
    _write(database, 3 * UNITS_BETWEEN_CARRYING)
    assert database.file.stat().st_size == before
    database.carry_over()
    assert database.file.stat().st_size > before


def test_few_saves_are_not_worth_it(database: Database) -> None:
    database.carry_over()
    before = database.file.stat().st_size
    _write(database, UNITS_BETWEEN_CARRYING // 2)
    database.carry_over()
    assert database.file.stat().st_size == before


def test_the_synchroniser_carries_its_own(database: Database) -> None:
    before = database.file.stat().st_size
    _write(database, 3 * UNITS_BETWEEN_CARRYING, Origin.PLATFORM)
    assert database.file.stat().st_size > before


def test_a_full_disk_while_carrying_over_is_no_failed_save(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Database) -> None:
        raise errors.DiskFull

    monkeypatch.setattr(Database, "carry_over", full)
    _write(database, 1, Origin.PLATFORM)
    with database.reading() as session:
        assert session.query(Draft).count() == 1


def test_it_waits_for_no_reader_and_no_reader_waits(database: Database) -> None:
    _write(database, UNITS_BETWEEN_CARRYING)
    with database.reading() as session:
        assert session.query(Draft).count() == UNITS_BETWEEN_CARRYING
        database.carry_over()
        assert session.query(Draft).count() == UNITS_BETWEEN_CARRYING
