"""Which of the doses given is meant."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox

from healthdesk.services.doses import GivenDose
from ui.kit import words

if TYPE_CHECKING:
    from healthdesk.domain.immunization.schedule import Schedule


class DoseChoice(QComboBox):
    """A line for each dose: its day, vaccine and lot; the newest is first and chosen."""

    def __init__(self, schedule: "Schedule") -> None:
        super().__init__()
        self._schedule = schedule
        self._doses: tuple[GivenDose, ...] = ()

    def offer(self, doses: Sequence[GivenDose]) -> None:
        """Of these, in the order they were given."""
        self._doses = tuple(reversed(doses))
        self.clear()
        for one in self._doses:
            title = words.of_form(self._schedule.product_title(one.vaccine))
            self.addItem(f"{one.on.isoformat()}  {title}  {one.lot}".strip())

    def chosen(self) -> GivenDose | None:
        """None while nothing is offered."""
        at = self.currentIndex()
        return self._doses[at] if 0 <= at < len(self._doses) else None
