"""The drawer: fillings as the paper asks them, answers taken, every step undoable."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QUndoStack
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.forms.layout import Layout
from ui.forms.answering import Answering
from ui.forms.body import FormBody
from ui.forms.kept_bodies import KeptBodies
from ui.forms.pace import Pace, following
from ui.forms.problem_words import problem_words
from ui.forms.rest import Rest
from ui.forms.sheet import Part, Sheet
from ui.forms.steps import Step

MOST_STEPS = 500


class FormView(QScrollArea):
    """`changed(filling)` after every key; `completed` when Enter finds nothing more to ask.

    With several fillings `changed` carries the first; `fillings()` gives all. `moved(key)` follows the
    focus. A field is called `field.<link id>`.
    """

    changed = Signal(object)
    completed = Signal()
    moved = Signal(str)

    def __init__(
        self, pace: Pace = Pace.EVERY, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._pace, self._now = pace, now
        self._sheet: Sheet | None = None
        self._body: FormBody | None = None
        self._kept = KeptBodies()
        self._current: str | None = None
        self._is_read_only = False
        self.setWidget(self._kept)
        self._stack = QUndoStack(self)
        self._stack.setUndoLimit(MOST_STEPS)
        self._rest = Rest(self)
        self._rest.refused.connect(self._ask_to_look)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow_focus)

    def show_filling(
        self, filling: Filling, layout: Layout | None = None, *, hidden: frozenset[str] = frozenset()
    ) -> None:
        """Draw one filling. `hidden` items are not drawn: the screen has another place for them."""
        self.show_sheet(Sheet.of(Part(filling, layout or Layout()), hidden=hidden))

    def draw_again(self, layout: Layout, *, hidden: frozenset[str]) -> frozenset[str]:
        """The same answers, but an answer bears on what is asked. Returns the questions that have come.

        The focus stays at its question; is that one gone, the screen puts it elsewhere.
        """
        before, here = self.sheet().asked(), self._current
        self.show_sheet(Sheet.of(Part(self.filling(), layout), hidden=hidden), is_another=False)
        asked = self.sheet().asked()
        if here in asked:
            self.go_to(here)
        elif here is not None:
            self._rest.begin()
        return asked - before

    def show_sheet(self, sheet: Sheet, *, is_another: bool = True) -> None:
        """Draw a sheet of one or several forms; undo begins anew, for `is_another` person tables as well."""
        self._stack.clear()
        self._rest.forget()
        self._current = None
        self.make_way(sheet)
        self._sheet = sheet
        if self._body is None:
            room = self.viewport().height()
            self._body = self._kept.bring_back(sheet.plan, lambda: FormBody(sheet, self._hearing, room))
            self._body.begin(sheet, is_another=is_another)
            self._kept.show_body(self._body)
            self.verticalScrollBar().setValue(0)
        else:
            self._body.begin(sheet, is_another=is_another)
        self.set_read_only(is_read_only=self._is_read_only)

    def make_way(self, sheet: Sheet) -> None:
        """What is shown is put away unless it can show this sheet: no room is laid out for it any more."""
        if self._body is not None and self._sheet is not None and self._sheet.plan != sheet.plan:
            self._kept.put_away(self._sheet.plan, self._body)
            self._body = None

    def filling(self) -> Filling:
        """The first (or only) filling as it stands. Raises LookupError before anything is shown."""
        return self.sheet().fillings[0]

    def fillings(self) -> tuple[Filling, ...]:
        """All of them, in the order of the parts."""
        return self.sheet().fillings

    def sheet(self) -> Sheet:
        """What is shown. Raises LookupError before anything is."""
        if self._sheet is None:
            raise LookupError("nothing is shown")
        return self._sheet

    def take(self, *fillings: Filling) -> None:
        """Show answers that came from elsewhere: a device, a card, a judgement. Not a step to undo."""
        here = self._current
        self._put(self.sheet().with_fillings(*fillings))
        if here is not None and not self.sheet().asks(here):
            self._rest.begin()
            self._go_on(here)

    @property
    def current(self) -> str | None:
        """The question that has the focus."""
        return self._current

    def gaps(self) -> tuple[str, ...]:
        """Questions on the sheet that still want an answer."""
        return self._sheet.gaps() if self._sheet else ()

    def set_read_only(self, *, is_read_only: bool) -> None:
        """A signed record is looked at, not written in."""
        self._is_read_only = is_read_only
        if self._body is not None:
            self._body.setDisabled(is_read_only)

    def go_to(self, key: str) -> bool:
        """Put the focus into a question; a folded one comes out. False when it is not on the sheet."""
        row = self._body.bring_out(key) if self._body else None
        if row is None:
            return False
        row.fields[key].setFocus(Qt.FocusReason.TabFocusReason)
        self._reveal(row)
        return True

    def go_to_gap(self) -> bool:
        """To the first question that wants an answer; False when there is none."""
        gaps = self.gaps()
        return bool(gaps) and self.go_to(gaps[0])

    def focus_first(self) -> None:
        """Where typing begins: the first gap, or the first question."""
        if self._sheet and not self.go_to_gap() and (first := self._sheet.next_asked(None)):
            self.go_to(first)

    def complain(self, link_id: str, reason: str) -> bool:
        """Show an `InvalidInput` of a service at its field. False when it is not on the sheet."""
        if self._body is None or not self.go_to(link_id):
            return False
        self._body.rows[link_id].complain(problem_words(reason))
        return True

    def undo(self) -> None:
        """One step back."""
        self._stack.undo()

    def redo(self) -> None:
        """One step forward again."""
        self._stack.redo()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.redo()
        else:
            super().keyPressEvent(event)

    def _hearing(self, key: str) -> Answering:
        return Answering(
            edited=lambda value: self._edit(key, value),
            entered=lambda: self._enter(key),
            completed=lambda: self._complete(key),
            undo=self.undo,
            redo=self.redo,
            today=lambda: self.filling().subject.today,
        )

    def _edit(self, key: str, value: Any) -> None:
        before = self.sheet()
        after = before.answer(key, value, self._now())
        if after.value(key) != before.value(key) or before.is_carried(key):
            self._step(before, after, key)

    def _step(self, before: Sheet, after: Sheet, key: str) -> None:
        self._stack.push(Step(self._restore, before, after, key))
        if self._body is not None:
            self._body.forgive(key)
        self._put(after)
        self.changed.emit(self.filling())

    def _restore(self, sheet: Sheet, key: str) -> None:
        """What a step back or forward shows; whoever takes it knows where it leads."""
        self._put(sheet)
        self._rest.forget()
        self.go_to(key)
        self.changed.emit(self.filling())

    def _put(self, sheet: Sheet) -> None:
        self._sheet = sheet
        if self._body is not None:
            self._body.show_sheet(sheet)

    def _ask_to_look(self) -> None:
        if self._body is not None and self._current is not None:
            self._body.hint(self._current, self.tr("题目刚变了，看清再按"))

    def _enter(self, key: str) -> None:
        """Enter: keep what is carried, answer a doubt, complain about a fault, or go on."""
        sheet = self.sheet()
        was_carried = sheet.is_carried(key)
        if was_carried:
            kept = sheet
            for one in self._kept_with(key):
                kept = kept.confirm(one, self._now())
            self._step(sheet, kept, key)
        if self._may_leave(key):
            self._go_on(key, step_by_step=was_carried)

    def _kept_with(self, key: str) -> list[str]:
        """What one Enter keeps: this answer, or at the pace of a follow-up its whole section."""
        sheet, body = self.sheet(), self._body
        if body is None or self._pace is not Pace.FOLLOW_UP:
            return [key]
        beside = next(section for section in sheet.plan.sections if key in section.questions())
        return [one for one in beside.questions() if sheet.is_carried(one) and body.is_shown(one)]

    def _may_leave(self, key: str) -> bool:
        """A fault holds the focus; a doubt holds it once, and a second Enter says that it is meant."""
        sheet, body = self.sheet(), self._body
        if body is None or sheet.value(key) is None:
            return True
        was_asked = body.has_asked(key)
        body.judge(key)
        if key in sheet.problems():
            return False
        if key in sheet.doubts():
            if not was_asked:
                return False
            self._put(sheet.accept(key))
        return True

    def _complete(self, key: str) -> None:
        """A key finished the answer: go on at once, unless there is something to look at."""
        sheet = self.sheet()
        if key not in sheet.problems() and key not in sheet.doubts():
            self._go_on(key)
        elif self._body is not None:
            self._body.judge(key)

    def _go_on(self, key: str, *, step_by_step: bool = False) -> None:
        if next_one := self._next_after(key, step_by_step=step_by_step):
            self.go_to(next_one)
        else:
            self._rest.arrive(self.sheet().asks)
            self.completed.emit()

    def _next_after(self, key: str, *, step_by_step: bool = False) -> str | None:
        is_shown = self._body.is_shown if self._body is not None else self.sheet().asks
        return following(self._pace, self.sheet(), is_shown, key, step_by_step=step_by_step)

    def _follow_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Tint the row that has the focus; judge the question that was left."""
        if self._body is None or now is None:
            return
        key = self._body.key_of(now) if self.isAncestorOf(now) else None
        if key == self._current:
            return
        left, self._current = self._current, key
        if left is not None:
            self._body.judge(left)
        self._body.light(key)
        if key is not None:
            self._rest.arrive(self.sheet().asks)
            self._rest.expect(self._next_after(key))
            self._reveal(self._body.rows[key])
            self.moved.emit(key)

    def _reveal(self, row: QWidget) -> None:
        """Scroll to a row, wherever it is once those above it that have just come or gone are laid out."""
        if self._body is not None:
            QCoreApplication.sendPostedEvents(self._body, QEvent.Type.LayoutRequest)
            top = row.mapTo(self._body, QPoint(0, 0)).y()
            self.ensureVisible(0, top + row.height() // 2, 0, row.height() // 2 + 48)


__all__ = ["FormView", "Pace", "Part", "Sheet"]
