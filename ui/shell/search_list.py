"""The list that hangs under the search box, over the whole width of the page."""

import re
from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from healthdesk.base import text as text_of
from healthdesk.services.rows import ResidentRow
from ui.kit import theme
from ui.kit.tasks import InlineTasks, Lane, Tasks
from ui.kit.theme import Size
from ui.shell.hit_columns import hit_columns
from ui.shell.hits import Hit, hits
from ui.tables.paged_model import PagedModel
from ui.tables.view import TableView
from ui.widgets.empty_state import EmptyState
from ui.widgets.key_button import KeyButton
from ui.widgets.keys import KeyHint, add_hints
from ui.widgets.panel import FOOT
from ui.widgets.room import Room
from ui.widgets.search_box import SearchBox
from ui.widgets.text import label

LIMIT = 20
SHOWN = 10
ROW = 40
OVER_PAGE = 4
"""Pixels that it reaches over whatever ends where the page begins, so that it hangs from it."""
_AROUND_LIST = 138
"""Pixels of its first line, of its head and foot, and of the status line."""
SMALLER_MS = 200
"""From an answer to the list that is as short: not between two keys, for the page below is drawn with it."""

Find = Callable[[str, int], tuple[ResidentRow, ...]]


class SearchList(QFrame):
    """Says what to do: `opened(resident_id)`, `visit_wanted(resident_id)`, `register_wanted(text)`."""

    opened = Signal(str)
    visit_wanted = Signal(str)
    register_wanted = Signal(str)

    def __init__(self, box: SearchBox, find: Find, tasks: Tasks, today: Callable[[], date]) -> None:
        super().__init__()
        self.setObjectName("search")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._box, self._find, self._tasks = box, find, tasks
        self._wanted = self._shown_for = ""
        self._is_busy = False
        self._early: Callable[[str], None] | None = None
        self._smaller = QTimer(self, singleShot=True, interval=SMALLER_MS)
        self._smaller.timeout.connect(self._fit)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(self._first_line())
        self._model = PagedModel(
            hit_columns(today), InlineTasks(self), key=lambda hit: hit.row.id, parent=self
        )
        self._nobody = EmptyState("residents", "")
        title = self.tr("找到的居民")
        self._list = TableView(
            self._model, row_height=ROW, name="search.list", title=title, empty=self._nobody
        )
        self._list.setProperty("ground", "raised")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.clicked.connect(lambda row: self.opened.emit(self._model.row(row).row.id))
        column.addWidget(self._list, 1)
        column.addWidget(self._foot())
        box.asked.connect(self.ask)
        box.steered.connect(self._steer)
        box.entered.connect(self.open_current)
        self.hide()

    def hang_over(self, room: Room) -> None:
        """Over the page, wherever that begins: the line of the guide stays in sight above."""
        room.resized.connect(lambda: self._hang(room.geometry()))

    def tags_of(self, resident_id: str) -> tuple[str, ...]:
        """The programmes of somebody who was found last; of others none are known."""
        rows = (self._model.row(at).row for at in range(self._model.rowCount()))
        return next((row.tags for row in rows if row.id == resident_id), ())

    def prepare(self) -> None:
        """Draw it once unseen: styles and letters are then at hand, which the first key would wait for."""
        if not self.isVisible():
            self.grab()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A raised sheet, and the ground around its corners.

        It covers all of itself, or Qt would have the page below drawn again with every key.
        """
        colours = theme.tokens()
        painter = QPainter(self)
        painter.fillRect(event.rect(), colours.colour("window"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colours.colour("edge"), 1))
        painter.setBrush(colours.colour("raised"))
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, theme.RADIUS_PANEL, theme.RADIUS_PANEL)

    def ask(self, text: str) -> None:
        """Search for this; while one search runs, only the latest wish is kept."""
        self._wanted = text.strip()
        self._early = None
        if not self._wanted:
            self.hide()
        elif not self._is_busy:
            self._send()

    def open_current(self) -> None:
        """Enter: open the current one."""
        self._for_current(self.opened.emit)

    def visit_current(self) -> None:
        """F2: write a follow-up for the current one."""
        self._for_current(self.visit_wanted.emit)

    def _for_current(self, tell: Callable[[str], None]) -> None:
        """While the list is still on its way, as after a scanner, only for somebody who is found alone.

        Nobody has seen yet who else is meant, and the one who is marked is of the text before.
        """
        if self._shown_for != self._wanted or self._is_busy:
            self._early = tell if self._wanted else None
            return
        hit = self._list.current_row()
        if hit is not None and self.isVisible():
            tell(hit.row.id)

    def is_asked(self) -> bool:
        """Whether the keys of a list are for whom it finds: also while the first answer has not shown it."""
        return self.isVisible() or (bool(self._wanted) and self._box.field.hasFocus())

    def text(self) -> str:
        """What is searched for."""
        return self._wanted

    @property
    def answered(self) -> str:
        """The text whose answer the list shows."""
        return self._shown_for

    def _send(self) -> None:
        self._is_busy = True
        text = self._wanted
        self._tasks.run(
            lambda: (text, hits(self._find(text, LIMIT), text)),
            done=self._show,
            failed=self._fail,
            owner=self,
            lane=Lane.SEARCH,
        )

    def _fail(self, error: Exception) -> None:
        self._is_busy = False
        self._tasks.unheard.emit(error)

    def _show(self, result: tuple[str, tuple[Hit, ...]]) -> None:
        self._is_busy = False
        text, found = result
        if text != self._wanted:
            if self._wanted:
                self._send()
            return
        self._shown_for = text
        self._model.show_rows(found, text)
        self._list.go_to(0)
        self._describe(text, found)
        if found and self.isVisible() and self._fitting() < self._list.height():
            self._smaller.start()
        else:
            self._fit()
        self.show()
        self.raise_()
        early, self._early = self._early, None
        if early and len(found) == 1:
            self._for_current(early)

    def _hang(self, page: QRect) -> None:
        wide = page.width() - 2 * theme.PAGE_MARGIN
        self.setGeometry(page.x() + theme.PAGE_MARGIN, page.y() - OVER_PAGE, wide, self.height())

    def _fitting(self) -> int:
        """The height of the list that shows all there is, as far as the window has room for it."""
        around = self.parentWidget()
        room = (around.height() - self.y() - _AROUND_LIST) // ROW if around is not None else SHOWN
        return self._list.whole_height(max(3, min(SHOWN, room, max(4, self._model.rowCount())))) + 2

    def _fit(self) -> None:
        self._list.setFixedHeight(self._fitting())
        self.setFixedHeight(self.sizeHint().height())

    def _first_line(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(10)
        self._understood = label("", Size.STRONG, name="search.understood")
        self._understood.setMinimumHeight(45)
        self._count = label("", tone="ink2", name="search.count")
        self._hint = label(self.tr("缩小范围：再打出生年、小区或尾号"), tone="ink3")
        row.addWidget(self._understood)
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(self._hint)
        self._examples = (KeyButton("", name="search.year"), KeyButton("", name="search.place"))
        for button in self._examples:
            button.clicked.connect(lambda _checked=False, one=button: self._narrow(one.word()))
            row.addWidget(button)
        return row

    def _narrow(self, text: str) -> None:
        self._box.set_text(text)
        self._box.field.setFocus()

    def _foot(self) -> QWidget:
        foot = QFrame()
        foot.setProperty("role", "foot")
        foot.setFixedHeight(FOOT)
        row = QHBoxLayout(foot)
        row.setContentsMargins(14, 0, 12, 0)
        row.addWidget(KeyHint("↑ ↓", self.tr("选择")))
        add_hints(
            row,
            ("Return", self.tr("打开档案"), self.open_current),
            ("F2", self.tr("直接随访"), self.visit_current),
        )
        close = KeyHint("Escape", self.tr("收起"))
        close.clicked.connect(self._box.left)
        row.addWidget(close)
        row.addStretch(1)
        row.addWidget(label(self.tr("没有此人？"), tone="ink2"))
        self._register = KeyButton("", key="Ctrl+N", icon="register", kind="text", name="search.register")
        self._register.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._register.clicked.connect(lambda: self.register_wanted.emit(self._wanted))
        row.addWidget(self._register)
        return foot

    def _describe(self, text: str, found: tuple[Hit, ...]) -> None:
        self._understood.setText(self.tr("“{text}” 为{kind}").format(text=text, kind=self._kind(text)))
        many = self.tr("先列 {n} 位，还有更多") if len(found) >= LIMIT else self.tr("找到 {n} 位")
        self._count.setText(many.format(n=len(found)) if found else self.tr("没有找到"))
        self._nobody.show_state(
            "residents",
            self.tr("没有找到“{text}”").format(text=text),
            self.tr("换个写法，或按 Ctrl+N 登记此人"),
        )
        self._register.set_word(self.tr("登记“{text}”").format(text=text[:12]))
        offered = narrower(text, found)
        self._hint.setVisible(bool(offered))
        for at, button in enumerate(self._examples):
            button.setVisible(at < len(offered))
            button.set_word(offered[at] if at < len(offered) else "")

    def _kind(self, text: str) -> str:
        plain = text.replace(" ", "")
        if re.fullmatch(r"\d{17}[\dXx]", plain):
            return self.tr("身份证号或档案号")
        if plain.isdecimal():
            return self.tr("号码的一段")
        if plain.isascii() and plain.isalpha():
            return self.tr("拼音首字母") if not set(plain.lower()) & set("aeiouv") else self.tr("拼音")
        return self.tr("姓名、住址或组合")

    def _steer(self, key: int) -> None:
        step = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -SHOWN,
            Qt.Key.Key_PageDown: SHOWN,
        }.get(Qt.Key(key), 0)
        last = self._model.rowCount() - 1
        self._list.go_to(max(0, min(last, self._list.currentIndex().row() + step)))


def narrower(text: str, found: tuple[Hit, ...]) -> tuple[str, ...]:
    """Two ways to say it more exactly, made from what was found."""
    if len(found) < SHOWN or " " in text:
        return ()
    born = (hit.row.born for hit in found if hit.row.born and not text.isdecimal())
    year = next((f"{text} {day.year}" for day in born), "")
    where = next((place for hit in found if (place := text_of.nearest_place(hit.row.address))), "")
    return tuple(one for one in (year, f"{text} {where}" if where else "") if one)
