"""The first five minutes: one line under the top bar that says what to try, and sees when it was done."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QFrame, QHBoxLayout

from healthdesk.base.changes import Changes
from ui.kit import theme
from ui.kit.i18n import QT_TRANSLATE_NOOP, translate
from ui.kit.theme import Size
from ui.shell.search_list import OVER_PAGE
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import IconMark
from ui.widgets.text import label, say

HEIGHT = 44


@dataclass(frozen=True, slots=True)
class Step:
    """Done when `place` is opened, or a row of class `saved` is saved; neither: when somebody goes on.

    With `programme` it has to be opened for somebody who is in it: an empty record shows nothing.
    """

    text: str
    place: str = ""
    saved: str = ""
    programme: str = ""


STEPS = (
    Step(
        QT_TRANSLATE_NOOP("Guide", "按 F3，输入 wy，↓ 选一位带“高血压”的，Enter 打开档案"),
        "record",
        programme="hypertension",
    ),
    Step(
        QT_TRANSLATE_NOOP(
            "Guide", "按 Ctrl+1、F2、Enter 给下一位写随访：数字勾选，Enter 到下一项，右边给出分类"
        ),
        "visit",
    ),
    Step(QT_TRANSLATE_NOOP("Guide", "填完按 Ctrl+Enter 签署；断电也不丢，不用点保存"), saved="Visit"),
    Step(QT_TRANSLATE_NOOP("Guide", "按 F3 再打开一份档案，按 Ctrl+R：转诊单已填好，旁边是纸面"), "referral"),
    Step(QT_TRANSLATE_NOOP("Guide", "按 Ctrl+4 到接种，点“应种”，F2 打开一个孩子的接种卡"), "card"),
    Step(QT_TRANSLATE_NOOP("Guide", "F1 看本屏按键，Ctrl+K 按拼音找到任何命令；导览到此为止")),
)


class Guide(QFrame):
    """Hidden until `begin`; nothing is done for anybody, and everything else works meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("guide")
        self.setProperty("role", "bar")
        self.setFixedHeight(HEIGHT)
        self._at = 0
        self._count = label("", Size.STRONG, tone="accent", name="guide.count")
        self._text = label("", name="guide.text")
        self._next = KeyButton(self.tr("下一步"), kind="text", name="guide.next")
        self._next.clicked.connect(self._go_on)
        leave = KeyButton(self.tr("不看了"), kind="text", name="guide.leave")
        leave.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.PAGE_MARGIN, OVER_PAGE, theme.PAGE_MARGIN, OVER_PAGE)
        row.setSpacing(10)
        row.addWidget(IconMark("note", "accent"))
        row.addWidget(self._count)
        row.addWidget(self._text, 1)
        row.addWidget(self._next)
        row.addWidget(leave)
        self.hide()

    def begin(self) -> None:
        """From the first step."""
        self._at = 0
        self._show_step()
        self.show()

    def opened(self, place: str, programmes: Sequence[str] = ()) -> None:
        """Somebody went there; `programmes` are those of whom it was opened for, as far as they are known."""
        step = STEPS[self._at]
        is_meant = step.place == place and (not step.programme or step.programme in programmes)
        if self.isVisible() and is_meant:
            self._go_on()

    def saved(self, changes: Changes) -> None:
        """Something was saved."""
        wanted = STEPS[self._at].saved
        if self.isVisible() and wanted and changes.touches(wanted):
            self._go_on()

    def _go_on(self) -> None:
        if self._at + 1 == len(STEPS):
            self.hide()
            return
        self._at += 1
        self._show_step()

    def _show_step(self) -> None:
        say(self._count, f"{self._at + 1} / {len(STEPS)}")
        say(self._text, translate("Guide", STEPS[self._at].text))
        is_last = self._at + 1 == len(STEPS)
        self._next.set_word(self.tr("好了") if is_last else self.tr("下一步"))
