"""Keeps what is being typed: soon after every change, off the main thread, and at once when left."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from healthdesk.domain.forms.filling import Filling
from ui.kit.tasks import Tasks

if TYPE_CHECKING:
    from healthdesk.desk import Desk

PAUSE_MS = 300
"""So that a value typed in one go is one save; nobody loses more than this to a power cut."""


class Drafting(QObject):
    """`note` after every change; `flush` before anything that might end the sheet; `stop` once signed."""

    def __init__(
        self, desk: "Desk", tasks: Tasks, saved: Callable[[datetime], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk, self._tasks, self._saved = desk, tasks, saved
        self._subject = ""
        self._opened_version: int | None = None
        self._reason = ""
        self._kept: dict[str, Filling] = {}
        self._waiting: tuple[Filling, ...] = ()
        self._timer = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._timer.timeout.connect(self.flush)

    def begin(
        self,
        subject: str,
        fillings: Sequence[Filling],
        opened_version: int | None = None,
        *,
        reason: str = "",
    ) -> None:
        """A new sheet; as it stands it needs no saving. `reason`: why a signed one is being corrected."""
        self._timer.stop()
        self._subject, self._opened_version, self._waiting = subject, opened_version, ()
        self._reason = reason
        self._kept = {filling.form.key: filling for filling in fillings}

    def note(self, fillings: Sequence[Filling], *, reason: str | None = None) -> None:
        """Something was typed; `reason` where it is written on the sheet itself."""
        if reason is not None and reason != self._reason:
            self._reason = reason
            self._kept.clear()
        self._waiting = tuple(fillings)
        self._timer.start()

    def stop(self) -> None:
        """What is signed is no draft any more."""
        self._timer.stop()
        self._waiting = ()

    def flush(self) -> None:
        """Save now what has changed since the last time."""
        self._timer.stop()
        changed = [one for one in self._waiting if self._kept.get(one.form.key) != one]
        self._waiting = ()
        if not changed:
            return
        self._kept |= {filling.form.key: filling for filling in changed}
        why = {"reason": self._reason} if self._reason else {}
        papers = [(one.form.key, one.form.version, one.entries_document() | why) for one in changed]
        desk, subject, version = self._desk, self._subject, self._opened_version
        self._tasks.run(lambda: _keep(desk, subject, papers, version), done=self._saved, owner=self)


def _keep(
    desk: "Desk", subject: str, papers: Sequence[tuple[str, str, dict[str, Any]]], opened_version: int | None
) -> datetime:
    moments = [
        desk.drafts.keep(subject, key, form_version=version, document=document, opened_version=opened_version)
        for key, version, document in papers
    ]
    return max(moments)
