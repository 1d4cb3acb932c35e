"""The left third of the login: mark, centre, product, three promises, versions."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from healthdesk.base import edition
from ui.kit import icons, theme
from ui.kit.i18n import translate
from ui.kit.theme import Size
from ui.widgets.marks import IconMark
from ui.widgets.text import label

SIDE_MARGIN = 64
FROM_WIDTH = 800
"""Of the window: narrower, as at 200 %, what is typed needs all of it."""


@dataclass(frozen=True, slots=True)
class House:
    """What the login says about this centre.

    `told_password` is that of a demonstration, which locks itself too; empty for every other store.
    """

    centre: str = ""
    workstation: str = ""
    hotline: str = ""
    told_password: str = ""

    def told(self) -> str:
        """The line that tells the password of a demonstration, or nothing."""
        line = translate("House", "这是演示数据，密码是 {password}")
        return line.format(password=self.told_password) if self.told_password else ""


class Side(QWidget):
    """Drawn once; nothing in it can be clicked."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self.setProperty("ground", "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(SIDE_MARGIN, SIDE_MARGIN, 24, 24)
        column.setSpacing(8)
        column.addWidget(_Mark())
        column.addStretch(4)
        centre = label(house.centre, Size.TITLE, "side", "login.centre")
        centre.setFont(theme.light_title())
        centre.setWordWrap(True)
        column.addWidget(centre)
        column.addWidget(label(self.tr("社区卫生工作站"), Size.DISPLAY, "side_on"))
        column.addSpacing(4)
        column.addWidget(_Dash())
        column.addSpacing(12)
        for icon, words in (
            ("no-network", self.tr("断网照常办理，联网后自动上传")),
            ("encrypted", self.tr("本机数据全程加密")),
            ("saved", self.tr("写下即保存，断电不丢")),
        ):
            row = QHBoxLayout()
            row.setSpacing(12)
            row.addWidget(IconMark(icon, "side_text"))
            row.addWidget(label(words, tone="side"), 1)
            column.addLayout(row)
            column.addSpacing(4)
        column.addStretch(5)
        if house.hotline:
            column.addWidget(label(self.tr("服务热线  {number}").format(number=house.hotline), tone="side"))
        versions = self.tr("版本 {version}   规则库 {rules}")
        said = versions.format(version=edition.VERSION, rules=edition.RULES)
        column.addWidget(label(said, tone="side", name="login.version"))


class _Mark(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(44, 44)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  small
        icons.paint(QPainter(self), "mark", theme.tokens().colour("side_on"), QPointF(20, 18), 40)


class _Dash(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(32, 2)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  small
        QPainter(self).fillRect(self.rect(), theme.tokens().colour("side_text"))
