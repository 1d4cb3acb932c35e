"""The lot that is current in the list: what its box says, its opened vials, and what may be done to it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from healthdesk.services.stock_rows import LotRow, VialRow
from ui.kit import words
from ui.kit.theme import Size
from ui.screens.stock.columns import clock_words, expiry_cell, state_cell
from ui.screens.stock.sheets import Act
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import IconLine
from ui.widgets.panel import Panel, hairline
from ui.widgets.scrolled import Scrolled
from ui.widgets.text import label, say

WIDE = 356


class LotSide(Panel):
    """`wanted(Act)` for a button, `discarded(VialRow)` for an opened vial, `asked_who()` for the people,
    `recalled()` to call the lot back.
    """

    wanted = Signal(object)
    discarded = Signal(object)
    asked_who = Signal()
    recalled = Signal()

    def __init__(self) -> None:
        super().__init__(name="stock.lot")
        self.setFixedWidth(WIDE)
        self.set_title(self.tr("这一批"))
        self._name = label("", Size.STRONG, name="stock.lot.name")
        self._state = IconLine(name="stock.lot.state")
        self._reason = label("", tone="ink2", name="stock.lot.reason")
        self._facts = label("", tone="ink2", name="stock.lot.facts")
        for line in (self._reason, self._facts):
            line.setWordWrap(True)
        self._vials = QVBoxLayout()
        self._vials.setSpacing(4)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.body.spacing())
        for widget in (self._name, self._state, self._reason, hairline(), self._facts):
            column.addWidget(widget)
        column.addLayout(self._vials)
        column.addStretch(1)
        self.body.addWidget(Scrolled(column, WIDE), 1)
        self._build_buttons()

    def show_lot(self, row: LotRow | None) -> None:
        """The lot that is chosen, or none."""
        self._buttons.setVisible(row is not None)
        self._clear_vials()
        if row is None:
            say(self._name, self.tr("在左边选一批"))
            for line in (self._reason, self._facts):
                say(line, "")
            self._state.hide()
            return
        say(self._name, f"{words.of_form(row.title)}  {row.number}")
        state = state_cell(row)
        self._state.show_line(state.icon, state.text, state.tone)
        self._state.show()
        say(self._reason, row.reason)
        self._reason.setVisible(bool(row.reason))
        say(self._facts, self._fact_words(row))
        for vial in row.vials:
            self._vials.addWidget(self._vial(vial))
        lifts = {"quarantined": self.tr("解除封存"), "recalled": self.tr("撤销召回")}
        self.hold.set_word(lifts.get(row.state, self.tr("封存")))
        self.recall.setEnabled(row.state != "recalled")

    def _fact_words(self, row: LotRow) -> str:
        expiry = expiry_cell(row)
        lines = (
            row.manufacturer,
            row.specification,
            self.tr("有效期至 {day}").format(day=f"{expiry.text} {expiry.note}".strip()),
            self.tr("每瓶 {n} 剂").format(n=row.doses_per_vial) if row.doses_per_vial > 1 else "",
            self.tr("免费") if row.is_free else self.tr("自费"),
            "、".join(filter(None, row.refrigerators)),
            self.tr("账面 {n} 剂").format(n=row.on_hand),
        )
        return "\n".join(filter(None, lines))

    def _vial(self, vial: VialRow) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        said = self.tr("{opened} 开瓶，剩 {n} 剂，{until} 前用完").format(
            opened=clock_words(vial.opened_at), n=vial.left, until=clock_words(vial.until)
        )
        if vial.is_late:
            said = self.tr("{opened} 开瓶，已超时，剩 {n} 剂").format(
                opened=clock_words(vial.opened_at), n=vial.left
            )
        row.addWidget(IconLine("overdue" if vial.is_late else "waiting", said, _tone(vial)), 1)
        throw = KeyButton(self.tr("报废"), name=f"stock.lot.vial.{vial.id}")
        throw.clicked.connect(lambda: self.discarded.emit(vial))
        row.addWidget(throw)
        return made

    def _clear_vials(self) -> None:
        while (item := self._vials.takeAt(0)) is not None:
            old = item.widget()
            if old:
                old.hide()
                old.deleteLater()

    def _build_buttons(self) -> None:
        self._buttons = QWidget()
        column = QVBoxLayout(self._buttons)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(6)
        self.count = KeyButton(self.tr("盘点"), key="F6", icon="list", name="stock.count")
        self.waste = KeyButton(self.tr("报废"), key="F7", icon="delete", name="stock.waste")
        self.give_back = KeyButton(self.tr("退回"), icon="rejected", name="stock.return")
        self.hold = KeyButton(self.tr("封存"), key="F8", icon="encrypted", name="stock.hold")
        self.recall = KeyButton(self.tr("召回"), icon="attention", kind="danger", name="stock.recall")
        self.who = KeyButton(self.tr("受种者名单"), key="F9", icon="residents", name="stock.who")
        self.move_lot = KeyButton(self.tr("移到另一台冰箱"), icon="open", name="stock.move")
        self.expiry = KeyButton(self.tr("更正效期"), icon="edit", name="stock.expiry")
        for pair in (
            (self.count, self.waste),
            (self.hold, self.give_back),
            (self.move_lot, self.expiry),
            (self.who, self.recall),
        ):
            row = QHBoxLayout()
            row.setSpacing(8)
            for button in pair:
                row.addWidget(button)
            row.addStretch(1)
            column.addLayout(row)
        for button, act in (
            (self.count, Act.COUNT),
            (self.waste, Act.WASTE),
            (self.give_back, Act.RETURN),
            (self.hold, Act.QUARANTINE),
            (self.move_lot, Act.MOVE),
            (self.expiry, Act.EXPIRY),
        ):
            button.clicked.connect(lambda _=False, act=act: self.wanted.emit(act))
        self.who.clicked.connect(self.asked_who)
        self.recall.clicked.connect(self.recalled)
        self.body.addWidget(self._buttons)


def _tone(vial: VialRow) -> str:
    return "danger" if vial.is_late else "ink2"
