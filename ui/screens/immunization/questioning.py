"""The page of questions before a dose: asks, writes down, lets the booklet be compared."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from healthdesk.base import errors
from healthdesk.base.errors import HealthDeskError
from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.immunization.asking import applying
from healthdesk.domain.immunization.background import context
from healthdesk.domain.immunization.questions import Question
from healthdesk.services.immunization import ChildCard
from ui.kit import theme
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks
from ui.screens.immunization.opening import Asking, asking
from ui.screens.immunization.precheck import Precheck

if TYPE_CHECKING:
    from healthdesk.desk import Desk


class Questioning(QWidget):
    """`shown` when the page is to be seen, `kept` and `compared` when something was written down."""

    shown = Signal()
    kept = Signal()
    compared = Signal()
    elsewhere_wanted = Signal()

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__()
        self._desk, self._tasks, self._navigator = desk, tasks, navigator
        self._child: ChildCard | None = None
        self._asking: Asking | None = None
        around = QVBoxLayout(self)
        around.setContentsMargins(theme.PAGE_MARGIN, 12, theme.PAGE_MARGIN, 12)
        self.sheet = Precheck(desk.clock.now)
        self.sheet.kept.connect(self._keep)
        self.sheet.compared.connect(self.compare)
        self.sheet.whole_wanted.connect(self.ask_whole)
        self.sheet.elsewhere_wanted.connect(self.elsewhere_wanted)
        around.addWidget(self.sheet)

    def show_child(self, child: ChildCard) -> None:
        """Whom the questions are about, and what is known of the doses given elsewhere."""
        self._child = child
        words = self._desk.schedule.wording.stops["history"]
        self.sheet.show_history(child.history, str(words.text))

    def ask(self) -> None:
        """The health questions of today's doses."""
        self._open(is_whole=False)

    def ask_whole(self) -> None:
        """All of the background; the same key leads back to what is asked today."""
        self._open(is_whole=not (self.isVisible() and self.sheet.is_whole))

    def keep(self) -> None:
        """Write down what was answered, while the page is shown."""
        if self.isVisible():
            self.sheet.keep_answers()

    def compare(self) -> None:
        """The booklet lies on the desk, and everything in it is here."""
        child, desk = self._child, self._desk
        if child is None or child.history.is_known:
            return
        self._tasks.run(
            lambda: desk.backgrounds.booklet_checked(child.resident.id),
            done=lambda _done: self._say_compared(),
            owner=self,
        )

    def _open(self, *, is_whole: bool) -> None:
        child, desk = self._child, self._desk
        if child is not None:
            self._tasks.run(
                lambda: asking(desk, child.resident.id),
                done=lambda found: self._show(found, is_whole=is_whole),
                owner=self,
            )

    def _show(self, found: Asking, *, is_whole: bool) -> None:
        if self._child is None:
            return
        self._asking = found
        layout = self._desk.forms.layout(found.filling.form)
        self.sheet.show_sheet(found.filling, layout, self._bearing, is_whole=is_whole)
        self.shown.emit()
        self.sheet.focus_first()

    def _bearing(self, filling: Filling) -> tuple[Question, ...]:
        """The questions of today that matter, given the answers so far."""
        child, schedule, today = self._child, self._desk.schedule, self._desk.clock.today()
        if child is None:
            return ()
        said = context(filling.answers(), schedule.background, today)
        return applying(child.card.health_questions, replace(child.person, context=said), schedule, today)

    def _keep(self, filling: Filling) -> None:
        child, desk, found = self._child, self._desk, self._asking
        if child is None or found is None:
            return
        self._tasks.run(
            lambda: desk.backgrounds.keep(child.resident.id, filling, found.version),
            done=lambda _done: self._say_kept(),
            failed=self._refuse,
            owner=self,
        )

    def _say_kept(self) -> None:
        self.sheet.answers.set_busy(is_busy=False)
        self._navigator.say(self.tr("预检已记下"))
        self.kept.emit()

    def _say_compared(self) -> None:
        self._navigator.say(self.tr("已对照接种证"))
        self.compared.emit()

    def _refuse(self, error: HealthDeskError) -> None:
        self.sheet.answers.set_busy(is_busy=False)
        is_here = isinstance(error, errors.InvalidInput) and self.sheet.complain(error.field, error.reason)
        if not is_here:
            self._navigator.complain(error)
