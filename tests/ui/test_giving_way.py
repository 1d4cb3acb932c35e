"""Narrow windows: whole things give way, a name, an age and a danger never."""

import pytest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.working import has
from ui.screens.immunization.steps import Steps
from ui.widgets.chip import Chip
from ui.widgets.giving_way import GivingWay
from ui.widgets.keys import KeyHint, add_hints
from ui.widgets.marks import IconLine
from ui.widgets.person_bar import PersonBar, PersonHeader
from ui.widgets.text import label

PERSON = PersonHeader(
    "欧阳思远",
    "男 1岁4月",
    facts=("2025-07-14", "160****1662"),
    danger=("青霉素过敏",),
    warnings=("外院接种史未核对",),
    tags=("0–6 岁", "疫苗"),
)


@pytest.fixture
def ground(qtbot: QtBot) -> QWidget:
    """A window round what is looked at: Qt keeps a window of its own as wide as its layout wants."""
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1366, 100)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def bar(ground: QWidget) -> PersonBar:
    made = PersonBar()
    made.setParent(ground)
    made.show()
    made.set_right([steps := Steps()], [steps.set_whole], [steps.setVisible])
    made.show_person(PERSON)
    return made


def cut(bar: QWidget) -> list[str]:
    """What is seen and has less room than it needs."""
    seen = [one for one in bar.findChildren(QWidget) if one.isVisible()]
    return [type(one).__name__ for one in seen if one.width() < one.sizeHint().width()]


@pytest.mark.parametrize("wide", [1300, 900, 760, 640, 540])
def test_nothing_that_is_shown_of_a_person_is_cut(bar: PersonBar, wide: int) -> None:
    bar.resize(wide, 56)
    QApplication.processEvents()
    assert cut(bar) == []
    assert has(bar, "person.name")
    assert has(bar, "person.danger")
    assert has(bar, "person.warning")


def test_as_much_as_fits_is_shown_and_comes_back(bar: PersonBar) -> None:
    def shown() -> set[str]:
        parts = [*bar.findChildren(IconLine), *bar.findChildren(Chip)]
        return {one.accessibleName() for one in parts if one.isVisible()}

    whole = {"2025-07-14", "160****1662", "0–6 岁", "疫苗", "外院接种史未核对"}
    bar.resize(1300, 56)
    QApplication.processEvents()
    assert shown() == whole
    bar.resize(bar.layout().sizeHint().width() - 4, 56)
    QApplication.processEvents()
    assert shown() == whole - {"160****1662"}
    bar.resize(1300, 56)
    QApplication.processEvents()
    assert shown() == whole


def test_the_last_keys_of_a_foot_give_way_whole(ground: QWidget) -> None:
    foot = QWidget(ground)
    row = QHBoxLayout(foot)
    add_hints(row, *((key, f"做 {key} 这件事", foot.close) for key in ("F2", "F4", "F6", "F10")))
    row.addStretch(1)
    foot.show()
    foot.resize(row.sizeHint().width() * 2 // 3, 44)
    QApplication.processEvents()
    seen = [hint.accessibleDescription() for hint in foot.findChildren(KeyHint) if hint.isVisible()]
    assert seen == ["F2", "F4"]
    assert cut(foot) == []


def test_longer_words_in_the_row_push_others_out(ground: QWidget) -> None:
    foot = QWidget(ground)
    row = QHBoxLayout(foot)
    add_hints(row, *((key, f"做 {key} 这件事", foot.close) for key in ("F2", "F4")))
    where = label("")
    row.addWidget(where)
    foot.show()
    foot.resize(row.sizeHint().width() + 20, 44)
    QApplication.processEvents()
    assert [hint.isVisible() for hint in foot.findChildren(KeyHint)] == [True, True]
    where.setText("第 1–10 位，共 65 位")
    QApplication.processEvents()
    assert [hint.isVisible() for hint in foot.findChildren(KeyHint)] == [True, False]
    assert cut(foot) == []
    where.setText("")
    QApplication.processEvents()
    assert [hint.isVisible() for hint in foot.findChildren(KeyHint)] == [True, True]


def test_a_row_is_whole_again_with_other_things_in_it(ground: QWidget) -> None:
    frame = QWidget(ground)
    row = QHBoxLayout(frame)
    said: list[bool] = []
    row.addWidget(Chip("很长很长很长很长很长很长的一句话"))
    frame.show()
    frame.resize(60, 40)
    giving = GivingWay(frame, row, [said.append])
    giving.fit()
    assert said == [False]
    giving.begin([])
    assert said == [False], "what is no longer there is not called again"
