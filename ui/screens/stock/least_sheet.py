"""The least there should be of a vaccine: below it the stock says that it is time to order."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from healthdesk.services.stock_rows import NeedRow
from ui.kit import entry, words
from ui.screens.stock.sheets import Sheet
from ui.widgets.field_sheet import under

LONGEST = 6


class LeastSheet(Sheet):
    """`wanted(product, doses)`."""

    wanted = Signal(str, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "stock.least")
        self._product = ""
        self.doses = self.line("", "stock.least.doses", LONGEST)
        self.doses.returnPressed.connect(self._keep)
        self.upper.addWidget(under(self.tr("至少要有几剂（0 为不设）"), self.doses))

    def ask(self, row: NeedRow) -> None:
        """For this vaccine, with the number that holds now."""
        self._product = row.product
        self.doses.setText(str(row.smallest))
        self.doses.selectAll()
        note = self.tr("{title}，可用 {n} 剂；少于这个数就提示请领").format(
            title=words.of_form(row.title), n=row.supply.usable
        )
        self.begin(self.tr("最低库存"), note, self.tr("记下"), self.doses)

    def _keep(self) -> None:
        doses = entry.read_integer(self.doses.text())
        if doses is None or doses < 0:
            self.complain(self.tr("剂数要写成数字"))
            self.doses.setFocus()
            return
        self.wanted.emit(self._product, doses)
