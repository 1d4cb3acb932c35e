"""The overview of a record: timeline, trends, and what is to be done, side by side."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.programme import Programme
from healthdesk.services.growth import GrowthCourse
from healthdesk.services.rows import EventRow, Record
from ui.kit import theme
from ui.screens.record.side import RecordSide, Rights
from ui.screens.record.timeline import GROUPS, Shown, Timeline
from ui.screens.record.trends import Trends
from ui.widgets.empty_state import EmptyState
from ui.widgets.panel import Panel
from ui.widgets.switches import Segments

TIMELINE_WIDTH = 412
NARROW_TIMELINE = 340


class Overview(QWidget):
    """`opened(event)` from the timeline; the signals of `side` are the side's own."""

    opened = Signal(object)

    def __init__(self, shown: Callable[[EventRow], Shown], programmes: Programmes) -> None:
        super().__init__()
        self.timeline = Timeline(shown, frozenset(one.key for one in programmes if one.is_followed_up))
        self.timeline.setAccessibleName(self.tr("时间轴"))
        self.timeline.opened.connect(self.opened)
        self._nothing = EmptyState("carried", "", name="record.nothing")
        self._panel = Panel(self.tr("时间轴"), padded=False, name="record.timeline.panel")
        self._panel.setFixedWidth(TIMELINE_WIDTH)
        names = (
            self.tr("全部"),
            self.tr("随访"),
            self.tr("体检"),
            self.tr("门诊"),
            self.tr("接种"),
            self.tr("转诊"),
            self.tr("文书"),
        )
        self.filters = Segments(names, "record.filters")
        self.filters.chosen.connect(self._narrow)
        above = QHBoxLayout()
        above.setContentsMargins(theme.PAGE_MARGIN, 0, theme.PAGE_MARGIN, 6)
        above.addWidget(self.filters)
        above.addStretch(1)
        self._panel.body.addLayout(above)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.timeline)
        self._stack.addWidget(self._nothing)
        self._panel.body.addWidget(self._stack, 1)
        self.trends = Trends(programmes)
        self.side = RecordSide(programmes)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.PAGE_MARGIN, 12, theme.PAGE_MARGIN, 16)
        row.setSpacing(theme.PANEL_GAP)
        row.addWidget(self._panel)
        row.addWidget(self.trends, 1)
        row.addWidget(self.side)

    def show_record(
        self,
        record: Record,
        suggested: Sequence[Programme],
        today: date,
        rights: Rights,
        growth: GrowthCourse | None = None,
    ) -> None:
        """Everything at once; a child's trends are its growth."""
        self.filters.choose(0)
        self._say_whether_any(0, self.timeline.show_events(record.events, GROUPS[0]))
        self._panel.set_note(self.tr("{n} 条").format(n=len(record.events)))
        if growth is None:
            self.trends.show_record(record, today)
        else:
            self.trends.show_growth(growth, today)
        self.side.show_record(record, suggested, today, rights)

    def fold(self, *, is_narrow: bool) -> None:
        """On a narrow window the trends give way to the two lists."""
        self.trends.setHidden(is_narrow)
        self._panel.setMinimumWidth(NARROW_TIMELINE if is_narrow else TIMELINE_WIDTH)
        self._panel.setMaximumWidth(16_777_215 if is_narrow else TIMELINE_WIDTH)

    def _narrow(self, at: int) -> None:
        self._say_whether_any(at, self.timeline.narrow(GROUPS[at]))

    def _say_whether_any(self, at: int, many: int) -> None:
        if many:
            self._stack.setCurrentWidget(self.timeline)
            return
        title = self.tr("还没有记录") if at == 0 else self.tr("这一类还没有记录")
        self._nothing.show_state("carried", title, self.tr("随访、接种、转诊签了字，就按时间列在这里"))
        self._stack.setCurrentWidget(self._nothing)
