"""The bar at the top: search, register, the centre, who sits here."""

from PySide6.QtCore import QPointF, QRect, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QSizePolicy

from ui.kit import icons, theme
from ui.kit.actions import Action, key_word
from ui.kit.navigator import Seat
from ui.kit.theme import Size
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import IconLine
from ui.widgets.panel import hairline
from ui.widgets.search_box import SearchBox
from ui.widgets.text import draw, width

HEIGHT = 56
SEARCH_WIDTH = 560
LEAST = 560
"""Pixels beside the navigation at 200 % on a screen of 1366×768, less what a frame may take."""


class TopBar(QFrame):
    """`search` is the one search box; the menu under the name is filled from `actions`."""

    register_wanted = Signal()

    def __init__(self, seat: Seat, actions: tuple[Action, ...], *, may_register: bool) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self.setFixedHeight(HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.PAGE_MARGIN, 0, theme.PAGE_MARGIN - 4, 0)
        row.setSpacing(10)
        self.search = SearchBox(self.tr("姓名 / 拼音 / 身份证 / 电话 / 档案号"), "F3", "shell.search")
        self.search.setMaximumWidth(SEARCH_WIDTH)
        self.search.setMinimumWidth(240)
        row.addWidget(self.search, 100)
        self._register = register = KeyButton(
            self.tr("登记"), key="Ctrl+N", icon="register", name="shell.register"
        )
        register.clicked.connect(self.register_wanted)
        row.addWidget(register)
        register.setVisible(may_register)
        row.addStretch(1)
        self._centre = centre = IconLine("", seat.centre, "ink2", name="shell.centre")  # gives way with …
        centre.setToolTip(seat.centre)
        row.addWidget(centre)
        self._line = line = hairline(upright=True)
        line.setFixedHeight(20)
        row.addWidget(line)
        row.addWidget(UserButton(seat, actions))
        self.setMinimumWidth(LEAST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is very narrow the centre goes, which everybody here knows, then words beside icons."""
        super().resizeEvent(event)
        row = self.layout()
        steps = (
            self._centre.setVisible,
            self._line.setVisible,
            self._register.say_key,
            self._register.say_word,
        )
        for step in steps:
            step(True)
        for step in steps:
            if row is None or row.totalMinimumSize().width() <= self.width():
                break
            step(False)
            row.activate()


class UserButton(QPushButton):
    """Icon, name, role; a click opens the menu."""

    def __init__(self, seat: Seat, actions: tuple[Action, ...]) -> None:
        super().__init__()
        self._seat = seat
        self.setObjectName("shell.user")
        self.setProperty("kind", "text")
        self.setAccessibleName(f"{seat.name} {seat.role}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        menu = QMenu(self)
        menu.setObjectName("shell.user.menu")
        for one in actions:
            entry = menu.addAction(one.text)
            entry.setObjectName(one.id)
            if one.icon:
                entry.setIcon(icons.icon(one.icon, theme.tokens().ink2))
            if one.shortcut:
                entry.setText(f"{one.text}\t{key_word(one.shortcut)}")
            entry.triggered.connect(lambda _checked=False, chosen=one: chosen.call())
        self._menu = menu
        self.clicked.connect(self._open)

    def sizeHint(self) -> QSize:
        words = width(theme.font(Size.STRONG), self._seat.name) + width(theme.font(), self._seat.role)
        return QSize(8 + 20 + 10 + words + 10 + 12 + 16 + 6, theme.CONTROL)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  small
        colours = theme.tokens()
        painter = QPainter(self)
        middle = self.height() / 2 - 1
        icons.paint(painter, "account", colours.colour("ink2"), QPointF(16, middle), 20)
        x = 36
        name = QRect(x, 0, self.width() - x, self.height())
        x += (
            draw(painter, name, self._seat.name, font=theme.font(Size.STRONG), colour=colours.colour("ink"))
            + 10
        )
        role = QRect(x, 0, self.width() - x, self.height())
        draw(painter, role, self._seat.role, font=theme.font(), colour=colours.colour("ink2"))
        icons.paint(painter, "choose", colours.colour("ink2"), QPointF(self.width() - 12, middle))
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colours.colour("focus"), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)

    def _open(self) -> None:
        corner = self.mapToGlobal(self.rect().bottomRight())
        corner.setX(corner.x() - self._menu.sizeHint().width())
        self._menu.popup(corner)
