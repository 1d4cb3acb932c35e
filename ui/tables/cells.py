"""Paints every cell of every list: words, chips, icon, bar, small trend, and the tint of the current row."""

from itertools import groupby
from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPolygonF

from ui.kit import icons, theme
from ui.kit.theme import Size, Tokens
from ui.tables.columns import Cell, Column
from ui.widgets.chip import chip_width, draw_chip
from ui.widgets.marks import draw_bar
from ui.widgets.text import draw, draw_on_two_lines, width

FIRST_INSET = 16
INSET = 8
BAR = 3
CHIP_HEIGHT = 22
_CHIP_GAP = 4


def draw_cell(painter: QPainter, where: QRect, column: Column[Any], cell: Cell, *, is_first: bool) -> None:
    """One cell inside `where`, with the insets that the head has too."""
    inset = FIRST_INSET if is_first else INSET
    _draw_cell(painter, where.adjusted(inset, 0, -INSET, 0), cell, theme.tokens(), is_right=column.is_right)


def draw_ground(painter: QPainter, where: QRect, *, is_current: bool) -> None:
    """Tint and bar of the current row, the lighter tint of the one under the mouse."""
    colours = theme.tokens()
    painter.fillRect(where, colours.colour("soft" if is_current else "hover"))
    if is_current:
        painter.fillRect(QRect(where.left(), where.top(), BAR, where.height()), colours.colour("accent"))


def needed(cell: Cell) -> int:
    """Pixels the whole cell takes, without its insets."""
    font = theme.font(Size.STRONG if cell.is_strong else Size.BODY)
    wide = width(font, cell.text) + (22 if cell.icon else 0)
    if cell.note:
        wide += 8 + width(theme.font(), cell.note)
    wide += sum(chip_width(text) + _CHIP_GAP for text in cell.chips)
    return wide


def _draw_cell(painter: QPainter, where: QRect, cell: Cell, colours: Tokens, *, is_right: bool) -> None:
    if cell.chips:
        _draw_chips(painter, where, cell.chips)
        return
    if cell.bar is not None:
        draw_bar(painter, QRectF(where), cell.bar, cell.target)
        return
    if cell.trend:
        _draw_trend(painter, QRectF(where).adjusted(0, 8, -6, -8), cell.trend, colours)
        return
    if cell.icon:
        tone = colours.colour(cell.tone)
        icons.paint(painter, cell.icon, tone, QPointF(where.left() + 8, where.center().y()))
        where = where.adjusted(22, 0, 0, 0)
    if cell.marked:
        _draw_marked(painter, where, cell, (colours.colour(cell.tone), colours.colour("accent")))
        return
    _draw_words(painter, where, cell, colours, is_right=is_right)


def _draw_words(painter: QPainter, where: QRect, cell: Cell, colours: Tokens, *, is_right: bool) -> None:
    font, tone = theme.font(Size.STRONG if cell.is_strong else Size.BODY), colours.colour(cell.tone)
    if cell.wraps:
        draw_on_two_lines(painter, where, cell.text, font=font, colour=tone)
        return
    text = cell.text
    if cell.keeps_end:
        text = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideLeft, where.width())
    taken = draw(painter, where, text, font=font, colour=tone, right=is_right)
    if cell.note:
        rest = where.adjusted(taken + 8, 0, 0, 0)
        draw(painter, rest, cell.note, font=theme.font(), colour=colours.colour("ink2"))


def _draw_chips(painter: QPainter, where: QRect, chips: tuple[str, ...]) -> None:
    """As many as fit; the rest as a count, never cut in the middle."""
    x = where.left()
    for at, text in enumerate(chips):
        wide = chip_width(text)
        left = len(chips) - at - 1
        reserve = chip_width(f"+{left}") + _CHIP_GAP if left else 0
        if x + wide + reserve > where.right() + 1 and x + wide > where.right() + 1 - reserve:
            text = f"+{left + 1}"
            wide = chip_width(text)
            left = 0
            _chip(painter, x, where, wide, text)
            return
        _chip(painter, x, where, wide, text)
        x += wide + _CHIP_GAP


def _chip(painter: QPainter, x: int, where: QRect, wide: int, text: str) -> None:
    top = where.center().y() - CHIP_HEIGHT / 2 + 1
    draw_chip(painter, QRectF(x, top, wide, CHIP_HEIGHT), text)


def _draw_marked(painter: QPainter, where: QRect, cell: Cell, tones: tuple[QColor, QColor]) -> None:
    """Runs of letters, plain and marked, each in its own weight and tone."""
    x = where.left()
    for is_marked, run in groupby(enumerate(cell.text), key=lambda letter: letter[0] in cell.marked):
        words = "".join(mark for _, mark in run)
        font = theme.font(Size.STRONG if is_marked else Size.BODY)
        painter.setFont(font)
        painter.setPen(tones[is_marked])
        wide = width(font, words)
        painter.drawText(
            QRect(x, where.top(), wide + 2, where.height()), Qt.AlignmentFlag.AlignVCenter, words
        )
        x += wide


def _draw_trend(painter: QPainter, where: QRectF, values: tuple[float, ...], colours: Tokens) -> None:
    low, high = min(values), max(values)
    spread = (high - low) or 1.0
    step = where.width() / max(1, len(values) - 1)
    points = [
        QPointF(where.left() + at * step, where.bottom() - (value - low) / spread * where.height())
        for at, value in enumerate(values)
    ]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colours.colour("ink2"), 1.5))
    painter.drawPolyline(QPolygonF(points))
    painter.setBrush(colours.colour("ink2"))
    painter.drawEllipse(points[-1], 2, 2)
