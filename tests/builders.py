"""What a test needs in one line: a store, a desk, a resident, a signed visit. Everybody is invented."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from healthdesk.base.clock import Clock, FixedClock
from healthdesk.base.ids import RandomIds
from healthdesk.fhir.mapping import Mapper
from healthdesk.store import wrapping
from healthdesk.store.database import Database
from healthdesk.store.journal import Actor
from healthdesk.store.keys import Hardness
from healthdesk.store.residents import Resident

TODAY = date(2026, 11, 2)
SOFT = Hardness(memory_kib=64, passes=1, lanes=1)
"""Argon2id so cheap that a test does not wait for it."""

PASSWORD = "correct horse"
NURSE = Actor("11111111-1111-4111-8111-111111111111", "李慧")


def the_database(folder: Path, key: bytes, clock: Clock | None = None) -> Database:
    """The store file of `folder`, not opened yet, with the nurse 李慧 at the desk."""
    return Database(
        folder,
        key,
        actor=lambda: NURSE,
        clock=clock or FixedClock.on(TODAY),
        ids=RandomIds(),
        freeze=Mapper().freeze,
    )


def a_database(folder: Path, *, key: bytes | None = None, clock: Clock | None = None) -> Database:
    """A new store file in `folder`."""
    database = the_database(folder, key or wrapping.new_data_key(), clock)
    database.create()
    return database


def some_answers(**changes: Any) -> dict[str, Any]:
    """The least that is known of a resident, with `changes`."""
    known: dict[str, Any] = {
        "name": "王秀英",
        "sex": "2",
        "birth_date": "1959-03-12",
        "phone": "13800005521",
        "current_address": "幸福里 3-2-501",
    }
    return {key: value for key, value in (known | changes).items() if value is not None}


def a_resident_row(number: int = 1, answers: Mapping[str, Any] | None = None) -> Resident:
    """A row that is not in any store yet; `number` makes its id and archive number."""
    row = Resident(
        id=f"00000000-0000-4000-8000-{number:012d}",
        archive_no=f"110105009012{number:05d}",
        form_version="2017.1",
        status="active",
        created_at=FixedClock.on(TODAY).now(),
        created_by=NURSE.who,
    )
    row.take(answers or some_answers())
    return row
