"""The typed seam to SQLCipher: connections that are encrypted from their first statement on."""

from contextlib import closing
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from healthdesk.base import errors
from healthdesk.base.progress import Progress, Silence

PLAIN_HEADER = b"SQLite format 3\x00"
READER_CACHE_KIB = 8 * 1024
BUSY_MILLISECONDS = 5_000
PAGES_AT_A_TIME = 2_000
"""8 MB: a copy that is stopped stops at once."""

LONGEST_LOG_PAGES = 16_000
"""SQLite brings the log into the file by itself from here on (64 MB). Before that `Database.carry_over` does,
where nobody waits: at the usual 1,000 pages every thirteenth save would stop for it, for 10 to 25 ms."""


def connect(file: Path, key: bytes, *, cache_kib: int = READER_CACHE_KIB) -> Any:
    """A DBAPI connection to `file` with the raw 32-byte `key`. Transactions are ours to begin."""
    connection = driver.connect(str(file), check_same_thread=False, isolation_level=None)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to the terminal
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute(f"PRAGMA cache_size = -{cache_kib}")
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA wal_autocheckpoint = {LONGEST_LOG_PAGES}")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA temp_store = MEMORY")
    except driver.Error as error:
        connection.close()
        raise understood(error) from None
    return connection


def engine(file: Path, key: bytes, *, cache_kib: int = READER_CACHE_KIB) -> Engine:
    """An engine with one connection per thread; `begin` in the execution options opens a transaction."""
    made = create_engine(
        "sqlite://",
        module=driver,
        creator=lambda: connect(file, key, cache_kib=cache_kib),
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=8,
    )

    @event.listens_for(made, "begin")
    def _begin(connection: Any) -> None:
        # The driver's own habits lose: a failed migration's table survives its rollback, and a unit that
        # reads and then writes dies of "database is locked". BEGIN IMMEDIATE waits for its turn instead.
        mode = connection.get_execution_options().get("begin", "")
        connection.exec_driver_sql(f"BEGIN {mode}")

    return made


def require_encrypted(file: Path) -> None:
    """Refuse what is no file, an empty file or a plain SQLite file, before any connection.

    Opening the encrypted file with the standard library's sqlite3 in the same process would make later
    commits vanish, so the first bytes are read as a plain file.
    """
    if not file.is_file():
        raise errors.StoreCorrupt("no file")
    try:
        with file.open("rb") as stream:
            head = stream.read(len(PLAIN_HEADER))
    except OSError as error:
        raise errors.from_os(error) from None
    if not head or head == PLAIN_HEADER:
        raise errors.StoreCorrupt("the file is empty or not encrypted")


def copy(source: Path, target: Path, key: bytes, progress: Progress | None = None) -> None:
    """A consistent copy of a live store by the online backup API, under the same key; steps are pages.

    Raises StorageError, Cancelled.
    """
    watched = progress or Silence()

    def step(_state: int, remaining: int, total: int) -> None:
        watched.step(total - remaining, total)
        if watched.is_cancelled:
            raise errors.Cancelled

    with closing(connect(source, key)) as reading:
        try:
            # Without a snapshot of its own the copy would begin anew whenever somebody saves.
            reading.execute("BEGIN")
            reading.execute("SELECT count(*) FROM sqlite_master").fetchone()
            with closing(driver.connect(str(target), isolation_level=None)) as writing:
                writing.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
                reading.backup(writing, pages=PAGES_AT_A_TIME, progress=step, sleep=0)
        except driver.Error as error:
            raise understood(error) from None


def faults(file: Path, key: bytes) -> list[str]:
    """What SQLCipher's page check and SQLite's structure check complain about; empty when sound."""
    found: list[str] = []
    try:
        with closing(connect(file, key)) as connection:
            found += [row[0] for row in connection.execute("PRAGMA cipher_integrity_check")]
            found += [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
            found += [f"foreign key {row[0]}" for row in connection.execute("PRAGMA foreign_key_check")]
    except (driver.Error, errors.StorageError) as error:
        found.append(str(error) or type(error).__name__)
    return found


def understood(error: BaseException) -> errors.StorageError:
    """The driver's complaint as one of ours; the text is the driver's and holds no data of persons."""
    text = str(error).lower()
    if "full" in text:
        return errors.DiskFull(text)
    if "readonly" in text or "read-only" in text:
        return errors.StoreReadOnly(text)
    if "locked" in text or "busy" in text:
        return errors.StoreLocked(text)
    if "unable to open" in text or "i/o error" in text:  # a stick pulled out, a quota, a failing disk
        return errors.StoreReadOnly(text)
    return errors.StoreCorrupt(text)
