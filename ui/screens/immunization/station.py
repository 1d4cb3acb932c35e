"""One dose: what is scanned, what was understood, what the rules say, the site by digit, 已接种."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout

from healthdesk.domain.immunization.proposals import Proposal
from healthdesk.domain.immunization.stops import Stop
from healthdesk.services.doses import NewDose
from ui.kit.entry import read_date
from ui.screens.immunization.done_button import DoneButton
from ui.screens.immunization.scan import LONGEST, Scan, read_scan
from ui.screens.immunization.stop_block import StopBlock
from ui.widgets.marks import IconLine
from ui.widgets.numbered import HEIGHT, NumberedOptions
from ui.widgets.panel import Panel
from ui.widgets.text import label, set_state

if TYPE_CHECKING:
    from healthdesk.domain.immunization.schedule import Schedule

ORAL = "PO"


class Station(Panel):
    """`vaccine_chosen(code)` when another product is picked; `given(NewDose)` when the dose is in."""

    vaccine_chosen = Signal(str)
    given = Signal(object)

    def __init__(self, schedule: "Schedule", today: Callable[[], date], *, may_overrule: bool) -> None:
        super().__init__(padded=False, name="card.station")
        self._schedule, self._today = schedule, today
        self.stop = StopBlock(may_overrule=may_overrule)
        self.stop.entered.connect(self._go_on)
        self._scan, self._trace = Scan(), ""
        self._lots: tuple[NewDose, ...] = ()
        self._proposal: Proposal | None = None
        self._taken: frozenset[str] = frozenset()
        self.set_title(self.tr("扫码接种"))
        self.product = QComboBox()
        self.product.setObjectName("card.product")
        self.product.setAccessibleName(self.tr("品种"))
        self.product.setMinimumWidth(150)
        self.product.activated.connect(lambda _at: self.vaccine_chosen.emit(self.vaccine()))
        self.add_to_head(self.product)
        body = QVBoxLayout()
        body.setContentsMargins(16, 0, 16, 4)
        body.setSpacing(4)
        self.body.addLayout(body)
        body.addLayout(self._build_fields())
        self._checks = tuple(IconLine(name=f"card.check.{at}") for at in range(2))
        for line in self._checks:
            body.addWidget(line)
        body.addWidget(self.stop)
        body.addStretch(1)
        self._build_foot()
        self.begin(None, ())

    def vaccine(self) -> str:
        """The product about to be given, or nothing."""
        return str(self.product.currentData() or "")

    def begin(
        self, proposal: Proposal | None, vaccines: Sequence[str], taken: frozenset[str] = frozenset()
    ) -> None:
        """Another dose is wanted: the box is empty again, unless it is the same dose seen anew.

        `taken` are the sites that were used today: another is proposed.
        """
        if self._taken == taken and proposal is not None and _is_same(proposal, self._proposal):
            self._proposal = proposal
            return
        self._proposal, self._taken = proposal, taken
        self._scan, self._trace, self._lots = Scan(), "", ()
        self.stop.take(())
        self.product.clear()
        for code in vaccines:
            self.product.addItem(self._schedule.product_title(code), code)
        if proposal is not None:
            self.product.setCurrentIndex(max(0, self.product.findData(proposal.vaccine)))
        self.product.setVisible(bool(vaccines))
        self.set_note(self.tr("第 {dose} 剂").format(dose=proposal.dose) if proposal else "")
        self.box.clear()
        self.expiry.clear()
        self.stop.reason.clear()
        self._show_sites()
        self._show_checks()
        self._show_stops()

    def know_lots(self, lots: Sequence[NewDose]) -> None:
        """Lots of this product used here lately."""
        self._lots = tuple(lots)
        hint = self.tr("扫追溯码，或扫、打批号")
        if lots:
            hint = self.tr("扫码或批号；直接 Enter 用 {lot}").format(lot=lots[0].lot)
        self.box.setPlaceholderText(hint)
        self._show_checks()

    def forbid(self, stops: Sequence[Stop]) -> None:
        """What speaks against this product today; nothing when it may be given."""
        self.stop.take(stops)
        self._show_stops()

    def complain(self, field: str, sentence: str) -> None:
        """A value the service refused."""
        wrong = self.expiry if field == "expires_on" else self.box
        set_state(wrong, "err", value=True)
        wrong.setFocus()
        self._checks[0 if wrong is self.box else 1].show_line("incomplete", sentence, "danger")

    def focus_first(self) -> None:
        """Into the box."""
        self.box.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit outside the fields chooses the site."""
        if event.text().isdecimal() and len(event.text()) == 1 and self.sites.press(event.text()):
            return
        super().keyPressEvent(event)

    def _build_fields(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.box = QLineEdit()
        self.box.setObjectName("card.scan")
        self.box.setAccessibleName(self.tr("追溯码或批号"))
        self.box.setMaxLength(LONGEST)
        self.box.setProperty("kind", "tall")
        self.box.textEdited.connect(self._typed)
        self.box.returnPressed.connect(self._scanned)
        self.expiry = QLineEdit()
        self.expiry.setObjectName("card.expiry")
        self.expiry.setAccessibleName(self.tr("有效期"))
        self.expiry.setPlaceholderText(self.tr("效期 20270914"))
        self.expiry.setFixedWidth(128)
        self.expiry.setMaxLength(12)
        self.expiry.setProperty("kind", "tall")
        self.expiry.textEdited.connect(lambda _text: self._show_checks())
        self.expiry.returnPressed.connect(self._go_on)
        row.addWidget(self.box, 1)
        row.addWidget(self.expiry)
        return row

    def _build_foot(self) -> None:
        foot = self.foot()
        foot.addWidget(label(self.tr("部位"), tone="ink2"))
        self._sites_place = QHBoxLayout()
        foot.addLayout(self._sites_place)
        self._site_sets = {
            True: NumberedOptions([(text, text) for text in (self.tr("口服"),)]),
            False: NumberedOptions(
                [(text, text) for text in (self.tr("左上臂"), self.tr("右上臂"), self.tr("大腿"))]
            ),
        }
        for sites in self._site_sets.values():
            sites.setObjectName("card.sites")
            sites.finished.connect(self._go_on)
            sites.setAccessibleName(self.tr("接种部位"))
            sites.setFixedHeight(HEIGHT)
            self._sites_place.addWidget(sites, 0, Qt.AlignmentFlag.AlignVCenter)
        foot.addStretch(1)
        self.done = DoneButton(self.tr("已接种"), key="Return", kind="primary", name="card.given")
        self.done.clicked.connect(self._give)
        foot.addWidget(self.done)

    @property
    def sites(self) -> NumberedOptions:
        """The boxes that fit the way this product is given."""
        return self._site_sets[self._is_oral()]

    def _is_oral(self) -> bool:
        product = self._schedule.products.get(self.vaccine())
        return product is not None and product.route == ORAL

    def _show_sites(self) -> None:
        oral = self._is_oral()
        for is_oral, sites in self._site_sets.items():
            sites.setVisible(is_oral is oral)
        codes = [option.code for option in self.sites.options()]
        chosen = next((code for code in codes if code not in self._taken), codes[0])
        self.sites.show_codes((chosen,))

    def _typed(self, _text: str) -> None:
        self._scan = read_scan(self.box.text())
        self._show_checks()
        self._show_stops()

    def _scanned(self) -> None:
        """Enter in the box, as a scanner sends it: understand, fill in what is known, go on."""
        self._scan = read_scan(self.box.text())
        if not self.box.text().strip() and self._lots:
            self.box.setText(self._lots[0].lot)
            self._scan = Scan(lot=self._lots[0].lot)
        if self._scan.is_trace_only:
            self._ask_for_lot(self._scan.trace_code)
            return
        if self._scan.lot and not self._scan.trace_code:
            self._scan = Scan(self._scan.lot, self._trace, self._scan.expires_on)
        known = next((one for one in self._lots if one.lot == self._scan.lot), None)
        expires = self._scan.expires_on or (known.expires_on if known else None)
        if expires is not None:
            self.expiry.setText(expires.isoformat())
        self._show_checks()
        self._show_stops()
        self._go_on()

    def _ask_for_lot(self, trace_code: str) -> None:
        """The code names the package and not its lot: nobody's memory of the last lot may stand in for it."""
        self.box.clear()
        self._trace = trace_code
        said = self.tr("追溯码已记下，不含批号，请再扫或打批号")
        self._checks[0].show_line("incomplete", said, "ink")
        self.box.setFocus()

    def _go_on(self) -> None:
        if not self._scan.lot:
            self.box.setFocus()
        elif self._expires_on() is None:
            self.expiry.setFocus()
        elif self.stop.wants_reason:
            self.stop.reason.setFocus()
        else:
            self.done.setFocus()

    def _expires_on(self) -> date | None:
        return read_date(self.expiry.text(), self._today())

    def _show_checks(self) -> None:
        set_state(self.box, "err", value=False)
        set_state(self.expiry, "err", value=False)
        scan, day = self._scan, self._expires_on()
        known = next((one for one in self._lots if one.lot == scan.lot), None)
        if scan.is_trace_only:
            self._checks[0].show_line("incomplete", self.tr("追溯码不含批号，请再扫或打批号"), "ink")
        elif scan.lot:
            said = self.tr("批号 {lot}，近日用过") if known else self.tr("批号 {lot}，今天第一次用，请核对")
            self._checks[0].show_line("done" if known else "note", said.format(lot=scan.lot), "ink2")
        else:
            self._checks[0].show_line("", "")
        if day is None:
            self._checks[1].show_line("", "")
        elif day < self._today():
            self._checks[1].show_line("incomplete", self.tr("已过有效期 {day}").format(day=day), "danger")
        else:
            self._checks[1].show_line("done", self.tr("有效期至 {day}").format(day=day), "ink2")

    def _show_stops(self) -> None:
        """Nothing in the box yet: said quietly. Something scanned: red."""
        is_red = bool(self.stop.stops) and bool(self.box.text().strip())
        self.stop.setVisible(is_red)
        for line in self._checks:
            line.setVisible(not is_red)
        if self.stop.stops and not is_red:
            self._checks[0].show_line("later", self.stop.quietly(), "ink2")

    def _give(self) -> None:
        if not self.vaccine():
            return
        self._scan = self._scan if self._scan.lot else read_scan(self.box.text())
        day = self._expires_on()
        if not self._scan.lot or day is None:
            self._go_on()
            return
        known = next((one for one in self._lots if one.lot == self._scan.lot), None)
        codes = self.sites.codes()
        self.given.emit(
            NewDose(
                vaccine=self.vaccine(),
                on=self._today(),
                lot=self._scan.lot,
                expires_on=day,
                manufacturer=known.manufacturer if known else "",
                site=codes[0] if codes else "",
                trace_code=self._scan.trace_code or self._trace,
                overrule_reason=self.stop.reason.text().strip(),
                is_at_table=True,
            )
        )


def _is_same(proposal: Proposal, before: Proposal | None) -> bool:
    """Whether the same dose of the same vaccine is meant, whatever its reasons are now."""
    if before is None:
        return False
    return (proposal.vaccine, proposal.dose) == (before.vaccine, before.dose)
