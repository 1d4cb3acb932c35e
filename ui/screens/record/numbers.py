"""Identity number and telephone: masked, or in full for ten seconds, which is audited."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from healthdesk.services.rows import ResidentCard
from ui.kit.tasks import Tasks
from ui.screens.record.head import RecordHead

if TYPE_CHECKING:
    from healthdesk.desk import Desk

UNMASKED_MS = 10_000


class Numbers(QObject):
    """Shows a resident's header; nobody else at this desk shall see the numbers for long."""

    def __init__(self, desk: "Desk", tasks: Tasks, head: RecordHead) -> None:
        super().__init__(head)
        self._desk, self._tasks, self._head = desk, tasks, head
        self._card: ResidentCard | None = None
        self._again = QTimer(self, interval=UNMASKED_MS, singleShot=True)
        self._again.timeout.connect(self.mask)
        self._is_masked = True

    def show_card(self, card: ResidentCard) -> None:
        """Somebody else, or the same person anew: masked."""
        self._again.stop()
        self._card, self._is_masked = card, True
        self._head.show_card(card, self._desk.clock.today())

    def unmask(self) -> None:
        """In full, for ten seconds."""
        card = self._card
        if card is not None:
            job = partial(self._desk.residents.unmask, card.id)
            self._tasks.run(job, done=lambda numbers: self._show(card, numbers), owner=self)

    def mask(self) -> None:
        """Stars again, where there are none: a header that has them is not built anew."""
        if self._card is not None and not self._is_masked:
            self.show_card(self._card)

    def _show(self, card: ResidentCard, numbers: tuple[str, str]) -> None:
        """Unless somebody else has been opened meanwhile: never one person's numbers at another's name."""
        if self._card is card and self._head.isVisible():
            self._is_masked = False
            self._head.show_card(card, self._desk.clock.today(), numbers)
            self._again.start()
