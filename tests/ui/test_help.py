"""F1 on every screen: what the keys do on this one, whole, and what they do everywhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from healthdesk.desk import Desk
from tests.desks import a_desk, registered, signed
from tests.ui.looking import clipped_labels
from tests.ui.working import a_window, closing, press, settle
from ui.kit.actions import key_word
from ui.kit.places import PLACES, Place
from ui.kit.screen import Screen
from ui.shell import Shell
from ui.widgets.keys import KeyFrame


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


def opened(shell: Shell, desk: Desk, place: Place) -> Screen:
    """The place as somebody finds it who has something to do there."""
    args: dict[str, Any] = {}
    if place.id in ("record", "visit", "referral", "paper", "card"):
        args["resident_id"] = registered(desk, name="王秀英")
        signed(desk, args["resident_id"])
    if place.id == "paper":
        args |= {"form": "hypertension-visit", "title": "高血压患者随访服务记录表"}
    if place.id == "centre-record":
        args["form"] = "health-education-activity"
    shell.open("home")
    shell.open(place.id, **args)
    settle()
    shown = shell.stack.currentWidget()
    assert isinstance(shown, Screen) and shell.current_place() == place.id
    return shown


@pytest.mark.parametrize("place", PLACES, ids=lambda one: one.id)
def test_f1_says_what_the_keys_do_on_this_screen(qtbot: QtBot, desk: Desk, place: Place) -> None:
    shell = a_window(qtbot, desk)
    screen = opened(shell, desk, place)
    own = [one for one in screen.commands() if one.shortcut]
    press("F1")
    sheet = shell.keys_sheet
    assert sheet.isVisible()
    said = [one.text() for one in sheet.findChildren(QLabel)]
    keys = {one.accessibleName() for one in sheet.findChildren(KeyFrame)}
    assert place.words in said and "处处可用" in said
    assert own, "nothing on this screen has a key"
    assert {one.text for one in own} <= set(said)
    assert {key_word(one.shortcut) for one in own} <= keys
    assert clipped_labels(sheet) == []
    assert sheet.rect().contains(sheet.sheet.geometry())
    press("Escape")
    assert not sheet.isVisible() and shell.current_place() == place.id
