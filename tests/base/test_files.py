"""A file on a stick is replaced whole or not at all, and nothing but a file is replaced."""

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from healthdesk.base import files
from healthdesk.base.config import Place
from healthdesk.base.errors import DiskFull, InvalidInput
from healthdesk.exchange import csv_tables

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no limits on the size of files, no pipes")
ROOM = 64 * 1024


@contextmanager
def a_disk_with_room_for(size: int) -> Iterator[None]:
    """No file of this process may become larger."""
    import resource

    before, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, hard))


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Where a package goes; alone in its folder."""
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick" / "week.hdpackage"


def test_a_full_stick_keeps_the_old_file_and_nothing_of_the_new_one(stick: Path) -> None:
    files.write(stick, b"old")
    with a_disk_with_room_for(ROOM), pytest.raises(DiskFull):
        files.write(stick, bytes(2 * ROOM))
    assert [one.name for one in stick.parent.iterdir()] == [stick.name]
    assert stick.read_bytes() == b"old"
    with a_disk_with_room_for(ROOM), pytest.raises(DiskFull):
        files.require_room(stick, 2 * ROOM)
    with a_disk_with_room_for(ROOM):
        files.require_room(stick, ROOM)
    assert [one.name for one in stick.parent.iterdir()] == [stick.name]
    assert stick.read_bytes() == b"old"


@pytest.mark.parametrize("is_named_by_a_link", [False, True])
def test_a_pipe_is_not_replaced(stick: Path, is_named_by_a_link: bool) -> None:
    pipe = stick.with_name("pipe")
    os.mkfifo(pipe)
    if is_named_by_a_link:
        stick.symlink_to(pipe)
    target = stick if is_named_by_a_link else pipe
    before = sorted(stick.parent.iterdir())
    with pytest.raises(InvalidInput, match="not-a-file"):
        files.write(target, b"new")
    assert sorted(stick.parent.iterdir()) == before
    assert stat.S_ISFIFO(target.stat().st_mode)


def test_a_folder_is_not_replaced(stick: Path) -> None:
    stick.mkdir()
    with pytest.raises(InvalidInput, match="is-a-folder"):
        files.write(stick, b"new")
    assert list(stick.parent.iterdir()) == [stick]


def test_what_lies_in_the_way_of_the_new_file_is_not_written_into(stick: Path, tmp_path: Path) -> None:
    """A pipe would never be opened; a link would lead elsewhere."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"of somebody else")
    stick.with_name("week.hdpackage.new").symlink_to(elsewhere)
    files.write(stick, b"new")
    assert elsewhere.read_bytes() == b"of somebody else"
    assert not stick.is_symlink()
    assert [one.name for one in stick.parent.iterdir()] == [stick.name]
    os.mkfifo(stick.with_name("week.hdpackage.new"))
    files.write(stick, b"newer")
    assert stick.read_bytes() == b"newer"


def test_a_full_disk_leaves_the_settings_of_the_place_as_they_were(tmp_path: Path) -> None:
    Place(centre="幸福路社区卫生服务中心").write(tmp_path)
    with a_disk_with_room_for(16), pytest.raises(DiskFull):
        Place(centre="另一个中心").write(tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["place.json"]
    assert Place.read(tmp_path).centre == "幸福路社区卫生服务中心"


def test_a_table_is_not_written_in_place_of_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "list.csv")
    with pytest.raises(InvalidInput, match="not-a-file"):
        csv_tables.write(tmp_path / "list.csv", ["姓名"], [["王秀英"]])
