"""Words on the window: labels that choose size and tone by property, and painted pieces of text."""

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from ui.kit.glyphs import readable
from ui.kit.theme import Size

CENTRE_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
CENTRE_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


def label(text: str = "", size: Size = Size.BODY, tone: str = "", name: str = "") -> QLabel:
    """A plain-text label. `tone` is a colour token the style sheet knows: ink2, ink3, danger, amber …"""
    made = QLabel(readable(text))
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("t", str(size))
    made.setProperty("tone", tone)
    made.setObjectName(name)
    return made


def say(where: QLabel, text: str, tone: str | None = None) -> None:
    """Change a label's words, and its tone if one is given."""
    where.setText(readable(text))
    if tone is not None and where.property("tone") != tone:
        set_state(where, "tone", tone)


def set_state(widget: QWidget, name: str, value: str | bool) -> None:
    """Set a property the style sheet looks at, and tell the style, which does not notice by itself."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def hide_letters(field: QLineEdit) -> None:
    """Dots instead of letters; the style is asked again for its small dot, a field does not ask by itself."""
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setProperty("kind", "secret")
    field.ensurePolished()
    QApplication.sendEvent(field, QEvent(QEvent.Type.StyleChange))


def width(font: QFont, text: str) -> int:
    """Pixels `text` needs in `font`."""
    return Letters(font).width(text)


class Letters:
    """A font and its measures, for whoever draws many words in it."""

    def __init__(self, font: QFont) -> None:
        self._font, self._metrics = font, QFontMetrics(font)

    def width(self, text: str) -> int:
        """Pixels `text` needs."""
        return self._metrics.horizontalAdvance(readable(text))

    def draw(self, painter: QPainter, where: QRect, text: str, colour: QColor, *, right: bool = False) -> int:
        """Draw one line, shortened with … where it does not fit. Returns the pixels it took."""
        shown = readable(text)
        needed = self._metrics.horizontalAdvance(shown)
        if needed > where.width():
            shown = self._metrics.elidedText(shown, Qt.TextElideMode.ElideRight, where.width())
            needed = self._metrics.horizontalAdvance(shown)
        self.put(painter, where, shown, colour, right=right)
        return needed

    def draw_end(self, painter: QPainter, where: QRect, text: str, colour: QColor) -> None:
        """Draw one line of which the beginning is left out where it does not fit."""
        shown = self._metrics.elidedText(readable(text), Qt.TextElideMode.ElideLeft, where.width())
        self.put(painter, where, shown, colour)

    def put(self, painter: QPainter, where: QRect, text: str, colour: QColor, *, right: bool = False) -> None:
        """Draw what is known to fit."""
        painter.setFont(self._font)
        painter.setPen(colour)
        painter.drawText(where, CENTRE_RIGHT if right else CENTRE_LEFT, text)


def draw(  # noqa: PLR0913  font, colour and side are named
    painter: QPainter, where: QRect, text: str, *, font: QFont, colour: QColor, right: bool = False
) -> int:
    """Draw one line, shortened with … where it does not fit. Returns the pixels it took."""
    return Letters(font).draw(painter, where, text, colour, right=right)


def draw_on_two_lines(painter: QPainter, where: QRect, text: str, *, font: QFont, colour: QColor) -> None:
    """Draw on one line, or on two where one is too narrow; what does not fit is left out before the end."""
    shown, metrics = readable(text), QFontMetrics(font)
    layout = QTextLayout(shown, font)
    layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
    layout.beginLayout()
    first = layout.createLine()
    first.setLineWidth(where.width())
    layout.endLayout()
    cut = first.textLength()
    if cut >= len(shown) or where.height() < 2 * metrics.height():
        draw(painter, where, text, font=font, colour=colour)
        return
    top = where.center().y() - metrics.height()
    rest = metrics.elidedText(shown[cut:], Qt.TextElideMode.ElideMiddle, where.width())
    for at, line in enumerate((shown[:cut].rstrip(), rest)):
        row = QRect(where.left(), top + at * metrics.height(), where.width(), metrics.height())
        draw(painter, row, line, font=font, colour=colour)
