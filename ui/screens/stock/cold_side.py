"""The refrigerator that is current: a line to write its temperature in, the last weeks, and the alarm."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from healthdesk.domain.stock.cold_chain import ColdDay, Reading
from healthdesk.services.refrigerators import ColdMonth, RefrigeratorRow
from ui.kit import entry, theme
from ui.screens.stock.columns import band_words, cold_cell
from ui.widgets.key_button import KeyButton
from ui.widgets.line import Line
from ui.widgets.marks import IconLine
from ui.widgets.panel import Panel
from ui.widgets.reason_line import ReasonLine
from ui.widgets.text import label, say
from ui.widgets.trend_chart import Limit, Point, Series, TrendChart

WIDE = 356
LONGEST_REMARK = 200
ONE_END = 15
"""Degrees below its highest that the band of a freezer is drawn down to: it has no lowest."""


class ColdSide(Panel):
    """`typed(celsius, remark)` for a reading, `held()` for the one key that holds all that lies inside,
    `voided(id, reason)` for a last reading that was typed wrongly.
    """

    typed = Signal(object, str)
    held = Signal()
    voided = Signal(str, str)

    def __init__(self) -> None:
        super().__init__(name="stock.cold")
        self.setFixedWidth(WIDE)
        self._state = IconLine(name="stock.cold.state")
        self._gaps = label("", tone="ink2", name="stock.cold.gaps")
        self._gaps.setWordWrap(True)
        self.celsius = Line()
        self.remark = Line()
        for field, text, name, longest in (
            (self.celsius, self.tr("现在的温度（℃），回车记下"), "stock.cold.celsius", 8),
            (self.remark, self.tr("说明：超温时写做了什么"), "stock.cold.remark", LONGEST_REMARK),
        ):
            field.setObjectName(name)
            field.setAccessibleName(text)
            field.setPlaceholderText(text)
            field.setMaxLength(longest)
            field.setMinimumHeight(theme.CONTROL)
        self.hold = KeyButton(
            self.tr("封存这台冰箱里的疫苗"), key="F8", icon="encrypted", kind="danger", name="stock.cold.hold"
        )
        self.void = KeyButton(self.tr("上次记错了"), icon="rejected", name="stock.cold.void")
        self.reason = ReasonLine(self.tr("为什么作废上次测温，回车"), "stock.cold.reason")
        self._last = ""
        self.chart = TrendChart("stock.cold.chart")
        self.celsius.returnPressed.connect(self._keep)
        self.remark.returnPressed.connect(self._keep)
        self.hold.clicked.connect(self.held)
        self.void.clicked.connect(self.reason.begin)
        self.reason.given.connect(lambda words: self.voided.emit(self._last, words))
        row = QHBoxLayout()
        row.addWidget(self.hold)
        row.addStretch(1)
        row.addWidget(self.void)
        for widget in (self._state, self._gaps, self.celsius, self.remark):
            self.body.addWidget(widget)
        self.body.addLayout(row)
        self.body.addWidget(self.reason)
        self.body.addWidget(self.chart, 1)

    def show_refrigerator(self, row: RefrigeratorRow | None) -> None:
        """One that is chosen, or none."""
        for widget in (self._state, self.celsius, self.remark, self.chart):
            widget.setVisible(row is not None)
        self.hold.setVisible(row is not None and row.is_alarmed)
        self._last = row.last.id if row is not None and row.last is not None else ""
        self.void.setVisible(bool(self._last))
        if row is None:
            self.set_title(self.tr("还没有冰箱"), "")
            say(self._gaps, self.tr("按 F4 加一台"))
            return
        self.set_title(row.name, band_words(row))
        state = cold_cell(row)
        self._state.show_line(state.icon, state.text, state.tone)
        days = "、".join(on.strftime("%m-%d") for on in row.gaps)
        say(self._gaps, self.tr("漏记：{days}").format(days=days) if days else "")
        self._gaps.setVisible(bool(days))

    def show_month(self, log: ColdMonth) -> None:
        """The month: of each day the reading that is farthest from the middle of the band."""
        low = float(log.band.high) - ONE_END if log.band.low is None else float(log.band.low)
        middle = (low + float(log.band.high)) / 2
        points = [
            _point(day, max(day.readings, key=lambda one: abs(float(one.celsius) - middle)), log)
            for day in log.days
            if day.readings
        ]
        limit = Limit(float(log.band.high), self.tr("规定范围"), low)
        self.chart.show_series((Series(self.tr("温度"), tuple(points)),), (limit,))

    def clear(self) -> None:
        """Written down: ready for the next."""
        self.celsius.clear()
        self.remark.clear()

    def _keep(self) -> None:
        celsius = entry.read_number(self.celsius.text())
        if celsius is None:
            self.celsius.setFocus()
            self._state.show_line("incomplete", self.tr("温度要写成数字，例如 4.6"), "danger")
            return
        self.typed.emit(celsius, self.remark.text())


def _point(day: ColdDay, reading: Reading, log: ColdMonth) -> Point:
    words = f"{reading.celsius}"
    return Point(day.on, float(reading.celsius), words, not log.band.holds(reading.celsius))
