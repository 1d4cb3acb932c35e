"""How the platform is recognised, and how it recognises this workstation."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit

from healthdesk.base.config import MOST_SLOTS, Access, Place
from healthdesk.base.errors import HealthDeskError
from healthdesk.domain.access import Permission
from ui.kit.actions import Action
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks
from ui.screens.settings.page import FIELD_WIDTH, Page
from ui.widgets.connection_trial import ConnectionTrial
from ui.widgets.key_button import KeyButton
from ui.widgets.switches import Segments
from ui.widgets.text import hide_letters

if TYPE_CHECKING:
    from healthdesk.desk import Desk

LONGEST = 300


class ConnectionPage(Page):
    """For administrators. The secret is typed and never shown again; the system's keyring has it."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__("", name="settings.connection")
        self.set_title(self.tr("接入区域平台"))
        self.set_note(self.tr("平台地址在“本工作站”里填"))
        self._desk, self._tasks, self._navigator = desk, tasks, navigator
        self._access = Access()
        self._fields = {
            "token_url": self._field(
                self.tr("令牌地址"), "token_url", self.tr("平台方给的 OAuth2 地址；不用令牌就空着")
            ),
            "client_id": self._field(self.tr("客户端编号"), "client_id"),
        }
        self.secret = self._field(self.tr("客户端密钥"), "secret")
        hide_letters(self.secret)
        self._fields |= {
            "scope": self._field(self.tr("权限范围"), "scope", self.tr("平台方没有要求就空着")),
            "authority": self._field(
                self.tr("平台的签发证书"), "authority", self.tr("PEM 文件；空着就信任系统里的")
            ),
            "pin": self._field(self.tr("平台证书指纹"), "pin", self.tr("SHA-256；空着就不核对")),
            "certificate": self._field(self.tr("本机证书"), "certificate", self.tr("PEM 文件；双向认证才要")),
            "key": self._field(self.tr("本机证书的私钥"), "key", self.tr("PEM 文件")),
        }
        self._add_choices()
        self._add_foot()
        self.fill()
        self._trial = ConnectionTrial(desk.credentials, tasks, navigator, "settings.connection.trial")
        self.body.addWidget(self._trial)

    def fetch(self) -> None:
        desk = self._desk
        self._tasks.run(
            lambda: (Place.read(desk.folder).access, desk.credentials.has_secret()),
            done=lambda found: self._show(*found),
            owner=self,
        )

    def _field(self, text: str, name: str, hint: str = "") -> QLineEdit:
        field = QLineEdit()
        field.setFixedWidth(FIELD_WIDTH)
        field.setMaxLength(LONGEST)
        field.returnPressed.connect(self._save)
        self.add(text, field, f"settings.{name}", hint)
        return field

    def _add_choices(self) -> None:
        self.slots = Segments([str(number) for number in range(1, MOST_SLOTS + 1)])
        self.add(
            self.tr("同时上传几路"),
            self.slots,
            "settings.slots",
            self.tr("一般一路；平台应答慢、积压又多时可以多几路"),
        )
        self.exports = Segments([self.tr("照常读取"), self.tr("批量导出")])
        self.add(
            self.tr("第一次下载"),
            self.exports,
            "settings.takes_exports",
            self.tr("平台有批量导出、档案又多时可以改；记录以前的版本不会带来"),
        )

    def _add_foot(self) -> None:
        foot = self.foot()
        test = KeyButton.of(
            Action("settings.connection.test", self.tr("试连接"), self._test, "connect", "Ctrl+T")
        )
        keep = Action("settings.connection.save", self.tr("保存"), self._save, "done", "Ctrl+Return")
        save = KeyButton.of(keep, "primary")
        foot.addWidget(test)
        foot.addStretch(1)
        foot.addWidget(save)
        may = self._navigator.seat.allows(Permission.KEEP_STORE.value)
        for field in (*self._fields.values(), self.secret, self.slots, self.exports, save):
            field.setEnabled(may)
        if not may:
            self.set_note(self.tr("由管理员修改"))

    def _show(self, access: Access, has_secret: bool) -> None:
        self._access = access
        for name, field in self._fields.items():
            field.setText(getattr(access, name))
        self.slots.choose(min(max(access.slots, 1), MOST_SLOTS) - 1)
        self.exports.choose(int(access.takes_exports))
        self.secret.clear()
        kept, none = self.tr("已存在系统密钥库；不改就空着"), self.tr("还没有")
        self.secret.setPlaceholderText(kept if has_secret else none)

    def _save(self) -> None:
        desk, secret = self._desk, self.secret.text() or None
        said: dict[str, Any] = {name: field.text().strip() for name, field in self._fields.items()}
        said |= {"slots": self.slots.position() + 1, "takes_exports": bool(self.exports.position())}
        access = replace(self._access, **said)
        self._tasks.run(
            lambda: desk.credentials.change(access, secret),
            done=lambda _nothing: self._saved(),
            failed=self._refused,
            owner=self,
            once="save",
        )

    def _saved(self) -> None:
        self._navigator.say(self.tr("已保存"))
        self.fetch()

    def _refused(self, error: HealthDeskError) -> None:
        self._navigator.complain(error)
        wrong = getattr(error, "field", "")
        field = self.secret if wrong == "secret" else self._fields.get(wrong)
        if field is not None:
            field.setFocus()

    def _test(self) -> None:
        folder = self._desk.folder
        self._trial.ask(lambda: Place.read(folder).platform_url)
