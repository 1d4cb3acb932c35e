"""The workstation and its centre: platform address, look, lock, who is shown at login."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QSpinBox

from healthdesk.base.config import Place
from healthdesk.base.errors import HealthDeskError, InvalidInput
from healthdesk.domain.access import Permission
from healthdesk.services.credentials import checked
from ui.kit.actions import Action
from ui.kit.language import LANGUAGES
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks
from ui.screens.settings.page import FIELD_WIDTH, Page
from ui.widgets.connection_trial import ConnectionTrial
from ui.widgets.key_button import KeyButton
from ui.widgets.line import Line
from ui.widgets.switches import Segments

if TYPE_CHECKING:
    from healthdesk.desk import Desk

LONGEST_LOCK = 120
LONGEST_HOTLINE = 40


class WorkstationPage(Page):
    """Kept in the store folder, for everybody who works at this machine."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__("", name="settings.workstation")
        self.set_title(self.tr("本中心与本工作站"))
        self._desk, self._tasks, self._navigator = desk, tasks, navigator
        self._place = Place()
        self._say_centre = self.add_fact(self.tr("中心"), "settings.centre")
        self._say_code = self.add_fact(self.tr("区划代码"))
        self._say_name = self.add_fact(self.tr("工作站"))
        self._say_folder = self.add_fact(self.tr("数据文件夹"))
        self.url = Line()
        self.url.setFixedWidth(FIELD_WIDTH)
        self.url.setMaxLength(200)
        self.url.setPlaceholderText("https://")
        self.url.returnPressed.connect(self._save)
        self.add(self.tr("区域平台地址"), self.url, "settings.url", self.tr("空着就只在本机保存"))
        self.look = Segments((self.tr("浅色"), self.tr("深色")))
        self.add(self.tr("外观"), self.look, "settings.look", self.tr("下次登录时换"))
        self.language = Segments((self.tr("中文"), self.tr("英文")))
        self.add(self.tr("语言"), self.language, "settings.language", self.tr("下次登录时换"))
        self.lock = QSpinBox()
        self.lock.setRange(0, LONGEST_LOCK)
        self.lock.setSuffix(self.tr(" 分钟"))
        self.lock.setSpecialValueText(self.tr("从不"))
        self.lock.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.lock.setFixedWidth(120)
        self.add(self.tr("没人动就锁"), self.lock, "settings.lock", self.tr("下次登录时起"))
        self.people = QCheckBox(self.tr("登录页列出最近用过这台电脑的人"))
        self.add(self.tr("登录页"), self.people, "settings.people")
        self.hotline = Line()
        self.hotline.setFixedWidth(FIELD_WIDTH)
        self.hotline.setMaxLength(LONGEST_HOTLINE)
        self.hotline.returnPressed.connect(self._save)
        self.add(self.tr("服务热线"), self.hotline, "settings.hotline", self.tr("登录页上写着，空着就不写"))
        self._add_foot()
        self.fill()
        self._trial = ConnectionTrial(desk.credentials, tasks, navigator, "settings.trial")
        self.body.addWidget(self._trial)

    def fetch(self) -> None:
        folder = self._desk.folder
        self._tasks.run(lambda: Place.read(folder), done=self._show, owner=self)

    def focus_url(self) -> None:
        """Where the address is typed."""
        self.url.setFocus()

    def _add_foot(self) -> None:
        foot = self.foot()
        test = KeyButton.of(Action("settings.test", self.tr("试连接"), self._test, "connect", "Ctrl+T"))
        keep = Action("settings.save", self.tr("保存"), self._save, "done", "Ctrl+Return")
        save = KeyButton.of(keep, "primary")
        foot.addWidget(test)
        foot.addStretch(1)
        foot.addWidget(save)
        may = self._navigator.seat.allows(Permission.KEEP_STORE.value)
        fields = (self.url, self.look, self.language, self.lock, self.people, self.hotline)
        for field in (*fields, save):
            field.setEnabled(may)
        if not may:
            self.set_note(self.tr("由管理员修改"))

    def _show(self, place: Place) -> None:
        self._place = place
        self._say_centre(place.centre or "–")
        self._say_code(place.centre_code or "–")
        self._say_name(place.workstation or "–")
        self._say_folder(str(self._desk.folder))
        self.url.setText(place.platform_url)
        self.look.choose(1 if place.is_dark else 0)
        known = place.language in LANGUAGES
        self.language.choose(LANGUAGES.index(place.language) if known else 0)
        self.lock.setValue(place.lock_after_minutes)
        self.people.setChecked(place.shows_people)
        self.hotline.setText(place.hotline)

    def _save(self) -> None:
        folder = self._desk.folder
        place = replace(
            self._place,
            platform_url=self.url.text().strip(),
            is_dark=self.look.position() == 1,
            language=LANGUAGES[self.language.position()],
            lock_after_minutes=self.lock.value(),
            shows_people=self.people.isChecked(),
            hotline=self.hotline.text().strip(),
        )
        self._tasks.run(
            lambda: _written(place, folder), done=self._saved, failed=self._refused, owner=self, once="save"
        )

    def _saved(self, place: Place) -> None:
        self._place = place
        self.url.setText(place.platform_url)
        self._navigator.say(self.tr("已保存"))

    def _refused(self, error: HealthDeskError) -> None:
        self._navigator.complain(error)
        if isinstance(error, InvalidInput):
            self.url.setFocus()

    def _test(self) -> None:
        url = self.url.text().strip()
        self._trial.ask(lambda: url)


def _written(place: Place, folder: Path) -> Place:
    """Kept as it will be dialled. Raises InvalidInput for an address that is none, and StorageError."""
    sound = replace(place, platform_url=checked(place.platform_url) if place.platform_url else "")
    sound.write(folder)
    return sound
