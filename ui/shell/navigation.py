"""The navigation at the left: icon over word, a pill only where somebody waits."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from ui.kit import icons, theme
from ui.kit.actions import key_word
from ui.kit.places import Place
from ui.kit.theme import Size
from ui.widgets.text import width

WIDE = 72
NARROW = 48
ENTRY_HEIGHT, LOWEST = 56, 44
"""An entry gives up some air before a window of 768 pixels grows for an eleventh place."""

LOWEST_BARE = 24
"""An icon alone: at 200 % a screen of 1366×768 is 384 high."""

_MARK_HEIGHT = 56
_BETWEEN, _BELOW = 4, 8


class Navigation(QWidget):
    """`chosen` carries the id of a place."""

    chosen = Signal(str)

    def __init__(self, places: Sequence[Place]) -> None:
        super().__init__()
        self.setObjectName("shell.navigation")
        self.setAccessibleName(self.tr("导航"))
        self.setProperty("ground", "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDE)
        self._is_narrow = False
        self._entries: dict[str, Entry] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, _BELOW)
        column.setSpacing(_BETWEEN)
        column.addWidget(_Mark())
        for one in (place for place in places if not place.at_bottom):
            column.addWidget(self._entry(one))
        column.addStretch(1)
        for one in (place for place in places if place.at_bottom):
            column.addWidget(self._entry(one))

    def light(self, place: str) -> None:
        """Show where the person is; a place without an entry leaves the light where they came from."""
        if place not in self._entries:
            return
        for id_, entry in self._entries.items():
            entry.setChecked(id_ == place)

    def count(self, place: str, waiting: int) -> None:
        """How many wait at a place."""
        if place in self._entries:
            self._entries[place].count(waiting)

    def narrow(self, *, is_narrow: bool) -> None:
        """Icons only, on small screens."""
        self._is_narrow = is_narrow
        self.setFixedWidth(NARROW if is_narrow else WIDE)
        self._choose()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose()

    def _choose(self) -> None:
        """Words where the window has room for them, across and down."""
        room = self.height() - _MARK_HEIGHT - _BELOW
        has_room = room >= len(self._entries) * (LOWEST + _BETWEEN)
        for entry in self._entries.values():
            entry.set_bare(is_bare=self._is_narrow or not has_room)

    def _entry(self, place: Place) -> "Entry":
        made = Entry(place)
        made.clicked.connect(lambda: self.chosen.emit(place.id))
        self._entries[place.id] = made
        return made


class Entry(QAbstractButton):
    """One place."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.setObjectName(f"navigation.{place.id}")
        self.setText(place.words)
        self.setAccessibleName(place.words)
        self.setToolTip(f"{place.words}  {key_word(place.shortcut)}" if place.shortcut else place.words)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._meaning = place.icon
        self._waiting = 0
        self._is_bare = False

    def count(self, waiting: int) -> None:
        """The pill."""
        self._waiting = waiting
        self.setAccessibleDescription(str(waiting) if waiting else "")
        self.update()

    def set_bare(self, *, is_bare: bool) -> None:
        """Without the word."""
        self._is_bare = is_bare
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDE, ENTRY_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROW, LOWEST_BARE)

    def nextCheckState(self) -> None:
        """A click does not light the entry; arriving there does."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  small
        colours = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_on = self.isChecked()
        box = QRectF(self.rect()).adjusted(6, 0, -6, 0)
        painter.setPen(Qt.PenStyle.NoPen)
        if is_on or self.underMouse():
            ground = colours.colour("side_sel")
            ground.setAlphaF(1.0 if is_on else 0.5)
            painter.setBrush(ground)
            painter.drawRoundedRect(box, theme.RADIUS_FIELD, theme.RADIUS_FIELD)
        if is_on:
            painter.fillRect(QRect(0, 8, 3, self.height() - 16), colours.colour("side_on"))
        ink = colours.colour("side_on" if is_on else "side_text")
        middle = self.width() / 2
        missing = ENTRY_HEIGHT - self.height()
        icon_at = self.height() / 2 - 1 if self._is_bare else 17 - missing / 3
        icons.paint(painter, self._meaning, ink, QPointF(middle, icon_at), 20)
        if not self._is_bare:
            painter.setFont(theme.font(Size.STRONG if is_on else Size.BODY))
            painter.setPen(ink)
            painter.drawText(
                QRect(0, self.height() - 26, self.width(), 22), Qt.AlignmentFlag.AlignCenter, self.text()
            )
        if self._waiting:
            self._draw_pill(painter, middle)
        if self.hasFocus():
            painter.setPen(QPen(colours.colour("side_on"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)

    def _draw_pill(self, painter: QPainter, middle: float) -> None:
        colours = theme.tokens()
        text = str(self._waiting) if self._waiting < 100 else "99+"
        wide = max(20, width(theme.font(), text) + 8)
        left = min(middle + 6, self.width() - wide - 4)
        pill = QRectF(left, 2, wide, 19)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.colour("side_text"))
        painter.drawRoundedRect(pill, 9.5, 9.5)
        painter.setFont(theme.font())
        painter.setPen(colours.colour("side"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)


class _Mark(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(_MARK_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  small
        centre = QPointF(self.width() / 2, 27)
        icons.paint(QPainter(self), "mark", theme.tokens().colour("side_on"), centre, 24)
