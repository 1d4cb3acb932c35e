"""The places of the window: one line each, screens loaded when they are first opened."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any, cast

from healthdesk.domain.access import Permission
from ui.kit.i18n import QT_TRANSLATE_NOOP, translate
from ui.kit.navigator import Navigator, Seat
from ui.kit.screen import Screen
from ui.kit.tasks import Tasks

__all__ = ["PLACES", "Navigator", "Place", "Seat", "place"]


DIGITS = 10
"""Places with a digit of their own; those beyond are reached by a click or the palette."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place. `screen` is `module:Class`, loaded when it is first opened.

    `position` is the order in the navigation and the digit of `Ctrl+1…9`, 10 of `Ctrl+0`; None: reached from
    elsewhere, and then `under` names the entry that is lit (none: the one that was). `at_bottom` places stand
    at the foot of the navigation. `finds` is the place that somebody found in the search box opens at from
    here.
    """

    id: str
    title: str
    icon: str
    screen: str
    position: int | None = None
    permission: str | None = None
    under: str = ""
    at_bottom: bool = False
    finds: str = "record"

    @property
    def shortcut(self) -> str:
        """`Ctrl+1` … `Ctrl+9`, `Ctrl+0`, or nothing."""
        return f"Ctrl+{self.position % 10}" if self.position and self.position <= DIGITS else ""

    @property
    def words(self) -> str:
        """The title in the language of the window."""
        return translate("Place", self.title)

    def build(self, desk: Any, tasks: Tasks, navigator: Navigator) -> Screen:
        """A new screen for this place."""
        module, _, name = self.screen.partition(":")
        made = getattr(import_module(module), name)(desk, tasks, navigator)
        return cast("Screen", made)


PLACES = (
    Place("home", QT_TRANSLATE_NOOP("Place", "工作台"), "home", "ui.screens.home.screen:HomeScreen", 1),
    Place("residents", QT_TRANSLATE_NOOP("Place", "居民"), "residents",
          "ui.screens.residents.screen:ResidentsScreen", 2, Permission.VIEW_RECORD),
    Place("visits", QT_TRANSLATE_NOOP("Place", "随访"), "visits",
          "ui.screens.visits.screen:VisitsScreen", 3, Permission.LOG_VISIT),
    Place("immunization", QT_TRANSLATE_NOOP("Place", "接种"), "immunization",
          "ui.screens.immunization.screen:ImmunizationScreen", 4, Permission.VACCINATE, finds="card"),
    Place("referrals", QT_TRANSLATE_NOOP("Place", "转诊"), "referral",
          "ui.screens.referral.listing:ReferralsScreen", 5, Permission.REFER),
    Place("quality", QT_TRANSLATE_NOOP("Place", "质量"), "quality",
          "ui.screens.quality.screen:QualityScreen", 9, Permission.SEE_AUDIT),
    Place("centre-records", QT_TRANSLATE_NOOP("Place", "公共卫生"), "centre",
          "ui.screens.centre_records.listing:CentreRecordsScreen", 10, Permission.KEEP_CENTRE_RECORDS),
    Place("stock", QT_TRANSLATE_NOOP("Place", "库存"), "stock",
          "ui.screens.stock.screen:StockScreen", 11, Permission.KEEP_STOCK),
    Place("appointments", QT_TRANSLATE_NOOP("Place", "预约"), "later",
          "ui.screens.appointments.screen:AppointmentsScreen", 12, Permission.REGISTER),
    Place("platform", QT_TRANSLATE_NOOP("Place", "同步"), "sync",
          "ui.screens.sync.screen:SyncScreen", 7, Permission.SYNCHRONISE),
    Place("settings", QT_TRANSLATE_NOOP("Place", "设置"), "settings",
          "ui.screens.settings.screen:SettingsScreen", 8, at_bottom=True),
    Place("record", QT_TRANSLATE_NOOP("Place", "健康档案"), "archive",
          "ui.screens.record.screen:RecordScreen", permission=Permission.VIEW_RECORD, under="residents"),
    Place("register", QT_TRANSLATE_NOOP("Place", "登记"), "register",
          "ui.screens.registration.screen:RegistrationScreen",
          permission=Permission.REGISTER, under="residents"),
    Place("visit", QT_TRANSLATE_NOOP("Place", "写随访"), "write",
          "ui.screens.visit.screen:VisitScreen", permission=Permission.LOG_VISIT, under="visits"),
    Place("centre-record", QT_TRANSLATE_NOOP("Place", "公共卫生登记"), "write",
          "ui.screens.centre_records.screen:CentreRecordScreen",
          permission=Permission.KEEP_CENTRE_RECORDS, under="centre-records"),
    Place("paper", QT_TRANSLATE_NOOP("Place", "打印预览"), "print",
          "ui.screens.paper.screen:PaperScreen", permission=Permission.VIEW_RECORD),
    Place("reports", QT_TRANSLATE_NOOP("Place", "待报告"), "emergency",
          "ui.screens.reports.screen:ReportsScreen",
          permission=Permission.KEEP_CENTRE_RECORDS, under="centre-records"),
    Place("reactions", QT_TRANSLATE_NOOP("Place", "疑似异常反应"), "attention",
          "ui.screens.reactions.screen:ReactionsScreen",
          permission=Permission.VIEW_RECORD, under="immunization"),
    Place("recall", QT_TRANSLATE_NOOP("Place", "催种"), "phone",
          "ui.screens.recall.screen:RecallScreen", permission=Permission.VACCINATE, under="immunization"),
    Place("card", QT_TRANSLATE_NOOP("Place", "接种卡"), "immunization",
          "ui.screens.immunization.card:CardScreen", permission=Permission.VACCINATE, under="immunization",
          finds="card"),
    Place("referral", QT_TRANSLATE_NOOP("Place", "转诊单"), "referral",
          "ui.screens.referral.screen:ReferralScreen", permission=Permission.REFER, under="referrals"),
)  # fmt: skip
"""Every place of the program. A new screen adds its line here (docs/recipes/add-a-screen.md)."""


def place(id_: str) -> Place:
    """The place called `id_`. Raises KeyError."""
    for one in PLACES:
        if one.id == id_:
            return one
    raise KeyError(id_)
