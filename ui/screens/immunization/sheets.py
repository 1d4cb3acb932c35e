"""Sheets for seldom things: a dose given elsewhere, or in error; an appointment; a word."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from healthdesk.services.doses import GivenDose, NewDose
from ui.kit import words
from ui.kit.entry import read_date
from ui.screens.immunization.dose_choice import DoseChoice
from ui.widgets.field_sheet import FieldSheet
from ui.widgets.line import Line
from ui.widgets.numbered import NumberedOptions

if TYPE_CHECKING:
    from healthdesk.domain.immunization.schedule import Schedule


KEPT, WASTED = "1", "2"


class ElsewhereSheet(FieldSheet):
    """`wanted(NewDose)`: a dose from a booklet or another clinic."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget, schedule: "Schedule", today: Callable[[], date]) -> None:
        super().__init__(parent, self.tr("补录外院接种"), self.tr("补录"), "card.elsewhere")
        self._today = today
        self.vaccine = QComboBox()
        for code, product in schedule.products.items():
            self.vaccine.addItem(words.of_form(product.title), code)
        self.add(self.tr("疫苗"), self.vaccine, "card.elsewhere.vaccine")
        self.day = Line()
        self.day.setPlaceholderText(self.tr("例如 20260512 或 -30"))
        self.add(self.tr("接种日期"), self.day, "card.elsewhere.day")
        self.lot = Line()
        self.lot.setMaxLength(40)
        self.add(self.tr("批号（本上有就写）"), self.lot, "card.elsewhere.lot")
        self.place = Line()
        self.place.setMaxLength(60)
        self.add(self.tr("在哪里打的（本上的接种单位）"), self.place, "card.elsewhere.place")
        self.day.returnPressed.connect(self.lot.setFocus)
        self.lot.returnPressed.connect(self.place.setFocus)
        self.place.returnPressed.connect(self._keep)
        self.keep.clicked.connect(self._keep)

    def ask(self) -> None:
        """Empty, and open."""
        self.day.clear()
        self.lot.clear()
        self.complaint.hide()
        self.open_over(self.vaccine)

    def _keep(self) -> None:
        day = read_date(self.day.text(), self._today())
        if day is None:
            self.complain(self.tr("日期看不懂，可写 20260512"))
            self.day.setFocus()
            return
        self.wanted.emit(
            NewDose(
                str(self.vaccine.currentData()),
                day,
                self.lot.text().strip(),
                is_elsewhere=True,
                place=self.place.text().strip(),
            )
        )


class VoidSheet(FieldSheet):
    """`wanted(dose_id, reason, is_wasted)`: a dose that was entered in error.

    Of a dose out of the stock somebody says what became of the vaccine; neither answer is proposed.
    """

    wanted = Signal(str, str, bool)

    def __init__(self, parent: QWidget, schedule: "Schedule") -> None:
        super().__init__(parent, self.tr("作废录错的一剂"), self.tr("作废"), "card.void")
        self.dose = DoseChoice(schedule)
        self.add(self.tr("哪一剂"), self.dose, "card.void.dose")
        self.reason = Line()
        self.reason.setMaxLength(200)
        self.add(self.tr("为什么作废（必填，两处都留底）"), self.reason, "card.void.reason")
        self.fate = NumberedOptions(
            [(KEPT, self.tr("没有损耗，回到库存")), (WASTED, self.tr("已抽出或损坏，报废一剂"))]
        )
        self.add(self.tr("这支疫苗怎么样了？"), self.fate, "card.void.fate")
        self.dose.currentIndexChanged.connect(lambda _at: self._show_fate())
        self.reason.returnPressed.connect(self._go_on)
        self.fate.finished.connect(self.keep.setFocus)
        self.keep.clicked.connect(self._keep)

    def ask(self, doses: Sequence[GivenDose]) -> None:
        """Of these, the newest first."""
        self.dose.offer(doses)
        self.reason.clear()
        self.complaint.hide()
        self._show_fate()
        self.open_over(self.dose)

    def _is_from_stock(self) -> bool:
        dose = self.dose.chosen()
        return dose is not None and dose.is_from_stock

    def _show_fate(self) -> None:
        self.fate.show_codes(())
        self.show_field(self.fate, is_shown=self._is_from_stock())
        if self.isVisible():
            self.arrange()

    def _go_on(self) -> None:
        if self._is_from_stock() and not self.fate.codes():
            self.fate.setFocus()
        else:
            self._keep()

    def _keep(self) -> None:
        dose = self.dose.chosen()
        if not self.reason.text().strip():
            self.complain(self.tr("要写为什么"))
            self.reason.setFocus()
        elif self._is_from_stock() and not self.fate.codes():
            self.complain(self.tr("要说这支疫苗怎么样了：回到库存，还是报废"))
            self.fate.setFocus()
        elif dose is not None:
            is_wasted = WASTED in self.fate.codes()
            self.wanted.emit(dose.id, self.reason.text().strip(), is_wasted)


class BookSheet(FieldSheet):
    """`wanted(day)`: when the next dose is given."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget, today: Callable[[], date]) -> None:
        super().__init__(parent, self.tr("预约下次接种"), self.tr("预约"), "card.book")
        self._today = today
        self.day = Line()
        self.add(self.tr("哪天（建议的是下一剂最早的一天）"), self.day, "card.book.day")
        self.day.returnPressed.connect(self._keep)
        self.keep.clicked.connect(self._keep)

    def ask(self, proposed: date | None) -> None:
        """The day the forecast names, or none."""
        self.day.setText(proposed.isoformat() if proposed else "")
        self.day.selectAll()
        self.complaint.hide()
        self.open_over(self.day)

    def _keep(self) -> None:
        day = read_date(self.day.text(), self._today())
        if day is None or day <= self._today():
            self.complain(self.tr("要写今天以后的一天，可写 20270301 或 +28"))
            self.day.setFocus()
            return
        self.wanted.emit(day)


class WordsSheet(FieldSheet):
    """`wanted(words)`: one line, such as why somebody leaves sooner or what was seen."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget, title: str, question: str, word: str, name: str) -> None:
        super().__init__(parent, title, word, name)
        self.words = Line()
        self.words.setMaxLength(200)
        self.add(question, self.words, f"{name}.words")
        self.words.returnPressed.connect(self._keep)
        self.keep.clicked.connect(self._keep)

    def ask(self) -> None:
        """Empty, and open."""
        self.words.clear()
        self.complaint.hide()
        self.open_over(self.words)

    def _keep(self) -> None:
        said = self.words.text().strip()
        if not said:
            self.complain(self.tr("要写一句"))
            self.words.setFocus()
            return
        self.close_sheet()
        self.wanted.emit(said)
