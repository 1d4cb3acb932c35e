"""The people last seen on this workstation, as rows; digits stay free for the password."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from ui.kit import icons, theme
from ui.kit.actions import sequence
from ui.kit.theme import Size
from ui.widgets.keys import draw_key
from ui.widgets.text import draw, width

ROW_HEIGHT = 44
WIDTH = 400
MOST_SHOWN = 3
_OTHER = ""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One row; `seen` is when they last sat here, in words; `quick` the ways back beside the password."""

    login: str
    name: str
    role: str
    seen: str = ""
    quick: frozenset[str] = frozenset()


class PeopleRows(QWidget):
    """`chosen(login)`; an empty login is 其他人. At most `MOST_SHOWN` people stand before it."""

    chosen = Signal(str)

    def __init__(self, people: Sequence[PersonLine], *, has_other: bool = True) -> None:
        super().__init__()
        self.setObjectName("login.people")
        self.setAccessibleName(self.tr("选人"))
        self.setFixedWidth(WIDTH)
        lines = list(people[:MOST_SHOWN])
        if has_other:
            lines.append(PersonLine(_OTHER, self.tr("其他人"), ""))
        self._lines = tuple(lines)
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for at, line in enumerate(self._lines):
            row = _PersonRow(at + 1, line)
            self._group.addButton(row, at)
            column.addWidget(row)
            shortcut = QShortcut(sequence(f"Alt+{at + 1}"), self)
            shortcut.activated.connect(lambda where=at: self.choose(where))
        self._group.idClicked.connect(self.choose)

    def current(self) -> PersonLine | None:
        """Who is chosen."""
        at = self._group.checkedId()
        return self._lines[at] if at >= 0 else None

    def choose(self, at: int) -> None:
        """Choose the row there."""
        if 0 <= at < len(self._lines):
            self._group.button(at).setChecked(True)
            self.chosen.emit(self._lines[at].login)

    def step(self, by: int) -> None:
        """↑ and ↓."""
        self.choose(max(0, min(len(self._lines) - 1, self._group.checkedId() + by)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Up:
                self.step(-1)
            case Qt.Key.Key_Down:
                self.step(1)
            case _:
                super().keyPressEvent(event)


class _PersonRow(QAbstractButton):
    def __init__(self, number: int, line: PersonLine) -> None:
        super().__init__()
        self._number, self._line = number, line
        self.setObjectName(f"login.person.{line.login or 'other'}")
        self.setAccessibleName(f"{line.name} {line.role}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, ROW_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  small
        colours = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_on = self.isChecked()
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(colours.colour("accent" if is_on else "line"), 1))
        ground = "soft" if is_on else "hover" if self.underMouse() else "surface"
        painter.setBrush(colours.colour(ground))
        painter.drawRoundedRect(frame, theme.RADIUS_FIELD, theme.RADIUS_FIELD)
        draw_key(painter, QRectF(12, 11, 27, 22), str(self._number))
        right = self.width() - 38
        name = QRect(52, 0, 150, self.height())
        ink, grey = colours.colour("ink"), colours.colour("ink2")
        taken = draw(painter, name, self._line.name, font=theme.font(Size.STRONG), colour=ink)
        start = max(124, 52 + taken + 12)
        seen = width(theme.font(), self._line.seen)
        role = QRect(start, 0, right - seen - 12 - start, self.height())
        draw(painter, role, self._line.role, font=theme.font(), colour=grey)
        draw(
            painter,
            QRect(0, 0, right, self.height()),
            self._line.seen,
            font=theme.font(),
            colour=grey,
            right=True,
        )
        if is_on:
            icons.paint(painter, "done", colours.colour("accent"), QPointF(self.width() - 20, 21))
