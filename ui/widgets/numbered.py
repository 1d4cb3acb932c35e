"""Numbered boxes as on the paper form: the digit key ticks the box."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.kit import theme
from ui.kit.form_words import CHINESE
from ui.kit.theme import Size, Tokens
from ui.widgets.flow import FlowLayout
from ui.widgets.text import width

BOX = QSize(20, 21)
HEIGHT = 28
INSET = 4
"""Room round the box for the focus frame; answers beside options start this far in, to stand in one line."""

NARROWEST_WORDS, WIDEST_WORDS = 120, 480
"""A sentence as an option goes on below itself: wider, it would push the sheet out of the window."""

_SERIES = re.compile(r"[A-Z][1-9]")
_TENTH = 10
_UNKNOWN = "?"
_AFTER_BOX = 6
_ACROSS = 5


class NumberedOption(QAbstractButton):
    """One box with its number inside and its word behind; the whole of it can be clicked."""

    left = Signal()

    def __init__(self, code: str, text: str, number: str) -> None:
        super().__init__()
        self.code = code
        self.number = number
        self.setText(text)
        self._words = max(width(theme.font(), text), width(theme.font(Size.STRONG), text))
        self.setCheckable(True)
        self.setAccessibleName(f"{number} {text}")
        policy = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setProperty("carried", False)

    def sizeHint(self) -> QSize:
        wide = self._around() + min(self._words, WIDEST_WORDS)
        return QSize(wide, HEIGHT if self._words <= WIDEST_WORDS else self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), self._around() + NARROWEST_WORDS), HEIGHT)

    def heightForWidth(self, wide: int) -> int:
        metrics = QFontMetrics(theme.font(Size.STRONG))
        room = QRect(0, 0, wide - self._around(), HEIGHT)
        high = metrics.boundingRect(room, self._wrapping, self.text()).height()
        return HEIGHT + max(0, high - metrics.lineSpacing())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  small
        colours = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(INSET, (HEIGHT - BOX.height()) / 2, self._box_width(), BOX.height())
        ground, edge, digit, word = self._colours(colours)
        painter.setPen(QPen(edge, 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS_CHIP, theme.RADIUS_CHIP)
        strong = self.isChecked()
        painter.setFont(theme.font(Size.STRONG if strong else Size.BODY))
        painter.setPen(digit)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.number)
        bold = strong and not self.property("carried")
        painter.setFont(theme.font(Size.STRONG if bold else Size.BODY))
        painter.setPen(word)
        start = round(box.right()) + _AFTER_BOX
        above = (HEIGHT - painter.fontMetrics().lineSpacing()) // 2
        rest = QRect(start, above, self.width() - start, self.height() - above)
        painter.drawText(rest, Qt.AlignmentFlag.AlignTop | self._wrapping, self.text())
        if self.hasFocus():
            painter.setPen(QPen(colours.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(frame, theme.RADIUS_FIELD, theme.RADIUS_FIELD)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A button of its own would take an arrow for Tab and leave the question."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    @property
    def _wrapping(self) -> Qt.TextFlag:
        """Chinese goes on anywhere, other words between words."""
        return Qt.TextFlag.TextWrapAnywhere if CHINESE.search(self.text()) else Qt.TextFlag.TextWordWrap

    def _around(self) -> int:
        """What is not words."""
        return INSET + self._box_width() + _AFTER_BOX + INSET + 2

    def _box_width(self) -> int:
        return BOX.width() + (4 if len(self.number) > 1 else 0)

    def _colours(self, colours: Tokens) -> tuple[QColor, QColor, QColor, QColor]:
        """Ground and edge of the box, digit, word."""
        if not self.isEnabled():
            names = ("disabled_bg", "line2", "disabled", "disabled")
        elif self.isChecked() and self.property("carried"):
            names = ("track", "edge", "ink2", "carried")
        elif self.isChecked():
            names = ("accent", "accent", "on_accent", "ink")
        else:
            names = ("surface", "ink2" if self.underMouse() else "edge", "ink3", "ink2")
        ground, edge, digit, word = (colours.colour(name) for name in names)
        return ground, edge, digit, word

    def enterEvent(self, event: object) -> None:  # noqa: ARG002  only the edge changes
        self.update()

    def leaveEvent(self, event: object) -> None:  # noqa: ARG002  only the edge changes
        self.update()


class NumberedOptions(QWidget):
    """A question with numbered boxes. `picked` carries the codes after every tick.

    `many`: several may be ticked; a code in `alone` (1 无症状) unticks the others. `finished` says that a
    digit has answered the question completely, so the focus may go on. A plus before the digit adds ten.
    """

    picked = Signal(tuple)
    finished = Signal()

    def __init__(
        self, options: Sequence[tuple[str, str]], *, many: bool = False, alone: frozenset[str] = frozenset()
    ) -> None:
        super().__init__()
        self._many = many
        self._alone = alone
        self._tens = 0
        numbers = _numbers([code for code, _ in options])
        self._options = tuple(
            NumberedOption(code, text, number) for (code, text), number in zip(options, numbers, strict=True)
        )
        self._strange: tuple[NumberedOption, ...] = ()
        self._flow = FlowLayout(self, across=_ACROSS, down=4)
        for option in self._options:
            self._add(option)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if self._options:
            self.setFocusProxy(self._options[0])
            self._options[0].setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def options(self) -> tuple[NumberedOption, ...]:
        """The boxes in order."""
        return self._options

    def codes(self) -> tuple[str, ...]:
        """What is ticked, in the order of the paper."""
        return tuple(option.code for option in self._all() if option.isChecked())

    def show_codes(self, codes: Sequence[str], *, carried: bool = False) -> None:
        """Tick these and no others, without a signal; a code that has no box gets one of its own."""
        self._show_strange([code for code in codes if code])
        for option in self._all():
            option.setChecked(option.code in codes)
            option.setProperty("carried", carried and option.isChecked())
            option.update()

    def press(self, digit: str) -> bool:
        """What a digit key does: 1…9 tick that box, 0 the tenth, after + the one ten further.

        False when no box has that number.
        """
        tens, self._tens = self._tens, 0
        wanted = (tens + int(digit),) if tens else (int(digit), int(digit) or _TENTH)
        for option in self._options:
            if int(option.number) in wanted:
                self._tick(option, by_key=True)
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.text() == "+" and any(int(option.number) >= _TENTH for option in self._options):
            self._tens += _TENTH
            return
        if plain and event.text().isdecimal() and len(event.text()) == 1 and self.press(event.text()):
            return
        match event.key():
            case Qt.Key.Key_Right:
                self._step(1)
            case Qt.Key.Key_Left:
                self._step(-1)
            case _:
                super().keyPressEvent(event)

    def _all(self) -> tuple[NumberedOption, ...]:
        return (*self._options, *self._strange)

    def _add(self, option: NumberedOption) -> None:
        self._flow.addWidget(option)
        option.clicked.connect(lambda: self._tick(option))
        option.left.connect(self._forget_tens)
        option.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def _show_strange(self, codes: Sequence[str]) -> None:
        """Boxes for codes of another system: kept and shown as they came, ticked off like others."""
        known = {option.code for option in self._options}
        wanted = [code for code in codes if code not in known]
        if wanted == [option.code for option in self._strange]:
            return
        for option in self._strange:
            option.hide()
            self._flow.removeWidget(option)
            option.deleteLater()
        words = self.tr("{code}（别处的编码）")
        self._strange = tuple(NumberedOption(code, words.format(code=code), _UNKNOWN) for code in wanted)
        for option in self._strange:
            self._add(option)
            option.show()

    def _forget_tens(self) -> None:
        """A plus counts only for the digit after it, at the same box."""
        self._tens = 0

    def _step(self, by: int) -> None:
        here = next((at for at, option in enumerate(self._options) if option.hasFocus()), 0)
        self._options[(here + by) % len(self._options)].setFocus(Qt.FocusReason.TabFocusReason)

    def _tick(self, chosen: NumberedOption, *, by_key: bool = False) -> None:
        codes = self._after(chosen, by_key=by_key)
        self.show_codes(codes)
        if by_key:
            chosen.setFocus(Qt.FocusReason.OtherFocusReason)
        self.picked.emit(codes)
        if by_key and codes and (not self._many or chosen.code in self._alone):
            self.finished.emit()

    def _after(self, chosen: NumberedOption, *, by_key: bool) -> tuple[str, ...]:
        """What is ticked once `chosen` has been pressed. A click has toggled the box already."""
        if not self._many:
            return (chosen.code,)
        is_on = not chosen.isChecked() or bool(chosen.property("carried")) if by_key else chosen.isChecked()
        if is_on and chosen.code in self._alone:
            return (chosen.code,)
        kept = {
            option.code for option in self._all() if option.isChecked() and not option.property("carried")
        }
        kept -= {*self._alone, chosen.code}
        if is_on:
            kept.add(chosen.code)
        return tuple(option.code for option in self._all() if option.code in kept)


def _numbers(codes: Sequence[str]) -> list[str]:
    """The number in each box: the official one (`01` is 1, `A2` is 2), or the place where codes are words."""
    if all(code.isdecimal() for code in codes):
        return [str(int(code)) for code in codes]
    named = [code[-1] for code in codes if _SERIES.fullmatch(code)]
    if len(set(named)) == len(codes):
        return named
    return [str(at + 1) for at in range(len(codes))]
