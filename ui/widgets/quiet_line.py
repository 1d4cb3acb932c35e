"""A sentence that fades by itself: how the window says that something was done."""

from PySide6.QtCore import QEasingCurve, QPropertyAnimation, QTimer
from PySide6.QtWidgets import QGraphicsOpacityEffect, QHBoxLayout, QWidget

from ui.widgets.marks import IconLine

SHOWN_MS = 4000
COMPLAINT_MS = 12000
FADE_MS = 400


class QuietLine(QWidget):
    """Shown at the right of the status line; the latest sentence replaces the one before."""

    def __init__(self, name: str = "shell.said") -> None:
        super().__init__()
        self.setObjectName(name)
        self._line = IconLine(tone="ink")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._line)
        self._effect = QGraphicsOpacityEffect(self)
        self.setGraphicsEffect(self._effect)
        self._fade = QPropertyAnimation(self._effect, b"opacity", self)
        self._fade.setDuration(FADE_MS)
        self._fade.setEndValue(0.0)
        self._fade.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._fade.finished.connect(self.hide)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._fade.start)
        self.hide()

    def text(self) -> str:
        """What was said last."""
        return self._line.text()

    def say(self, sentence: str, icon: str = "done") -> None:
        """Something went well, or is so now."""
        self._show(sentence, icon, "ink", SHOWN_MS)

    def complain(self, sentence: str) -> None:
        """Something did not: it stays longer, so that it can be read to the end."""
        self._show(sentence, "incomplete", "danger", COMPLAINT_MS)

    def _show(self, sentence: str, icon: str, tone: str, shown_ms: int) -> None:
        self._fade.stop()
        self._effect.setOpacity(1.0)
        self._line.show_line(icon, sentence, tone)
        self._line.setToolTip(sentence)
        self.show()
        self._timer.start(shown_ms)
