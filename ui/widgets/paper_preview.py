"""The paper beside the form: fit to the width, or larger."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from ui.kit import theme
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import IconLine
from ui.widgets.page_list import PageList
from ui.widgets.panel import Panel
from ui.widgets.paper import Pages, size_words
from ui.widgets.switches import Segments

A4_WIDTH_POINTS = 595.28
ZOOMS = (1.0, 1.25, 1.6, 2.0)
_MARGIN = 24
LEAST_WIDTH = 240
LIST_FROM_WIDTH = 420
"""Narrower, the small pages would take the room of the paper itself."""

_AFTER_RESIZE_MS = 120


class Preview(Panel):
    """`wanted(scale)`: pages are needed at so many device pixels to the point. `resized(is_a5)` when a person
    has chosen the other size, of a paper that has two.
    """

    wanted = Signal(float)
    resized = Signal(bool)

    def __init__(self, place: str, title: str) -> None:
        """`place` begins the object names of its parts."""
        super().__init__(padded=False, name=f"{place}.preview")
        self.set_title(self.tr("预览"))
        self._zoom = 0
        self.sizes = Segments(("A4", "A5"), f"{place}.size")
        self.sizes.chosen.connect(lambda at: self.resized.emit(bool(at)))
        self.sizes.hide()
        self.add_to_head(self.sizes)
        self._remark = IconLine(name=f"{place}.unusual")
        self.add_to_head(self._remark)
        for text, icon, step, name in (
            (self.tr("缩小"), "zoom-out", -1, f"{place}.zoom_out"),
            (self.tr("放大"), "zoom-in", 1, f"{place}.zoom_in"),
        ):
            button = KeyButton("", icon=icon, kind="text", name=name)
            button.setAccessibleName(text)
            button.setToolTip(text)
            button.clicked.connect(lambda _checked=False, by=step: self.step_zoom(by))
            self.add_to_head(button)
        self.give_way(LEAST_WIDTH, self._remark.setVisible)
        self._sheet = _Sheet()
        self._area = QScrollArea()
        self._area.setObjectName(f"{place}.pages")
        self._area.setAccessibleName(title)
        self._area.setWidget(self._sheet)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.pages = PageList(f"{place}.page_list")
        self.pages.chosen.connect(self.go_to_page)
        beside = QHBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(self.pages)
        beside.addWidget(self._area, 1)
        self.body.addLayout(beside, 1)
        self._timer = QTimer(self, interval=_AFTER_RESIZE_MS, singleShot=True)
        self._timer.timeout.connect(self.ask)

    def offer_sizes(self, *, is_a5: bool | None) -> None:
        """Which of the two sizes it has; None: there is only one."""
        self.sizes.setVisible(is_a5 is not None)
        self.sizes.choose(int(bool(is_a5)))

    def show_pages(self, pages: Pages) -> None:
        """These pages, rendered at the scale that was asked for."""
        self._sheet.show_pages(pages.images, self.devicePixelRatioF())
        self.pages.show_pages(pages.images, self.devicePixelRatioF())
        self._show_list()
        self.set_note(
            self.tr("{size}，共 {count} 页").format(size=size_words(pages.points), count=pages.count)
        )

    def go_to_page(self, page: int) -> None:
        """Bring the head of that page to the top."""
        self._area.verticalScrollBar().setValue(self._sheet.top_of(page))

    @property
    def count(self) -> int:
        """How many pages are shown."""
        return self._sheet.count()

    def say_unusual(self, text: str) -> None:
        """What is unusual about this paper; empty: nothing."""
        self._remark.show_line("attention" if text else "", text, "ink2")

    def scale(self) -> float:
        """Device pixels to the point that fill the width at the present zoom."""
        wide = max(200, self._area.viewport().width() - 2 * _MARGIN)
        return wide / A4_WIDTH_POINTS * ZOOMS[self._zoom] * self.devicePixelRatioF()

    def step_zoom(self, by: int) -> None:
        """One step nearer or farther; the farthest fits the width."""
        self._zoom = max(0, min(len(ZOOMS) - 1, self._zoom + by))
        self.ask()

    def ask(self) -> None:
        """Have the pages rendered for the present width."""
        self.wanted.emit(self.scale())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_list()
        self._timer.start()

    def _show_list(self) -> None:
        """Beside a paper of several pages, where there is room."""
        self.pages.setVisible(self.count > 1 and self.width() >= LIST_FROM_WIDTH)


class _Sheet(QWidget):
    """Pages one below the other on grey ground; paper stays light in the dark theme."""

    def __init__(self) -> None:
        super().__init__()
        self._pages: tuple[QImage, ...] = ()
        self._ratio = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Minimum)

    def show_pages(self, pages: Sequence[QImage], ratio: float) -> None:
        self._pages, self._ratio = tuple(pages), ratio
        size = self.sizeHint()
        self.setMinimumSize(size)
        self.update()

    def count(self) -> int:
        return len(self._pages)

    def top_of(self, page: int) -> int:
        """Where a page begins, counted from 0."""
        return round(sum(one.height() / self._ratio + 12 for one in self._pages[:page]))

    def sizeHint(self) -> QSize:
        wide = max((page.width() for page in self._pages), default=0) / self._ratio
        high = sum(page.height() / self._ratio + 12 for page in self._pages)
        return QSize(round(wide) + 2 * _MARGIN - 2, round(high) + 12)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  a page or two
        painter = QPainter(self)
        colours = theme.tokens()
        painter.fillRect(self.rect(), colours.colour("track"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        y = 12.0
        for page in self._pages:
            wide, high = page.width() / self._ratio, page.height() / self._ratio
            where = QRectF(max(_MARGIN, (self.width() - wide) / 2), y, wide, high)
            painter.fillRect(where, colours.colour("paper"))
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
            painter.drawImage(where, page)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            y += high + 12
