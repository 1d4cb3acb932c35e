"""The sync centre: synchronise now, see what waits and why, decide conflicts, see past requests."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from healthdesk.base.changes import Changes
from healthdesk.base.config import Place
from healthdesk.base.errors import HealthDeskError
from healthdesk.domain.access import Permission
from healthdesk.services.platform import Outcome
from ui.kit import theme
from ui.kit.actions import Action
from ui.kit.navigator import Navigator
from ui.kit.screen import Screen
from ui.kit.tasks import Lane, Tasks
from ui.screens.sync.conflict import ConflictView
from ui.screens.sync.conflict_paper import print_conflict
from ui.screens.sync.counting import Counting
from ui.screens.sync.enrolling import enrol_again
from ui.screens.sync.line_words import hidden_from_here, said_of
from ui.screens.sync.mending import mending_place
from ui.screens.sync.overview import Overview
from ui.screens.sync.picture import Kind, Line, Picture, picture
from ui.screens.sync.queue import Queue
from ui.screens.sync.stick import StickSheet
from ui.screens.sync.withdrawing import WithdrawingLine
from ui.widgets.connection_trial import ConnectionTrial

if TYPE_CHECKING:
    from healthdesk.desk import Desk


class SyncScreen(Screen):
    """Nothing here waits for the network: a run is a job of its own lane."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(desk, tasks, navigator)
        self.setObjectName("sync")
        self._picture: Picture | None = None
        self._is_running = False
        resolve = Permission.RESOLVE_CONFLICTS.value
        self._deeds = (
            Action("sync.discard", self.tr("撤下被退回的"), self._discard, "delete", "", resolve),
            Action("sync.resend", self.tr("再传一次被退回的"), self._resend, "upload", "", resolve),
            Action("sync.fix", self.tr("改正并再传"), self._fix, "edit", "Ctrl+E", resolve),
        )
        self._build()

    def show_for(self, **args: Any) -> None:  # noqa: ARG002  no arguments
        self._fetch()

    def reload(self, changes: Changes) -> None:  # noqa: ARG002  every save changes the queue
        if not self._is_running:
            self._fetch()

    def commands(self) -> tuple[Action, ...]:
        paper = partial(print_conflict, self._desk, self._navigator, self.conflict)
        resolve, keep = Permission.RESOLVE_CONFLICTS.value, Permission.KEEP_STORE.value
        discard, resend, fix = self._deeds
        return (
            Action("sync.now", self.tr("立即同步"), self._synchronise, "sync", "Ctrl+U"),
            Action("sync.stop", self.tr("停下这次同步"), self._stop, "close"),
            Action("sync.pause", self.tr("暂停或恢复同步"), self._pause, "waiting"),
            Action("sync.heal", self.tr("与平台逐条核对"), self._heal, "fine"),
            Action("sync.stick", self.tr("没有网络：用 U 盘传"), self._open_stick, "upload"),
            Action("sync.test", self.tr("试连接"), self._test, "connect"),
            Action("sync.next", self.tr("下一处冲突"), self._next_conflict, "conflict", "F2"),
            Action("sync.merge", self.tr("合并保存"), self.conflict.merge, "done", "Ctrl+Return", resolve),
            Action("sync.print", self.tr("打印这处冲突"), paper, "print", "Ctrl+P"),
            fix,
            resend,
            discard,
            Action("sync.enrol", self.tr("给本机重新登记"), self._enrol, "connect", "", keep),
            Action("sync.record", self.tr("打开健康档案"), self._open_record, "archive", "Ctrl+O"),
        )

    def focus_first(self) -> None:
        if self._picture is not None and self._picture.conflicts:
            self.conflict.table.setFocus()
        else:
            self.queue.table.setFocus()

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(theme.PAGE_MARGIN, 12, theme.PAGE_MARGIN, 16)
        page.setSpacing(theme.PANEL_GAP)
        self.overview = Overview(self._desk.clock.now)
        self.counting = Counting(self._desk, self._tasks, self.overview)
        head = self.overview.head
        head.sync_wanted.connect(self._synchronise)
        head.stop_wanted.connect(self._stop)
        head.heal_wanted.connect(self._heal)
        self.overview.working.stopped.connect(self._stop)
        head.test_wanted.connect(self._test)
        head.stick_wanted.connect(self._open_stick)
        head.address_wanted.connect(lambda: self._navigator.open("settings", page="workstation"))
        self._trial = ConnectionTrial(self._desk.credentials, self._tasks, self._navigator, "sync.trial")
        self.overview.body.addWidget(self._trial)
        page.addWidget(self.overview)
        beside = QHBoxLayout()
        beside.setSpacing(theme.PANEL_GAP)
        beside.addWidget(self._build_queue())
        desk = self._desk
        self.conflict = ConflictView(
            self._tasks,
            desk.forms,
            desk.clock.now,
            may_resolve=self._navigator.seat.allows(Permission.RESOLVE_CONFLICTS.value),
        )
        self.conflict.decided.connect(self._resolve)
        beside.addWidget(self.conflict, 1)
        page.addLayout(beside, 1)

    def _open_stick(self) -> None:
        url = self._picture.url if self._picture else ""
        StickSheet(self, self._desk, self._tasks, self._navigator).show_for(url)

    def _build_queue(self) -> Queue:
        self.queue = Queue(self._tasks, self._desk.clock.today)
        self.queue.moved.connect(self._show_line)
        self.queue.opened.connect(self._open_record)
        self.withdrawing = WithdrawingLine(self._desk, self._tasks, self._navigator)
        self.withdrawing.left.connect(self.queue.table.setFocus)
        self.withdrawing.given.connect(lambda _reason: self.queue.table.setFocus())
        self.withdrawing.withdrawn.connect(self._fetch)
        self.queue.body.addWidget(self.withdrawing)
        return self.queue

    def _fetch(self) -> None:
        desk = self._desk
        self._tasks.run(lambda: picture(desk), done=self._show, owner=self)

    def _show(self, found: Picture) -> None:
        self._picture = found
        self.overview.show_picture(found)
        waits = sum(line.kind in (Kind.CONFLICT, Kind.REJECTED) for line in found.lines)
        self._navigator.count("platform", waits)
        self.queue.show_picture(found)

    def _show_line(self, line: Line | None) -> None:
        found = self._picture
        if found is None:
            return
        if line is not None and line.kind is not Kind.CONFLICT:
            self.conflict.say_plain(said_of(line), self._deeds if line.kind is Kind.REJECTED else ())
            return
        rows = found.conflicts
        at = next((at for at, row in enumerate(rows) if line and row.entry.key == line.key), 0)
        chosen = rows[at] if rows else None
        if chosen is not None and chosen.is_hidden:
            self.conflict.say_plain(hidden_from_here(chosen.name))
            return
        position = self.tr("冲突 {at} / {all}").format(at=at + 1, all=len(rows)) if len(rows) > 1 else ""
        self.conflict.show_conflict(chosen, position)

    def _synchronise(self) -> None:
        def run(url: str) -> None:
            self.overview.begin()
            self._run(url, self.overview.step)

        self._begin(run)

    def _heal(self) -> None:
        """Synchronise, then compare everything id by id; what is missing on either side is put right."""

        def run(url: str) -> None:
            self.overview.begin_comparing()
            self._run(url, self.overview.working.step, heals=True)

        self._begin(run)

    def _begin(self, run: Callable[[str], None]) -> None:
        """With the platform's address as it is set now: it may have been changed since the page was drawn."""
        read = partial(Place.read, self._desk.folder)
        self._tasks.run(read, done=partial(self._go, run), owner=self, once="begin")

    def _go(self, run: Callable[[str], None], place: Place) -> None:
        if self._is_running:
            return
        if url := place.platform_url:
            self._is_running = True
            run(url)
            return
        self._navigator.say(self.tr("先填平台地址"), "note")
        self._navigator.open("settings", page="workstation")

    def _run(self, url: str, step: Callable[[int, int], None], *, heals: bool = False) -> None:
        desk = self._desk
        self._tasks.run(
            lambda progress: desk.platform.synchronise(url, progress, heals=heals),
            done=self._ended,
            failed=self._broke,
            crashed=self._stopped_short,
            owner=self,
            lane=Lane.NETWORK,
            progress=self.counting.beside(step),
        )

    def _ended(self, outcome: Outcome) -> None:
        self._is_running = False
        self.overview.end()
        said = {
            "offline": self.tr("没有连上平台，记录都在本机，下次再传"),
            "paused": self.tr("同步已暂停"),
        }.get(str(outcome.state))
        done = self.tr("同步完成：传出 {sent} 条，收到 {received} 条")
        self._navigator.say(said or done.format(sent=outcome.sent, received=outcome.received), "sync")
        self._fetch()

    def _broke(self, error: HealthDeskError) -> None:
        self._stopped_short()
        self._navigator.complain(error)

    def _stopped_short(self) -> None:
        self._is_running = False
        self.overview.end()
        self._fetch()

    def _stop(self) -> None:
        self._tasks.run(self._desk.platform.stop, owner=self)

    def _pause(self) -> None:
        """Nothing is sent or fetched until somebody resumes it; records go on being saved and queued."""
        desk, is_paused = self._desk, bool(self._picture and self._picture.state.reason == "asked")

        def change() -> None:
            desk.platform.pause(is_paused=not is_paused)
            desk.platform.stop()

        after = self._synchronise if is_paused else self._fetch
        self._tasks.run(change, done=lambda _nothing: after(), owner=self, once="pause")

    def _enrol(self) -> None:
        enrol_again(self._desk, self._tasks, self._navigator, self, self._synchronise)

    def _test(self) -> None:
        url = self._picture.url if self._picture else ""
        if not url:
            self._navigator.open("settings", page="workstation")
            return
        self._trial.ask(lambda: url)

    def _next_conflict(self) -> None:
        if self.queue.go_to_next(Kind.CONFLICT):
            self.conflict.table.setFocus()
        else:
            self._navigator.say(self.tr("没有冲突"), "fine")

    def _resolve(self, key: str, choices: dict[str, Any]) -> None:
        desk = self._desk
        self._tasks.run(
            lambda: desk.platform.resolve(key, choices),
            done=self._resolved,
            owner=self,
            once=f"resolve {key}",
        )

    def _resolved(self, is_settled: bool) -> None:
        said = self.tr("已合并，下次同步传出") if is_settled else self.tr("还有项目没有选")
        self._navigator.say(said)
        self._fetch()

    def _fix(self) -> None:
        """To the very question the platform complains of; what is saved there goes out by itself."""
        line = self.queue.table.current_row()
        if line is None or line.kind is not Kind.REJECTED:
            return
        found = mending_place(line)
        if found is None:
            self._navigator.say(self.tr("这一条没有可改的画面，请看右边写的办法"), "note")
            return
        place, args = found
        self._navigator.open(place, **args)

    def _resend(self) -> None:
        line, desk = self.queue.table.current_row(), self._desk
        if line is not None and line.kind is Kind.REJECTED:
            self._tasks.run(
                lambda: desk.platform.resend(line.key),
                done=lambda _nothing: self._fetch(),
                owner=self,
                once=f"resend {line.key}",
            )

    def _discard(self) -> None:
        line = self.queue.table.current_row()
        if line is not None and line.kind is Kind.REJECTED:
            self.withdrawing.ask_about(line)

    def _open_record(self) -> None:
        line = self.queue.table.current_row()
        if line is not None and line.resident_id:
            self._navigator.open("record", resident_id=line.resident_id)
