"""A signed referral is opened to be corrected once somebody has said why, or let go of again."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from healthdesk.domain.access import Permission
from ui.kit.actions import Action
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks
from ui.screens.referral import opening
from ui.screens.referral.opening import Opened
from ui.screens.referral.sheet_panel import SheetPanel

if TYPE_CHECKING:
    from healthdesk.desk import Desk


class Correcting(QObject):
    """Works on what was looked at last. `ready(Opened)`: the same sheet, open.

    `dropping` before what was begun is thrown away: it must not be kept again. Then `dropped`, with the id.
    """

    ready = Signal(object)
    dropping = Signal()
    dropped = Signal(str)

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator, panel: SheetPanel) -> None:
        super().__init__(panel)
        self._desk, self._tasks, self._navigator, self._panel = desk, tasks, navigator, panel
        self._opened: Opened | None = None
        panel.amend.clicked.connect(self.ask)
        panel.drop.clicked.connect(self.drop)
        panel.reason.given.connect(self._begin)

    def look_at(self, opened: Opened) -> None:
        """Another sheet, or another state of it, is shown."""
        self._opened = opened

    @property
    def is_possible(self) -> bool:
        """Whether what is looked at may be corrected by the person at the desk."""
        signed = self._opened.signed if self._opened else None
        may_refer = self._navigator.seat.allows(Permission.REFER.value)
        return may_refer and signed is not None and signed.is_correctable

    def commands(self) -> tuple[Action, ...]:
        """What can be done now."""
        if self.is_possible:
            return (Action("referral.amend", self.tr("更正"), self.ask, "edit", "Ctrl+E"),)
        if self._opened is not None and self._opened.is_correction:
            return (Action("referral.drop", self.tr("放弃这次更正"), self.drop, "delete"),)
        return ()

    def ask(self) -> None:
        """Why?"""
        if self.is_possible:
            self._panel.reason.begin()

    def drop(self) -> None:
        """The correction that was begun is thrown away; the signed sheet stands as it was."""
        desk, opened = self._desk, self._opened
        if opened is None or not opened.is_correction:
            return
        referral_id = opened.referral_id
        self.dropping.emit()
        self._tasks.run(
            lambda: opening.drop(desk, opened),
            done=lambda _none: self.dropped.emit(referral_id),
            owner=self,
            once="drop",
        )

    def _begin(self, reason: str) -> None:
        desk, opened = self._desk, self._opened
        if opened is not None and self.is_possible:
            self._tasks.run(
                lambda: opening.correct(desk, opened, reason),
                done=self.ready.emit,
                owner=self,
                once="correct",
            )
