"""Two seldom things on sheets of their own: a dose given elsewhere, and a dose entered in error."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from healthdesk.services.doses import GivenDose, NewDose
from ui.kit import theme
from ui.kit.entry import read_date
from ui.kit.theme import Size
from ui.widgets.key_button import KeyButton
from ui.widgets.keys import KeyHint
from ui.widgets.marks import IconLine
from ui.widgets.overlay import Overlay
from ui.widgets.panel import hairline
from ui.widgets.text import label

if TYPE_CHECKING:
    from healthdesk.domain.immunization.schedule import Schedule

WIDTH = 480


class _Sheet(Overlay):
    """Title, fields below each other, the button at the foot."""

    def __init__(self, parent: QWidget, title: str, word: str, name: str) -> None:
        super().__init__(parent, WIDTH)
        self.setObjectName(name)
        self._upper = QVBoxLayout()
        self._upper.setContentsMargins(20, 16, 20, 16)
        self._upper.setSpacing(6)
        self._upper.addWidget(label(title, Size.TITLE))
        self.column.addLayout(self._upper)
        self.column.addWidget(hairline())
        foot = QHBoxLayout()
        foot.setContentsMargins(18, 8, 16, 8)
        leave = KeyHint("Escape", self.tr("不了"))
        leave.clicked.connect(self.close_sheet)
        self.keep = KeyButton(word, icon="done", kind="primary", name=f"{name}.keep")
        foot.addWidget(leave)
        foot.addStretch(1)
        foot.addWidget(self.keep)
        self.column.addLayout(foot)

    def _add(self, text: str, field: QWidget, name: str) -> None:
        self._upper.addWidget(label(text, tone="ink2"))
        field.setObjectName(name)
        field.setAccessibleName(text)
        field.setMinimumHeight(theme.CONTROL)
        self._upper.addWidget(field)

    def _add_complaint(self, name: str) -> IconLine:
        line = IconLine("incomplete", "", "danger", name=name)
        line.hide()
        self._upper.addWidget(line)
        return line


class ElsewhereSheet(_Sheet):
    """`wanted(NewDose)`: a dose from a booklet or another clinic."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget, schedule: "Schedule", today: Callable[[], date]) -> None:
        super().__init__(parent, self.tr("补录外院接种"), self.tr("补录"), "card.elsewhere")
        self._today = today
        self.vaccine = QComboBox()
        for code, product in schedule.products.items():
            self.vaccine.addItem(product.title, code)
        self._add(self.tr("疫苗"), self.vaccine, "card.elsewhere.vaccine")
        self.day = QLineEdit()
        self.day.setPlaceholderText(self.tr("例如 20260512 或 -30"))
        self._add(self.tr("接种日期"), self.day, "card.elsewhere.day")
        self.lot = QLineEdit()
        self.lot.setMaxLength(40)
        self._add(self.tr("批号（本上有就写）"), self.lot, "card.elsewhere.lot")
        self._complaint = self._add_complaint("card.elsewhere.error")
        self.day.returnPressed.connect(self.lot.setFocus)
        self.lot.returnPressed.connect(self._keep)
        self.keep.clicked.connect(self._keep)

    def ask(self) -> None:
        """Empty, and open."""
        self.day.clear()
        self.lot.clear()
        self._complaint.hide()
        self.open_over(self.vaccine)

    def complain(self, sentence: str) -> None:
        """Why it was refused."""
        self._complaint.show_line("incomplete", sentence, "danger")
        self._complaint.show()
        self.arrange()

    def _keep(self) -> None:
        day = read_date(self.day.text(), self._today())
        if day is None:
            self.complain(self.tr("日期看不懂，可写 20260512"))
            self.day.setFocus()
            return
        self.wanted.emit(
            NewDose(str(self.vaccine.currentData()), day, self.lot.text().strip(), is_elsewhere=True)
        )


class VoidSheet(_Sheet):
    """`wanted(dose_id, reason)`: a dose that was entered in error."""

    wanted = Signal(str, str)

    def __init__(self, parent: QWidget, schedule: "Schedule") -> None:
        super().__init__(parent, self.tr("作废录错的一剂"), self.tr("作废"), "card.void")
        self._schedule = schedule
        self.dose = QComboBox()
        self._add(self.tr("哪一剂"), self.dose, "card.void.dose")
        self.reason = QLineEdit()
        self.reason.setMaxLength(200)
        self._add(self.tr("为什么作废（必填，两处都留底）"), self.reason, "card.void.reason")
        self._complaint = self._add_complaint("card.void.error")
        self.reason.returnPressed.connect(self._keep)
        self.keep.clicked.connect(self._keep)

    def ask(self, doses: Sequence[GivenDose]) -> None:
        """Of these, the newest first."""
        self.dose.clear()
        for one in reversed(doses):
            title = self._schedule.product_title(one.vaccine)
            self.dose.addItem(f"{one.on.isoformat()}  {title}  {one.lot}".strip(), one.id)
        self.reason.clear()
        self._complaint.hide()
        self.open_over(self.dose)

    def _keep(self) -> None:
        if not self.reason.text().strip():
            self._complaint.show_line("incomplete", self.tr("要写为什么"), "danger")
            self._complaint.show()
            self.arrange()
            self.reason.setFocus()
            return
        self.wanted.emit(str(self.dose.currentData()), self.reason.text().strip())
