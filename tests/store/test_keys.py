"""keys.json: any member of staff opens the store, wrong passwords wait longer and longer."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from healthdesk.base import errors
from healthdesk.store import wrapping
from healthdesk.store.keys import KeyRing, WrappedKey, wait_seconds
from tests.builders import PASSWORD, SOFT

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


def an_entry(key: bytes, login: str = "lihui", password: str = PASSWORD) -> WrappedKey:
    return wrapping.wrap(key, password, login=login, full_name="李慧", role="nurse", hardness=SOFT)


def test_the_right_password_gives_the_data_key() -> None:
    key = wrapping.new_data_key()
    assert wrapping.unwrap(an_entry(key), PASSWORD) == key


def test_a_wrong_password_gives_nothing() -> None:
    with pytest.raises(errors.LoginFailed):
        wrapping.unwrap(an_entry(wrapping.new_data_key()), "wrong horse")


def test_a_line_of_one_user_cannot_be_used_by_another(tmp_path: Path) -> None:
    entry = an_entry(wrapping.new_data_key())
    stolen = WrappedKey("zhao", "赵", "doctor", entry.salt, entry.nonce, entry.sealed, SOFT)
    with pytest.raises(errors.LoginFailed):
        wrapping.unwrap(stolen, PASSWORD)


def test_every_member_unwraps_the_same_key(tmp_path: Path) -> None:
    key, ring = wrapping.new_data_key(), KeyRing(tmp_path)
    ring.put(an_entry(key))
    ring.put(an_entry(key, "zhang", "another password"))
    second = ring.entry("zhang")
    assert second is not None
    assert wrapping.unwrap(second, "another password") == key


@pytest.mark.parametrize(
    ("failed", "expected"),
    [(0, 0.0), (2, 0.0), (3, 2.0), (4, 4.0), (5, 8.0), (20, 300.0)],
)
def test_the_delay_grows(tmp_path: Path, failed: int, expected: float) -> None:
    ring = KeyRing(tmp_path)
    ring.put(an_entry(wrapping.new_data_key()))
    for _ in range(failed):
        entry = ring.entry("lihui")
        assert entry is not None
        ring.note_failure(entry, NOW)
    entry = ring.entry("lihui")
    assert entry is not None
    assert wait_seconds(entry, NOW) == expected
    assert wait_seconds(entry, NOW + timedelta(seconds=301)) == 0.0


def test_a_clock_set_back_by_years_locks_nobody_out(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path)
    ring.put(an_entry(wrapping.new_data_key()))
    for _ in range(3):
        entry = ring.entry("lihui")
        assert entry is not None
        ring.note_failure(entry, NOW)
    entry = ring.entry("lihui")
    assert entry is not None
    assert wait_seconds(entry, NOW - timedelta(days=2000)) <= 2.0


def test_missing_keys_are_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(errors.KeysMissing):
        KeyRing(tmp_path).entries()


def test_damaged_keys_are_said_to_be_missing(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text("{")
    with pytest.raises(errors.KeysMissing):
        KeyRing(tmp_path).entries()


def test_the_first_administrator_stays_the_first(tmp_path: Path) -> None:
    ring, key = KeyRing(tmp_path), wrapping.new_data_key()
    for login in ("admin", "second"):
        ring.put(
            wrapping.wrap(key, PASSWORD, login=login, full_name=login, role="administrator", hardness=SOFT)
        )
    entry = ring.entry("admin")
    assert entry is not None
    ring.note_success(entry, NOW)
    assert ring.first_administrator() == "admin"
