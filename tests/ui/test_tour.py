"""The tour: a picture of every screen, made by one command."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.ui.main_thread import watched
from ui.kit.tasks import InlineTasks, Tasks
from ui.trials import tour

PLACES = (
    "00-first-start",
    "01-login",
    "02-home",
    "03-search",
    "04-record",
    "05-visit",
    "05b-visit-emergency",
    "05c-check-up",
    "05e-child",
    "05f-follow-ups",
    "06-card",
    "07-referral",
    "08-sync",
    "09-residents",
    "10-registration",
    "12-settings-users",
)


@pytest.fixture(scope="module")
def walk(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The folder of the pictures, and what the main thread touched while they were made."""
    folder = tmp_path_factory.mktemp("tour")
    with watched() as seen:
        assert tour.main(["tour", "--out", str(folder), "--size", "1366x768"]) == 0
    return folder, seen


@pytest.mark.timeout(240)
def test_every_screen_is_photographed(walk: tuple[Path, list[str]]) -> None:
    for name in PLACES:
        picture = QImage(str(walk[0] / f"{name}.png"))
        assert (picture.width(), picture.height()) == (1366, 768), name


@pytest.mark.timeout(240)
def test_the_window_leaves_queries_and_files_to_its_lanes(walk: tuple[Path, list[str]]) -> None:
    assert walk[1] == []


def test_the_watch_hears_what_the_window_does_itself(tmp_path: Path) -> None:
    file = tmp_path / "list.pdf"
    with watched() as seen:
        file.write_bytes(b"a test may")
        tasks = Tasks()
        tasks.run(lambda: file.write_bytes(b"a lane may"), owner=tasks)
        tasks.close()
        InlineTasks().run(lambda: file.write_bytes(b"the window may not"), owner=tasks)
    assert [line.split(" from ")[0] for line in seen] == [f"file {file}"]


def test_a_size_that_is_none_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        tour.main(["tour", "--out", str(tmp_path), "--size", "large"])
    assert stopped.value.code == 2
