"""Copy while open, verify by opening, restore."""

from pathlib import Path

import pytest
from sqlalchemy import select

from healthdesk.base import errors
from healthdesk.store import backup, wrapping
from healthdesk.store.keys import KeyRing
from healthdesk.store.residents import Resident
from tests.builders import PASSWORD, SOFT, a_database, a_resident_row, the_database


def test_a_backup_made_while_open_restores_whole(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    key = wrapping.new_data_key()
    database = a_database(folder, key=key)
    KeyRing(folder).put(
        wrapping.wrap(key, PASSWORD, login="lihui", full_name="李慧", role="nurse", hardness=SOFT)
    )
    with database.writing("register") as session:
        session.add(a_resident_row())
    made = backup.make(database, tmp_path / "one.hdbackup")
    backup.unpack(made, tmp_path / "again")
    entry = KeyRing(tmp_path / "again").entry("lihui")
    assert entry is not None
    restored = the_database(tmp_path / "again", wrapping.unwrap(entry, PASSWORD))
    restored.open()
    with restored.reading() as session:
        assert session.scalars(select(Resident.name)).all() == ["王秀英"]
    assert restored.faults() == []


def test_a_store_is_never_restored_over(tmp_path: Path) -> None:
    a_database(tmp_path)
    made = tmp_path / "x.hdbackup"
    made.write_bytes(b"")
    with pytest.raises(errors.StoreExists):
        backup.unpack(made, tmp_path)


def test_rubbish_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"rubbish")
    with pytest.raises(errors.StoreCorrupt):
        backup.unpack(tmp_path / "x", tmp_path / "new")


def test_only_the_newest_backups_are_kept(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.hdbackup").write_bytes(b"")
    backup.rotate(tmp_path, 2)
    assert len(list(tmp_path.glob("*.hdbackup"))) == 2
