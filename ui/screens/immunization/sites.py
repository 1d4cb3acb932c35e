"""Where the dose goes, by digit; another place is proposed where one was used today."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.widgets.numbered import HEIGHT, NumberedOptions


class Sites(QWidget):
    """`finished` when a digit has chosen; `moved` when another place is ticked."""

    finished = Signal()
    moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        arms = (self.tr("左上臂"), self.tr("右上臂"), self.tr("大腿"))
        self._sets = {
            is_oral: _options(words) for is_oral, words in ((True, (self.tr("口服"),)), (False, arms))
        }
        self._is_oral = False
        for options in self._sets.values():
            options.setAccessibleName(self.tr("接种部位"))
            options.finished.connect(self.finished)
            options.picked.connect(lambda _codes: self.moved.emit())
            row.addWidget(options, 0, Qt.AlignmentFlag.AlignVCenter)

    def propose(self, taken: frozenset[str], *, is_oral: bool) -> None:
        """The first place that was not used today, for the way the product is given."""
        self._is_oral = is_oral
        for key, options in self._sets.items():
            options.setVisible(key is is_oral)
        codes = [option.code for option in self._sets[is_oral].options()]
        self._sets[is_oral].show_codes((next((code for code in codes if code not in taken), codes[0]),))

    def site(self) -> str:
        """The place that is ticked."""
        codes = self._sets[self._is_oral].codes()
        return codes[0] if codes else ""

    def codes(self) -> tuple[str, ...]:
        """What is ticked."""
        return self._sets[self._is_oral].codes()

    def press(self, digit: str) -> bool:
        """What a digit key does. False when no box has that number, and for anything else."""
        return len(digit) == 1 and digit.isdecimal() and self._sets[self._is_oral].press(digit)


def _options(words: tuple[str, ...]) -> NumberedOptions:
    made = NumberedOptions([(text, text) for text in words])
    made.setObjectName("card.sites")
    made.setFixedHeight(HEIGHT)
    return made
