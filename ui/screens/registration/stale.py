"""Somebody else saved the same page meanwhile: said plainly, with both ways out."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from ui.kit.theme import Size
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import IconMark
from ui.widgets.text import label


class StaleBar(QFrame):
    """`keep_mine`: put what was typed over the newest page; `take_theirs`: begin from what is saved."""

    keep_mine = Signal()
    take_theirs = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setObjectName("registration.stale")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(12)
        row.addWidget(IconMark("attention", "ink", 18))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(self.tr("这一页刚被别人改过，你的还没有保存"), Size.STRONG))
        words.addWidget(label(self.tr("两边的字都在；选一种办法再接着写"), tone="ink2"))
        row.addLayout(words, 1)
        theirs = KeyButton(self.tr("看新的，不要我的"), name="registration.take_theirs")
        theirs.clicked.connect(self.take_theirs)
        mine = KeyButton(self.tr("在新的上面放我改的"), name="registration.keep_mine")
        mine.clicked.connect(self.keep_mine)
        row.addWidget(theirs)
        row.addWidget(mine)
        self.hide()
