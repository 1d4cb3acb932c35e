"""What this program is, and whose work stands in it."""

import platform
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import qVersion

from healthdesk.base import edition
from healthdesk.domain.definitions import Fault
from ui.kit.fault_words import fault_words, place_words
from ui.kit.tasks import Lane, Tasks
from ui.screens.settings.page import Page

if TYPE_CHECKING:
    from healthdesk.desk import Desk


class AboutPage(Page):
    """Versions and licences."""

    def __init__(self, desk: "Desk", tasks: Tasks) -> None:
        super().__init__("", name="settings.about")
        self._desk, self._tasks = desk, tasks
        self.set_title(self.tr("关于"))
        facts = (
            (self.tr("程序"), self.tr("社区卫生工作站 HealthDesk {version}").format(version=edition.VERSION)),
            (self.tr("许可"), self.tr("Apache-2.0；所用各件的许可见 NOTICE")),
            (self.tr("规则"), self.tr("{date} 版；出处见“规则与来源”").format(date=edition.RULES)),
            (self.tr("字体"), self.tr("Noto Sans SC，SIL OFL 1.1")),
            (self.tr("图标"), self.tr("Lucide，ISC 与 MIT")),
            (
                self.tr("运行环境"),
                f"Python {platform.python_version()}, Qt {qVersion()}",
            ),
            (self.tr("资料"), self.tr("居民资料只在本机和区域平台，加密保存；程序不向别处发送任何内容")),
        )
        for title, text in facts:
            self.add_fact(title)(text)
        self._files = self.add_fact(self.tr("表、规则、代码表的文件"), "settings.files")
        self.fill()

    def fetch(self) -> None:
        self._tasks.run(self._desk.broken_files, done=self._show_files, owner=self, lane=Lane.REPORTS)

    def _show_files(self, found: Sequence[Fault]) -> None:
        sound = self.tr("都能使用")
        told = self.tr("下列不能使用，其余照常；请重新安装或改正：")
        lines = [f"{place_words(one.file, one.item)}：{fault_words(one.fault)}" for one in found]
        self._files("\n".join([told, *lines]) if found else sound)
