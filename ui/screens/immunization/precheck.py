"""Before a dose: the health questions as numbered boxes, and whether the booklet was compared."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from healthdesk.domain.forms.definition import Form
from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.immunization.questions import Question
from healthdesk.services.history_state import HistoryState
from ui.forms.form_view import FormView, Pace
from ui.kit import theme, words
from ui.kit.theme import Size
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import IconLine
from ui.widgets.panel import Panel
from ui.widgets.text import label, say

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from healthdesk.domain.forms.layout import Layout

BESIDE, LEAST_BESIDE = 380, 300
ROOMY_FROM = 900
"""Narrower, the boxes of the questions would be cut off."""
Bearing: TypeAlias = "Callable[[Filling], tuple[Question, ...]]"


class Precheck(QWidget):
    """`kept(filling)` when the answers are to be written down; `compared` when the booklet was looked at.

    `whole_wanted`: all of the background, not only what today's doses ask for. `elsewhere_wanted`: a dose of
    the booklet is missing here.
    """

    kept = Signal(object)
    compared = Signal()
    whole_wanted = Signal()
    elsewhere_wanted = Signal()

    def __init__(self, now: "Callable[[], datetime]", consent: QWidget) -> None:
        super().__init__()
        self.setObjectName("precheck")
        self._questions: tuple[Question, ...] = ()
        self._bearing: Bearing = lambda _filling: ()
        self._layout: Layout | None = None
        self._is_whole = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.PANEL_GAP)
        self.form = FormView(Pace.EVERY, now)
        self.answers = KeyButton(
            self.tr("问完了，记下"), key="Ctrl+Return", icon="done", kind="primary", name="precheck.keep"
        )
        row.addWidget(self._build_sheet(), 1)
        self._beside = self._build_beside(consent)
        row.addWidget(self._beside)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._beside.setFixedWidth(BESIDE if self.width() >= ROOMY_FROM else LEAST_BESIDE)

    def show_sheet(self, filling: Filling, layout: "Layout", bearing: "Bearing", *, is_whole: bool) -> None:
        """The answers so far. Only what matters today is drawn, unless all of it is wanted.

        `bearing` says which questions matter, given the answers.
        """
        self._bearing, self._layout = bearing, layout
        questions = bearing(filling)
        self._is_whole = is_whole or not questions
        self._sheet.set_title(self.tr("接种背景") if self._is_whole else self.tr("预检：今天要问的"))
        self.whole.set_word(self.tr("只看今天要问的") if self._is_whole else self.tr("全部情况"))
        self.whole.setVisible(bool(questions))
        self._draw(filling, questions)
        self._tell("")
        self.answers.set_busy(is_busy=False)

    def show_history(self, state: HistoryState, sentence: str) -> None:
        """Whether the doses given elsewhere are known to be here, and how one knows."""
        tone = "ink2" if state.is_known else "ink"
        self._history.show_line("done" if state.is_known else "attention", self._known_words(state), tone)
        say(self._history_why, "" if state.is_known else sentence)
        self._history_why.setVisible(not state.is_known)
        self.booklet.setVisible(not state.is_known)

    @property
    def is_whole(self) -> bool:
        """Whether all of the background is drawn."""
        return self._is_whole

    def focus_first(self) -> None:
        """Into the first question nobody has answered today."""
        open_ = self._open()
        if not open_ and not self._is_whole:
            self.answers.setFocus()
        elif not (open_ and self.form.go_to(open_[0])):
            self.form.focus_first()

    def keep_answers(self) -> None:
        """Write them down; not before everything of today was asked."""
        open_ = self._open()
        if open_ and not self._is_whole:
            self.form.go_to(open_[0])
            self._gaps.show_line("attention", self.tr("还有 {n} 项没问").format(n=len(open_)), "ink")
            return
        self.answers.set_busy(is_busy=True)
        self.kept.emit(self.form.filling())

    def complain(self, link_id: str, reason: str) -> bool:
        """Why it was refused, at its question; what was typed stays."""
        self.answers.set_busy(is_busy=False)
        return self.form.complain(link_id, reason)

    def _build_sheet(self) -> Panel:
        self._sheet = Panel(padded=False, name="precheck.sheet")
        self._sheet.set_title(self.tr("预检：今天要问的"))
        self.whole = KeyButton(self.tr("全部情况"), key="F8", kind="text", name="precheck.whole")
        self.whole.clicked.connect(self.whole_wanted)
        self._sheet.add_to_head(self.whole)
        self.form.changed.connect(self._follow)
        self.form.completed.connect(lambda: self.answers.setFocus())
        self.form.moved.connect(self._tell)
        self._sheet.body.addWidget(self.form, 1)
        foot = self._sheet.foot()
        self._gaps = IconLine(name="precheck.gaps")
        self.answers.clicked.connect(self.keep_answers)
        foot.addWidget(self._gaps)
        foot.addStretch(1)
        foot.addWidget(self.answers)
        return self._sheet

    def _build_beside(self, consent: QWidget) -> QScrollArea:
        """Scrolled where the window is low: what is squeezed cannot be read."""
        around = QScrollArea()
        around.setWidgetResizable(True)
        around.setFrameShape(QFrame.Shape.NoFrame)
        around.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        around.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        beside = QWidget()
        column = QVBoxLayout(beside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.PANEL_GAP)
        asked = Panel(self.tr("这样问家长"), name="precheck.asking")
        self._words = label("", Size.TITLE, name="precheck.words")
        self._why = label("", tone="ink2", name="precheck.why")
        for line in (self._words, self._why):
            line.setWordWrap(True)
            asked.body.addWidget(line)
        asked.body.addStretch(1)
        column.addWidget(asked, 1)
        column.addWidget(self._build_history())
        column.addWidget(consent)
        around.setWidget(beside)
        return around

    def _build_history(self) -> Panel:
        panel = Panel(self.tr("外院接种史"), name="precheck.history")
        self._history = IconLine(name="precheck.history_state")
        self._history_why = label("", tone="ink2", name="precheck.history_why")
        self._history_why.setWordWrap(True)
        panel.body.addWidget(self._history)
        panel.body.addWidget(self._history_why)
        self.booklet = KeyButton(
            self.tr("已对照接种证，都录了"), key="Ctrl+B", icon="done", name="precheck.booklet"
        )
        self.booklet.clicked.connect(self.compared)
        self.elsewhere = KeyButton(
            self.tr("补录外院接种"), key="Ctrl+E", icon="edit", kind="text", name="precheck.elsewhere"
        )
        self.elsewhere.clicked.connect(self.elsewhere_wanted)
        panel.body.addWidget(self.booklet)
        panel.body.addWidget(self.elsewhere)
        return panel

    def _known_words(self, state: HistoryState) -> str:
        if state.word == "checked":
            return self.tr("{by} 今天对照过接种证").format(by=state.by)
        if state.word == "pulled":
            return self.tr("今天已从平台取齐")
        if state.on:
            return self.tr("今天还没核对（上次 {day} {by}）").format(day=state.on, by=state.by)
        return self.tr("还没有核对过")

    def _open(self) -> list[str]:
        """The questions of today without an answer of today, in the order they are put."""
        filling = self.form.filling()
        answered = filling.answers()
        asked = {one.item for one in self._questions}
        return [
            item.link_id
            for item in filling.asked_leaves()
            if item.link_id in asked
            and (item.link_id not in answered or not filling.entries[item.link_id].is_fresh)
        ]

    def _draw(self, filling: Filling, questions: Sequence[Question]) -> None:
        self._questions = tuple(questions)
        self.form.show_filling(filling, self._layout, hidden=self._hidden(filling))
        self._count()

    def _hidden(self, filling: Filling) -> frozenset[str]:
        """What would be refused stays in sight: what cannot be seen cannot be mended."""
        if self._is_whole:
            return frozenset()
        refused = {one.link_id for one in filling.problems()}
        return _beside_the_point(filling.form, self._questions) - refused

    def _follow(self, filling: Filling) -> None:
        """An answer may take another question away or bring one; not under the key that gave it."""
        if self._bearing(filling) != self._questions:
            QTimer.singleShot(0, self, self._redraw)
        self._count()

    def _redraw(self) -> None:
        """To a question that has come, for it follows from the answer; else the focus stays if it can."""
        filling = self.form.filling()
        questions = self._bearing(filling)
        if questions == self._questions:
            return
        hidden, self._questions = self._hidden(filling), tuple(questions)
        if self._layout is not None and self._hidden(filling) != hidden:
            come = self.form.draw_again(self._layout, hidden=self._hidden(filling))
            if self.form.current is None or not come.isdisjoint(self._open()[:1]):
                self.focus_first()
        self._count()

    def _count(self) -> None:
        many = len(self._open())
        if many:
            self._gaps.show_line("to-do", self.tr("还有 {n} 项没问").format(n=many), "ink2")
        else:
            self._gaps.show_line("done", self.tr("都问了"), "ink2")

    def _tell(self, link_id: str) -> None:
        """The question in the words of a parent, and what depends on it; else what the form asks in full."""
        asked = next((one for one in self._questions if one.item == link_id), None)
        printed = self.form.filling().form.item(link_id).text if link_id else ""
        say(self._words, words.of_form(asked.text if asked else printed))
        say(self._why, words.of_form(asked.why if asked else ""))


def _beside_the_point(form: Form, questions: Sequence[Question]) -> frozenset[str]:
    """Everything that neither is asked today nor follows from an answer that is."""
    shown = {one.item for one in questions}
    for item in form.leaves():
        if any(one.link_id in shown for one in item.conditions):
            shown.add(item.link_id)
    return frozenset(item.link_id for item in form.leaves() if item.link_id not in shown)
