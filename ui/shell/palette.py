"""Every action in one list, found by its words or by pinyin: Ctrl+K. And the keys of this screen: F1."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from healthdesk.base import pinyin
from ui.kit.actions import Action, key_word
from ui.kit.tasks import InlineTasks
from ui.kit.theme import Size
from ui.tables.columns import Cell, Column
from ui.tables.paged_model import PagedModel
from ui.tables.view import TableView
from ui.widgets.empty_state import EmptyState
from ui.widgets.keys import KeyFrame
from ui.widgets.overlay import Overlay
from ui.widgets.panel import hairline
from ui.widgets.scrolled import Scrolled
from ui.widgets.search_box import SearchBox
from ui.widgets.text import label

WIDTH = 640
MOST_SHOWN = 9
_ROW = 40
_AROUND_LIST = 170
"""Pixels of the window above and below the sheet, and of the box over the list."""


class CommandPalette(Overlay):
    """Type, arrow, Enter."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, WIDTH)
        self.setObjectName("palette")
        self._actions: tuple[Action, ...] = ()
        self._box = SearchBox(self.tr("要做什么：输入文字或拼音首字母"), "Esc", "palette.search")
        top = QHBoxLayout()
        top.setContentsMargins(12, 12, 12, 12)
        top.addWidget(self._box)
        self.column.addLayout(top)
        columns: list[Column[Action]] = [
            Column(self.tr("命令"), lambda one: Cell(one.text, icon=one.icon), stretches=True),
            Column(
                self.tr("按键"), lambda one: Cell(key_word(one.shortcut), tone="ink3"), 150, is_right=True
            ),
        ]
        self._model = PagedModel(columns, InlineTasks(self), parent=self)
        nothing = EmptyState("search", self.tr("没有这样的命令"), self.tr("换个词，或按 Esc 返回"))
        title = self.tr("命令")
        self._list = TableView(self._model, row_height=_ROW, name="palette.list", title=title, empty=nothing)
        self._list.horizontalHeader().hide()
        self._list.setProperty("ground", "raised")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.column.addWidget(self._list)
        self._box.asked.connect(self._narrow)
        self._box.steered.connect(self._steer)
        self._box.entered.connect(self._run_current)
        self._box.left.connect(self.close_sheet)
        self._list.clicked.connect(self._run_current)

    def offer(self, actions: Sequence[Action]) -> None:
        """Open with these."""
        self._actions = tuple(actions)
        self._box.clear()
        self._narrow("")
        self.open_over(self._box.field)

    def _narrow(self, text: str) -> None:
        wanted = text.strip().lower()
        shown = [one for one in self._actions if found(one.text, wanted)]
        self._model.show_rows(shown)
        self._list.go_to(0)
        around = self.parentWidget()
        fit = (around.height() - _AROUND_LIST) // _ROW if around is not None else MOST_SHOWN
        self._list.setFixedHeight(_ROW * max(3, min(MOST_SHOWN, len(shown), fit)) + 4)
        self.arrange()

    def _steer(self, key: int) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key), 0)
        self._list.go_to(self._list.currentIndex().row() + step)

    def _run_current(self) -> None:
        chosen = self._list.current_row()
        if chosen is not None:
            self.close_sheet()
            chosen.call()


class KeysOfScreen(Overlay):
    """What the keys do here, and everywhere."""

    _lists: Scrolled

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, WIDTH)
        self.setObjectName("keys")
        self.setAccessibleName(self.tr("本屏按键"))

    def show_keys(self, place: str, here: Sequence[Action], everywhere: Sequence[Action]) -> None:
        """Open with two lists."""
        while (item := self.column.takeAt(0)) is not None:
            old = item.widget()
            if old:
                old.deleteLater()
        heard: list[str] = []
        lists = QVBoxLayout()
        lists.setContentsMargins(0, 0, 0, 0)
        lists.setSpacing(0)
        for title, actions in ((place, here), (self.tr("处处可用"), everywhere)):
            keys = [one for one in actions if one.shortcut]
            heard += [f"{one.shortcut} {one.text}" for one in keys]
            if keys:
                lists.addWidget(_key_list(title, keys))
                lists.addWidget(hairline())
        self.setAccessibleDescription("，".join(heard))
        self._lists = Scrolled(lists, WIDTH)
        self.column.addWidget(self._lists, 1)
        foot = label(self.tr("Esc 收起；Ctrl+K 可按文字找到所有命令"), tone="ink3")
        foot.setContentsMargins(16, 10, 16, 10)
        self.column.addWidget(foot)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.open_over(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """On a small screen the lists are scrolled by the keys that scroll."""
        bar = self._lists.verticalScrollBar()
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -5, Qt.Key.Key_PageDown: 5}
        bar.setValue(bar.value() + _ROW * steps.get(Qt.Key(event.key()), 0))
        super().keyPressEvent(event)


def found(words: str, wanted: str) -> bool:
    """Whether `wanted` is part of the words, or the beginning of their pinyin from some character on."""
    if not wanted or wanted in words.lower():
        return True
    if not wanted.isascii() or not wanted.isalpha():
        return False
    return any(pinyin.matches(words[at:], wanted) for at in range(len(words)) if not words[at].isascii())


def _key_list(title: str, actions: Sequence[Action]) -> QWidget:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(16, 12, 16, 12)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(6)
    grid.addWidget(label(title, Size.STRONG), 0, 0, 1, 4)
    half = (len(actions) + 1) // 2
    for at, one in enumerate(actions):
        row, side = at % half + 1, 2 * (at // half)
        grid.addWidget(KeyFrame(one.shortcut), row, side, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(label(one.text), row, side + 1)
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(3, 1)
    return made
