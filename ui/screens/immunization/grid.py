"""The card as a grid: vaccines by age, what was given, what may be given today, what is late, what comes."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from healthdesk.domain.immunization.card import Card
from healthdesk.domain.immunization.marks import Mark, MarkState
from ui.kit import icons, theme, words
from ui.kit.i18n import QT_TRANSLATE_NOOP, translate
from ui.kit.theme import Size, Tokens
from ui.widgets.text import draw, width

ROW = 28
TITLE_WIDTH = 116
_LEFT = 16
_CAP = 3
_BESIDE_ICON = 18

_WORDS = {
    MarkState.DUE: QT_TRANSLATE_NOOP("Grid", "今天可种"),
    MarkState.CONDITIONAL: QT_TRANSLATE_NOOP("Grid", "要先问"),
    MarkState.DEFERRED: QT_TRANSLATE_NOOP("Grid", "暂缓"),
    MarkState.NOT_COUNTED: QT_TRANSLATE_NOOP("Grid", "不计"),
}


class CardGrid(QWidget):
    """One row a vaccine, one column an age; the column of the present age is tinted and capped."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card.grid")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._card: Card | None = None
        self._origins: Mapping[date, str] = {}

    def show_card(self, card: Card, origins: Mapping[date, str]) -> None:
        """Another card, or the same one a dose later; `origins` says where doses of a day were given."""
        self._card, self._origins = card, origins
        said = [f"{words.of_form(line.title)} {_line_words(line.cells, card.columns)}" for line in card.lines]
        self.setAccessibleName("；".join(said))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        rows = len(self._card.lines) if self._card else 9
        return QSize(600, (rows + 1) * ROW + 1)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._words_at(event.pos().x(), event.pos().y()), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  the whole card
        card = self._card
        if card is None:
            return
        painter, colours = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_head(painter, colours, card)
        for at, line in enumerate(card.lines):
            top = (at + 1) * ROW
            painter.fillRect(QRect(0, top + ROW - 1, self.width(), 1), colours.colour("line"))
            title = QRect(_LEFT, top, TITLE_WIDTH - _LEFT, ROW)
            name = words.of_form(line.title)
            draw(painter, title, name, font=theme.font(Size.STRONG), colour=colours.colour("ink"))
            for column, marks in enumerate(line.cells):
                if marks:
                    self._draw_cell(painter, colours, self._cell(column, top), marks)

    def _draw_head(self, painter: QPainter, colours: Tokens, card: Card) -> None:
        painter.fillRect(QRect(0, 0, self.width(), ROW), colours.colour("sunken"))
        painter.fillRect(QRect(0, 0, self.width(), 1), colours.colour("line"))
        painter.fillRect(QRect(0, ROW - 1, self.width(), 1), colours.colour("line"))
        present = self._cell(card.present, 0)
        painter.fillRect(QRect(present.left(), 0, present.width(), self.height()), colours.colour("band2"))
        painter.fillRect(QRect(present.left(), 0, present.width(), _CAP), colours.colour("accent"))
        first = QRect(_LEFT, 0, TITLE_WIDTH - _LEFT, ROW)
        draw(painter, first, self.tr("疫苗"), font=theme.font(), colour=colours.colour("ink2"))
        for at, title in enumerate(card.columns):
            is_present = at == card.present
            painter.setFont(theme.font(Size.STRONG if is_present else Size.BODY))
            painter.setPen(colours.colour("ink" if is_present else "ink2"))
            painter.drawText(self._cell(at, 0), Qt.AlignmentFlag.AlignCenter, words.of_form(title))

    def _draw_cell(self, painter: QPainter, colours: Tokens, where: QRect, marks: tuple[Mark, ...]) -> None:
        """The last mark of a cell tells most; more of them are counted behind it."""
        mark = marks[-1]
        more = f" +{len(marks) - 1}" if len(marks) > 1 else ""
        match mark.state:
            case MarkState.DUE:
                _frame(painter, colours, where, translate("Grid", _WORDS[mark.state]) + more)
            case MarkState.OVERDUE:
                _plate(painter, colours, where, _late(mark, where) + more)
            case MarkState.GIVEN | MarkState.EXTRA:
                icon, tone = ("done", "accent") if mark.state is MarkState.GIVEN else ("add", "ink3")
                _dated(painter, where, icon, tone, _fitting(mark.on, more, where))
            case MarkState.AHEAD:
                _dated(painter, where, "ring", "ink3", _fitting(mark.on, more, where))
            case _:
                said = translate("Grid", _WORDS[mark.state]) + more
                icon = "refused" if mark.state is MarkState.NOT_COUNTED else "incomplete"
                _dated(painter, where, icon, "ink2", said)

    def _cell(self, column: int, top: int) -> QRect:
        many = max(1, len(self._card.columns) if self._card else 1)
        room = self.width() - TITLE_WIDTH - 4
        left = TITLE_WIDTH + room * column // many
        return QRect(left, top, TITLE_WIDTH + room * (column + 1) // many - left, ROW)

    def _told(self, mark: Mark) -> str:
        """A mark in words, and where the dose was given if it was not here."""
        is_given = mark.state in (MarkState.GIVEN, MarkState.EXTRA, MarkState.NOT_COUNTED)
        where = self._origins.get(mark.on, "") if is_given and mark.on else ""
        return " ".join(part for part in (_mark_words(mark), where) if part)

    def _words_at(self, x: int, y: int) -> str:
        card, row = self._card, y // ROW - 1
        if card is None or not 0 <= row < len(card.lines):
            return ""
        for column in range(len(card.columns)):
            if self._cell(column, 0).left() <= x < self._cell(column, 0).right():
                return "\n".join(self._told(mark) for mark in card.lines[row].cells[column])
        return ""


def _dated(painter: QPainter, where: QRect, icon: str, tone: str, text: str) -> None:
    colours = theme.tokens()
    needed = width(theme.font(), text) + _BESIDE_ICON
    start = where.left() + max(-2, (where.width() - needed) // 2)
    size = 10 if icon == "ring" else 14
    icons.paint(painter, icon, colours.colour(tone), QPointF(start + 7, where.center().y() - 1), size)
    words_at = QRect(start + 17, where.top(), where.right() - start - 15, where.height())
    draw(painter, words_at, text, font=theme.font(), colour=colours.colour("ink2"))


def _frame(painter: QPainter, colours: Tokens, where: QRect, text: str) -> None:
    box = QRectF(where).adjusted(3.5, 3.5, -3.5, -4.5)
    painter.setPen(QPen(colours.colour("accent"), 1))
    painter.setBrush(colours.colour("surface"))
    painter.drawRoundedRect(box, theme.RADIUS_CHIP, theme.RADIUS_CHIP)
    painter.setFont(theme.font(Size.STRONG))
    painter.setPen(colours.colour("accent"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _plate(painter: QPainter, colours: Tokens, where: QRect, text: str) -> None:
    box = QRectF(where).adjusted(3.5, 3.5, -3.5, -4.5)
    painter.setPen(QPen(colours.colour("amber_line"), 1))
    painter.setBrush(colours.colour("amber_soft"))
    painter.drawRoundedRect(box, theme.RADIUS_CHIP, theme.RADIUS_CHIP)
    painter.setFont(theme.font(Size.STRONG))
    painter.setPen(colours.colour("amber"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _late(mark: Mark, where: QRect) -> str:
    """`逾期 195 天`, or shorter where the column is narrow."""
    whole = words.overdue(mark.days)
    if width(theme.font(Size.STRONG), whole) <= where.width() - 10:
        return whole
    return translate("Grid", "逾期{days}").format(days=mark.days)


def _fitting(day: date | None, more: str, where: QRect) -> str:
    """`25-07-01`; where the column is narrow year and month, or the sign alone rather than half a date.

    The whole day comes up under the pointer.
    """
    if day is None:
        return more
    ways = (f"{day:%y-%m-%d}{more}", f"{day:%y-%m}{more}")
    return next((one for one in ways if width(theme.font(), one) + _BESIDE_ICON <= where.width()), more)


def _mark_words(mark: Mark) -> str:
    """A mark in words: what it is, when, and why."""
    day = mark.on.isoformat() if mark.on else ""
    state = {
        MarkState.GIVEN: translate("Grid", "已种"),
        MarkState.EXTRA: translate("Grid", "已种，表外"),
        MarkState.OVERDUE: words.overdue(mark.days),
        MarkState.AHEAD: translate("Grid", "最早"),
    }.get(mark.state) or translate("Grid", _WORDS.get(mark.state, ""))
    return " ".join(part for part in (state, day, words.of_form(mark.text)) if part)


def _line_words(cells: tuple[tuple[Mark, ...], ...], columns: tuple[str, ...]) -> str:
    said = [
        f"{words.of_form(column)} {_mark_words(mark)}"
        for column, marks in zip(columns, cells, strict=True)
        for mark in marks
    ]
    return words.clauses(said)
