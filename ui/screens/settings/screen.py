"""Settings: one page a subject, chosen at the top; everybody sees those of theirs."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from healthdesk.domain.access import Permission
from ui.kit import theme
from ui.kit.actions import Action
from ui.kit.navigator import Navigator
from ui.kit.screen import Screen
from ui.kit.tasks import Tasks
from ui.kit.theme import Size
from ui.screens.settings.about import AboutPage
from ui.screens.settings.account_sheet import AccountSheet
from ui.screens.settings.backups import BackupsPage
from ui.screens.settings.connection import ConnectionPage
from ui.screens.settings.own import OwnPage
from ui.screens.settings.page import Page
from ui.screens.settings.rules import RulesPage
from ui.screens.settings.users import UsersPage
from ui.screens.settings.workstation import WorkstationPage
from ui.widgets.switches import Tabs
from ui.widgets.text import label

if TYPE_CHECKING:
    from healthdesk.desk import Desk


class SettingsScreen(Screen):
    """`page` names the one to show: users, own, workstation, connection, backups, rules, about."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(desk, tasks, navigator)
        self.setObjectName("settings")
        self._names: list[str] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.PAGE_MARGIN, 12, theme.PAGE_MARGIN, 16)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(label(self.tr("设置"), Size.DISPLAY, name="settings.title"))
        head.addSpacing(24)
        self.tabs = Tabs(name="settings.tabs")
        head.addWidget(self.tabs)
        head.addStretch(1)
        column.addLayout(head)
        self._stack = QStackedWidget()
        column.addWidget(self._stack, 1)
        self._build_pages()
        self.tabs.currentChanged.connect(self._turn_to)

    def show_for(self, **args: Any) -> None:
        wanted = str(args.get("page", ""))
        if wanted in self._names:
            self.tabs.setCurrentIndex(self._names.index(wanted))
        self._turn_to(self.tabs.currentIndex())

    def commands(self) -> tuple[Action, ...]:
        page = self._page()
        return (
            *(page.commands() if page is not None else ()),
            Action(
                "settings.next", self.tr("设置的下一页"), lambda: self._step(1), "settings", "Ctrl+PgDown"
            ),
            Action(
                "settings.before", self.tr("设置的上一页"), lambda: self._step(-1), "settings", "Ctrl+PgUp"
            ),
            *(
                Action(
                    f"settings.go.{name}",
                    self.tr("设置：{page}").format(page=self.tabs.tabText(at)),
                    self._turner(at),
                    "settings",
                )
                for at, name in enumerate(self._names)
            ),
        )

    def focus_first(self) -> None:
        page = self._page()
        if isinstance(page, UsersPage):
            page.table.setFocus()
        elif isinstance(page, WorkstationPage):
            page.focus_url()
        else:
            self.tabs.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for sheet in self.findChildren(AccountSheet):
            sheet.arrange()

    def _build_pages(self) -> None:
        desk, tasks, navigator = self._desk, self._tasks, self._navigator
        if navigator.seat.allows(Permission.KEEP_ACCOUNTS.value):
            self._add("users", self.tr("用户"), UsersPage(desk, tasks, navigator, self))
        self._add("own", self.tr("我的"), OwnPage(desk, tasks, navigator, self))
        self._add("workstation", self.tr("本工作站"), WorkstationPage(desk, tasks, navigator))
        self._add("connection", self.tr("平台"), ConnectionPage(desk, tasks, navigator))
        self._add("backups", self.tr("备份"), BackupsPage(desk, tasks, navigator))
        self._add("rules", self.tr("规则与来源"), RulesPage(desk, tasks, navigator))
        self._add("about", self.tr("关于"), AboutPage(desk, tasks))

    def _add(self, name: str, title: str, page: Page) -> None:
        self._names.append(name)
        self.tabs.addTab(title)
        self._stack.addWidget(page)

    def _turner(self, at: int) -> Callable[[], None]:
        return lambda: self.tabs.setCurrentIndex(at)

    def _step(self, by: int) -> None:
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % self.tabs.count())
        self.focus_first()

    def _turn_to(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
        page = self._page()
        if page is not None:
            page.fetch()
        self._navigator.renew()

    def _page(self) -> Page | None:
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, Page) else None
