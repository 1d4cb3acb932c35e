"""One programme's judgement: class and reason, what to do, the next date with its window."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from healthdesk.domain.programmes.judgement import GuidelineView
from ui.kit import words
from ui.kit.theme import Size
from ui.screens.visit.judged import Block, day_words, window_words
from ui.widgets.marks import IconMark
from ui.widgets.panel import Panel, hairline
from ui.widgets.text import label, say

HEAD_ROOM = 308
"""Pixels that title and source share in the pane."""


class BlockPanel(Panel):
    """Built once for each programme of a sheet; its words change with every key."""

    def __init__(self, programme: str) -> None:
        super().__init__(name=f"visit.judgement.{programme}")
        self._mark = IconMark("to-do", "ink2", 20)
        self._headline = label("", Size.TITLE, name=f"visit.class.{programme}")
        self._title, self._source = label("", tone="ink2"), label("", tone="ink2")
        self._remark, self._ask = _wrapped("ink2"), _wrapped()
        self._reasons, self._hints = _wrapped(), _wrapped("ink2")
        self._target, self._target_source = _wrapped(), _wrapped("ink3")
        self._action, self._next = _wrapped(), label("", Size.STRONG, name=f"visit.next.{programme}")
        self._window = label("", tone="ink2")
        self._line = hairline()
        self.body.setContentsMargins(12, 10, 12, 10)
        self.body.setSpacing(5)
        self._lay_out()

    def show_block(self, block: Block, on: date) -> None:
        """What the rules say now."""
        judged = block.judgement
        title = words.of_form(block.programme.short_title)
        say(self._title, title)
        self._say_source(block.source, title)
        self._mark.set_icon(block.icon, "accent" if block.icon == "fine" else "ink")
        say(self._headline, block.headline)
        self.setAccessibleName(f"{title} {block.headline}")
        _fill(self._remark, block.remark)
        said = "\n".join(words.of_form(reason.text) for reason in judged.reasons)
        _fill(self._reasons, said or self._missing(block))
        signs = words.listed(block.to_ask)
        _fill(self._ask, self.tr("请问有无：{signs}").format(signs=signs) if signs else "")
        self._show_guideline(judged.guideline)
        self._action_row.setVisible(bool(judged.action_text))
        _fill(self._hints, "\n".join(words.of_form(hint.text) for hint in judged.hints))
        then = judged.next_default or judged.task_due
        self._next_row.setVisible(then is not None)
        self._line.setVisible(bool(judged.action_text) or then is not None)
        say(self._action, words.of_form(judged.action_text))
        if then is not None:
            say(self._next, day_words(then, on))
            say(self._window, window_words(block, on))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._title)
        top.addStretch(1)
        top.addWidget(self._source)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._mark)
        head.addWidget(self._headline, 1)
        self.body.addLayout(top)
        self.body.addLayout(head)
        for part in (self._remark, self._reasons, self._ask, self._hints):
            self.body.addWidget(part)
        second = QVBoxLayout()
        second.setSpacing(0)
        second.addWidget(self._target)
        second.addWidget(self._target_source)
        self._guideline_row = _row(self.tr("指南"), second)
        self.body.addWidget(self._guideline_row)
        self.body.addWidget(self._line)
        self._action_row = _row(self.tr("处理"), self._action)
        self._next_row = _row(self.tr("下次"), self._next, self._window)
        self.body.addWidget(self._action_row)
        self.body.addWidget(self._next_row)

    def _say_source(self, source: str, title: str) -> None:
        """Beside the title as far as there is room; whole in the hint."""
        metrics = self._source.fontMetrics()
        room = HEAD_ROOM - metrics.horizontalAdvance(title)
        shown = metrics.elidedText(source, Qt.TextElideMode.ElideRight, room)
        say(self._source, shown)
        self._source.setToolTip(source if shown != source else "")

    def _missing(self, block: Block) -> str:
        if block.judgement.outcome:
            return ""
        form, missing = block.sheet.filling.form, block.judgement.missing
        names = words.listed(words.of_form(form.item(key).text) for key in missing if form.has(key))
        return self.tr("填完{names}即判定").format(names=names) if names else ""

    def _show_guideline(self, view: GuidelineView | None) -> None:
        """The second judgement: the target of the guideline, whether it is reached, since when it holds."""
        self._guideline_row.setVisible(view is not None)
        if view is None:
            return
        said = self.tr("目标 {target}").format(target=words.of_form(view.target))
        if view.is_reached is not None:
            said = words.clauses((said, self.tr("达到") if view.is_reached else self.tr("未达到")))
        say(self._target, said)
        say(
            self._target_source,
            self.tr("{source}，{day} 起").format(source=words.of_form(view.source), day=view.valid_from),
        )
        about = (words.of_form(view.title), self.tr("不改变表上的分类"), words.of_form(view.remark))
        self._guideline_row.setToolTip("\n".join(part for part in about if part))


def _row(title: str, *parts: QWidget | QLayout) -> QWidget:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(8)
    head = label(title, tone="ink2")
    head.setFixedWidth(36)
    grid.addWidget(head, 0, 0, Qt.AlignmentFlag.AlignTop)
    for at, part in enumerate(parts, 1):
        if isinstance(part, QLayout):
            grid.addLayout(part, 0, at)
        else:
            grid.addWidget(part, 0, at)
    grid.setColumnStretch(len(parts), 1)
    return made


def _wrapped(tone: str = "") -> QLabel:
    made = label("", tone=tone)
    made.setWordWrap(True)
    return made


def _fill(where: QLabel, text: str) -> None:
    say(where, text)
    where.setVisible(bool(text))
