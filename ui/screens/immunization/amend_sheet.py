"""A dose that was written down wrongly: what stands there is shown, and put right in its place."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from healthdesk.services.dose_changes import DoseChange
from healthdesk.services.doses import LONGEST, GivenDose
from ui.kit import words
from ui.kit.entry import read_date
from ui.screens.immunization.dose_choice import DoseChoice
from ui.widgets.field_sheet import FieldSheet
from ui.widgets.line import Line

if TYPE_CHECKING:
    from healthdesk.domain.immunization.schedule import Schedule

WIDE = 640
LONGEST_REASON = 200
LONGEST_DAY = 12


class AmendSheet(FieldSheet):
    """`wanted(dose_id, DoseChange, reason)`: only what was changed is in the change."""

    wanted = Signal(str, object, str)

    def __init__(self, parent: QWidget, schedule: "Schedule", today: Callable[[], date]) -> None:
        super().__init__(parent, self.tr("更正记错的一剂"), self.tr("更正"), "card.amend", wide=WIDE)
        self._today = today
        self.dose, self.vaccine = DoseChoice(schedule), QComboBox()
        for code, product in schedule.products.items():
            self.vaccine.addItem(words.of_form(product.title), code)
        self.day, self.lot, self.expiry = Line(), Line(), Line()
        self.maker, self.code, self.site = Line(), Line(), Line()
        self.injector, self.place, self.reason = Line(), Line(), Line()
        self._lay_out()
        self.dose.currentIndexChanged.connect(lambda _at: self._show_dose())
        self.vaccine.activated.connect(lambda _at: self._take_vaccine())
        self.lot.textEdited.connect(lambda _text: self._take_lot())
        self.keep.clicked.connect(self._keep)

    def ask(self, doses: Sequence[GivenDose]) -> None:
        """Of these, the newest first."""
        self.dose.offer(doses)
        self._show_dose()
        self.reason.clear()
        self.complaint.hide()
        self.open_over(self.dose)

    def go_to(self, item: str) -> None:
        """The line of a field by the house's own word for it (`sync.fields.label`); the first for others."""
        lines = {
            "vaccine": self.vaccine,
            "given_on": self.day,
            "lot": self.lot,
            "expires_on": self.expiry,
            "manufacturer": self.maker,
            "vaccine-trace-code": self.code,
            "site": self.site,
            "performer": self.injector,
        }
        lines.get(item, self.dose).setFocus()

    def _lay_out(self) -> None:
        self.add(self.tr("哪一剂"), self.dose, "card.amend.dose")
        self.add_beside(
            (self.tr("疫苗"), self.vaccine, "card.amend.vaccine"),
            (self.tr("接种日期"), self.day, "card.amend.day"),
        )
        self.add_beside(
            (self.tr("批号"), self.lot, "card.amend.lot"),
            (self.tr("有效期"), self.expiry, "card.amend.expiry"),
        )
        self.add_beside(
            (self.tr("厂家"), self.maker, "card.amend.maker"),
            (self.tr("追溯码"), self.code, "card.amend.code"),
        )
        self.add_beside(
            (self.tr("部位"), self.site, "card.amend.site"),
            (self.tr("接种者"), self.injector, "card.amend.injector"),
            (self.tr("在哪里打的"), self.place, "card.amend.place"),
        )
        self.add(self.tr("为什么更正（必填，两处都留底）"), self.reason, "card.amend.reason")
        for line, longest in (
            (self.day, LONGEST_DAY),
            (self.lot, LONGEST["lot"]),
            (self.expiry, LONGEST_DAY),
            (self.maker, LONGEST["manufacturer"]),
            (self.code, LONGEST["trace_code"]),
            (self.site, LONGEST["site"]),
            (self.injector, LONGEST["injector"]),
            (self.place, LONGEST["place"]),
            (self.reason, LONGEST_REASON),
        ):
            line.setMaxLength(longest)
            line.returnPressed.connect(self._keep)

    def _show_dose(self) -> None:
        """What is written down of it, to be typed over."""
        one = self.dose.chosen()
        if one is None:
            return
        self.vaccine.setCurrentIndex(self.vaccine.findData(one.vaccine))
        for line, text in self._written(one):
            line.setText(text)
        self.show_field(self.injector, is_shown=not one.is_elsewhere)
        self.show_field(self.place, is_shown=one.is_elsewhere)
        if self.isVisible():
            self.arrange()

    def _written(self, one: GivenDose) -> tuple[tuple[QLineEdit, str], ...]:
        return (
            (self.day, one.on.isoformat()),
            (self.lot, one.lot),
            (self.expiry, one.expires_on.isoformat() if one.expires_on else ""),
            (self.maker, one.manufacturer),
            (self.code, one.trace_code),
            (self.site, one.site),
            (self.injector, one.injector),
            (self.place, one.place),
        )

    def _take_lot(self) -> None:
        """Expiry and maker are of the lot: another one has its own, which the stock may know."""
        one = self.dose.chosen()
        if one is None:
            return
        is_same = self.lot.text().strip() == one.lot
        self.expiry.setText(one.expires_on.isoformat() if is_same and one.expires_on else "")
        self.maker.setText(one.manufacturer if is_same else "")
        for line in (self.expiry, self.maker):
            line.setPlaceholderText(self.tr("库存里有就自动带出"))

    def _take_vaccine(self) -> None:
        """A code names one pack of one vaccine."""
        one = self.dose.chosen()
        is_same = one is not None and self.vaccine.currentData() == one.vaccine
        self.code.setText(one.trace_code if one and is_same else "")

    def _keep(self) -> None:
        one = self.dose.chosen()
        if one is None:
            return
        days = {line: read_date(line.text(), self._today()) for line in (self.day, self.expiry)}
        for line, day in days.items():
            if line.text().strip() and day is None:
                self.complain(self.tr("日期看不懂，可写 20260512"))
                line.setFocus()
                return
        if not self.reason.text().strip():
            self.complain(self.tr("要写为什么"))
            self.reason.setFocus()
            return
        self.wanted.emit(one.id, self._change(one, days), self.reason.text().strip())

    def _change(self, one: GivenDose, days: Mapping[Line, date | None]) -> DoseChange:
        """What differs from what is written down; an emptied line leaves it."""
        before = dict(self._written(one))

        def typed(line: QLineEdit) -> str:
            text = line.text().strip()
            return "" if text == before[line] else text

        vaccine = str(self.vaccine.currentData())
        return DoseChange(
            site=typed(self.site),
            injector=typed(self.injector),
            manufacturer=typed(self.maker),
            expires_on=days[self.expiry] if days[self.expiry] != one.expires_on else None,
            vaccine="" if vaccine == one.vaccine else vaccine,
            on=days[self.day] if days[self.day] != one.on else None,
            lot=typed(self.lot),
            trace_code=typed(self.code),
            place=typed(self.place),
        )
