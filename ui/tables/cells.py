"""Paints every cell of every list: words, chips, icon, bar, small trend, and the tint of the current row."""

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ui.kit import icons, theme
from ui.kit.theme import Size
from ui.tables.columns import Cell
from ui.widgets.chip import Tone, chip_colours, chip_width, draw_chip
from ui.widgets.marks import draw_bar
from ui.widgets.text import Letters, draw_on_two_lines, width

FIRST_INSET = 16
INSET = 8
BAR = 3
CHIP_HEIGHT = 22
SLIVER = 2
"""Pixels of a row at the edge of a list that show its ground and nothing else."""
_CHIP_GAP = 4


def needed(cell: Cell) -> int:
    """Pixels the whole cell takes, without its insets."""
    font = theme.font(Size.STRONG if cell.is_strong else Size.BODY)
    wide = width(font, cell.text) + (22 if cell.icon else 0)
    if cell.note:
        wide += 8 + width(theme.font(), cell.note)
    wide += sum(chip_width(text) + _CHIP_GAP for text in cell.chips)
    return wide


class CellPainter:
    """Draws the cells of one painting: fonts and colours are had once for all hundred of them."""

    def __init__(self, painter: QPainter) -> None:
        self._painter = painter
        self._theme = theme.tokens()
        self._body, self._strong = Letters(theme.font()), Letters(theme.font(Size.STRONG))
        self._tones: dict[str, QColor] = {}
        self._chip_colours = chip_colours(Tone.PLAIN)
        self._chip_widths: dict[str, int] = {}

    def draw_ground(self, where: QRect, *, is_current: bool) -> None:
        """Tint and bar of the current row, the lighter tint of the one under the mouse."""
        self._painter.fillRect(where, self._colour("soft" if is_current else "hover"))
        if is_current:
            bar = QRect(where.left(), where.top(), BAR, where.height())
            self._painter.fillRect(bar, self._colour("accent"))

    def draw(self, where: QRect, cell: Cell, *, is_right: bool = False) -> None:
        """One cell in `where`, its insets taken off."""
        if cell.chips:
            self._draw_chips(where, cell.chips)
            return
        if cell.bar is not None:
            draw_bar(self._painter, QRectF(where), cell.bar, cell.target)
            return
        if cell.trend:
            self._draw_trend(QRectF(where).adjusted(0, 8, -6, -8), cell.trend)
            return
        if cell.icon:
            centre = QPointF(where.left() + 8, where.center().y())
            icons.paint(self._painter, cell.icon, self._colour(cell.tone), centre)
            where = where.adjusted(22, 0, 0, 0)
        if cell.marked:
            self._draw_marked(where, cell)
            return
        self._draw_words(where, cell, is_right=is_right)

    def _colour(self, tone: str) -> QColor:
        found = self._tones.get(tone)
        if found is None:
            found = self._tones[tone] = self._theme.colour(tone)
        return found

    def _draw_words(self, where: QRect, cell: Cell, *, is_right: bool) -> None:
        letters, colour = self._strong if cell.is_strong else self._body, self._colour(cell.tone)
        if cell.wraps:
            font = theme.font(Size.STRONG if cell.is_strong else Size.BODY)
            draw_on_two_lines(self._painter, where, cell.text, font=font, colour=colour)
        elif cell.keeps_end:
            letters.draw_end(self._painter, where, cell.text, colour)
        else:
            taken = letters.draw(self._painter, where, cell.text, colour, right=is_right)
            if cell.note:
                rest = where.adjusted(taken + 8, 0, 0, 0)
                self._body.draw(self._painter, rest, cell.note, self._colour("ink2"))

    def _draw_chips(self, where: QRect, chips: tuple[str, ...]) -> None:
        """As many as fit; the rest as a count, never cut in the middle."""
        x = where.left()
        for at, text in enumerate(chips):
            wide = self._chip_width(text)
            left = len(chips) - at - 1
            reserve = self._chip_width(f"+{left}") + _CHIP_GAP if left else 0
            if x + wide + reserve > where.right() + 1 and x + wide > where.right() + 1 - reserve:
                self._chip(x, where, f"+{left + 1}")
                return
            self._chip(x, where, text)
            x += wide + _CHIP_GAP

    def _chip_width(self, text: str) -> int:
        found = self._chip_widths.get(text)
        if found is None:
            found = self._chip_widths[text] = chip_width(text)
        return found

    def _chip(self, x: int, where: QRect, text: str) -> None:
        top = where.center().y() - CHIP_HEIGHT / 2 + 1
        box = QRectF(x, top, self._chip_width(text), CHIP_HEIGHT)
        draw_chip(self._painter, box, text, self._chip_colours)

    def _draw_marked(self, where: QRect, cell: Cell) -> None:
        """Runs of letters, plain and marked, each in its own weight and tone."""
        x, painter = where.left(), self._painter
        for words, is_marked in _runs(cell):
            letters = self._strong if is_marked else self._body
            wide = letters.width(words)
            run = QRect(x, where.top(), wide + 2, where.height())
            letters.put(painter, run, words, self._colour("accent" if is_marked else cell.tone))
            x += wide

    def _draw_trend(self, where: QRectF, values: tuple[float, ...]) -> None:
        low, high = min(values), max(values)
        spread = (high - low) or 1.0
        step = where.width() / max(1, len(values) - 1)
        points = [
            QPointF(where.left() + at * step, where.bottom() - (value - low) / spread * where.height())
            for at, value in enumerate(values)
        ]
        painter, colour = self._painter, self._colour("ink2")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 1.5))
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(colour)
        painter.drawEllipse(points[-1], 2, 2)


def _runs(cell: Cell) -> Iterator[tuple[str, bool]]:
    """Pieces of the text that are marked from end to end, or not at all."""
    text, marked, start = cell.text, cell.marked, 0
    for at in range(1, len(text) + 1):
        if at == len(text) or (at in marked) != (start in marked):
            yield text[start:at], start in marked
            start = at
