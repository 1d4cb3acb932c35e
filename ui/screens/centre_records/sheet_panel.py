"""The white sheet of a record about nobody: its name and number, the form, and the buttons at the foot."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from healthdesk.domain.forms.filling import Filling
from healthdesk.services.centre_rows import CentreRecordRow
from ui.forms.form_view import FormView
from ui.kit import theme, words
from ui.kit.theme import Size
from ui.screens.centre_records.opening import twin_words
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import IconLine
from ui.widgets.panel import HEAD_WITH_CONTROL, Panel, hairline
from ui.widgets.reason_line import ReasonLine
from ui.widgets.text import label, say


class SheetPanel(Panel):
    """`sign` ends a sheet that is written; a signed one has `amend`, `void` and `put` (on paper)."""

    reason_given = Signal(str)
    reason_left = Signal()

    def __init__(self, form: FormView) -> None:
        super().__init__(padded=False, name="centre_record.sheet")
        self._title = label("", Size.TITLE, name="centre_record.title")
        self._note = label("", tone="ink2", name="centre_record.note")
        self._gaps = label("", Size.STRONG, name="centre_record.gaps")
        self._saved = IconLine("saved", "", "ink2", name="centre_record.saved")
        self.reason = ReasonLine("", "centre_record.reason")
        self.reason.given.connect(self.reason_given)
        self.reason.left.connect(self.reason_left)
        self._build_head()
        self._twin = IconLine("attention", "", "amber", name="centre_record.twin")
        self.body.addWidget(self._twin)
        self.body.addWidget(hairline())
        self.body.addWidget(form, 1)
        self.body.setSpacing(0)
        self.body.addWidget(self.reason)
        self._build_foot()

    def show_new(self, title: str, *, from_draft: bool) -> None:
        """A sheet that is being written."""
        say(self._title, words.of_form(title))
        say(self._note, self.tr("签署时编号"))
        self._say_saved("draft" if from_draft else "saved", self.tr("接着上次的草稿") if from_draft else "")
        self._buttons(is_written=True, is_void=False)
        self.sign.set_word(self.tr("签署"), "done")

    def show_signed(self, row: CentreRecordRow, centre_words: str, *, may_renumber: bool) -> None:
        """A record to be looked at; of another one with the same number it is said here."""
        say(self._title, words.of_form(row.title))
        say(self._note, centre_words)
        self._say_saved("saved", "")
        self._buttons(is_written=False, is_void=row.status == "void")
        said = twin_words(row)
        self._twin.show_line("attention", said, "amber")
        self._twin.setVisible(bool(said))
        self.renumber.setVisible(may_renumber)

    def show_amending(self, row: CentreRecordRow, words_of_draft: str) -> None:
        """The same record, open to be corrected."""
        say(self._title, self.tr("更正{title}").format(title=words.of_form(row.title)))
        self._say_saved("draft", words_of_draft)
        self._buttons(is_written=True, is_void=False)
        self.drop.show()
        self.sign.set_word(self.tr("签署更正"), "done")

    def count_gaps(self, filling: Filling) -> None:
        """How many required answers are missing."""
        many = len(filling.gaps())
        say(self._gaps, self.tr("还差 {n} 项").format(n=many) if many else self.tr("可以签署"))

    def say_saved(self, moment: datetime) -> None:
        """The draft is on the disk."""
        said = self.tr("草稿已存 {time}").format(time=f"{moment.astimezone():%H:%M:%S}")
        self._say_saved("saved", said)

    def ask_reason(self, hint: str) -> None:
        """Why a signed record is changed or taken back."""
        self.reason.ask_for(hint)
        self.reason.begin()

    def _say_saved(self, icon: str, said: str) -> None:
        self._saved.show_line(icon, said)
        self._saved.setVisible(bool(said))

    def _buttons(self, *, is_written: bool, is_void: bool) -> None:
        self.reason.hide()
        for button in (self.sign, self._gaps):
            button.setVisible(is_written)
        for part in (self.drop, self.renumber, self._twin):
            part.hide()
        self.put.setVisible(not is_written)
        for button in (self.amend, self.void):
            button.setVisible(not is_written and not is_void)
        self.sign.set_busy(is_busy=False)

    def _build_head(self) -> None:
        head = QWidget()
        head.setFixedHeight(HEAD_WITH_CONTROL)
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.PAGE_MARGIN, 0, theme.PAGE_MARGIN, 0)
        row.setSpacing(10)
        row.addWidget(self._title)
        row.addStretch(1)
        row.addWidget(self._note)
        self.body.addWidget(head)

    def _build_foot(self) -> None:
        foot = self.foot()
        foot.addWidget(self._saved)
        foot.addStretch(1)
        foot.addWidget(self._gaps)
        self.void = KeyButton(self.tr("作废"), key="Ctrl+D", icon="delete", name="centre_record.void")
        self.amend = KeyButton(self.tr("更正"), key="Ctrl+E", icon="edit", name="centre_record.amend")
        self.put = KeyButton(self.tr("打印"), key="Ctrl+P", icon="print", name="centre_record.print")
        self.sign = KeyButton(
            self.tr("签署"), key="Ctrl+Return", icon="done", kind="primary", name="centre_record.sign"
        )
        self.drop = KeyButton(self.tr("放弃这次更正"), kind="text", name="centre_record.drop")
        self.renumber = KeyButton(
            self.tr("改用下一个号"), key="F8", icon="edit", name="centre_record.renumber"
        )
        for button in (self.renumber, self.drop, self.void, self.amend, self.put, self.sign):
            foot.addWidget(button)
