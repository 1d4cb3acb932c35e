"""Characters that no font has: read by their number on the desk, said before a paper refuses them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from healthdesk.desk import Desk
from healthdesk.documents.fonts import Fonts
from tests.desks import a_desk, registered, signed
from tests.ui.working import a_window, closing, has, part, press, settle, words
from ui.kit import theme
from ui.kit.glyphs import readable, warning
from ui.widgets.text import label, say

NOBODY_HAS = "\ue863"
"""Private use: what an old card reader puts in place of a rare character."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


@pytest.fixture(autouse=True)
def rare() -> None:
    theme.load_rare()


def test_a_box_is_read_as_its_number(qtbot: QtBot) -> None:
    assert readable(f"王{NOBODY_HAS}梅") == "王[U+E863]梅"
    made = label(f"王{NOBODY_HAS}")
    qtbot.addWidget(made)
    assert made.text() == "王[U+E863]"
    say(made, f"李{NOBODY_HAS}")
    assert made.text() == "李[U+E863]"


@pytest.mark.parametrize("name", ["王秀英", "䶮㛃", "𬭎", "𪚥", "阿依古丽·买买提", "Ольга", "٣"])
def test_what_a_font_has_stays_as_it_is(name: str) -> None:
    assert readable(name) == name and warning(name) == ""


def test_marks_without_a_shape_are_no_boxes() -> None:
    assert readable("葛\U000e0100") == "葛\U000e0100" and warning("葛\U000e0100") == ""


@pytest.mark.parametrize("char", ["😀", NOBODY_HAS, "\U000f0000", "𪚥", "𬭎", "王", "🏥"])
def test_the_warning_and_the_paper_agree(char: str) -> None:
    assert bool(warning(f"王{char}")) == bool(Fonts.load().missing(f"王{char}"))


def test_only_text_is_looked_at() -> None:
    assert warning(None) == warning(("1", "2")) == warning(158) == ""


def test_registering_says_that_a_name_cannot_be_printed(qtbot: QtBot, desk: Desk) -> None:
    shell = a_window(qtbot, desk)
    shell.open("register")
    settle()
    name = part(shell, "field.name")
    assert isinstance(name, QLineEdit)
    name.insert(f"王{NOBODY_HAS}")
    press("Return")
    settle()
    assert "纸上印不出 [U+E863]" in words(shell)
    name.setText("王梅")
    press("Shift+Tab")
    settle()
    assert "纸上印不出" not in words(shell)


def test_the_desk_names_somebody_whose_name_no_font_has(qtbot: QtBot, desk: Desk) -> None:
    person = registered(desk, name=f"王{NOBODY_HAS}")
    shell = a_window(qtbot, desk)
    shell.open("record", resident_id=person)
    settle()
    seen = [one.text() for one in shell.findChildren(QLabel) if one.isVisible()]
    assert "王[U+E863]" in seen and not any(NOBODY_HAS in one for one in seen)


def test_a_paper_that_cannot_be_printed_says_why_where_it_would_stand(qtbot: QtBot, desk: Desk) -> None:
    person = registered(desk, name=f"王{NOBODY_HAS}")
    signed(desk, person)
    shell = a_window(qtbot, desk)
    shell.open("referral", resident_id=person)
    settle()
    assert "有个字字体里没有，纸上会成方框" in words(part(shell, "referral.failure"))
    assert not has(shell, "shell.notice")
    shell.open("referral", resident_id=registered(desk, name="李梅", phone="16000001111"))
    settle()
    assert not has(shell, "referral.failure")
