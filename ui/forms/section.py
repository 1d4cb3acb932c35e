"""A group of the paper form on the sheet: the line above it, its rows, and the button of what is folded."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.forms.plan import Section
from ui.forms.row import SECTION_LEFT, QuestionRow
from ui.kit import theme, words
from ui.widgets.key_button import KeyButton
from ui.widgets.panel import hairline


class SectionBlock(QVBoxLayout):
    """Rows come as they are made, in any order; each stands where the paper has it."""

    def __init__(self, section: Section, unfold: Callable[[], None]) -> None:
        super().__init__()
        self._section, self._unfold = section, unfold
        self._places = {row.cells[0].key: at for at, row in enumerate(section.rows)}
        self._rows: dict[str, QuestionRow] = {}
        self._shown: Sequence[str] = ()
        self._folded = 0
        self._line: QWidget | None = None
        self._foot: QWidget | None = None
        self._more: KeyButton | None = None
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(0)

    def add(self, row: QuestionRow) -> None:
        """A row that has been made."""
        first = row.row.cells[0].key
        above = sum(self._places[other] < self._places[first] for other in self._rows)
        self._rows[first] = row
        self.insertWidget(above + (self._line is not None), row)
        if first in self._shown[:2]:
            self._name_rows()
            self._place_button()

    def arrange(self, shown: Sequence[str], folded: int, *, has_line: bool) -> None:
        """What is shown of it, by first question; how many questions are folded away; the line above."""
        self._shown, self._folded = shown, folded
        if has_line and self._line is None:
            self._line = _section_line()
            self.insertWidget(0, self._line)
        if self._line is not None:
            self._line.setVisible(has_line)
        self._name_rows()
        self._place_button()

    def _name_rows(self) -> None:
        """The name of the section stands at its first shown row."""
        first = next(iter(self._shown), None)
        for key, row in self._rows.items():
            row.set_section(words.of_form(self._section.title) if key == first else "")

    def _place_button(self) -> None:
        """How many are folded away: in the section column of the second row, or on a line of its own."""
        if self._folded == 0 and self._more is None:
            return
        if self._more is None or self._foot is None:
            self._more, self._foot = self._button()
        name, many = words.of_form(self._section.title), self._folded
        said = self.tr("另 {n} 项") if self._shown else self.tr("{section}  {n} 项")
        self._more.set_word(said.format(n=many, section=name))
        second = self._rows.get(self._shown[1]) if len(self._shown) > 1 else None
        self._foot.setVisible(many > 0 and second is None)
        self._more.setParent(second or self._foot)
        self._more.setGeometry(QRect(QPoint(SECTION_LEFT - 11, 0), self._more.sizeHint()))
        self._more.setVisible(many > 0)

    def _button(self) -> tuple[KeyButton, QWidget]:
        foot = QWidget()
        foot.setFixedHeight(theme.CONTROL)
        foot.hide()
        self.addWidget(foot)
        more = KeyButton("", kind="text", name=f"more.{self._section.link_id}")
        more.clicked.connect(self._unfold)
        return more, foot


def _section_line() -> QWidget:
    line = QWidget()
    across = QHBoxLayout(line)
    across.setContentsMargins(SECTION_LEFT // 2, 0, SECTION_LEFT // 2, 0)
    across.addWidget(hairline())
    return line
