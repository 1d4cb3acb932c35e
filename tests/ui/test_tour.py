"""The tour: a picture of every screen, made by one command."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

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


def test_every_screen_is_photographed(light: QApplication, tmp_path: Path) -> None:
    assert tour.main(["tour", "--out", str(tmp_path), "--size", "1366x768"]) == 0
    for name in PLACES:
        picture = QImage(str(tmp_path / f"{name}.png"))
        assert (picture.width(), picture.height()) == (1366, 768), name


def test_a_size_that_is_none_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        tour.main(["tour", "--out", str(tmp_path), "--size", "large"])
    assert stopped.value.code == 2
