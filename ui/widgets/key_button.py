"""A button that says its word and its key."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QWidget

from ui.kit import icons, theme
from ui.kit.actions import Action, key_word
from ui.widgets.text import draw, width

_SIDE = 11
_AFTER_ICON = 8
_BEFORE_KEY = 10


class KeyButton(QPushButton):
    """`kind`: plain, primary (one a screen), danger or text. The key is drawn, the shell binds it."""

    def __init__(
        self, text: str, *, key: str = "", icon: str = "", kind: str = "plain", name: str = ""
    ) -> None:
        super().__init__()
        self._word = text
        self._key = key_word(key)
        self._says_key = self._says_word = True
        self._meaning = icon
        self._is_busy = False
        self.action: Action | None = None
        self.setProperty("kind", kind)
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setAccessibleDescription(self._key)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)

    @classmethod
    def of(cls, action: Action, kind: str = "plain") -> "KeyButton":
        """The button of an action, named after it."""
        made = cls(action.text, key=action.shortcut, icon=action.icon, kind=kind, name=action.id)
        made.action = action
        made.clicked.connect(lambda: action.call())
        return made

    @property
    def key(self) -> str:
        """The key that does the same, in words; empty without one."""
        return self._key

    def word(self) -> str:
        """What stands on it."""
        return self._word

    def set_word(self, text: str, icon: str | None = None) -> None:
        """Say something else."""
        self._word = text
        self._meaning = self._meaning if icon is None else icon
        self.setAccessibleName(text)
        self.setToolTip("" if self._says_word else text)
        self.updateGeometry()
        self.update()

    def say_word(self, is_said: bool) -> None:
        """Whether the word stands beside the icon; without it, it is shown under the pointer and read out."""
        self._says_word = is_said
        self.setToolTip("" if is_said else self._word)
        self.updateGeometry()
        self.update()

    def say_key(self, is_said: bool) -> None:
        """Whether the key stands behind the word; it works all the same."""
        self._says_key = is_said
        self.updateGeometry()
        self.update()

    def set_busy(self, is_busy: bool) -> None:
        """Working on it: the word stays, the icon says so."""
        self._is_busy = is_busy
        self.setDisabled(is_busy)
        self.update()

    def sizeHint(self) -> QSize:
        word = self._word if self._says_word else ""
        wide = 2 * _SIDE + width(theme.font(), word)
        if self._meaning:
            wide += 16 + (_AFTER_ICON if word else 0)
        if self._key and self._says_key and self._says_word:
            wide += _BEFORE_KEY + width(theme.font(), self._key)
        return QSize(wide, max(theme.CONTROL, self.minimumHeight()))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  the whole button is drawn
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QPainter(self)
        self.style().drawControl(QStyle.ControlElement.CE_PushButtonBevel, option, painter, self)
        self._draw_words(painter)
        if self.property("kind") == "primary" and self.hasFocus():
            _draw_inner_line(painter, self)

    def _draw_words(self, painter: QPainter) -> None:
        word, key = self._colours()
        x = (self.width() - self.sizeHint().width()) // 2 + _SIDE
        if self._meaning:
            meaning = "sync" if self._is_busy else self._meaning
            icons.paint(painter, meaning, word, QPointF(x + 8, self.height() / 2 - 0.5))
            x += 16 + _AFTER_ICON
        if not self._says_word:
            return
        taken = QRect(x, 0, self.width() - x, self.height())
        x += draw(painter, taken, self._word, font=theme.font(), colour=word)
        if self._key and self._says_key:
            rest = QRect(x + _BEFORE_KEY, 0, self.width() - x - _BEFORE_KEY, self.height())
            draw(painter, rest, self._key, font=theme.font(), colour=key)

    def _colours(self) -> tuple[QColor, QColor]:
        colours = theme.tokens()
        if not self.isEnabled():
            return colours.colour("disabled"), colours.colour("disabled")
        match self.property("kind"):
            case "primary":
                return colours.colour("on_accent"), colours.colour("on_accent")
            case "danger":
                return colours.colour("danger"), colours.colour("danger")
            case "text":
                return colours.colour("accent"), colours.colour("ink3")
            case _:
                return colours.colour("ink"), colours.colour("ink3")


def _draw_inner_line(painter: QPainter, widget: QWidget) -> None:
    """The focus of a filled button: its own edge is the focus colour already."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.tokens().colour("on_accent"), 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(widget.rect()).adjusted(4.5, 4.5, -4.5, -4.5), 2, 2)
