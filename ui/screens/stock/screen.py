"""The vaccine stock: what there is, what may be used, what is to be ordered, how cold it lies."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from healthdesk.base import errors
from healthdesk.base.changes import Changes
from healthdesk.base.errors import HealthDeskError
from healthdesk.services.stock_rows import Booked, Receipt, VialRow
from ui.kit import theme
from ui.kit.actions import Action
from ui.kit.navigator import Navigator
from ui.kit.screen import Screen
from ui.kit.tasks import Tasks
from ui.kit.theme import Size
from ui.screens.stock.acting import act_of, recall_of
from ui.screens.stock.cold_side import ColdSide
from ui.screens.stock.cooling import Cooling
from ui.screens.stock.handing import Handing, print_words
from ui.screens.stock.least_sheet import LeastSheet
from ui.screens.stock.lists import COLD, LOTS, NEEDS, Lists
from ui.screens.stock.loaded import Loaded
from ui.screens.stock.lot_side import WIDE, LotSide
from ui.screens.stock.name_sheet import NameSheet
from ui.screens.stock.recall_sheet import Recalled, RecallSheet
from ui.screens.stock.receipt_sheet import ReceiptSheet
from ui.screens.stock.sheets import Act, LotSheet, LotWish, Sheet
from ui.widgets.key_button import KeyButton
from ui.widgets.text import label, say

if TYPE_CHECKING:
    from healthdesk.desk import Desk


KINDS = ("Lot", "Movement", "Vaccination", "Refrigerator", "Temperature", "Setting")


class StockScreen(Screen):
    """F4 receives, F6 counts, F7 throws away, F8 holds, F9 shows who had the lot."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(desk, tasks, navigator)
        self.setObjectName("stock")
        self._loaded: Loaded | None = None
        self.receipt = ReceiptSheet(self, desk.schedule.products.values(), desk.clock.today)
        self.sheet = LotSheet(self, desk.clock.today)
        self.name_sheet, self.least = NameSheet(self), LeastSheet(self)
        self.recall_sheet = RecallSheet(self, desk.schedule.products.values())
        self._with_empty = False
        self._build()
        self._handing = Handing(self, desk, tasks, navigator)
        self._cooling = Cooling(self, self.cold, desk, tasks, navigator)

    def show_for(self, **args: Any) -> None:
        """`tab` may be `cold` for the refrigerators."""
        if args.get("tab") == "cold":
            self.lists.tabs.setCurrentIndex(COLD)
        self._fetch()

    def reload(self, changes: Changes) -> None:
        if changes.touches(*KINDS):
            self._fetch()

    def commands(self) -> tuple[Action, ...]:
        first = self.tr("加一台冰箱") if self._is_cold() else self.tr("入库")
        made = [
            Action("stock.new", first, self._begin, "add", "F4"),
            Action("stock.hold", self.tr("封存"), self._hold, "encrypted", "F8"),
            Action("stock.print", print_words(is_cold=self._is_cold()), self._print, "print", "Ctrl+P"),
        ]
        if not self._is_cold():
            made += [
                Action("stock.count", self.tr("盘点"), lambda: self._ask(Act.COUNT), "list", "F6"),
                Action("stock.waste", self.tr("报废"), lambda: self._ask(Act.WASTE), "delete", "F7"),
                Action("stock.return", self.tr("退回"), lambda: self._ask(Act.RETURN), "rejected"),
                Action("stock.move", self.tr("移到另一台冰箱"), lambda: self._ask(Act.MOVE), "open"),
                Action("stock.expiry", self.tr("更正效期"), lambda: self._ask(Act.EXPIRY), "edit"),
                Action("stock.least", self.tr("最低库存"), self._ask_least, "due"),
                Action("stock.recall", self.tr("召回一批"), self._ask_recall, "attention"),
                Action("stock.empty", self._empty_words(), self._turn_empty, "show", "F5"),
                Action("stock.who", self.tr("受种者名单"), self._show_who, "residents", "F9"),
            ]
        return tuple(made)

    def focus_first(self) -> None:
        if self._is_cold():
            self.cold.celsius.setFocus()
        else:
            self.lists.lots.setFocus()

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(theme.PAGE_MARGIN, 12, theme.PAGE_MARGIN, 16)
        page.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(self.tr("疫苗库存"), Size.DISPLAY, name="stock.title"))
        head.addSpacing(10)
        self._note = label("", tone="ink2", name="stock.note")
        head.addWidget(self._note)
        head.addStretch(1)
        self._put = KeyButton(print_words(is_cold=False), key="Ctrl+P", icon="print", name="stock.print")
        self._put.clicked.connect(self._print)
        self.new = KeyButton(self.tr("入库"), key="F4", icon="add", kind="primary", name="stock.new")
        self.new.clicked.connect(self._begin)
        head.addWidget(self._put)
        head.addWidget(self.new)
        page.addLayout(head)
        beside = QHBoxLayout()
        beside.setSpacing(theme.PAGE_MARGIN)
        self.lists = Lists(self._tasks, self)
        self.lots, self.cold = LotSide(), ColdSide()
        self._side = QStackedWidget()
        self._side.setFixedWidth(WIDE)
        self._side.addWidget(self.lots)
        self._side.addWidget(self.cold)
        beside.addWidget(self.lists, 1)
        beside.addWidget(self._side)
        page.addLayout(beside, 1)
        self._connect()

    def _connect(self) -> None:
        self.lists.tabs.currentChanged.connect(lambda _at: self._turned())
        self.lists.lots.moved.connect(lambda _row: self._show_side())
        self.lists.places.moved.connect(lambda _row: self._show_side())
        self.lists.needs.opened.connect(lambda _row: self._ask_least())
        self.lots.wanted.connect(self._ask)
        self.lots.discarded.connect(self._discard)
        self.lots.asked_who.connect(self._show_who)
        self.lots.recalled.connect(self._ask_recall)
        self.recall_sheet.wanted.connect(self._recall)
        self.cold.typed.connect(self._note_temperature)
        self.cold.held.connect(self._hold)
        self.cold.voided.connect(lambda id_, reason: self._cooling.void(id_, reason))
        self.receipt.wanted.connect(self._receive)
        self.sheet.wanted.connect(self._do)
        self.least.wanted.connect(self._keep_least)
        self.name_sheet.wanted.connect(self._add_refrigerator)

    def _is_cold(self) -> bool:
        return self.lists.tabs.currentIndex() == COLD

    def _fetch(self) -> None:
        desk, with_empty = self._desk, self._with_empty
        self._tasks.run(
            lambda: Loaded.of(desk, with_empty=with_empty),
            done=self._show,
            failed=self.lists.fail,
            owner=self,
        )

    def _show(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self.lists.show_all(loaded)
        self._navigator.count("stock", loaded.wrong)
        to_order = sum(row.is_to_order for row in loaded.needs)
        words = self.tr("{lots} 批，{n} 种该请领").format(lots=len(loaded.lots), n=to_order)
        say(self._note, words if loaded.is_kept else self.tr("第一次入库以后，接种时自动出库"))
        self._show_side()

    def _turned(self) -> None:
        self.new.set_word(self.tr("加一台冰箱") if self._is_cold() else self.tr("入库"))
        self._put.set_word(print_words(is_cold=self._is_cold()))
        self._show_side()
        self._navigator.renew()

    def _show_side(self) -> None:
        at = self.lists.tabs.currentIndex()
        self._side.setVisible(at in (LOTS, COLD))
        self._side.setCurrentWidget(self.cold if at == COLD else self.lots)
        if at == LOTS:
            self.lots.show_lot(self.lists.lots.current_row())
        elif at == COLD:
            self._cooling.show(self.lists.places.current_row())

    def _begin(self) -> None:
        if self._is_cold():
            self.name_sheet.ask()
        elif self._loaded is not None:
            self.receipt.ask(self._loaded.lots, self._loaded.places)

    def _ask(self, act: Act) -> None:
        row = self.lists.lots.current_row()
        if row is None or self.lists.tabs.currentIndex() != LOTS:
            return
        places = self._loaded.places if self._loaded else ()
        lifts = {"quarantined": Act.RELEASE, "recalled": Act.REINSTATE}
        self.sheet.ask(lifts.get(row.state, act) if act is Act.QUARANTINE else act, row, places=places)

    def _ask_least(self) -> None:
        """Of the vaccine that is current, in whichever list."""
        at = self.lists.tabs.currentIndex()
        lot = self.lists.lots.current_row() if at == LOTS else None
        needs = self._loaded.needs if self._loaded else ()
        own = next((one for one in needs if lot is not None and one.product == lot.product), None)
        row = self.lists.needs.current_row() if at == NEEDS else own
        if row is not None:
            self.least.ask(row)

    def _keep_least(self, product: str, doses: int) -> None:
        desk = self._desk
        self._run(
            lambda: desk.stock.keep_at_least(product, doses),
            self.least,
            lambda _none: self._navigator.say(self.tr("最低库存已改"), "done"),
        )

    def _discard(self, vial: VialRow) -> None:
        row = self.lists.lots.current_row()
        if row is not None:
            reason = self.tr("开瓶超时") if vial.is_late else ""
            self.sheet.ask(Act.WASTE, row, vial=vial.id, doses=vial.left, reason=reason)

    def _hold(self) -> None:
        """The lot that is current; of a refrigerator that alarms, everything inside."""
        if not self._is_cold():
            self._ask(Act.QUARANTINE)
            return
        self._cooling.hold(self.lists.places.current_row())

    def _receive(self, receipt: Receipt) -> None:
        desk = self._desk
        self._run(lambda: desk.stock_book.receive(receipt), self.receipt, self._received)

    def _received(self, booked: Booked) -> None:
        words = self.tr("已入库，账面 {n} 剂").format(n=booked.on_hand)
        held = self.tr("到货温度超限，已入库并封存")
        self._navigator.say(held if booked.is_quarantined else words, "done")

    def _do(self, wish: LotWish) -> None:
        self._run(act_of(self._desk, wish), self.sheet, self._done)

    def _done(self, booked: Booked | None) -> None:
        many = self.tr("已记下，账面 {n} 剂").format(n=booked.on_hand) if booked else self.tr("已更正")
        self._navigator.say(many, "done")

    def _ask_recall(self) -> None:
        self.recall_sheet.ask(self.lists.lots.current_row() if not self._is_cold() else None)

    def _recall(self, recalled: Recalled) -> None:
        desk = self._desk
        self._run(lambda: recall_of(desk, recalled), self.recall_sheet, self._handing.show_who)

    def _empty_words(self) -> str:
        return self.tr("不看用完的") if self._with_empty else self.tr("也看用完的")

    def _turn_empty(self) -> None:
        self._with_empty = not self._with_empty
        self._fetch()
        self._navigator.renew()

    def _note_temperature(self, celsius: Decimal, remark: str) -> None:
        self._cooling.note(self.lists.places.current_row(), celsius, remark)

    def _add_refrigerator(self, name: str, kind: str) -> None:
        desk = self._desk
        self._run(lambda: desk.refrigerators.add(name, kind), self.name_sheet, lambda _id: None)

    def _run(self, job: Callable[[], Any], sheet: Sheet, done: Callable[[Any], None]) -> None:
        """Do it; the sheet closes when it is done and stays, with what was typed, when it is refused."""

        def finished(result: Any) -> None:
            sheet.close_sheet()
            done(result)

        self._tasks.run(
            job,
            done=finished,
            failed=lambda error: self._refused(sheet, error),
            owner=self,
            once=sheet.objectName(),
        )

    def _refused(self, sheet: Sheet, error: HealthDeskError) -> None:
        is_double = isinstance(error, errors.InvalidInput) and (error.field, error.reason) == (
            "number",
            "already-there",
        )
        if sheet is self.receipt and is_double:
            self.receipt.ask_again(self.tr("这张单已经入过库"))
        else:
            sheet.refuse(error)

    def _show_who(self) -> None:
        row = self.lists.lots.current_row()
        if row is not None and self.lists.tabs.currentIndex() == LOTS:
            self._handing.show_who(row)

    def _print(self) -> None:
        place = self.lists.places.current_row() if self._is_cold() else None
        if place is not None:
            self._handing.print_month(place.id, self._desk.clock.today())
        elif self._loaded is not None and not self._is_cold():
            self._handing.print_stock(self._loaded.lots)
