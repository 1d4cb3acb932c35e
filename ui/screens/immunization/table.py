"""The injection table: who is it, which pack, the dose written down, taken back, signed."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from healthdesk.base import errors
from healthdesk.base.errors import HealthDeskError
from healthdesk.domain.access import Permission
from healthdesk.domain.immunization.proposals import Proposal
from healthdesk.services.attendance_rows import Identified
from healthdesk.services.doses import NewDose, RecordedDose
from healthdesk.services.identifying import booklet_key
from healthdesk.services.immunization import DoseStopped
from ui.kit import messages, words
from ui.kit.actions import Action
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks, Ticket
from ui.screens.immunization.dose_words import refusal
from ui.screens.immunization.opening import CheckedPack, Checking, Known, Opened, checked, known, vaccines_for
from ui.screens.immunization.seven import AtTable
from ui.screens.immunization.station import Station

if TYPE_CHECKING:
    from healthdesk.desk import Desk


class InjectionTable(QObject):
    """Everything that happens around `station`; `changed` when the card has to be read again.

    `recorded` after a dose: then the next one of today is the current one.
    """

    changed = Signal()
    recorded = Signal()
    signed = Signal()

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator, owner: QWidget) -> None:
        super().__init__(owner)
        self._desk, self._tasks, self._navigator = desk, tasks, navigator
        self._opened: Opened | None = None
        self._ticket: Ticket | None = None
        self._injector = ""
        self._last = ""
        self.is_saving = False
        may = navigator.seat.allows(Permission.OVERRULE.value)
        self.station = Station(desk.schedule, desk.clock.today, may_overrule=may)
        self.station.vaccine_chosen.connect(self._look_up)
        self.station.identity_scanned.connect(self.identify)
        self.station.pack_scanned.connect(self._check)
        self.station.given.connect(self.record)

    def forget(self) -> None:
        """Another person: nothing of the one before stands in the boxes."""
        self._opened, self._last = None, ""
        self.station.know_people(AtTable())
        self.station.begin(None, ())

    def show_opened(self, opened: Opened) -> None:
        """Whom the dose is for."""
        self._opened = opened
        card, agreed = opened.child.resident, opened.agreed
        self.station.know_people(
            AtTable(
                name=card.name,
                born=card.born,
                age=words.sex_and_age_long(card.sex, card.born, self._desk.clock.today()),
                guardian=agreed.by if agreed else "",
                injector=self._injector or self._navigator.seat.name,
                is_identified=opened.attendance is not None and opened.attendance.is_identified,
            )
        )

    def choose(self, proposal: Proposal | None) -> None:
        """The dose that is to be given now."""
        if proposal is None or self._opened is None:
            self.station.begin(None, ())
            return
        today = self._desk.clock.today()
        taken = frozenset(dose.site for dose in self._opened.child.doses if dose.on == today)
        self.station.begin(proposal, vaccines_for(self._desk.schedule, proposal), taken)
        self._look_up(proposal.vaccine)

    def identify(self, scanned: str) -> None:
        """A booklet or a number: is it the one whose card lies here?"""
        if self._opened is None:
            return
        desk, resident_id = self._desk, self._opened.child.resident.id
        self._tasks.run(
            lambda: desk.clinic.identify(resident_id, scanned),
            done=lambda found: self._say_identified(found, scanned) if self._is_still(resident_id) else None,
            owner=self,
        )

    def record(self, dose: NewDose) -> None:
        """Write it down; what was typed stays where it is until that is done."""
        if self.is_saving or self._opened is None:
            return
        self.is_saving = True
        desk, resident_id = self._desk, self._opened.child.resident.id
        title = words.of_form(desk.schedule.product_title(dose.vaccine))
        self._tasks.run(
            lambda: desk.immunization.record(resident_id, dose),
            done=lambda recorded: self._recorded(title, recorded, is_here=self._is_still(resident_id)),
            failed=lambda error: self._refuse(error, is_here=self._is_still(resident_id)),
            owner=self,
        )

    def undo(self) -> None:
        """Take back the last dose of this card, while it is not signed."""
        desk, last = self._desk, self._last or self.unsigned()
        if not last:
            self._navigator.say(self.tr("没有可以撤回的：已签名的只能更正或作废"), "note")
            return
        self._tasks.run(
            lambda: desk.signatures.undo(last),
            done=lambda _done: self._say_undone(),
            owner=self,
            once=f"undo {last}",
        )

    def sign(self) -> None:
        """Sign what was given, and let the observation begin."""
        if self._opened is None:
            return
        desk, resident_id = self._desk, self._opened.child.resident.id
        self._tasks.run(
            lambda: desk.signatures.sign(resident_id),
            done=self._say_signed,
            owner=self,
            once=f"sign {resident_id}",
        )

    def choose_injector(self) -> None:
        """Who holds the needle, where one machine is shared."""
        self._tasks.run(self._desk.clinic.vaccinators, done=self._offer_injectors, owner=self)

    def _offer_injectors(self, names: tuple[str, ...]) -> None:
        actions = [
            Action(f"card.injector.{at}", name, partial(self._take_injector, name), "arrived")
            for at, name in enumerate(names)
        ]
        self._navigator.offer(actions)

    def _take_injector(self, name: str) -> None:
        self._injector = name
        if self._opened is not None:
            self.show_opened(self._opened)
            self._look_up(self.station.vaccine())
        self.station.go_on()

    def _say_identified(self, found: Identified, scanned: str) -> None:
        if found.is_same:
            self._navigator.say(self.tr("已核对是本人"))
            self.changed.emit()
            self.station.focus_first()
            return
        name = self._opened.child.resident.name if self._opened else ""
        if found.others:
            said = self.tr("扫到的是 {other}，不是 {name}，请重新叫人").format(
                other="、".join(found.others), name=name
            )
        else:
            said = self.tr("扫到的不是 {name} 的证件或号码，请再扫").format(name=name)
        self.station.stop_with(said)
        if not found.others and booklet_key(scanned):
            self._ask_booklet(scanned)

    def _ask_booklet(self, scanned: str) -> None:
        """Nobody has this code: perhaps it is that of the booklet, scanned for the first time."""
        if self._opened is None:
            return
        desk, whose = self._desk, self._opened.child.resident
        born = whose.born.isoformat() if whose.born else ""
        said = self.tr("接种证上写的是 {name}、{born} 吗？对过姓名和出生日期再登记，以后扫它就认得。")
        if self._navigator.ask.sure(
            self.tr("这个码还没有登记过"),
            said.format(name=whose.name, born=born),
            harm=self.tr("是这本接种证，登记"),
            keep=self.tr("不是"),
        ):
            self._tasks.run(
                lambda: desk.backgrounds.keep_booklet(whose.id, scanned),
                done=lambda _done: self.identify(scanned),
                failed=self._refuse_booklet,
                owner=self,
                once=f"booklet {whose.id}",
            )

    def forget_booklet(self) -> None:
        """Somebody else's booklet was noted here."""
        if self._opened is None:
            return
        desk, whose = self._desk, self._opened.child.resident
        done, none = self.tr("已去掉，请用对的人的卡再扫"), self.tr("没有登记过接种证条码")
        self._tasks.run(
            lambda: desk.backgrounds.forget_booklet(whose.id),
            done=lambda had: self._navigator.say(done if had else none, "note"),
            owner=self,
        )

    def _refuse_booklet(self, error: HealthDeskError) -> None:
        label = self.tr("接种证条码")
        self.station.stop_with(str(messages.message(error, label)))

    def _look_up(self, vaccine: str) -> None:
        """Lots used lately, and what forbids this product."""
        if self._ticket is not None:
            self._ticket.cancel()
        if self._opened is None or not vaccine:
            return
        desk, resident_id, injector = self._desk, self._opened.child.resident.id, self._injector
        self._ticket = self._tasks.run(
            lambda: known(desk, resident_id, vaccine, injector), done=self._know, owner=self
        )

    def _know(self, found: Known) -> None:
        if found.vaccine == self.station.vaccine():
            self.station.know_lots(found.lots)
            self.station.forbid(found.stops)

    def _check(self, lot: str, trace_code: str) -> None:
        """The scanned pack, against the stock and the rules."""
        if self._opened is None:
            return
        desk, resident_id, injector = self._desk, self._opened.child.resident.id, self._injector
        vaccine = self.station.vaccine()
        self._tasks.run(
            lambda: checked(desk, resident_id, Checking(vaccine, lot, trace_code, injector)),
            done=lambda found: self._take(found) if self._is_still(resident_id) else None,
            owner=self,
        )

    def _take(self, found: CheckedPack) -> None:
        self.station.take_checked(found.pack, found.stops)

    def _is_still(self, resident_id: str) -> bool:
        """Whether the person an answer is about still stands at the table: a late one is for nobody else."""
        return self._opened is not None and self._opened.child.resident.id == resident_id

    def _recorded(self, title: str, recorded: RecordedDose, *, is_here: bool) -> None:
        self.is_saving = False
        if not is_here:
            return
        self._last = recorded.id
        self._navigator.say(self.tr("已记 {title}，F12 撤回，Ctrl+Enter 签名").format(title=title))
        self.recorded.emit()
        self.station.focus_first()

    def _refuse(self, error: HealthDeskError, *, is_here: bool) -> None:
        self.is_saving = False
        match error:
            case _ if not is_here:
                self._navigator.complain(error)
            case DoseStopped():
                self.station.refuse(error.stops)
                self._navigator.say(self.tr("规则不许今天接种，没有记下"), "attention")
            case errors.InvalidInput() if error.field in ("lot", "expires_on"):
                self.station.complain(error.field, messages.reason_words(error.reason))
            case errors.InvalidInput():
                self.station.stop_with(refusal(error))
            case _:
                self._navigator.complain(error)

    def unsigned(self) -> str:
        """The newest dose of today that nobody has signed; empty when there is none."""
        if self._opened is None:
            return ""
        today = self._desk.clock.today()
        own = [one for one in self._opened.child.doses if one.on == today and not one.is_elsewhere]
        return next((one.id for one in reversed(own) if not one.is_signed), "")

    def _say_undone(self) -> None:
        self._last = ""
        self._navigator.say(self.tr("已撤回，可以重新记"))
        self.changed.emit()

    def _say_signed(self, many: int) -> None:
        self._last = ""
        if many:
            said = self.tr("已签名 {n} 剂，请到留观区等 30 分钟").format(n=many)
            self._navigator.say(said)
        else:
            self._navigator.say(self.tr("没有要签名的"), "note")
        self.changed.emit()
        if many:
            self.signed.emit()
