"""An older file is migrated on a copy, compared, and put in its place; the old one stays."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from healthdesk.base import errors
from healthdesk.store import cipher, schema, upgrade, wrapping
from healthdesk.store.base import Base
from tests.builders import a_database, a_resident_row

NEXT_SHAPE = '''"""A column more."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("resident") as batch:
        batch.add_column(sa.Column("nickname", sa.Text(), nullable=True))
    {more}
'''


def shape(connection: Connection) -> dict[str, set[tuple[str, str]]]:
    """Tables with their columns and types."""
    tables = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
    return {
        table: {(row[1], row[2]) for row in connection.execute(text(f"PRAGMA table_info('{table}')"))}
        for table in tables
    }


def test_the_migrations_lead_to_the_shape_that_a_new_store_has(tmp_path: Path) -> None:
    key = wrapping.new_data_key()
    migrated, made = cipher.engine(tmp_path / "a.db", key), cipher.engine(tmp_path / "b.db", key)
    with migrated.execution_options(begin="IMMEDIATE").begin() as one:
        command.upgrade(upgrade.config(one), "head")
        with made.execution_options(begin="IMMEDIATE").begin() as other:
            schema.create(other)
            assert shape(one) == shape(other)
        assert compare_metadata(MigrationContext.configure(one), Base.metadata) == []
    migrated.dispose()
    made.dispose()


@pytest.fixture
def older(tmp_path: Path) -> tuple[Path, bytes]:
    key = wrapping.new_data_key()
    database = a_database(tmp_path, key=key)
    with database.writing("register") as session:
        session.add(a_resident_row())
    database.close()
    return database.file, key


def a_next_shape(folder: Path, more: str = "pass") -> tuple[Path]:
    """A folder with one migration that the program does not have yet."""
    folder.mkdir()
    (folder / "0002_next.py").write_text(NEXT_SHAPE.format(more=more), encoding="utf-8")
    return (folder,)


def test_an_upgrade_keeps_every_row_and_the_old_file(older: tuple[Path, bytes], tmp_path: Path) -> None:
    file, key = older
    kept = upgrade.upgrade(file, key, a_next_shape(tmp_path / "next"))
    engine = cipher.engine(file, key)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT name, nickname FROM resident")).all() == [("王秀英", None)]
    engine.dispose()
    assert cipher.faults(kept, key) == []


@pytest.mark.parametrize(
    "more",
    [
        pytest.param('op.execute("DELETE FROM resident")', id="a row lost"),
        pytest.param("op.execute(\"UPDATE version SET hash = 'x'\")", id="a version changed"),
    ],
)
def test_an_upgrade_that_harms_is_not_put_in_place(
    older: tuple[Path, bytes], tmp_path: Path, more: str
) -> None:
    file, key = older
    before = file.read_bytes()
    with pytest.raises(errors.StoreCorrupt):
        upgrade.upgrade(file, key, a_next_shape(tmp_path / "next", more))
    assert file.read_bytes() == before


def test_an_upgrade_that_fails_leaves_nothing(older: tuple[Path, bytes], tmp_path: Path) -> None:
    file, key = older
    before = file.read_bytes()
    with pytest.raises(ZeroDivisionError):
        upgrade.upgrade(file, key, a_next_shape(tmp_path / "next", "1 / 0"))
    assert file.read_bytes() == before


def test_no_index_is_the_beginning_of_another() -> None:
    """It would cost every save a page of the file, and answer nothing that the longer one does not."""
    plain = {
        index.name: (table.name, [column.name for column in index.columns])
        for table in Base.metadata.tables.values()
        for index in table.indexes
        if not index.unique and index.dialect_options["sqlite"]["where"] is None
    }
    doubled = [
        (name, longer)
        for name, (table, columns) in plain.items()
        for longer, (other, more) in plain.items()
        if name != longer and table == other and more[: len(columns)] == columns
    ]
    assert doubled == []
