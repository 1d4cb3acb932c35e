"""Papers that a printer did not take wholly: said at the start and when it happens, offered again."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject

from healthdesk.services.immunization_papers import ImmunizationPapers
from healthdesk.services.print_jobs import PrintJobRow, PrintJobs
from ui.kit import words
from ui.kit.actions import Action
from ui.kit.messages import Message
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks

MOST_NAMED = 3

GoOn = Callable[[PrintJobRow, bool], None]
"""Prints a paper that waits; all of it, or (False) what is missing."""


class PaperDesk(Protocol):
    """What printing asks of the desk."""

    @property
    def print_jobs(self) -> PrintJobs: ...
    @property
    def immunization_papers(self) -> ImmunizationPapers: ...


class WaitingPapers(QObject):
    """A person decides: what the printer was given last may lie in its tray, half or whole."""

    def __init__(
        self, desk: PaperDesk, tasks: Tasks, navigator: Navigator, go_on: GoOn, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk, self._tasks, self._navigator, self._go_on = desk, tasks, navigator, go_on

    def tell(self, why: str = "") -> None:
        """Say which papers wait, and why; nothing when none does."""
        jobs = self._desk.print_jobs
        self._tasks.run(lambda: jobs.waiting(), done=partial(self._tell, why), owner=self)

    def offer(self, first: Sequence[Action]) -> None:
        """One list of all that can be done about papers, with `first` at its head."""
        jobs = self._desk.print_jobs
        self._tasks.run(lambda: jobs.waiting(), done=partial(self._offer, tuple(first)), owner=self)

    def _tell(self, why: str, rows: Sequence[PrintJobRow]) -> None:
        if not rows:
            return
        what = why or self.tr("有 {n} 份纸没有打完").format(n=len(rows))
        named = "\n".join(self._state(row) for row in rows[:MOST_NAMED])
        actions = (
            self._choices(rows[0])
            if len(rows) == 1
            else [Action("paper.waiting", self.tr("选要打的"), partial(self.offer, ()), "print")]
        )
        self._navigator.notify(Message(what, named), actions)

    def _offer(self, first: Sequence[Action], rows: Sequence[PrintJobRow]) -> None:
        actions = [*first, *(one for row in rows for one in self._choices(row, self._named(row)))]
        if actions:
            self._navigator.offer(actions)
        else:
            self._navigator.say(self.tr("没有等着打的纸"), "print")

    def _choices(self, row: PrintJobRow, of: str = "") -> list[Action]:
        """`of` names the paper where several are offered in one list."""
        again = self.tr("从头打") if row.taken else self.tr("再打")
        found = [
            (f"paper.again.{row.id}", again, partial(self._go_on, row, True), "print"),
            (f"paper.drop.{row.id}", self.tr("不打了"), partial(self._drop, row), "delete"),
        ]
        if row.taken:
            word = self.tr("从第 {page} 页接着打").format(page=row.taken + 1)
            found.insert(0, (f"paper.go_on.{row.id}", word, partial(self._go_on, row, False), "print"))
        with_name = self.tr("{word}：{title}")
        return [
            Action(id_, with_name.format(word=word, title=of) if of else word, call, icon)
            for id_, word, call, icon in found
        ]

    def _state(self, row: PrintJobRow) -> str:
        if row.taken:
            said = self.tr("{title}：送到第 {taken} 页，共 {pages} 页，请看纸出来没有")
        else:
            said = self.tr("{title}：还没有送出，共 {pages} 页")
        return said.format(title=self._named(row), taken=row.taken, pages=row.pages)

    def _named(self, row: PrintJobRow) -> str:
        if not row.name:
            return words.of_form(row.title)
        return self.tr("{title}（{name}）").format(title=words.of_form(row.title), name=row.name)

    def _drop(self, row: PrintJobRow) -> None:
        jobs = self._desk.print_jobs
        said = self.tr("不打了：{title}").format(title=words.of_form(row.title))
        self._tasks.run(
            lambda: jobs.drop(row.id), done=lambda _none: self._navigator.say(said, "print"), owner=self
        )
