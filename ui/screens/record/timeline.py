"""Everything that happened, newest first: year markers, round nodes, one line of facts, who."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem

from healthdesk.services.rows import EventRow
from ui.kit import icons, theme
from ui.kit.theme import Size
from ui.widgets.text import draw

GROUPS = ("", "visit", "check-up", "encounter", "vaccination", "referral", "document")
"""What the list can be narrowed to; empty: everything."""

CHECK_UP, ENCOUNTER = "health-checkup", "encounter"
BATCH = 100
"""Lines that are measured before the list is painted, more than a window shows; the others right after it."""

ICONS = {"visit": "visits", "check-up": "check-up", "encounter": "encounter",
         "vaccination": "immunization", "referral": "referral", "document": "document"}  # fmt: skip

_YEAR_HEIGHT = 30
_EVENT_HEIGHT = 55
_NODE_X = 82
_TEXT_X = 106
_SIDE = 16
_RADIUS = 13
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Shown:
    """An event in the words of the timeline. `is_noted`: not as it should be, so it is marked."""

    event: EventRow
    title: str
    facts: str
    remark: str
    is_noted: bool = False


Grouped = tuple[EventRow, str]
Entry = int | Grouped
Words = Callable[[EventRow], Shown]


def group_of(event: EventRow, followed_up: frozenset[str]) -> str:
    """One of `GROUPS`; `followed_up` are the programmes whose visits are follow-ups."""
    if event.kind != "visit":
        return event.kind
    if event.form_key in (CHECK_UP, ENCOUNTER):
        return "check-up" if event.form_key == CHECK_UP else "encounter"
    return "visit" if event.programme in followed_up else "document"


class TimelineModel(QAbstractListModel):
    """Years, and events with their groups. Only of what is looked at the words are made: a dozen of 1,000."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._entries: list[Entry] = []

    def show_events(self, events: Iterable[Grouped]) -> None:
        """These, newest first."""
        self.beginResetModel()
        self._entries = []
        year = 0
        for event, group in events:
            if event.on.year != year:
                year = event.on.year
                self._entries.append(year)
            self._entries.append((event, group))
        self.endResetModel()

    def entry(self, at: int) -> Entry:
        """What stands there."""
        return self._entries[at]

    def shown(self, event: EventRow) -> Shown:
        """An event in words."""
        return self._words(event)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self._entries[index.row()], int):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        entry = self._entries[index.row()]
        if isinstance(entry, int):
            return str(entry)
        shown = self.shown(entry[0])
        parts = (shown.event.on.isoformat(), shown.title, shown.facts, shown.remark, shown.event.who)
        return " ".join(part for part in parts if part)


class _Delegate(QStyledItemDelegate):
    def sizeHint(
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002  Qt's
        index: Index,
    ) -> QSize:
        is_year = isinstance(_model(index).entry(index.row()), int)
        return QSize(200, _YEAR_HEIGHT if is_year else _EVENT_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        where: QRect = option.rect  # type: ignore[attr-defined]  # the stubs forget the fields of options
        view = option.widget  # type: ignore[attr-defined]  # the same
        model = _model(index)
        entry = model.entry(index.row())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_current = view.hasFocus() and view.currentIndex().row() == index.row()
        if is_current and not isinstance(entry, int):
            painter.fillRect(where, theme.tokens().colour("soft"))
            painter.fillRect(
                QRect(where.left(), where.top(), 3, where.height()), theme.tokens().colour("accent")
            )
        _draw_line(painter, where, is_first=index.row() == 0, is_last=index.row() == model.rowCount() - 1)
        if isinstance(entry, int):
            _draw_year(painter, where, entry)
        else:
            event, group = entry
            _draw_event(painter, where, model.shown(event), group)
        painter.restore()


class Timeline(QListView):
    """`opened(event)` on Enter or double click."""

    opened = Signal(object)

    def __init__(self, words: Words, followed_up: frozenset[str]) -> None:
        super().__init__()
        self.setObjectName("record.timeline")
        self._followed_up = followed_up
        self._events: tuple[EventRow, ...] = ()
        self._entries = TimelineModel(words)
        self._painted = _Delegate()
        self.setModel(self._entries)
        self.setItemDelegate(self._painted)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setBatchSize(BATCH)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("ground", "surface")
        self.setFrameShape(QListView.Shape.NoFrame)
        self.doubleClicked.connect(self._open)

    def doItemsLayout(self) -> None:
        """Once somebody has scrolled all lines are measured at once, or the list would jump to the first."""
        place = self.verticalScrollBar().value()
        self.setLayoutMode(QListView.LayoutMode.SinglePass if place else QListView.LayoutMode.Batched)
        super().doItemsLayout()
        self.verticalScrollBar().setValue(place)

    def show_events(self, events: Sequence[EventRow], group: str) -> int:
        """All of them, or only one of `GROUPS`. Returns how many are shown."""
        self._events = tuple(events)
        return self.narrow(group)

    def narrow(self, group: str) -> int:
        """Only one of `GROUPS`. Returns how many are shown."""
        grouped = ((one, group_of(one, self._followed_up)) for one in self._events)
        shown = [(one, own) for one, own in grouped if group in ("", own)]
        self.scrollToTop()
        self._entries.show_events(shown)
        if shown:
            self.setCurrentIndex(self._entries.index(1, 0))
        return len(shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.currentIndex())
        elif event.text().isprintable() and event.text().strip() and not event.modifiers():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            entry = self._entries.entry(index.row())
            if not isinstance(entry, int):
                self.opened.emit(entry[0])


def _model(index: Index) -> TimelineModel:
    model = index.model()
    assert isinstance(model, TimelineModel)  # noqa: S101  the delegate is made for this model only
    return model


def _draw_line(painter: QPainter, where: QRect, *, is_first: bool, is_last: bool) -> None:
    top = where.center().y() if is_first else where.top()
    bottom = where.top() + _RADIUS if is_last else where.bottom() + 1
    painter.fillRect(QRectF(where.left() + _NODE_X, top, 1, bottom - top), theme.tokens().colour("line2"))


def _draw_year(painter: QPainter, where: QRect, year: int) -> None:
    colours = theme.tokens()
    words = QRect(where.left() + _SIDE, where.top(), 46, where.height())
    draw(painter, words, str(year), font=theme.font(Size.STRONG), colour=colours.colour("ink"), right=True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.colour("ink2"))
    painter.drawEllipse(QPointF(where.left() + _NODE_X + 0.5, where.center().y() + 0.5), 3, 3)


def _draw_event(painter: QPainter, where: QRect, shown: Shown, group: str) -> None:
    colours = theme.tokens()
    event = shown.event
    top = where.top() + 2
    date_box = QRect(where.left() + _SIDE, top, 46, 26)
    draw(painter, date_box, f"{event.on:%m-%d}", font=theme.font(), colour=colours.colour("ink2"), right=True)
    centre = QPointF(where.left() + _NODE_X + 0.5, top + 13)
    painter.setPen(QPen(colours.colour("line2"), 1))
    painter.setBrush(colours.colour("surface"))
    painter.drawEllipse(centre, _RADIUS, _RADIUS)
    icons.paint(painter, ICONS.get(group, "note"), colours.colour("accent"), centre - QPointF(0, 1), 14)
    right = where.right() - _SIDE
    who = QRect(right - 76, top, 76, 26)
    taken = draw(painter, who, event.who, font=theme.font(), colour=colours.colour("ink2"), right=True)
    title = QRect(where.left() + _TEXT_X, top, right - taken - 8 - where.left() - _TEXT_X, 26)
    draw(painter, title, shown.title, font=theme.font(Size.STRONG), colour=colours.colour("ink"))
    rest = QRect(where.left() + _TEXT_X, top + 23, right - where.left() - _TEXT_X, 24)
    x = draw(painter, rest, shown.facts, font=theme.font(), colour=colours.colour("ink2"))
    if shown.remark:
        _draw_remark(painter, rest.adjusted(x + 14 if x else 0, 0, 0, 0), shown)


def _draw_remark(painter: QPainter, where: QRect, shown: Shown) -> None:
    colours = theme.tokens()
    tone = colours.colour("ink" if shown.is_noted else "ink2")
    if shown.is_noted:
        icons.paint(painter, "attention", tone, QPointF(where.left() + 7, where.center().y()), 14)
        where = where.adjusted(20, 0, 0, 0)
    draw(painter, where, shown.remark, font=theme.font(), colour=tone)
