"""An expected error in full: what happened, why, what to do. Over the foot of the page, stopping nobody."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.kit.actions import Action
from ui.kit.messages import Message
from ui.kit.theme import Size
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import IconMark
from ui.widgets.overlay import opened_over
from ui.widgets.text import label

SHOWN_MS = 20_000
WIDTH = 640
_MARGIN = 16


class Notice(QFrame):
    """The latest error replaces the one before; it goes by itself, by its cross or by Esc.

    One that asks for a decision (`actions`) stays until it is answered or closed, or its screen is left.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("shell.notice")
        self.setProperty("role", "raised")
        self._what = label("", Size.STRONG, name="shell.notice.what")
        self._do = label("", tone="ink2", name="shell.notice.do")
        self._do.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 6, 12)
        row.setSpacing(10)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(self._what)
        column.addWidget(self._do)
        self._answers = QHBoxLayout()
        self._answers.setContentsMargins(0, 6, 0, 0)
        self._answers.setSpacing(8)
        self._answers.addStretch(1)
        column.addLayout(self._answers)
        row.addWidget(IconMark("incomplete", "danger", 18))
        row.addLayout(column, 1)
        close = KeyButton("", icon="close", kind="text", name="shell.notice.close")
        close.setAccessibleName(self.tr("收起"))
        close.setToolTip(self.tr("收起（Esc）"))
        close.clicked.connect(self.hide)
        row.addWidget(close)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def text(self) -> str:
        """What is said, in one line."""
        return f"{self._what.text()}。{self._do.text()}"

    def show_message(self, message: Message, actions: Sequence[Action] = ()) -> None:
        """Say this, with what can be done at once."""
        while self._answers.count() > 1:
            old = self._answers.takeAt(0).widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for at, action in enumerate(actions):
            answer = replace(action, call=partial(self._answer, action))
            button = KeyButton.of(answer)
            self._answers.insertWidget(at, button)
            button.show()  # counted at once in the height, not with the next turn of the event loop
        self._what.setText(message.what)
        self._do.setText(message.do)
        self.setAccessibleName(str(message))
        self.arrange()
        self.show()
        self.raise_()
        if actions:
            self._timer.stop()
        else:
            self._timer.start(SHOWN_MS)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if app := QApplication.instance():
            app.installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if app := QApplication.instance():
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002  wherever the focus is
        """The first Esc is for what lies on top, wherever the focus is; but a sheet goes before."""
        is_key = event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        if not is_key or not isinstance(event, QKeyEvent) or not self._is_meant(event):
            return False
        if event.type() is QEvent.Type.KeyPress:
            self.hide()
        event.accept()  # of a shortcut: the screen is not left by the same key
        return True

    def _is_meant(self, event: QKeyEvent) -> bool:
        is_escape = event.key() == Qt.Key.Key_Escape and not event.modifiers()
        is_here = QApplication.activeWindow() in (None, self.window())
        is_below = opened_over(self.window()) is not None or QApplication.activePopupWidget() is not None
        return is_escape and is_here and not is_below

    def _answer(self, action: Action) -> None:
        self.hide()
        action.call()

    def arrange(self) -> None:
        """To the lower right of the window, above its status line."""
        around = self.parentWidget()
        if around is None:
            return
        wide = min(WIDTH, around.width() - 2 * _MARGIN)
        high = max(self.layout_height(wide), 64)
        foot = around.height() - 32 - _MARGIN
        self.setGeometry(QRect(around.width() - wide - _MARGIN, foot - high, wide, high))

    def layout_height(self, wide: int) -> int:
        """The height its words need at this width."""
        inner = self.layout()
        if inner is None:
            return 0
        self._answers.invalidate()
        inner.activate()
        return inner.heightForWidth(wide)
