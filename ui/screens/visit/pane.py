"""The right pane of a follow-up: what the rules say about the sheet as it stands, and the trend."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from healthdesk.domain.forms.filling import Filling
from ui.kit.theme import Size
from ui.screens.visit.block_panel import BlockPanel
from ui.screens.visit.emergency import EmergencyBlock
from ui.screens.visit.growth_panel import GrowthPanel
from ui.screens.visit.judged import Block, day_words, trend_of
from ui.screens.visit.overruling import Overruling
from ui.screens.visit.reminders import Reminders
from ui.widgets.key_button import KeyButton
from ui.widgets.panel import Panel
from ui.widgets.text import label, say
from ui.widgets.trend_chart import TrendChart

WIDTH = 336
FOLDED_HEIGHT = 210
QWIDGETSIZE_MAX = 16_777_215


class JudgementPane(QScrollArea):
    """`overrule_wanted` from the button; everything else is told to it with `show_blocks`."""

    overrule_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("visit.pane")
        self.setFixedWidth(WIDTH)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.emergency = EmergencyBlock()
        self.overruling = Overruling()
        self.overruling.setParent(self)
        self._panels: list[BlockPanel] = []
        self._merged = label("", Size.STRONG, name="visit.merged")
        self._merged_title = label(self.tr("下次随访"), tone="ink2")
        self._overrule = KeyButton(self.tr("改判"), key="Alt+J", kind="text", name="visit.overrule.open")
        self._overrule.clicked.connect(self.overrule_wanted)
        self._trend = TrendChart("visit.trend", is_small=True)
        self._trend_panel = Panel(name="visit.trend.panel")
        self._trend_panel.body.setContentsMargins(8, 0, 8, 4)
        self._trend_panel.body.addWidget(self._trend)
        self.growth = GrowthPanel()
        self._reminders = Reminders()
        self._build()

    def begin(self, programmes: Sequence[str], reminders: Sequence[str] = (), *, may_overrule: bool) -> None:
        """A block for each of these programmes; `reminders` stand above them."""
        self._reminders.show_reminders(reminders)
        for panel in self._panels:
            panel.hide()
            panel.deleteLater()
        self._panels = [BlockPanel(key) for key in programmes]
        for panel in self._panels:
            self._blocks.addWidget(panel)
        self._overrule.setVisible(may_overrule)
        self.overruling.hide()

    def fold(self, *, is_narrow: bool) -> None:
        """Under the sheet it is as wide as the sheet, and low."""
        self.setMinimumWidth(0 if is_narrow else WIDTH)
        self.setMaximumWidth(QWIDGETSIZE_MAX if is_narrow else WIDTH)
        self.setMinimumHeight(FOLDED_HEIGHT if is_narrow else 0)
        self.setMaximumHeight(FOLDED_HEIGHT if is_narrow else QWIDGETSIZE_MAX)

    def show_blocks(self, blocks: Sequence[Block], filling: Filling, *, may_refer: bool) -> None:
        """What the rules say now; `filling` is the first one, for the trend."""
        on = visited_on(filling)
        self.emergency.show_blocks(blocks, may_refer=may_refer)
        for panel, block in zip(self._panels, blocks, strict=True):
            panel.show_block(block, on)
        nexts = [one.judgement.next_default for one in blocks if one.judgement.next_default is not None]
        say(self._merged, day_words(min(nexts), on) if nexts else "–")
        is_merged = len(blocks) > 1
        say(self._merged_title, self.tr("合并下次随访") if is_merged else self.tr("下次随访"))
        self._merged_title.setVisible(is_merged)
        self._merged.setVisible(is_merged)
        self._show_trend(blocks, filling)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A scroll area does not ask how high words become that wrap: they would be cut off."""
        body = self.widget()
        if watched is body and event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            layout = body.layout()
            if layout is not None:
                body.setMinimumHeight(max(0, layout.heightForWidth(body.width())))
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setContentsMargins(4, 0, 0, 0)
        head.setSpacing(10)
        head.addWidget(label(self.tr("判定"), Size.TITLE))
        head.addWidget(label(self.tr("随输入更新"), tone="ink3"))
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(self.emergency)
        column.addWidget(self._reminders)
        self._blocks = QVBoxLayout()
        self._blocks.setSpacing(8)
        column.addLayout(self._blocks)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 0, 0, 0)
        foot.setSpacing(10)
        foot.addWidget(self._merged_title)
        foot.addWidget(self._merged)
        foot.addStretch(1)
        foot.addWidget(self._overrule)
        column.addLayout(foot)
        column.addWidget(self.overruling)
        column.addWidget(self.growth)
        column.addWidget(self._trend_panel, 1)
        self._column, self._rest = column, column.count()
        column.addStretch(1)
        self.setWidget(body)

    def _show_trend(self, blocks: Sequence[Block], filling: Filling) -> None:
        sheet = blocks[0].sheet
        self.growth.setVisible(self.growth.show_sheet(sheet, filling, visited_on(filling)))
        title, series, limits = trend_of(sheet, filling)
        is_red = any(block.judgement.is_emergency for block in blocks)
        has_trend = bool(series) and not is_red
        self._trend_panel.setVisible(has_trend)
        self._column.setStretch(self._rest, 0 if has_trend else 1)  # what is left over is nobody's
        if series:
            many = len(series[0].points)
            self._trend_panel.set_title(title, self.tr("近 {n} 次").format(n=many))
            self._trend.show_series(series, limits)


def visited_on(filling: Filling) -> date:
    """The day of the visit as it is written on the sheet, or today."""
    try:
        return date.fromisoformat(str(filling.value(filling.form.service_date)))
    except ValueError:
        return filling.subject.today
