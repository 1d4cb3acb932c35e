"""One paper on its way to a printer, page by page, beside the window."""

from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter

from healthdesk.base.progress import Progress
from healthdesk.services.print_jobs import Paper, PrintJobs, Printout
from ui.widgets import paper

STRIPS = 16
"""A page is painted in so many pieces: none of them holds the window for more than some 10 ms."""


class End(Enum):
    """How it ended: all pages taken; not taken, and the paper waits; or stopped by a person."""

    TAKEN = auto()
    REFUSED = auto()
    STOPPED = auto()


class PrintRun:
    """`keep` puts the paper into the queue and returns its id. `go` runs in the printer's lane."""

    def __init__(self, jobs: PrintJobs, printer: QPrinter, title: str, keep: Callable[[], str]) -> None:
        self._jobs, self._keep, self.printer, self.title = jobs, keep, printer, title
        self.paper: Paper | None = None
        self.is_over = False
        self._is_unwanted = False

    def stop(self) -> None:
        """Somebody does not want it any more; the page that is being painted is the last."""
        self._is_unwanted = True

    def go(self, progress: Progress) -> End:
        """Print what the printer does not have yet. Raises what keeping the paper raises."""
        try:
            out = self._jobs.begin(self._keep())
            self.paper = out.paper
            return self._settle(out, is_taken=self._put_on(out, progress))
        finally:
            self.is_over = True

    def _settle(self, out: Printout, *, is_taken: bool) -> End:
        try:
            if is_taken:
                self._jobs.finish(out.id)
                return End.TAKEN
            if self._is_unwanted:
                self._jobs.drop(out.id)
                return End.STOPPED
            return End.REFUSED
        finally:
            self._jobs.put_back(out.id)

    def _put_on(self, out: Printout, progress: Progress) -> bool:
        painter = QPainter()
        if not painter.begin(self.printer):
            return False
        for page in range(out.taken, out.paper.pages):
            is_first = page == out.taken
            if not (is_first or self._turn_page(out.id, page)) or self._ends(progress):
                painter.end()
                return False
            progress.step(page + 1, out.paper.pages)
            image = paper.rendered_page(out.paper.document, page, paper.PRINT_SCALE)
            draw(painter, image, self.printer.resolution(), is_exact=out.paper.is_exact)
        return painter.end()

    def _turn_page(self, job_id: str, taken: int) -> bool:
        """A new sheet, which means that the pages before have been taken."""
        if not self.printer.newPage():
            return False
        self._jobs.page_taken(job_id, taken)
        return True

    def _ends(self, progress: Progress) -> bool:
        """Whether to stop here. What nobody wants is taken from the printer; what is cut off by the end of
        the program comes out as far as it is.
        """
        if self._is_unwanted:
            self.printer.abort()
        return self._is_unwanted or progress.is_cancelled


def draw(painter: QPainter, page: QImage, dots: int, *, is_exact: bool) -> None:
    """A page rendered at PRINT_DPI, fitted into the sheet or in its own size, strip by strip."""
    own = paper.in_its_own_size(page.size(), dots)
    place = own if is_exact else paper.fitted(page.size(), painter.viewport())
    for strip in range(STRIPS):
        on_sheet = _strip(place.size(), strip).translated(place.topLeft())
        painter.drawImage(on_sheet, page, _strip(page.size(), strip))


def _strip(whole: QSize, number: int) -> QRect:
    top, end = (whole.height() * at // STRIPS for at in (number, number + 1))
    return QRect(0, top, whole.width(), end - top)
