"""Which shape the file has, and how a new one is made."""

from sqlalchemy import Connection, text

from healthdesk.store import (  # noqa: F401  every table must be known to the metadata
    accounts,
    appointments,
    archive_numbers,
    attendances,
    audit,
    backgrounds,
    centre_records,
    coming_doses,
    drafts,
    families,
    immunization,
    lots,
    measures,
    movements,
    outside_facts,
    phone_checks,
    platform,
    print_jobs,
    programmes,
    referrals,
    refrigerators,
    residents,
    search,
    settings,
    temperatures,
    visits,
)
from healthdesk.store.base import Base

CURRENT = 1
"""Kept in `user_version`, so that Alembic (0.4 s to import) is needed only for an older file."""

UNFINISHED = 0
"""While a store is being loaded."""

CURRENT_MIGRATION = "0001"


def create(connection: Connection) -> None:
    """All tables, stamped as made by this program."""
    Base.metadata.create_all(connection)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:n)"), {"n": CURRENT_MIGRATION})
    connection.execute(platform.Remote.__table__.insert(), {"id": platform.PLATFORM, "mode": "unknown"})  # type: ignore[attr-defined]  # Table at run time
    connection.execute(text(f"PRAGMA user_version = {CURRENT}"))


def revision(connection: Connection) -> int:
    """The shape of this file; 0 for a file that is no store."""
    return int(connection.execute(text("PRAGMA user_version")).scalar_one())
