"""The tour: a picture of every screen, made by one command."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from healthdesk.domain.immunization.attending import Stage
from tests.desks import a_desk
from tests.ui.accessible import faults
from tests.ui.looking import clipped_labels
from tests.ui.main_thread import watched
from tests.ui.working import closing
from ui.kit.tasks import InlineTasks, Tasks
from ui.trials import side_by_side, tour
from ui.trials.clinic_walk import ClinicWalk

PLACES = (
    "00-first-start",
    "01-login",
    "01b-lock",
    "02-home",
    "02b-palette",
    "02c-keys",
    "03-search",
    "03b-nobody",
    "04-record",
    "05-visit",
    "05b-visit-emergency",
    "05c-check-up",
    "05e-child",
    "05f-follow-ups",
    "05g-tcm",
    "05h-antenatal",
    "06-card",
    "07-referral",
    "08-sync",
    "09-residents",
    "10-registration",
    "12-settings-users",
    "14-stock",
    "14b-refrigerators",
)


@dataclass
class Found:
    """Pictures; what the main thread touched; controls a reader would miss; words that are cut."""

    folder: Path
    touched: list[str] = field(default_factory=list)
    mute: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def walk(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Found:
    """One walk through every screen, looked at in every way."""
    folder = tmp_path_factory.mktemp("tour")
    found = Found(folder)

    class Auditor(tour.Camera):
        """Looks at every screen as it is photographed."""

        def take(self, widget: QWidget, name: str) -> None:
            super().take(widget, name)
            found.mute += [f"{name} {fault}" for fault in faults(widget)]
            found.cut += [f"{name} {words}" for words in clipped_labels(widget)]

    with pytest.MonkeyPatch.context() as patch, watched() as found.touched:
        patch.setattr(tour, "Camera", Auditor)
        assert tour.main(["tour", "--out", str(folder), "--size", "1366x768"]) == 0
    return found


@pytest.mark.timeout(240)
def test_every_screen_is_photographed(walk: Found) -> None:
    for name in PLACES:
        picture = QImage(str(walk.folder / f"{name}.png"))
        assert (picture.width(), picture.height()) == (1366, 768), name


@pytest.mark.timeout(240)
def test_the_window_leaves_queries_and_files_to_its_lanes(walk: Found) -> None:
    assert walk.touched == []


@pytest.mark.timeout(240)
def test_every_control_has_a_name_and_a_key(walk: Found) -> None:
    assert walk.mute == []


@pytest.mark.timeout(240)
def test_no_words_are_cut(walk: Found) -> None:
    assert walk.cut == []


def test_the_auditor_finds_what_is_mute(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    line, button = QLineEdit(), QPushButton("x")
    line.setObjectName("page.field")
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    column.addWidget(line)
    column.addWidget(button)
    assert faults(page) == ["has no name: QLineEdit page.field", "no key reaches: QPushButton  x"]


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


def test_a_filled_form_stands_beside_its_paper(light: QApplication, tmp_path: Path) -> None:
    with closing(a_desk(tmp_path)) as desk:
        (file,) = side_by_side.shoot(desk, tmp_path / "pictures", {"self-care"})
        assert len(desk.visits.all()) == 1
    picture = QImage(str(file))
    assert file.name == "10-self-care.png"
    assert picture.width() > side_by_side.WIDE and picture.height() > 768


def test_one_child_passes_all_stations_by_scanner_and_keys(qapp: QApplication, tmp_path: Path) -> None:
    """Two scans and one key for the first dose proposed, a scan and a key for each that follows."""
    with closing(a_desk(tmp_path)) as desk:
        walk = ClinicWalk(desk, tmp_path / "pictures")
        walk.go()
        assert walk.acts == [3, 2, 2]
        assert [file.stem[:2] for file in walk.made] == [
            *("01", "02", "03", "04", "05", "06", "07"),
            *("08", "08", "08", "09", "10", "11", "12", "13"),
        ]
        (row,) = desk.clinic.day()
        assert (row.name, row.stage, row.reaction) == ("李沐阳", Stage.LEFT, "接种处红，十分钟")
        given = [dose for dose in desk.immunization.of(row.resident_id) if not dose.is_elsewhere]
        assert [(dose.vaccine, dose.site, dose.is_signed) for dose in given] == [
            ("HepB", "左大腿", True),
            ("IPV", "右大腿", True),
            ("DTaP", "左上臂", True),
        ]
