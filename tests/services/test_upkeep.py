"""Backups that open, once a day, and the proof that a store is whole."""

import os
import stat
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from healthdesk.base import errors
from healthdesk.desk import Desk, restore
from healthdesk.store import cipher
from tests.builders import PASSWORD
from tests.desks import an_environment, registered, signed


def test_a_restored_backup_holds_what_was_saved(desk: Desk, tmp_path: Path) -> None:
    person = registered(desk)
    made = desk.upkeep.backup(tmp_path / "one.hdbackup")
    registered(desk, name="后来的人")
    again = Desk.open(restore(made, tmp_path / "again"), "admin", PASSWORD, an_environment())
    try:
        assert [row.id for row in again.residents.everybody()] == [person]
        assert again.upkeep.verify().faults == ()
    finally:
        again.close()


def test_the_daily_backup_is_made_once_a_day(desk: Desk) -> None:
    made = desk.upkeep.backup()
    assert desk.upkeep.last_backup().file == made
    assert made.parent == desk.folder / "backups"


def test_a_backup_never_takes_the_place_of_the_store(desk: Desk) -> None:
    before = (desk.folder / "keys.json").read_bytes()
    for name in ("healthdesk.db", "healthdesk.db-wal", "keys.json", "place.json", "store.lock"):
        with pytest.raises(errors.InvalidInput, match="part-of-a-store"):
            desk.upkeep.backup(desk.folder / name)
    with pytest.raises(errors.InvalidInput, match="a-folder"):
        desk.upkeep.backup(desk.folder)
    assert (desk.folder / "keys.json").read_bytes() == before
    assert desk.upkeep.verify().faults == ()


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes")
def test_a_backup_never_takes_the_place_of_a_pipe(desk: Desk, tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "pipe.hdbackup")
    with pytest.raises(errors.InvalidInput, match="not-a-file"):
        desk.upkeep.backup(pipe)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


class Watched:
    """A progress that is stopped after so many steps."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.steps: list[tuple[int, int]] = []
        self._stop_after = stop_after

    def step(self, done: int, total: int) -> None:
        self.steps.append((done, total))

    @property
    def is_cancelled(self) -> bool:
        return self._stop_after is not None and len(self.steps) >= self._stop_after


def test_a_backup_says_how_far_it_is(desk: Desk, tmp_path: Path) -> None:
    watched = Watched()
    desk.upkeep.backup(tmp_path / "one.hdbackup", watched)
    pages = [(done, total) for done, total in watched.steps if total]
    assert pages[-1][0] == pages[-1][1] > 0


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_backup_that_is_stopped_leaves_nothing(desk: Desk, tmp_path: Path, after: int) -> None:
    with pytest.raises(errors.Cancelled):
        desk.upkeep.backup(tmp_path / "stick" / "one.hdbackup", Watched(after))
    assert list((tmp_path / "stick").iterdir()) == []
    registered(desk)
    assert desk.upkeep.verify().faults == ()


def test_what_is_saved_during_a_backup_does_not_begin_it_anew(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(desk)
    monkeypatch.setattr(cipher, "PAGES_AT_A_TIME", 20)
    done: list[int] = []

    class Saving(Watched):
        def step(self, done_pages: int, total: int) -> None:
            if total and len(done) < 5:
                registered(desk, name=f"备份时来的人{len(done)}")
            done.append(done_pages)

    made = desk.upkeep.backup(tmp_path / "one.hdbackup", Saving())
    copied = [one for one in done if one]
    assert copied == sorted(copied)
    again = Desk.open(restore(made, tmp_path / "again"), "admin", PASSWORD, an_environment())
    try:
        assert len(list(again.residents.everybody())) == 1
        assert again.upkeep.verify().faults == ()
    finally:
        again.close()


def test_a_check_counts_everything_and_can_be_stopped(desk: Desk) -> None:
    for number in range(3):
        signed(desk, registered(desk, name=f"人{number}"))
    watched = Watched()
    assert desk.upkeep.verify(watched).faults == ()
    assert watched.steps
    assert all(0 < done <= total for done, total in watched.steps)
    with pytest.raises(errors.Cancelled):
        desk.upkeep.verify(Watched(0))


@pytest.mark.parametrize("length", [0, 10, 1000, -1, -30])
def test_a_backup_that_was_cut_off_restores_nothing(desk: Desk, tmp_path: Path, length: int) -> None:
    made = desk.upkeep.backup(tmp_path / "one.hdbackup")
    (tmp_path / "cut").write_bytes(made.read_bytes()[:length])
    with pytest.raises(errors.BackupUnusable):
        restore(tmp_path / "cut", tmp_path / "again")
    assert not (tmp_path / "again").exists() or list((tmp_path / "again").iterdir()) == []


def test_a_flipped_byte_makes_a_backup_unusable(desk: Desk, tmp_path: Path) -> None:
    made = desk.upkeep.backup(tmp_path / "one.hdbackup")
    raw = bytearray(made.read_bytes())
    raw[len(raw) // 2] ^= 1
    made.write_bytes(raw)
    with pytest.raises(errors.BackupUnusable):
        restore(made, tmp_path / "again")


def test_nothing_is_restored_from_nowhere_or_onto_a_store(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(errors.InvalidInput, match="file: absent"):
        restore(tmp_path / "nothing", tmp_path / "again")
    with pytest.raises(errors.StoreExists):
        restore(desk.upkeep.backup(), desk.folder)


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        ("UPDATE audit_entry SET who = '别人' WHERE seq = 2", "audit entry 2"),
        ("DELETE FROM audit_entry WHERE seq = 2", "audit entry 3"),
        ("UPDATE version SET body = x'7b7d' WHERE seq = 1", "version 1"),
        ("UPDATE resident SET name = '别人'", "differs from its Patient"),
        ("DELETE FROM intent_item", "queued nowhere"),
    ],
)
def test_whatever_is_changed_behind_the_door_is_found(desk: Desk, harm: str, fault: str) -> None:
    signed(desk, registered(desk))
    with desk.database.writing("harm") as session:
        session.connection().execute(text(harm))
    assert any(fault in one for one in desk.upkeep.verify().faults)
