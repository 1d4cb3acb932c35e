"""A refrigerator is added: what it is called, and whether it freezes."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from healthdesk.services.refrigerators import FREEZER, REFRIGERATOR
from ui.screens.stock.sheets import Sheet
from ui.widgets.field_sheet import under

LONGEST = 60


class NameSheet(Sheet):
    """`wanted(name, kind)`."""

    wanted = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "stock.refrigerator")
        self.name = self.line("", "stock.refrigerator.name", LONGEST)
        self.kind = QComboBox()
        self.kind.setObjectName("stock.refrigerator.kind")
        self.kind.addItem(self.tr("冷藏（2–8 ℃）"), REFRIGERATOR)
        self.kind.addItem(self.tr("冷冻（−15 ℃ 以下）"), FREEZER)
        self.upper.addWidget(under(self.tr("名称"), self.name))
        self.upper.addWidget(under(self.tr("种类"), self.kind))
        self.name.returnPressed.connect(self._keep)

    def ask(self) -> None:
        """Empty, and open."""
        self.name.clear()
        self.kind.setCurrentIndex(0)
        self.begin(self.tr("加一台冰箱"), self.tr("规定温度可由管理员在设置里改"), self.tr("加上"), self.name)

    def _keep(self) -> None:
        name = self.name.text().strip()
        if not name:
            self.complain(self.tr("要写名称"))
            return
        self.wanted.emit(name, str(self.kind.currentData()))
