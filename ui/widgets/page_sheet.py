"""Pages one below the other on grey ground; those nobody looks at are white paper of the same size."""

from bisect import bisect_left, bisect_right

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit import theme
from ui.widgets.paper import Pages

MARGIN = 24
GAP = 12
NEAR = 1
"""Pages before and behind those in sight that are rendered too, and kept; all others are let go."""


class PageSheet(QWidget):
    """Paper stays light in the dark theme."""

    def __init__(self) -> None:
        super().__init__()
        self._pages: Pages | None = None
        self._pictures: dict[int, QImage] = {}
        self._tops: list[float] = [float(GAP)]
        self._ratio = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Minimum)

    def show_pages(self, pages: Pages, ratio: float) -> None:
        """These pages, on a screen with `ratio` device pixels to the logical one."""
        self._pages, self._ratio = pages, ratio
        self._pictures = dict(enumerate(pages.images))
        self._tops = [float(GAP)]
        for page in range(pages.count):
            self._tops.append(self._tops[-1] + pages.pixels(page).height() / ratio + GAP)
        self.setMinimumSize(self.sizeHint())
        self.update()

    def count(self) -> int:
        """How many pages there are."""
        return len(self._tops) - 1

    def top_of(self, page: int) -> int:
        """Where the view is scrolled to for a page, counted from 0."""
        return round(self._tops[page] - GAP)

    def spot(self, top: int) -> tuple[int, float]:
        """The page at this height, counted from 0, and which share of it lies above."""
        page = max(0, bisect_right(self._tops, top + GAP) - 1)
        if page >= self.count():
            return 0, 0.0
        return page, (top + GAP - self._tops[page]) / (self._tops[page + 1] - self._tops[page])

    def height_of(self, page: int, share: float) -> int:
        """Where that spot lies now; at the end where there are no such pages any more."""
        if page >= self.count():
            return round(self._tops[-1])
        return round(self._tops[page] - GAP + share * (self._tops[page + 1] - self._tops[page]))

    def missing(self, top: int, high: int) -> int | None:
        """The first page that has no picture of those near the `high` logical pixels from `top` on."""
        seen = self._between(top, top + high)
        near = range(max(0, seen.start - NEAR), min(self.count(), seen.stop + NEAR))
        for page in [one for one in self._pictures if one not in near]:
            del self._pictures[page]
        return next((one for one in (*seen, *near) if one not in self._pictures), None)

    def show_picture(self, page: int, picture: QImage) -> None:
        """The picture of a page has come."""
        self._pictures[page] = picture
        self.update()

    def pictures(self) -> frozenset[int]:
        """The pages that are kept as pictures."""
        return frozenset(self._pictures)

    def sizeHint(self) -> QSize:
        wide = max((self._place(page).width() for page in range(self.count())), default=0)
        return QSize(round(wide) + 2 * MARGIN - 2, round(self._tops[-1]))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.tokens()
        painter.fillRect(event.rect(), colours.colour("track"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for page in self._between(event.rect().top(), event.rect().bottom() + 1):
            where = self._place(page)
            painter.fillRect(where, colours.colour("paper"))
            if page in self._pictures:
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
                painter.drawImage(where, self._pictures[page])
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)

    def _between(self, top: int, bottom: int) -> range:
        """The pages of which something lies there."""
        first = max(0, bisect_right(self._tops, top) - 1)
        last = bisect_left(self._tops, bottom)
        return range(min(first, self.count()), min(last, self.count()))

    def _place(self, page: int) -> QRectF:
        pixels = self._pages.pixels(page) if self._pages is not None else QSize()
        wide, high = pixels.width() / self._ratio, pixels.height() / self._ratio
        return QRectF(max(MARGIN, (self.width() - wide) // 2), self._tops[page], wide, high)
