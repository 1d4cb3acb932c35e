"""A lot is recalled by its number, whether any of it is left, was ever here, or not."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from healthdesk.domain.immunization.products import Product
from healthdesk.services.stock_rows import LotRow
from ui.kit import words
from ui.screens.stock.sheets import LONGEST_REASON, Sheet
from ui.widgets.field_sheet import under

LONGEST_NUMBER, LONGEST_MAKER = 40, 60


@dataclass(frozen=True, slots=True)
class Recalled:
    """What was typed. No maker: every lot of the number is meant."""

    product: str
    number: str
    manufacturer: str
    reason: str


class RecallSheet(Sheet):
    """`wanted(Recalled)`."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget, products: Iterable[Product]) -> None:
        super().__init__(parent, "stock.recalling")
        self.product = QComboBox()
        self.product.setObjectName("stock.recalling.product")
        for one in products:
            self.product.addItem(words.of_form(one.title), one.code)
        self.number = self.line("", "stock.recalling.number", LONGEST_NUMBER)
        self.manufacturer = self.line("", "stock.recalling.manufacturer", LONGEST_MAKER)
        self.reason = self.line("", "stock.recalling.reason", LONGEST_REASON)
        for text, field in (
            (self.tr("疫苗"), self.product),
            (self.tr("批号"), self.number),
            (self.tr("生产企业（空着就是这个批号的全部厂家）"), self.manufacturer),
            (self.tr("原因（必填，例如通告的文号）"), self.reason),
        ):
            self.upper.addWidget(under(text, field))
        self.number.returnPressed.connect(self.manufacturer.setFocus)
        self.manufacturer.returnPressed.connect(self.reason.setFocus)
        self.reason.returnPressed.connect(self._keep)

    def ask(self, lot: LotRow | None) -> None:
        """For the lot that is current, or for any."""
        if lot is not None:
            self.product.setCurrentIndex(max(0, self.product.findData(lot.product)))
        self.number.setText(lot.number if lot else "")
        self.manufacturer.setText(lot.manufacturer if lot else "")
        self.reason.clear()
        note = self.tr("从此不能用，也不能再入库；随后列出打过的每个人，用完的批号也一样")
        self.begin(self.tr("召回或停用一批"), note, self.tr("召回"), self.reason if lot else self.number)

    def _keep(self) -> None:
        number = self.number.text().strip()
        reason = self.reason.text().strip()
        for is_missing, field, sentence in (
            (not number, self.number, self.tr("要写批号")),
            (not reason, self.reason, self.tr("要写原因")),
        ):
            if is_missing:
                self.complain(sentence)
                field.setFocus()
                return
        maker = self.manufacturer.text().strip()
        self.wanted.emit(Recalled(str(self.product.currentData()), number, maker, reason))
