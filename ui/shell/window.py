"""The shell: navigation, top bar, the screens, status line; it is the `Navigator` every screen is given."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QHBoxLayout, QVBoxLayout, QWidget

from healthdesk.base.changes import Changes
from ui.kit import collecting, messages
from ui.kit.actions import Action, permitted
from ui.kit.ask import Ask, BoxAsk
from ui.kit.bus import Bus
from ui.kit.messages import Message
from ui.kit.navigator import HOME, Seat
from ui.kit.places import PLACES, Place, place
from ui.kit.screen import Screen
from ui.kit.tasks import Tasks
from ui.shell.blank_forms import BlankForms
from ui.shell.bound_keys import BoundKeys
from ui.shell.covered import lets_through
from ui.shell.guide import Guide
from ui.shell.navigation import Navigation
from ui.shell.needs import EVERYTHING, ShellDesk
from ui.shell.own_actions import own_actions
from ui.shell.palette import CommandPalette, KeysOfScreen
from ui.shell.search_list import SearchList
from ui.shell.status_line import StatusLine
from ui.shell.top_bar import TopBar
from ui.widgets.handing_out import HandingOut
from ui.widgets.notice import Notice
from ui.widgets.overlay import opened_over
from ui.widgets.printers import Printers, SystemPrinters
from ui.widgets.room import Room

AFTER_HOME_MS = 400
NARROW_BELOW = 1180
"""Logical pixels; 1366 at 125 % are 1093."""


class Shell(QWidget):
    """One for each person who works here in this shift, so that everybody finds their own screen again."""

    lock_wanted = Signal()
    leave_wanted = Signal()

    def __init__(  # noqa: PLR0913  a test brings its own answers and places
        self,
        desk: ShellDesk,
        tasks: Tasks,
        bus: Bus,
        seat: Seat,
        *,
        ask: Ask | None = None,
        places: Sequence[Place] = PLACES,
        printers: Printers | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("shell")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._desk, self._tasks, self._seat = desk, tasks, seat
        self._ask = ask or BoxAsk(self)
        self._places = tuple(p for p in places if seat.allows(p.permission))
        self._screens: dict[str, Screen] = {}
        self._trail: list[tuple[str, dict[str, Any]]] = []
        self._keys = BoundKeys(self, self._call)
        self.paper = HandingOut(self, desk, tasks, self, printers=printers or SystemPrinters())
        self.blank_forms = BlankForms(desk.forms, tasks, self, self)
        self._actions = own_actions(self, self._places)
        self._build()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow_focus)
        bus.changed.connect(self._reload)
        tasks.unheard.connect(self.complain)
        self.renew()

    @property
    def seat(self) -> Seat:
        return self._seat

    @property
    def ask(self) -> Ask:
        return self._ask

    def open(self, place: str, **args: Any) -> None:
        """Go there. A place that does not exist here, or that the role may not open, is said and left."""
        target = next((one for one in self._places if one.id == place), None)
        if target is None:
            self.say(self.tr("这里还没有这个页面，或当前岗位不能打开"), "note")
            return
        self._trail = [*self._trail[-19:], (place, args)]
        self._show(target, args)

    def open_first(self) -> None:
        """Where this person's day begins."""
        ids = [one.id for one in self._places]
        if ids:
            self.open(self._seat.first if self._seat.first in ids else ids[0])
        collecting.settle()
        QTimer.singleShot(AFTER_HOME_MS, self, self.found.prepare)

    def wake(self) -> None:
        """The person is back: what is shown is fetched again, for others may have saved meanwhile."""
        self.keys_sheet.close_sheet()
        if screen := self._screen():
            screen.reload(EVERYTHING)
            (opened_over(self) or screen).focus_first()

    def back(self) -> None:
        """Return to the place before."""
        if len(self._trail) > 1:
            self._trail.pop()
            name, args = self._trail[-1]
            self._show(place(name), args)

    def say(self, sentence: str, icon: str = "done") -> None:
        """A quiet line that fades."""
        self.status.quiet.say(sentence, icon)

    def offer(self, actions: Sequence[Action]) -> None:
        self.palette_sheet.offer(actions)

    def complain(self, error: Exception) -> None:
        """An expected error in words: half a line below, all of it over the foot of the page."""
        self.notify(messages.message(error))

    def notify(self, message: Message, actions: Sequence[Action] = ()) -> None:
        """The same of something that is no error, with what can be done about it."""
        self.status.quiet.complain(message.what)
        self.notice.show_message(message, actions)

    def count(self, place: str, waiting: int) -> None:
        """The pill at a navigation entry."""
        self.navigation.count(place, waiting)

    def renew(self) -> None:
        """Bind the keys of the shell and of the screen; the screen's own come first."""
        self._keys.bind((*self._here(), *self._actions))

    def current_place(self) -> str:
        """The id of the place that is shown."""
        return self._trail[-1][0] if self._trail else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no field wanted begins a search; but a digit at a box is an answer that went astray."""
        text = event.text()
        held = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier & ~Qt.KeyboardModifier.KeypadModifier
        if not text.isprintable() or not text.strip() or held:
            super().keyPressEvent(event)
        elif isinstance(QApplication.focusWidget(), QAbstractButton) and not text.isalpha():
            self.say(self.tr("这里没有 {key} 这一项；查人先按 F3").format(key=text), "note")
        else:
            self.top.search.type_on(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.navigation.narrow(is_narrow=self.width() < NARROW_BELOW)
        for sheet in (self.palette_sheet, self.keys_sheet, self.notice):
            sheet.arrange()

    def _build(self) -> None:
        self.navigation = Navigation([p for p in self._places if p.position])
        self.navigation.chosen.connect(self.open)
        may_register = any(p.id == "register" for p in self._places)
        mine = ("shell.lock", "shell.password", "shell.leave")
        menu = tuple(one for one in self._actions if one.id in mine)
        self.top = TopBar(self._seat, menu, may_register=may_register)
        self.top.register_wanted.connect(self.register)
        self.stack = (room := Room()).stack
        self.status = StatusLine()
        self.status.clicked.connect(lambda: self.open("platform"))
        self.status.help_wanted.connect(self.show_keys)
        self.status.palette_wanted.connect(self.open_palette)
        page = QVBoxLayout()
        page.setSpacing(0)
        page.addWidget(self.top)
        self.guide = Guide()
        page.addWidget(self.guide)
        page.addWidget(room, 1)
        page.addWidget(self.status)
        beside = QHBoxLayout(self)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(self.navigation)
        beside.addLayout(page, 1)
        self._add_sheets(room)

    def _add_sheets(self, room: Room) -> None:
        self.found = SearchList(
            self.top.search, self._desk.residents.search, self._tasks, self._desk.clock.today
        )
        self.found.setParent(self)
        self.found.hang_over(room)
        self.found.hide()
        self.found.opened.connect(lambda id_: self._leave_search(self._finds(), resident_id=id_))
        self.found.visit_wanted.connect(lambda id_: self._leave_search("visit", resident_id=id_))
        self.found.register_wanted.connect(lambda _text: self.register())
        self.top.search.left.connect(self._close_search)
        self.palette_sheet = CommandPalette(self)
        self.keys_sheet = KeysOfScreen(self)
        self.notice = Notice(self)

    def show_guide(self) -> None:
        """The five minutes from the beginning."""
        self.guide.begin()

    def want_lock(self) -> None:
        """Somebody else sits down, or nobody."""
        self.lock_wanted.emit()

    def want_leave(self) -> None:
        """The day is over."""
        self.leave_wanted.emit()

    def offer_next(self) -> None:
        """The work desk knows what comes next; screens with a next piece of their own bind F2 themselves."""
        if self.current_place() != HOME:
            self.open(HOME)
            next((one.call() for one in self._here() if one.shortcut == "F2"), None)

    def open_own_settings(self) -> None:
        """Password, PIN and badge of whoever sits here."""
        self.open("settings", page="own")

    def _screen(self) -> Screen | None:
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, Screen) else None

    def _here(self) -> tuple[Action, ...]:
        screen = self._screen()
        return permitted(screen.commands(), self._seat.allows) if screen else ()

    def _show(self, target: Place, args: dict[str, Any]) -> None:
        self._close_search()
        self.notice.hide()
        if target.id not in self._screens:
            self._screens[target.id] = target.build(self._desk, self._tasks, self)
            self.stack.addWidget(self._screens[target.id])
        screen = self._screens[target.id]
        self.stack.setCurrentWidget(screen)
        self.navigation.light(target.under or target.id)
        screen.show_for(**args)
        self.guide.opened(target.id, self.found.tags_of(args.get("resident_id", "")))
        self.renew()
        screen.focus_first()

    def _reload(self, changes: Changes) -> None:
        self.guide.saved(changes)
        screen = self._screen()
        if screen is not None and self.isVisible():
            screen.reload(changes)

    def _call(self, action: Action) -> None:
        if not lets_through(opened_over(self), action, self._here(), self.say):
            return
        if self.found.is_asked() and action.shortcut == "F2":
            self.found.visit_current()
        else:
            action.call()

    def begin_search(self) -> None:
        """Into the search box, what is typed there chosen."""
        self.top.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.top.search.field.selectAll()
        self.found.ask(self.top.search.text())

    def _finds(self) -> str:
        """Where somebody found is opened: the card at the vaccination desk, elsewhere the record."""
        return next((one.finds for one in self._places if one.id == self.current_place()), "record")

    def register(self) -> None:
        """A new sheet, with what was searched for filled in."""
        self._leave_search("register", typed=self.top.search.text().strip())

    def _leave_search(self, target: str, **args: Any) -> None:
        self.top.search.clear()
        self.open(target, **args)

    def _close_search(self) -> None:
        self.top.search.clear()
        self.found.hide()
        if (screen := self._screen()) and self.top.search.field.hasFocus():
            screen.focus_first()

    def _follow_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Whoever goes on in the screen sees it: the list of those found would cover it, and Esc be deaf."""
        if now is not None and self.found.isVisible() and self.stack.isAncestorOf(now):
            self._close_search()

    def open_palette(self) -> None:
        """Everything that can be done here and everywhere."""
        self.palette_sheet.offer((*self._here(), *self._actions))

    def show_keys(self) -> None:
        """The keys of this screen."""
        name = place(self.current_place()).words if self._trail else ""
        self.keys_sheet.show_keys(name, self._here(), self._actions)
