"""Choosing one of a few views: tabs with counts, and segments."""

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QTabBar, QToolButton, QWidget

from ui.kit import theme
from ui.kit.theme import Size
from ui.widgets.text import draw, width

TAB_HEIGHT = 44
_BETWEEN = 24
_LEAST_BETWEEN = 12
"""Pixels between two tabs: where the row is narrow they stand closer before one is cut."""


class Tabs(QTabBar):
    """Words with counts, the current one underlined. A count may be amber: overdue ones wait there."""

    def __init__(self, names: Sequence[str] = (), name: str = "") -> None:
        super().__init__()
        self._counts: dict[int, str] = {}
        self._amber: set[int] = set()
        self.setObjectName(name)
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for one in names:
            self.addTab(one)
        self.currentChanged.connect(self._lay_out)

    def set_count(self, at: int, count: str, *, is_overdue: bool = False) -> None:
        """The number behind a word."""
        self._counts[at] = count
        self._amber.add(at) if is_overdue else self._amber.discard(at)
        self.setTabData(at, count)
        self.setAccessibleName("、".join(f"{self.tabText(i)} {c}".strip() for i, c in self._counts.items()))
        self._lay_out(at)
        self.updateGeometry()

    def tabSizeHint(self, index: int) -> QSize:
        counts, between = self._room()
        return QSize(self._taken(index, counts.get(index, "")) + between, TAB_HEIGHT)

    def sizeHint(self) -> QSize:
        shown = self._shown()
        return QSize(self._whole() + _BETWEEN * len(shown), TAB_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, TAB_HEIGHT)

    def _lay_out(self, at: int) -> None:
        """Qt asks for the widths anew when a word is set."""
        if at >= 0:
            self.setTabText(at, self.tabText(at))

    def _shown(self) -> list[int]:
        return [at for at in range(self.count()) if self.isTabVisible(at)]

    def _taken(self, index: int, count: str) -> int:
        """Pixels of the word and its count."""
        words = width(theme.font(Size.STRONG), self.tabText(index))
        return words + (6 + width(theme.font(), count) if count else 0)

    def _whole(self) -> int:
        return sum(self._taken(at, self._counts.get(at, "")) for at in self._shown())

    def _room(self) -> tuple[Mapping[int, str], int]:
        """The counts that stand there, and the pixels between two tabs.

        Where not all counts have room the zeros go, then the longest; that of the current tab stays.
        """
        many, counts, taken = len(self._shown()), self._counts, self._whole()
        others = (at for at in self._shown() if at != self.currentIndex() and counts.get(at))
        for at in sorted(others, key=lambda at: (self._counts[at] != "0", -len(self._counts[at]))):
            if taken + _LEAST_BETWEEN * many <= self.width():
                break
            taken -= self._taken(at, counts[at]) - self._taken(at, "")
            counts = {key: count for key, count in counts.items() if key != at}
        return counts, max(_LEAST_BETWEEN, min(_BETWEEN, (self.width() - taken) // max(1, many)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  a few words
        colours = theme.tokens()
        counts, between = self._room()
        painter = QPainter(self)
        for at in self._shown():
            is_current = at == self.currentIndex()
            where = self.tabRect(at).adjusted(0, 0, -between, 0)
            colour = colours.colour("accent" if is_current else "ink2")
            font = theme.font(Size.STRONG if is_current else Size.BODY)
            taken = draw(painter, where, self.tabText(at), font=font, colour=colour)
            if count := counts.get(at, ""):
                rest = where.adjusted(taken + 6, 0, 8, 0)
                tone = "amber" if at in self._amber else "ink3"
                draw(painter, rest, count, font=theme.font(), colour=colours.colour(tone))
            if is_current:
                painter.fillRect(
                    QRect(where.left(), where.bottom() - 2, where.width(), 3), colours.colour("accent")
                )
            if is_current and self.hasFocus():
                painter.setPen(QPen(colours.colour("focus"), 2))
                painter.drawRoundedRect(QRectF(where).adjusted(-5, 7, 5, -7), 4, 4)


class Segments(QWidget):
    """A row of joined buttons of which one is chosen. `chosen` carries its position."""

    chosen = Signal(int)

    def __init__(self, names: Sequence[str], name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for at, text in enumerate(names):
            button = _Segment(text, is_first=at == 0, is_last=at == len(names) - 1)
            self._group.addButton(button, at)
            row.addWidget(button)
        self._group.idClicked.connect(self.chosen)
        if names:
            self.choose(0)

    def choose(self, at: int) -> None:
        """Show this one as chosen, without a signal."""
        self._group.button(at).setChecked(True)

    def offer(self, positions: Collection[int]) -> None:
        """Only these; none at all where there is nothing to choose."""
        shown = [at for at in range(len(self._group.buttons())) if at in positions]
        for at in range(len(self._group.buttons())):
            button = self._group.button(at)
            button.setVisible(at in shown)
            if isinstance(button, _Segment):
                button.set_ends(is_first=at == min(shown), is_last=at == max(shown))
        self.setVisible(len(shown) > 1)

    def position(self) -> int:
        """Which one is chosen."""
        return self._group.checkedId()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        shown = [at for at in range(len(self._group.buttons())) if not self._group.button(at).isHidden()]
        button = self._group.button(shown[(shown.index(self.position()) + step) % len(shown)])
        button.setFocus()
        button.click()


class _Segment(QToolButton):
    def __init__(self, text: str, *, is_first: bool, is_last: bool) -> None:
        super().__init__()
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self._is_first, self._is_last = is_first, is_last

    def set_ends(self, *, is_first: bool, is_last: bool) -> None:
        """Which of its sides are round."""
        self._is_first, self._is_last = is_first, is_last
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(width(theme.font(Size.STRONG), self.text()) + 24, theme.CONTROL)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  small
        colours = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        where = QRectF(self.rect()).adjusted(0.5, 1.5, -0.5, -1.5)
        left = 0.0 if self._is_first else -8.0
        right = 0.0 if self._is_last else 8.0
        painter.setClipRect(self.rect())
        painter.setPen(QPen(colours.colour("line2"), 1))
        painter.setBrush(colours.colour("hover" if self.underMouse() else "surface"))
        painter.drawRoundedRect(where.adjusted(left, 0, right, 0), 4, 4)
        if not self._is_last:
            painter.fillRect(QRectF(self.width() - 1, 9, 1, self.height() - 18), colours.colour("line2"))
        if self.isChecked():
            painter.setPen(QPen(colours.colour("accent"), 2 if self.hasFocus() else 1))
            painter.setBrush(colours.colour("soft"))
            painter.drawRoundedRect(where.adjusted(0.5, 0, -0.5, 0), 4, 4)
        font = theme.font(Size.STRONG if self.isChecked() else Size.BODY)
        painter.setFont(font)
        painter.setPen(colours.colour("ink" if self.isChecked() else "ink2"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
