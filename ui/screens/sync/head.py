"""The line at the top of the sync centre: the state, the platform, and what can be done with it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.kit.theme import Size
from ui.widgets.giving_way import GivingWay
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import IconMark
from ui.widgets.text import label, say


class Head(QWidget):
    """Its buttons are its signals. Where it is narrow the address goes, then the words beside the icons."""

    sync_wanted = Signal()
    stop_wanted = Signal()
    heal_wanted = Signal()
    test_wanted = Signal()
    address_wanted = Signal()
    stick_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._is_running = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self._mark = IconMark("sync", "accent", 22)
        self._state = label("", Size.DISPLAY, name="sync.state")
        self._where = label("", tone="ink2", name="sync.where")
        row.addWidget(self._mark)
        row.addWidget(self._state)
        row.addWidget(self._where)
        row.addStretch(1)
        self.sync = KeyButton(self.tr("立即同步"), key="Ctrl+U", icon="sync", name="sync.now")
        self.sync.clicked.connect(self._press)
        stick = KeyButton(self.tr("用 U 盘传"), icon="upload", name="sync.stick")
        stick.clicked.connect(self.stick_wanted)
        address = KeyButton(self.tr("平台地址"), icon="edit", name="sync.address")
        address.clicked.connect(self.address_wanted)
        test = KeyButton(self.tr("试连接"), icon="connect", name="sync.test")
        test.clicked.connect(self.test_wanted)
        self._heal = KeyButton(self.tr("逐条核对"), icon="fine", name="sync.heal")
        self._heal.clicked.connect(self.heal_wanted)
        for button in (stick, address, test, self._heal, self.sync):
            row.addWidget(button)
        words = [button.say_word for button in (address, test, stick, self._heal)]
        steps = [self._where.setVisible, *words, self.sync.say_key, self.sync.say_word]
        self._narrow = GivingWay(self, row, steps)

    def show_state(self, icon: str, sentence: str) -> None:
        """How things stand."""
        self._mark.set_icon(icon, "accent" if icon in ("connected", "sync") else "ink2")
        say(self._state, sentence)
        self._narrow.fit()

    def show_place(self, text: str) -> None:
        """Which platform."""
        say(self._where, text)
        self._narrow.fit()

    def set_running(self, *, is_running: bool) -> None:
        """While a run lasts the first button stops it."""
        self._is_running = is_running
        word, icon = (self.tr("停下"), "close") if is_running else (self.tr("立即同步"), "sync")
        self.sync.set_word(word, icon)
        self._heal.setEnabled(not is_running)
        self._narrow.fit()

    def set_busy(self, *, is_busy: bool) -> None:
        """Everything is being compared: that has a button of its own to stop it."""
        self.sync.setEnabled(not is_busy)
        self._heal.set_busy(is_busy)

    def _press(self) -> None:
        (self.stop_wanted if self._is_running else self.sync_wanted).emit()
