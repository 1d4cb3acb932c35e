"""A delivery: what the package and the delivery note say, read by the scanner where it can be."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QWidget

from healthdesk.domain.immunization.products import Product
from healthdesk.services.refrigerators import RefrigeratorRow
from healthdesk.services.stock_rows import LotRow, Receipt
from ui.kit import entry, words
from ui.screens.stock.sheets import Sheet
from ui.widgets.field_sheet import under
from ui.widgets.text import label, say

WIDE = 640


class ReceiptSheet(Sheet):
    """`wanted(Receipt)`. Enter goes from field to field; a known lot number fills in what its box says."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget, products: Iterable[Product], today: Callable[[], date]) -> None:
        super().__init__(parent, "stock.receipt", WIDE)
        self._today = today
        self._known: tuple[LotRow, ...] = ()
        self._codes: list[str] = []
        self._is_again = False
        self.product = QComboBox()
        for one in products:
            if not one.is_historic:
                self.product.addItem(words.of_form(one.title), one.code)
        self.number = self._field("number", 40)
        self.manufacturer = self._field("manufacturer")
        self.expires_on = self._field("expires_on", 20, self.tr("例如 20270914"))
        self.doses = self._field("doses", 6)
        self.doses_per_vial = self._field("doses_per_vial", 3)
        self.specification = self._field("specification", 60, self.tr("例如 0.5 mL/支"))
        self.celsius = self._field("celsius", 8, self.tr("冷藏箱上读到的"))
        self.place = QComboBox()
        self.partner = self._field("partner")
        self.document_no = self._field("document_no", 40)
        self.codes = self._field("codes", 60, self.tr("逐支扫，可以不扫"))
        self.is_paid = QCheckBox(self.tr("自费疫苗"))
        self.is_paid.setObjectName("stock.receipt.is_paid")
        self._count = label("", tone="ink3", name="stock.receipt.count")
        self._lay_out()
        self.codes.returnPressed.connect(self._take_code)
        self.number.editingFinished.connect(self._fill_known)

    def ask(self, lots: Sequence[LotRow], places: Sequence[RefrigeratorRow]) -> None:
        """Empty, with the refrigerators that are in use; makers and lots are known from `lots`."""
        self._known = tuple(lots)
        for field in self._lines():
            field.clear()
        self.doses_per_vial.setText("1")
        self.is_paid.setChecked(False)
        self._codes, self._is_again = [], False
        self._say_count()
        self.place.clear()
        self.place.addItem(self.tr("不指定"), "")
        for one in places:
            self.place.addItem(one.name, one.id)
        self.place.setCurrentIndex(min(1, len(places)))
        self.begin(
            self.tr("疫苗入库"), self.tr("没有到货温度不收；过期的不收"), self.tr("入库"), self.product
        )

    def ask_again(self, sentence: str) -> None:
        """The same delivery is in the book already: say so, and let the next press mean a second one."""
        self._is_again = True
        self.keep.set_word(self.tr("确是另一次到货"))
        self.complain(sentence)

    def _field(self, name: str, longest: int = 60, hint: str = "") -> QLineEdit:
        made = self.line("", f"stock.receipt.{name}", longest)
        made.setPlaceholderText(hint)
        return made

    def _lines(self) -> tuple[QLineEdit, ...]:
        return (
            self.number,
            self.manufacturer,
            self.expires_on,
            self.doses,
            self.doses_per_vial,
            self.specification,
            self.celsius,
            self.partner,
            self.document_no,
            self.codes,
        )

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        places: tuple[tuple[str, QWidget], ...] = (
            (self.tr("疫苗"), self.product),
            (self.tr("批号"), self.number),
            (self.tr("生产企业"), self.manufacturer),
            (self.tr("有效期至"), self.expires_on),
            (self.tr("剂数"), self.doses),
            (self.tr("每瓶（支）剂数"), self.doses_per_vial),
            (self.tr("规格"), self.specification),
            (self.tr("到货温度（℃）"), self.celsius),
            (self.tr("放进"), self.place),
            (self.tr("供货单位"), self.partner),
            (self.tr("随货单号"), self.document_no),
            (self.tr("电子追溯码"), self.codes),
        )
        for at, (text, field) in enumerate(places):
            if isinstance(field, QComboBox):
                field.setObjectName(f"stock.receipt.{'product' if field is self.product else 'place'}")
            grid.addWidget(under(text, field), at // 2, at % 2)
        grid.addWidget(self.is_paid, len(places) // 2, 0)
        grid.addWidget(self._count, len(places) // 2, 1)
        self.upper.addLayout(grid)
        order = self._lines()
        for before, after in pairwise(order):
            before.returnPressed.connect(after.setFocus)

    def _fill_known(self) -> None:
        """A lot that came before: what its box says was typed then."""
        typed = self.number.text().strip().upper()
        product = str(self.product.currentData())
        lot = next((o for o in self._known if o.number.upper() == typed and o.product == product), None)
        if lot is None or self.manufacturer.text():
            return
        self.manufacturer.setText(lot.manufacturer)
        self.expires_on.setText(lot.expires_on.isoformat() if lot.expires_on else "")
        self.doses_per_vial.setText(str(lot.doses_per_vial))
        self.specification.setText(lot.specification)
        self.is_paid.setChecked(not lot.is_free)

    def _take_code(self) -> None:
        code = entry.plain(self.codes.text())
        self.codes.clear()
        if not code:
            self._keep()
            return
        if code not in self._codes:
            self._codes.append(code)
        self._say_count()

    def _say_count(self) -> None:
        many = len(self._codes)
        say(self._count, self.tr("已扫 {n} 支").format(n=many) if many else "")

    def _keep(self) -> None:
        expires_on = entry.read_date(self.expires_on.text(), self._today())
        doses, per_vial = (
            entry.read_integer(self.doses.text()),
            entry.read_integer(self.doses_per_vial.text()),
        )
        celsius = entry.read_number(self.celsius.text())
        wrong: tuple[tuple[bool, QLineEdit, str], ...] = (
            (not self.number.text().strip(), self.number, self.tr("要写批号")),
            (not self.manufacturer.text().strip(), self.manufacturer, self.tr("要写生产企业")),
            (expires_on is None, self.expires_on, self.tr("有效期看不懂，可写 20270914")),
            (doses is None, self.doses, self.tr("剂数要写成数字")),
            (per_vial is None, self.doses_per_vial, self.tr("每瓶剂数要写成数字")),
            (celsius is None, self.celsius, self.tr("要写到货温度")),
        )
        for is_wrong, field, sentence in wrong:
            if is_wrong:
                self.complain(sentence)
                field.setFocus()
                return
        if expires_on is None or doses is None or per_vial is None or celsius is None:
            return
        self.wanted.emit(
            Receipt(
                product=str(self.product.currentData()),
                number=self.number.text(),
                manufacturer=self.manufacturer.text(),
                expires_on=expires_on,
                doses=doses,
                celsius=celsius,
                specification=self.specification.text(),
                doses_per_vial=per_vial,
                is_free=not self.is_paid.isChecked(),
                refrigerator_id=str(self.place.currentData()),
                partner=self.partner.text(),
                document_no=self.document_no.text(),
                trace_codes=tuple(self._codes),
                is_again=self._is_again,
            )
        )
