"""Backups: when the last one was made, one more now, and how to come back from one."""

from pathlib import Path
from typing import TYPE_CHECKING

from healthdesk.base.errors import HealthDeskError
from healthdesk.domain.access import Permission
from healthdesk.services.upkeep import BackupState, VerifyReport
from ui.kit import words
from ui.kit.actions import Action
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks
from ui.screens.settings.page import Page
from ui.widgets.key_button import KeyButton
from ui.widgets.text import label
from ui.widgets.working import Working

if TYPE_CHECKING:
    from healthdesk.desk import Desk


class BackupsPage(Page):
    """A backup counts only after it was opened and checked."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__("", name="settings.backups")
        self.set_title(self.tr("备份"), self.tr("每天第一次打开时自动备份，留 14 份，都加密"))
        self._desk, self._tasks, self._navigator = desk, tasks, navigator
        self._say_made = self.add_fact(self.tr("最近一次"), "settings.backup_at")
        self._say_file = self.add_fact(self.tr("放在"), "settings.backup_file")
        self._say_checked = self.add_fact(self.tr("数据核验"), "settings.verified")
        self._say_checked(self.tr("还没有核验"))
        hint = label(
            self.tr("恢复：在空文件夹上运行 restore 命令（见说明书），用当时的账号密码打开；现有数据不动"),
            tone="ink3",
        )
        hint.setWordWrap(True)
        self.rows.addSpacing(8)
        self.rows.addWidget(hint)
        self.working = Working("settings.working")
        self.working.stopped.connect(self._stop)
        self.rows.addWidget(self.working)
        self.fill()
        foot = self.foot()
        check = Action("settings.verify", self.tr("核验数据"), self._verify, "fine", "F6")
        stick = self.tr("备份到 U 盘")
        away = Action("settings.backup_elsewhere", stick, self._back_up_elsewhere, "download", "F7")
        here = self.tr("立即备份")
        now = Action("settings.backup_now", here, lambda: self._back_up(None), "backup", "Ctrl+Return")
        self.verify, self.elsewhere = KeyButton.of(check), KeyButton.of(away)
        self.now = KeyButton.of(now, "primary")
        foot.addWidget(self.verify)
        foot.addStretch(1)
        foot.addWidget(self.elsewhere)
        foot.addWidget(self.now)
        if not navigator.seat.allows(Permission.KEEP_STORE.value):
            self.elsewhere.hide()

    def fetch(self) -> None:
        self._tasks.run(self._desk.upkeep.last_backup, done=self._show, owner=self)

    def _show(self, state: BackupState) -> None:
        if state.made_at is None:
            self._say_made(self.tr("还没有"))
            self._say_file("–")
            return
        local = state.made_at.astimezone()
        self._say_made(f"{words.near_day(local.date(), self._desk.clock.today())} {local:%H:%M}")
        self._say_file(str(state.file or "–"))

    def _back_up_elsewhere(self) -> None:
        name = self.tr("健康档案备份 {day}.hdbackup").format(day=self._desk.clock.today())
        target = self._navigator.ask.save_file(self.tr("备份到"), name, "HealthDesk (*.hdbackup)")
        if target is not None:
            self._back_up(target)

    def _back_up(self, target: Path | None) -> None:
        desk = self._desk
        self._set_busy(is_busy=True)
        self.working.run(
            self._tasks,
            self.tr("正在备份，可以接着做别的"),
            job=lambda progress: desk.upkeep.backup(target, progress),
            done=self._backed_up,
            failed=self._fail,
        )

    def _set_busy(self, *, is_busy: bool) -> None:
        """One of them at a time: both read the whole file."""
        for button in (self.now, self.elsewhere, self.verify):
            button.set_busy(is_busy=is_busy)

    def _stop(self) -> None:
        self._set_busy(is_busy=False)
        self._navigator.say(self.tr("已停止，没有留下做了一半的备份"), "note")

    def _backed_up(self, file: Path) -> None:
        self._set_busy(is_busy=False)
        self._navigator.say(self.tr("已备份并核验：{file}").format(file=file.name), "backup")
        self.fetch()

    def _fail(self, error: HealthDeskError) -> None:
        self._set_busy(is_busy=False)
        self._navigator.complain(error)

    def _verify(self) -> None:
        desk = self._desk
        self._set_busy(is_busy=True)
        self.working.run(
            self._tasks,
            self.tr("正在核验，可以接着做别的"),
            job=lambda progress: desk.upkeep.verify(progress),
            done=self._verified,
            failed=self._fail,
        )

    def _verified(self, report: VerifyReport) -> None:
        self._set_busy(is_busy=False)
        if report.faults:
            said = self.tr("发现 {count} 处问题，请勿继续使用并联系管理员").format(count=len(report.faults))
        else:
            said = self.tr("完好：{versions} 个版本，{audit} 条留痕").format(
                versions=report.versions, audit=report.audit
            )
        self._say_checked(said)
