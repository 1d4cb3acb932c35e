"""What a test needs in one line: a store, a desk, a resident, a signed visit. Everybody is invented."""

from pathlib import Path

from healthdesk.base.clock import Clock, FixedClock
from healthdesk.base.ids import RandomIds
from healthdesk.store import wrapping
from healthdesk.store.database import Database
from healthdesk.store.keys import Hardness
from healthdesk.trials.syncing import stations
from healthdesk.trials.syncing.people import NURSE, TODAY, a_resident_row, some_answers

__all__ = [
    "NURSE",
    "PASSWORD",
    "SOFT",
    "TODAY",
    "a_database",
    "a_resident_row",
    "some_answers",
    "the_database",
]

SOFT = Hardness(memory_kib=64, passes=1, lanes=1)
"""Argon2id so cheap that a test does not wait for it."""

PASSWORD = "correct horse"


def the_database(folder: Path, key: bytes, clock: Clock | None = None) -> Database:
    """The store file of `folder`, not opened yet, with the nurse 李慧 at the desk."""
    return stations.the_database(folder, key, clock or FixedClock.on(TODAY), RandomIds())


def a_database(folder: Path, *, key: bytes | None = None, clock: Clock | None = None) -> Database:
    """A new store file in `folder`."""
    database = the_database(folder, key or wrapping.new_data_key(), clock)
    database.create()
    return database
