"""The left of the referral: the form while it is written, the course once it is signed, and the buttons."""

from datetime import date, datetime

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QStackedWidget

from healthdesk.domain.forms.filling import Filling
from healthdesk.services.referrals import Course
from ui.screens.referral.course import CourseView, due_words
from ui.screens.referral.sheet_form import SheetForm
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import IconLine
from ui.widgets.panel import Panel
from ui.widgets.reason_line import ReasonLine
from ui.widgets.text import label, say

WIDTH, NARROWEST = 572, 480
"""In a small window the paper beside keeps its place, and the boxes of the form wrap."""


class SheetPanel(Panel):
    """`sign` is the one filled button: it signs a sheet, and afterwards keeps the answer.

    `amend` is there for a signed sheet, `drop` while one is corrected; `reason` asks why.
    """

    save_wanted = Signal()
    print_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(padded=False, name="referral.sheet")
        self.setMinimumWidth(NARROWEST)
        self.setMaximumWidth(WIDTH)
        self.set_title(self.tr("转出单"))
        self._filled = label("", tone="ink2", name="referral.gaps")
        self.add_to_head(self._filled)
        self.amend = KeyButton(self.tr("更正"), key="Ctrl+E", icon="edit", name="referral.amend")
        self.drop = KeyButton(self.tr("放弃这次更正"), kind="text", name="referral.drop")
        self.add_to_head(self.amend)
        self.add_to_head(self.drop)
        self._why = label("", tone="ink2", name="referral.why")
        self._why.setWordWrap(True)
        self._why.setContentsMargins(16, 0, 16, 4)
        self.body.addWidget(self._why)
        self.form, self.course = SheetForm(), CourseView()
        self._left = QStackedWidget()
        self._left.addWidget(self.form)
        self._left.addWidget(self.course)
        self.body.addWidget(self._left)
        self.reason = ReasonLine(self.tr("为什么更正；更正前的内容仍保留，Enter 确定"), "referral.reason")
        self.body.addWidget(self.reason)
        foot = self.foot()
        self._saved = IconLine(name="referral.saved")
        foot.addWidget(self._saved)
        foot.addStretch(1)
        save = KeyButton(self.tr("存 PDF"), key="Ctrl+S", icon="download", name="referral.save")
        save.clicked.connect(self.save_wanted)
        put = KeyButton(self.tr("打印"), key="Ctrl+P", icon="print", name="referral.print")
        put.clicked.connect(self.print_wanted)
        self.sign = KeyButton(
            self.tr("签发"), key="Ctrl+Return", icon="referral", kind="primary", name="referral.sign"
        )
        for button in (save, put, self.sign):
            foot.addWidget(button)
        self.form.completed.connect(lambda: self.sign.setFocus())

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, super().sizeHint().height())

    def show_form(self, filling: Filling) -> None:
        """A sheet to be written."""
        self._begin(self.form, self.tr("签发时编号"), self.tr("签发"), "referral")
        self.form.show_filling(filling)
        self.count_gaps(filling)

    def show_correction(self, filling: Filling, course: Course, reason: str, *, is_overtaken: bool) -> None:
        """A signed sheet, open to be corrected: also what is seldom asked, for it may be what was wrong."""
        self._begin(self.form, course.row.number, self.tr("签发"), "referral")
        self.set_title(self.tr("更正转出单"), course.row.number)
        self.form.show_filling(filling, is_whole=True)
        self.count_gaps(filling)
        self.drop.show()
        why, stale = self.tr("更正：{why}").format(why=reason), self.tr("更正期间这张单已变，请核对后重填")
        say(self._why, stale if is_overtaken else why)
        self._why.show()

    def show_course(self, course: Course, today: date, back: Filling, *, may_correct: bool) -> None:
        """A signed sheet and what became of it."""
        self._begin(self.course, course.row.number, self.tr("记下"), "done")
        say(self._filled, "")
        self.amend.setVisible(may_correct)
        self.course.show_course(course, due_words(course.row, today), back)

    def count_gaps(self, filling: Filling) -> None:
        """How many required answers are missing."""
        many = len(filling.gaps())
        said = self.tr("还缺 {count} 项").format(count=many) if many else self.tr("必填都已填")
        say(self._filled, said)

    def say_saved(self, at: datetime) -> None:
        """When the draft was kept."""
        self._saved.show_line("saved", self.tr("已存 {time}").format(time=f"{at.astimezone():%H:%M}"))

    def _begin(self, shown: SheetForm | CourseView, note: str, word: str, icon: str) -> None:
        self._left.setCurrentWidget(shown)
        self.set_title(self.tr("转出单"), note)
        self.sign.set_busy(is_busy=False)
        self.sign.set_word(word, icon)
        self._saved.show_line("", "")
        for part in (self.reason, self.amend, self.drop, self._why):
            part.hide()
