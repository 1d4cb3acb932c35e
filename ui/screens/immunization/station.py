"""One dose at the injection table: who, which pack, the second check, the site by digit, 已接种."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout

from healthdesk.domain.immunization.products import Place
from healthdesk.domain.immunization.proposals import Proposal
from healthdesk.domain.immunization.stops import Stop
from healthdesk.services.doses import NewDose
from ui.kit import words
from ui.kit.entry import read_date
from ui.screens.immunization.opening import is_same_dose, places_at
from ui.screens.immunization.pack import Pack
from ui.screens.immunization.scan import LONGEST, Scan, line, read_scan
from ui.screens.immunization.seven import AtTable, Seven, SevenItems
from ui.screens.immunization.sites import Sites
from ui.screens.immunization.stop_block import StopBlock
from ui.widgets.done_button import DoneButton
from ui.widgets.giving_way import GivingWay
from ui.widgets.panel import Panel
from ui.widgets.text import set_state

if TYPE_CHECKING:
    from healthdesk.domain.immunization.schedule import Schedule
    from healthdesk.services.stock_rows import Checked


class Station(Panel):
    """`identity_scanned(text)` until the person is identified here, then `pack_scanned(lot, trace code)`.

    `vaccine_chosen(code)` when another product is picked; `given(NewDose)` when the dose is in.
    """

    identity_scanned = Signal(str)
    pack_scanned = Signal(str, str)
    vaccine_chosen = Signal(str)
    given = Signal(object)

    def __init__(self, schedule: "Schedule", today: Callable[[], date], *, may_overrule: bool) -> None:
        super().__init__(padded=False, name="card.station")
        self._schedule, self._today = schedule, today
        self.stop = StopBlock(may_overrule=may_overrule)
        self.stop.entered.connect(self.go_on)
        self._pack, self._who = Pack(), AtTable()
        self._proposal: Proposal | None = None
        self._taken: frozenset[str] = frozenset()
        self.set_title(self.tr("扫码接种"))
        self._build_body()
        self._build_foot()
        self.begin(None, ())

    def vaccine(self) -> str:
        """The product about to be given, or nothing."""
        return str(self.product.currentData() or "")

    def know_people(self, who: AtTable) -> None:
        """For whom, with whom, by whom."""
        self._who = who
        self._say_hint()
        self._show_checks()

    def begin(
        self, proposal: Proposal | None, vaccines: Sequence[str], taken: frozenset[str] = frozenset()
    ) -> None:
        """Another dose is wanted: the box is empty again, unless it is the same dose seen anew.

        `taken` are the sites that were used today: another is proposed.
        """
        if self._taken == taken and is_same_dose(proposal, self._proposal):
            self._proposal = proposal
            return
        self._proposal, self._taken, self._pack = proposal, taken, Pack()
        self.stop.take(())
        self.product.clear()
        for code in vaccines:
            self.product.addItem(words.of_form(self._schedule.product_title(code)), code)
        if proposal is not None:
            self.product.setCurrentIndex(max(0, self.product.findData(proposal.vaccine)))
        self.product.setVisible(bool(vaccines))
        self.set_note(self.tr("第 {dose} 剂").format(dose=proposal.dose) if proposal else "")
        for field in (self.box, self.expiry, self.stop.reason):
            field.clear()
        self.sites.propose(self._places(), taken)
        self._say_hint()
        self._show_checks()
        self._show_stops()

    def know_lots(self, lots: Sequence[NewDose]) -> None:
        """Lots of this product used here lately."""
        self._pack = self._pack.knowing(lots)
        self._say_hint()
        self._show_checks()

    def forbid(self, stops: Sequence[Stop]) -> None:
        """What speaks against this product today; nothing when it may be given."""
        self.stop.take((*self._pack.stops, *stops))
        self._show_stops()

    def refuse(self, stops: Sequence[Stop]) -> None:
        """What the service said of the dose as it was typed; that stays where it is."""
        self._pack = self._pack.without_stops()
        self.stop.take(stops)
        self._show_stops()

    def take_checked(self, found: "Checked", stops: Sequence[Stop]) -> None:
        """What the stock says of the scanned pack, and the rules of the product."""
        self._pack = self._pack.checked(found)
        if found.lot is not None:
            self.box.setText(found.lot.number)
            self.expiry.setText(found.lot.expires_on.isoformat() if found.lot.expires_on else "")
        self.stop.take((*found.stops, *stops))
        self._show_checks()
        self._show_stops()
        for warning in found.warnings:
            self.seven.ask(words.of_form(warning.text))
        if self._pack.wants_lot:
            self.box.clear()
            self.seven.ask(self.tr("追溯码已记下，不含批号，请再扫或打批号"))
        self.go_on()

    def stop_with(self, sentence: str) -> None:
        """Red, and nothing goes on: somebody else was scanned."""
        self.stop.say_alone(sentence)
        self.stop.show()
        self.seven.hide()
        self.focus_first()

    def complain(self, field: str, sentence: str) -> None:
        """A value the service refused."""
        wrong = self.expiry if field == "expires_on" else self.box
        set_state(wrong, "err", value=True)
        wrong.setFocus()
        self.seven.complain(sentence)

    def focus_first(self) -> None:
        """Into the box, where the next scan takes the place of what stands there."""
        self.box.setFocus()
        self.box.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit outside the fields chooses the site."""
        if not self.sites.press(event.text()):
            super().keyPressEvent(event)

    def _build_body(self) -> None:
        self.product, self.seven = QComboBox(), SevenItems()
        self.product.setObjectName("card.product")
        self.product.setAccessibleName(self.tr("品种"))
        self.product.setMinimumWidth(150)
        self.product.activated.connect(lambda _at: self._choose_product())
        self.add_to_head(self.product)
        body = QVBoxLayout()
        body.setContentsMargins(16, 0, 16, 4)
        body.setSpacing(2)
        self.body.addLayout(body)
        body.addLayout(self._build_fields())
        body.addWidget(self.seven)
        body.addWidget(self.stop)
        body.addStretch(1)

    def _build_fields(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.box = line("card.scan", self.tr("接种证、追溯码或批号"), LONGEST)
        self.expiry = line("card.expiry", self.tr("有效期"), 12)
        self.expiry.setPlaceholderText(self.tr("效期 20270914"))
        self.expiry.setFixedWidth(128)
        self.box.textEdited.connect(self._typed)
        self.box.returnPressed.connect(self._scanned)
        self.expiry.textEdited.connect(lambda _text: self._show_checks())
        self.expiry.returnPressed.connect(self.go_on)
        row.addWidget(self.box, 1)
        row.addWidget(self.expiry)
        return row

    def _build_foot(self) -> None:
        foot = self.foot()
        self.sites = Sites()
        self.sites.finished.connect(self.go_on)
        self.sites.moved.connect(self._show_checks)
        foot.addWidget(self.sites)
        foot.addStretch(1)
        self.done = DoneButton(self.tr("已接种"), key="Return", kind="primary", name="card.given")
        self.done.clicked.connect(self._give)
        foot.addWidget(self.done)
        narrow = GivingWay(foot.parentWidget(), foot, [self.sites.title.setVisible, self.done.say_key])
        self.sites.proposed.connect(narrow.fit)

    def _choose_product(self) -> None:
        """Another product for the same dose: the pack is looked at anew."""
        self.sites.propose(self._places(), self._taken)
        self._show_checks()
        self.vaccine_chosen.emit(self.vaccine())
        if self._pack.lot:
            self.pack_scanned.emit(self._pack.lot, self._pack.trace_code)

    def _places(self) -> tuple[Place, ...]:
        return places_at(self._schedule, self.vaccine(), self._who.born, self._today())

    def _say_hint(self) -> None:
        hint = self.tr("扫追溯码，或扫、打批号")
        if not self._who.is_identified:
            hint = self.tr("先核对是谁：扫接种证，或打号码、姓名加生日")
        elif self._pack.lots:
            hint = self.tr("扫码或批号；直接 Enter 用 {lot}").format(lot=self._pack.lots[0].lot)
        self.box.setPlaceholderText(hint)

    def _typed(self, _text: str) -> None:
        if self._who.is_identified:
            self._pack = self._pack.typed(read_scan(self.box.text()))
        self._show_checks()
        self._show_stops()

    def _scanned(self) -> None:
        """Enter in the box, as a scanner sends it."""
        text = self.box.text().strip()
        if not self._who.is_identified:
            if text:
                self.box.clear()
                self.identity_scanned.emit(text)
            return
        scan = read_scan(text) if text else Scan(lot=self._pack.lots[0].lot if self._pack.lots else "")
        if not (scan.lot or scan.trace_code):
            return
        self._pack = self._pack.scanned(scan)
        if not text:
            self.box.setText(scan.lot)
        if self._pack.expires_on is not None:
            self.expiry.setText(self._pack.expires_on.isoformat())
        self.pack_scanned.emit(scan.lot or scan.trace_code, self._pack.trace_code)

    def go_on(self) -> None:
        """To what is still missing: the pack, or another one; its expiry, a reason, the needle."""
        if not self._pack.lot or (self._pack.stops and self.stop.is_final):
            self.focus_first()
        elif self._expires_on() is None:
            self.expiry.setFocus()
        elif self.stop.wants_reason:
            self.stop.reason.setFocus()
        else:
            self.done.setFocus()

    def _expires_on(self) -> date | None:
        return read_date(self.expiry.text(), self._today())

    def _show_checks(self) -> None:
        for field in (self.box, self.expiry):
            set_state(field, "err", value=False)
        product = self._schedule.products.get(self.vaccine())
        dose = self.tr("第 {dose} 剂").format(dose=self._proposal.dose) if self._proposal else ""
        self.seven.setEnabled(product is not None)
        self.seven.show_items(
            Seven(
                who=self._who,
                pack=self._pack,
                title=f"{words.of_form(product.name)} {dose}" if product else "",
                volume=product.volume if product else "",
                route=self._schedule.routes[product.route].title if product and product.route else "",
                site=self.sites.site(),
                expires_on=self._expires_on(),
                today=self._today(),
            )
        )

    def _show_stops(self) -> None:
        """No pack in the box yet: said quietly. Something scanned: red."""
        is_red = bool(self.stop.stops) and self._who.is_identified and bool(self.box.text().strip())
        self.stop.setVisible(is_red)
        self.seven.setVisible(not is_red)
        if not is_red and (said := self.stop.quietly()):
            self.seven.ask(said)

    def _give(self) -> None:
        day, pack = self._expires_on(), self._pack
        if not self.vaccine():
            return
        if not self._who.is_identified or not pack.lot or day is None:
            self.go_on()
            return
        self.given.emit(
            NewDose(
                vaccine=self.vaccine(),
                on=self._today(),
                lot=pack.lot,
                expires_on=day,
                manufacturer=pack.manufacturer,
                site=self.sites.site(),
                trace_code=pack.trace_code,
                injector=self._who.injector,
                overrule_reason=self.stop.reason.text().strip(),
                is_at_table=True,
                specification=pack.specification,
                guardian=self._who.guardian,
            )
        )
