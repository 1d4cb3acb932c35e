"""Registering somebody new or correcting a first page: the form, who may be here already, the household."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from healthdesk.base import errors
from healthdesk.base.errors import HealthDeskError
from healthdesk.domain.forms.filling import Filling
from healthdesk.services.residents import Likeness
from ui.forms.drafting import Drafting
from ui.forms.form_view import FormView
from ui.kit import messages, theme
from ui.kit.actions import Action
from ui.kit.navigator import Navigator
from ui.kit.screen import Screen
from ui.kit.tasks import Tasks, Ticket
from ui.screens.registration import opening
from ui.screens.registration.drawing import HIDDEN, drawn, gaps_words
from ui.screens.registration.household import Household, Joining
from ui.screens.registration.matches import Matches
from ui.screens.registration.opening import Opened
from ui.screens.registration.stale import StaleBar
from ui.widgets.empty_state import EmptyState
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import IconLine
from ui.widgets.panel import Panel
from ui.widgets.text import label, say

if TYPE_CHECKING:
    from healthdesk.desk import Desk

LOOKED_AT = ("name", "birth_date", "id_no", "phone", "current_address")
"""The questions whose answers say who somebody is."""


class RegistrationScreen(Screen):
    """One sheet for both: somebody new, or with `resident_id` the page of somebody known."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(desk, tasks, navigator)
        self.setObjectName("registration")
        self._opened: Opened | None = None
        self._ticket: Ticket | None = None
        self._looked_at: tuple[Any, ...] = ()
        self._is_saving = False
        self._build()
        self._drafting = Drafting(desk, tasks, self._say_saved, self)

    def show_for(self, **args: Any) -> None:
        """`typed`: what the search box held; `resident_id`: whose page; `item`: where to begin."""
        self._drafting.flush()
        self._opened = None
        self._item = str(args.get("item", ""))
        desk, resident_id, typed = self._desk, str(args.get("resident_id", "")), str(args.get("typed", ""))
        self._state.loading()
        self._stack.setCurrentWidget(self._state)
        self._tasks.run(
            lambda: (
                opening.begin_editing(desk, resident_id) if resident_id else opening.begin_new(desk, typed)
            ),
            done=self._show,
            failed=lambda error: self._state.failed(str(messages.message(error))),
            owner=self,
        )

    def commands(self) -> tuple[Action, ...]:
        word = self.tr("保存") if self._opened and self._opened.resident_id else self.tr("登记")
        return (
            Action("registration.save", word, self._save, "done", "Ctrl+Return"),
            Action("registration.gap", self.tr("去下一个空项"), self._go_to_gap, "to-do", "Ctrl+G"),
            Action("registration.open", self.tr("打开最像的档案"), self._open_first, "open", "F4"),
            Action("registration.again", self.tr("放弃草稿，重新填"), self._begin_again, "delete"),
        )

    def focus_first(self) -> None:
        if self._opened is None:
            return
        if self._opened.filling.value("name") is None:
            self.form.go_to("name")
        elif not (self._item and self.form.go_to(self._item)):
            self.form.focus_first()

    def leave(self) -> None:
        self._drafting.flush()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.PAGE_MARGIN, 12, theme.PAGE_MARGIN, 16)
        column.setSpacing(theme.PANEL_GAP)
        self.stale = StaleBar()
        self.stale.take_theirs.connect(self._begin_again)
        self.stale.keep_mine.connect(self._put_on_top)
        column.addWidget(self.stale)
        self._stack = QStackedWidget()
        self._state = EmptyState("register", "", name="registration.state")
        self._stack.addWidget(self._state)
        self._stack.addWidget(self._build_page())
        column.addWidget(self._stack, 1)

    def _build_page(self) -> QWidget:
        self._page = QWidget()
        beside = QHBoxLayout(self._page)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(theme.PANEL_GAP)
        beside.addWidget(self._build_sheet(), 1)
        right = QVBoxLayout()
        right.setSpacing(theme.PANEL_GAP)
        self.matches = Matches(self._desk.clock.today)
        self.matches.opened.connect(self._open)
        self.household = Household(self._desk.residents.search, self._tasks, self._desk.clock.today)
        right.addWidget(self.matches, 1)
        right.addWidget(self.household)
        beside.addLayout(right)
        return self._page

    def _build_sheet(self) -> Panel:
        self.save = KeyButton(
            self.tr("登记"), key="Ctrl+Return", icon="register", kind="primary", name="registration.save"
        )
        self.save.clicked.connect(self._save)
        self.panel = Panel(padded=False, name="registration.sheet")
        self.panel.set_title(self.tr("登记居民"), self.tr("个人基本信息表"))
        self.form = FormView(now=self._desk.clock.now)
        self.form.changed.connect(self._typed)
        self.form.completed.connect(lambda: self.save.setFocus())
        self.panel.body.addWidget(self.form)
        foot = self.panel.foot()
        self._saved = IconLine("saved", "", "ink2", name="registration.saved")
        self._saved.hide()
        self._gaps = label("", tone="ink2", name="registration.gaps")
        foot.addWidget(self._saved)
        foot.addStretch(1)
        foot.addWidget(self._gaps)
        foot.addSpacing(8)
        foot.addWidget(self.save)
        return self.panel

    def _show(self, opened: Opened) -> None:
        self._opened, self._is_saving = opened, False
        self.save.set_busy(is_busy=False)
        self.stale.setVisible(opened.is_stale)
        self._saved.hide()
        is_new = not opened.resident_id
        title = self.tr("登记居民") if is_new else self.tr("改基本信息")
        note = self.tr("个人基本信息表")
        if opened.is_from_draft:
            note = self.tr("接着上次没存的草稿")
        if opened.is_partly_hidden:
            note = self.tr("另有不向您显示的病史，保存时照旧保留")
        self.panel.set_title(title, note)
        self.save.set_word(self.tr("登记") if is_new else self.tr("保存"), "register" if is_new else "done")
        self.form.show_filling(
            opened.filling, drawn(self._desk.forms.layout(opened.filling.form)), hidden=HIDDEN
        )
        self._drafting.begin(
            opened.subject, () if opened.is_from_draft else (opened.filling,), opened.version or None
        )
        self.household.begin(())
        self._looked_at = ()
        self.matches.show_matches((), is_asked=False)
        self._stack.setCurrentWidget(self._page)
        self._count_gaps(opened.filling)
        self._look_for_matches(opened.filling)
        self._fetch_family(opened.resident_id)
        self._navigator.renew()
        self.take_focus()

    def _fetch_family(self, resident_id: str) -> None:
        if resident_id:
            desk = self._desk
            self._tasks.run(lambda: desk.families.around(resident_id), done=self.household.begin, owner=self)

    def _typed(self, filling: Filling) -> None:
        self._drafting.note((filling,))
        self._count_gaps(filling)
        self._look_for_matches(filling)

    def _count_gaps(self, filling: Filling) -> None:
        say(self._gaps, gaps_words(filling, self.form.gaps()))

    def _say_saved(self, at: datetime) -> None:
        self._saved.show_line("saved", self.tr("草稿已存 {time}").format(time=f"{at.astimezone():%H:%M}"))
        self._saved.show()

    def _look_for_matches(self, filling: Filling) -> None:
        """Ask again only when something that tells people apart has changed."""
        asked = tuple(filling.value(key) for key in LOOKED_AT)
        if asked == self._looked_at:
            return
        self._looked_at = asked
        if self._ticket is not None:
            self._ticket.cancel()
        desk, own = self._desk, self._opened.resident_id if self._opened else ""

        def look() -> tuple[Likeness, ...]:
            found: tuple[Likeness, ...] = desk.residents.duplicates(filling)
            return tuple(one for one in found if one.hit.id != own)

        self._ticket = self._tasks.run(
            look,
            done=lambda found: self.matches.show_matches(found, is_asked=any(asked)),
            owner=self,
        )

    def _save(self) -> None:
        opened = self._opened
        if opened is None or self._is_saving:
            return
        filling, desk, joining = self.form.filling(), self._desk, self.household.joining()
        self._is_saving = True
        self.save.set_busy(is_busy=True)
        self._drafting.flush()
        self._tasks.run(
            lambda: _carry_out(desk, opened, filling, joining),
            done=lambda resident_id: self._saved_as(resident_id, filling),
            failed=self._refuse,
            owner=self,
        )

    def _saved_as(self, resident_id: str, filling: Filling) -> None:
        self._drafting.stop()
        is_new = self._opened is not None and not self._opened.resident_id
        self._opened, self._is_saving = None, False
        self.save.set_busy(is_busy=False)
        done = self.tr("已登记 {name}") if is_new else self.tr("已保存 {name} 的基本信息")
        self._navigator.open("record", resident_id=resident_id)
        self._navigator.say(done.format(name=filling.value("name")))

    def _refuse(self, error: HealthDeskError) -> None:
        self._is_saving = False
        self.save.set_busy(is_busy=False)
        match error:
            case errors.StaleRecord():
                self.stale.show()
            case errors.InvalidInput() if self.form.complain(error.field, error.reason):
                pass
            case _:
                self._navigator.complain(error)

    def _go_to_gap(self) -> None:
        if not self.form.go_to_gap():
            self.save.setFocus()

    def _open_first(self) -> None:
        first = self.matches.first()
        if first is not None:
            self._open(first.hit.id)

    def _open(self, resident_id: str) -> None:
        self._navigator.open("record", resident_id=resident_id)

    def _begin_again(self) -> None:
        if self._opened is None:
            return
        desk, resident_id = self._desk, self._opened.resident_id
        self._drafting.stop()
        self._tasks.run(lambda: opening.begin_again(desk, resident_id), done=self._show, owner=self)

    def _put_on_top(self) -> None:
        if self._opened is None:
            return
        desk = self._desk
        mine = opening.with_filling(self._opened, self.form.filling())
        self._tasks.run(lambda: opening.put_on_top(desk, mine), done=self._show, owner=self)


def _carry_out(desk: "Desk", opened: Opened, filling: Filling, joining: Joining | None) -> str:
    """Save the page and join the household; returns whose page it is."""
    resident_id = opened.resident_id
    if resident_id:
        desk.residents.edit(resident_id, filling, opened.version)
    else:
        resident_id = desk.residents.register(filling)
    if joining is not None:
        desk.families.join_with(joining.of_id, resident_id, joining.role)
    return resident_id
