"""Bring an older file up to date: on a copy, compared, then put in its place.

Alembic takes 0.4 s to import, so this module is imported only when a file is behind.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

from healthdesk.base import errors
from healthdesk.store import cipher, schema

MIGRATIONS = Path(__file__).parent / "migrations"
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


def upgrade(file: Path, key: bytes, versions: tuple[Path, ...] = ()) -> Path:
    """Migrate `file` on a copy and replace it; the old file stays, its path is returned.

    `versions` are further folders of migrations, for tests. Raises StoreCorrupt when a row is lost or a
    version's body changes on the way; the old file is then untouched.
    """
    work = file.with_suffix(".upgrading")
    work.unlink(missing_ok=True)
    cipher.copy(file, work, key)
    before = _census(work, key)
    engine = cipher.engine(work, key)
    try:
        _migrate(engine, versions)
    finally:
        engine.dispose()
    _compare(before, _census(work, key))
    if found := cipher.faults(work, key):
        raise errors.StoreCorrupt(found[0])
    for beside in work.parent.glob(work.name + "-*"):
        beside.unlink()
    kept = file.with_name(f"{file.stem}-before-{datetime.now(UTC):%Y%m%d%H%M%S}.db")
    cipher.copy(file, kept, key)
    work.replace(file)
    return kept


def config(connection: Connection, versions: tuple[Path, ...] = ()) -> Config:
    """Alembic's settings for a connection of ours."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.set_main_option("path_separator", "newline")
    made.set_main_option("version_locations", "\n".join(map(str, (MIGRATIONS / "versions", *versions))))
    made.attributes["connection"] = connection
    return made


def _migrate(engine: Engine, versions: tuple[Path, ...]) -> None:
    with engine.execution_options(begin="IMMEDIATE").begin() as connection:
        command.upgrade(config(connection, versions), "head")
        connection.execute(text(f"PRAGMA user_version = {schema.CURRENT}"))


def _census(file: Path, key: bytes) -> Mapping[str, int | str]:
    engine = cipher.engine(file, key)
    try:
        with engine.connect() as connection:
            found: dict[str, int | str] = {}
            for name in connection.execute(text(TABLES)).scalars():
                found[name] = connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()  # noqa: S608
            if "version" in found:
                hashes = connection.execute(text("SELECT hash FROM version ORDER BY seq")).scalars()
                found["hashes of version"] = ",".join(hashes)
            return found
    finally:
        engine.dispose()


def _compare(before: Mapping[str, int | str], after: Mapping[str, int | str]) -> None:
    for name, count in before.items():
        if name in after and after[name] != count and name != "alembic_version":
            raise errors.StoreCorrupt(f"the upgrade changed {name}")
