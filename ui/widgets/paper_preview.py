"""The paper beside the form: fit to the width, or larger. Only what is looked at is rendered."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea

from healthdesk.base.errors import HealthDeskError
from ui.kit import messages
from ui.kit.tasks import Lane, Tasks
from ui.widgets.empty_state import EmptyState
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import IconLine
from ui.widgets.page_list import PageList
from ui.widgets.page_sheet import MARGIN, PageSheet
from ui.widgets.panel import Panel
from ui.widgets.paper import Pages, rendered_page, size_words
from ui.widgets.switches import Segments

A4_WIDTH_POINTS = 595.28
ZOOMS = (1.0, 1.25, 1.6, 2.0)
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

    def __init__(self, place: str, title: str, tasks: Tasks) -> None:
        """`place` begins the object names of its parts."""
        super().__init__(padded=False, name=f"{place}.preview")
        self.set_title(self.tr("预览"))
        self._zoom = 0
        self._tasks = tasks
        self._is_rendering = False
        self._pages: Pages | None = None
        self.sizes = Segments(("A4", "A5"), f"{place}.size")
        self.sizes.chosen.connect(lambda at: self.resized.emit(bool(at)))
        self.sizes.hide()
        self.add_to_head(self.sizes)
        self._remark = IconLine(name=f"{place}.unusual")
        self.add_to_head(self._remark)
        self._add_zooms(place)
        self.give_way(LEAST_WIDTH, self._remark.setVisible)
        self._sheet = PageSheet()
        self._area = QScrollArea()
        self._area.setObjectName(f"{place}.pages")
        self._area.setAccessibleName(title)
        self._area.setWidget(self._sheet)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.pages = PageList(f"{place}.page_list")
        self.pages.chosen.connect(self.go_to_page)
        for bar in (self._area.verticalScrollBar(), self.pages.verticalScrollBar()):
            bar.valueChanged.connect(lambda _at: self._render_next())
        beside = QHBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(self.pages)
        beside.addWidget(self._area, 1)
        self._failure = EmptyState("document", "", name=f"{place}.failure")
        self._failure.hide()
        beside.addWidget(self._failure, 1)
        self.body.addLayout(beside, 1)
        self._timer = QTimer(self, interval=_AFTER_RESIZE_MS, singleShot=True)
        self._timer.timeout.connect(self.ask)

    def _add_zooms(self, place: str) -> None:
        for text, icon, step, name in (
            (self.tr("缩小"), "zoom-out", -1, f"{place}.zoom_out"),
            (self.tr("放大"), "zoom-in", 1, f"{place}.zoom_in"),
        ):
            button = KeyButton("", icon=icon, kind="text", name=name)
            button.setAccessibleName(text)
            button.setToolTip(text)
            button.clicked.connect(lambda _checked=False, by=step: self.step_zoom(by))
            self.add_to_head(button)

    def offer_sizes(self, *, is_a5: bool | None) -> None:
        """Which of the two sizes it has; None: there is only one."""
        self.sizes.setVisible(is_a5 is not None)
        self.sizes.choose(int(bool(is_a5)))

    def show_pages(self, pages: Pages) -> None:
        """These pages, rendered at the scale that was asked for; what was looked at stays in sight."""
        bar = self._area.verticalScrollBar()
        spot = self._sheet.spot(bar.value())
        self._pages = pages
        self._failure.hide()
        self._area.show()
        self._sheet.show_pages(pages, self.devicePixelRatioF())
        QApplication.sendPostedEvents(self._area.viewport(), QEvent.Type.LayoutRequest)
        bar.setValue(self._sheet.height_of(*spot))
        self.pages.show_pages(pages, self.devicePixelRatioF())
        self._show_list()
        self.set_note(
            self.tr("{size}，共 {count} 页").format(size=size_words(pages.points), count=pages.count)
        )
        self._render_next()

    def _render_next(self) -> None:
        """One page after the other, that which is looked at by then; the large ones first."""
        pages = self._pages
        if pages is None or self._is_rendering:
            return
        bar = self._area.verticalScrollBar()
        large = self._sheet.missing(bar.value(), self._area.viewport().height())
        small = self.pages.missing() if large is None else None
        if large is not None:
            self._render(pages, large, pages.scale, self._sheet.show_picture)
        elif small is not None:
            self._render(pages, small, self.pages.scale(small), self.pages.show_picture)

    def _render(self, pages: Pages, page: int, scale: float, show: Callable[[int, QImage], None]) -> None:
        def take(picture: QImage) -> None:
            self._is_rendering = False
            if self._pages is pages:
                show(page, picture)
            self._render_next()

        self._is_rendering = True
        self._tasks.run(
            lambda: rendered_page(pages.document, page, scale), done=take, owner=self, lane=Lane.SCREEN
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

    def fail(self, error: HealthDeskError) -> None:
        """Why no paper can be drawn. The one before is out of sight: it is not what would be printed."""
        said = messages.message(error)
        self._pages = None
        self._failure.show_state("incomplete", said.what, said.do)
        self._failure.show()
        self._area.hide()
        self.pages.hide()

    def scale(self) -> float:
        """Device pixels to the point that fill the width at the present zoom."""
        wide = max(200, self._area.viewport().width() - 2 * MARGIN)
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
        self._render_next()
        self._timer.start()

    def _show_list(self) -> None:
        """Beside a paper of several pages, where there is room; then the paper itself has less."""
        is_hidden = self.count <= 1 or self.width() < LIST_FROM_WIDTH
        if is_hidden != self.pages.isHidden():
            self.pages.setHidden(is_hidden)
            self._timer.start()
