"""Small plates: neutral tags, the chosen one, overdue, and the solid red of an allergy."""

from enum import StrEnum

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit import icons, theme
from ui.widgets.text import draw, width

HEIGHT = 22
PLATE_HEIGHT = 26
_SIDE = 10


class Tone(StrEnum):
    """What a chip means. Red is danger only, amber overdue only."""

    PLAIN = "plain"
    CHOSEN = "chosen"
    OVERDUE = "overdue"
    DANGER = "danger"


def chip_colours(tone: Tone) -> tuple[QColor, QColor]:
    """Ground and text of a tone."""
    ground, ink = {
        Tone.PLAIN: ("chip", "ink2"),
        Tone.CHOSEN: ("soft", "accent_lo"),
        Tone.OVERDUE: ("amber_soft", "amber"),
        Tone.DANGER: ("danger", "on_danger"),
    }[tone]
    colours = theme.tokens()
    return colours.colour(ground), colours.colour(ink)


def chip_width(text: str) -> int:
    """Pixels a chip with `text` takes."""
    return width(theme.font(), text) + 12


def draw_chip(painter: QPainter, where: QRectF, text: str, colours: tuple[QColor, QColor]) -> None:
    """A chip inside `where`, for tables, in the colours of its tone."""
    ground, ink = colours
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(where, theme.RADIUS_CHIP, theme.RADIUS_CHIP)
    painter.setFont(theme.font())
    painter.setPen(ink)
    painter.drawText(where, Qt.AlignmentFlag.AlignCenter, text)


class Chip(QWidget):
    """One tag."""

    def __init__(self, text: str, tone: Tone = Tone.PLAIN, name: str = "") -> None:
        super().__init__()
        self._text = text
        self._tone = tone
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(width(theme.font(), self._text) + 2 * _SIDE, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  small
        draw_chip(QPainter(self), QRectF(self.rect()), self._text, chip_colours(self._tone))


class Plate(QWidget):
    """A solid red plate with its icon: allergy, emergency. Nothing else on a screen is this red."""

    def __init__(self, text: str, icon: str = "attention", name: str = "") -> None:
        super().__init__()
        self._text = text
        self._meaning = icon
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(8 + 16 + 6 + width(theme.font(theme.Size.STRONG), self._text) + 8, PLATE_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  small
        ground, ink = chip_colours(Tone.DANGER)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()), theme.RADIUS_CHIP, theme.RADIUS_CHIP)
        icons.paint(painter, self._meaning, ink, QPointF(16, self.height() / 2 - 1))
        rest = QRect(30, 0, self.width() - 34, self.height())
        draw(painter, rest, self._text, font=theme.font(theme.Size.STRONG), colour=ink)
