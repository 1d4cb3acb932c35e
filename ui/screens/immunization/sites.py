"""Where the dose goes, by digit; another place is proposed where one was used today."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from healthdesk.domain.immunization.products import Place
from ui.kit import words
from ui.widgets.numbered import HEIGHT, NumberedOptions
from ui.widgets.text import label


class Sites(QWidget):
    """`finished` when a digit has chosen; `moved` when another is ticked; `proposed`: others stand here."""

    finished = Signal()
    moved = Signal()
    proposed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.title = label(self.tr("部位"), tone="ink2")
        self._row.addWidget(self.title)
        self._sets: dict[tuple[Place, ...], NumberedOptions] = {}
        self._current: NumberedOptions | None = None

    def propose(self, places: Sequence[Place], taken: frozenset[str]) -> None:
        """The first of these places that was not used today; none while no product is chosen."""
        if self._current is not None:
            self._current.hide()
        self._current = self._options(tuple(places)) if places else None
        if self._current is not None:
            free = next((one for one in places if one.name not in taken), places[0])
            self._current.show_codes((free.name,))
            self._current.show()
        self.proposed.emit()

    def site(self) -> str:
        """The place that is ticked."""
        codes = self.codes()
        return codes[0] if codes else ""

    def codes(self) -> tuple[str, ...]:
        """What is ticked."""
        return self._current.codes() if self._current is not None else ()

    def press(self, digit: str) -> bool:
        """What a digit key does. False when no box has that number, and for anything else."""
        is_digit = len(digit) == 1 and digit.isdecimal()
        return is_digit and self._current is not None and self._current.press(digit)

    def _options(self, places: tuple[Place, ...]) -> NumberedOptions:
        """The boxes of these places, made once."""
        if places not in self._sets:
            made = NumberedOptions(
                [(place.name, words.of_form(place.short or place.name)) for place in places]
            )
            made.setObjectName("card.sites")
            made.setFixedHeight(HEIGHT)
            made.setAccessibleName(self.tr("接种部位"))
            made.finished.connect(self.finished)
            made.picked.connect(lambda _codes: self.moved.emit())
            self._row.addWidget(made, 0, Qt.AlignmentFlag.AlignVCenter)
            self._sets[places] = made
        return self._sets[places]
