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
from ui.kit import theme, words
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks
from ui.screens.immunization.consent import ConsentPanel
from ui.screens.immunization.opening import Asking, Opened, asking
from ui.screens.immunization.precheck import Precheck

if TYPE_CHECKING:
    from healthdesk.desk import Desk
    from healthdesk.services.immunization import ChildCard


class Questioning(QWidget):
    """`shown` when the page is to be seen, `changed` when something was written down."""

    shown = Signal()
    changed = Signal()
    elsewhere_wanted = Signal()

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__()
        self._desk, self._tasks, self._navigator = desk, tasks, navigator
        self._child: ChildCard | None = None
        self._asking: Asking | None = None
        around = QVBoxLayout(self)
        around.setContentsMargins(theme.PAGE_MARGIN, 12, theme.PAGE_MARGIN, 12)
        self.consent = ConsentPanel(desk.schedule.product_title)
        self.consent.agreed.connect(self._agree)
        self.sheet = Precheck(desk.clock.now, self.consent)
        self.sheet.kept.connect(self._keep)
        self.sheet.compared.connect(self.compare)
        self.sheet.whole_wanted.connect(self.ask_whole)
        self.sheet.elsewhere_wanted.connect(self.elsewhere_wanted)
        around.addWidget(self.sheet)

    def forget(self) -> None:
        """Another person: other answers, another guardian; nothing is kept until that one is here."""
        self._child = self._asking = None
        self.consent.forget()

    def show_opened(self, opened: Opened) -> None:
        """Whom the questions are about, what is known of doses given elsewhere, who agreed to what."""
        child = self._child = opened.child
        vaccines = tuple(dict.fromkeys(one.vaccine for one in child.card.today))
        self.consent.show_consent(opened.agreed, vaccines, opened.companion)
        unchecked = self._desk.schedule.wording.stops["history"]
        self.sheet.show_history(child.history, words.of_form(str(unchecked.text)))

    def focus_next(self, opened: Opened) -> None:
        """To what is still missing: a question, the booklet, the consent."""
        if opened.child.card.questions and self._asking is None:
            self.ask()  # the booklet was compared on the card, before any question was put
        elif opened.child.card.questions:
            self.sheet.focus_first()
        elif not opened.child.history.is_known:
            self.sheet.booklet.setFocus()
        else:
            self.consent.focus_first()

    def agree(self) -> None:
        """The consent as it stands on the sheet."""
        if self.isVisible():
            self.consent.give()
        else:
            self.ask()

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
            once="compared",
        )

    def _open(self, *, is_whole: bool) -> None:
        """What was answered and is not written down stays, whichever way it is looked at."""
        child, desk, found = self._child, self._desk, self._asking
        if found is not None and self.sheet.form.filling().entries != found.filling.entries:
            self._draw(self.sheet.form.filling(), is_whole=is_whole)
        elif child is not None:
            self._tasks.run(
                lambda: asking(desk, child.resident.id),
                done=lambda found: self._show(found, child, is_whole=is_whole),
                owner=self,
            )

    def _show(self, found: Asking, whose: "ChildCard", *, is_whole: bool) -> None:
        """Unless another lies on the desk by now: the answers of one are never kept for another."""
        if self._child is None or self._child.resident.id != whose.resident.id:
            return
        self._asking = found
        self._draw(found.filling, is_whole=is_whole)

    def _draw(self, filling: Filling, *, is_whole: bool) -> None:
        layout = self._desk.forms.layout(filling.form)
        self.sheet.show_sheet(filling, layout, self._bearing, is_whole=is_whole)
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
        if found is None:
            self.ask()
        elif child is not None:
            self._tasks.run(
                lambda: desk.backgrounds.keep(child.resident.id, filling, found.said),
                done=lambda said: self._say_kept(child, Asking(filling, said)),
                failed=self._refuse,
                owner=self,
                once="answers",
            )

    def _say_kept(self, whose: "ChildCard", kept: Asking) -> None:
        if self._child is not None and self._child.resident.id == whose.resident.id:
            self._asking = kept
        self.sheet.answers.set_busy(is_busy=False)
        self._navigator.say(self.tr("预检已记下"))
        self.changed.emit()

    def _say_compared(self) -> None:
        self._navigator.say(self.tr("已对照接种证"))
        self.changed.emit()

    def _agree(self, name: str, relation: str, vaccines: tuple[str, ...]) -> None:
        child, desk = self._child, self._desk
        if child is not None:
            self._tasks.run(
                lambda: desk.backgrounds.consent(child.resident.id, name, relation, vaccines),
                done=lambda _done: self._say_agreed(),
                owner=self,
                once="consent",
            )

    def _say_agreed(self) -> None:
        self._navigator.say(self.tr("同意已记下"))
        self.changed.emit()

    def _refuse(self, error: HealthDeskError) -> None:
        self.sheet.answers.set_busy(is_busy=False)
        if isinstance(error, errors.StaleRecord):
            self._asking = None  # opened again, the sheet shows what the others wrote
        is_here = isinstance(error, errors.InvalidInput) and self.sheet.complain(error.field, error.reason)
        if not is_here:
            self._navigator.complain(error)
