"""The one red thing at the station: why the rules forbid the dose today, and the reason that overrules."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from healthdesk.domain.immunization.stops import Stop
from ui.kit import theme, words
from ui.kit.theme import Size
from ui.widgets.line import Line
from ui.widgets.text import label, say

IDENTITY = "identity"
"""Said by the line of the person already."""


class StopBlock(QWidget):
    """`reason` is shown to those who may overrule; `entered` when it has been typed."""

    entered = Signal()

    def __init__(self, *, may_overrule: bool) -> None:
        super().__init__()
        self.setObjectName("card.stop")
        self._may_overrule = may_overrule
        self._stops: tuple[Stop, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(4)
        self._words = label("", Size.STRONG, "on_danger", "card.stop_text")
        self._words.setWordWrap(True)
        column.addWidget(self._words)
        self.reason = Line()
        self.reason.setObjectName("card.overrule_reason")
        self.reason.setPlaceholderText(self.tr("改判接种的理由（医生）"))
        self.reason.setAccessibleName(self.tr("改判接种的理由"))
        self.reason.setMaxLength(200)
        self.reason.returnPressed.connect(self.entered)
        column.addWidget(self.reason)
        self.hide()

    @property
    def stops(self) -> tuple[Stop, ...]:
        """What forbids the dose."""
        return self._stops

    @property
    def wants_reason(self) -> bool:
        """Whether it can be overruled here and nobody has said why."""
        return not self.isHidden() and self._may() and not self.reason.text().strip()

    @property
    def is_final(self) -> bool:
        """Whether something forbids it that nobody here overrules."""
        return bool(self._stops) and not self._may()

    def take(self, stops: Sequence[Stop]) -> None:
        """These stops and no others."""
        self._stops = tuple(stops)
        self.reason.setVisible(self._may())
        if self._stops:
            first = self._stops[0]
            said = self.tr("今天不能接种：{text}（{source}）").format(
                text=words.of_form(first.text), source=words.of_form(first.source)
            )
            say(self._words, said)
            self.setAccessibleName(said)

    def say_alone(self, sentence: str) -> None:
        """A sentence of the screen, which nobody overrules."""
        self._stops = ()
        self.reason.hide()
        say(self._words, sentence)
        self.setAccessibleName(sentence)

    def quietly(self) -> str:
        """The same before anything has been scanned."""
        first = next((stop for stop in self._stops if stop.code != IDENTITY), None)
        if first is None:
            return ""
        if first.until:
            return self.tr("今天不能接种，{day} 起可种").format(day=first.until)
        return self.tr("今天不能接种：{text}").format(text=words.of_form(first.text))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  one plate
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.tokens().colour("danger"))
        painter.drawRoundedRect(QRectF(self.rect()), theme.RADIUS_PANEL, theme.RADIUS_PANEL)

    def _may(self) -> bool:
        return self._may_overrule and bool(self._stops) and all(stop.may_overrule for stop in self._stops)
