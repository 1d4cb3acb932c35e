"""White panels on the grey ground: a head of one line, a body, a foot with keys and the one thing to do."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.kit import theme
from ui.kit.theme import Size
from ui.widgets.giving_way import GivingWay, Step
from ui.widgets.text import label

HEAD = 40
HEAD_WITH_CONTROL = 44
FOOT = 44


class Panel(QFrame):
    """Fill `body`; put what can be done at the right of the head with `add_to_head`."""

    def __init__(self, title: str = "", note: str = "", *, padded: bool = True, name: str = "") -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        self._title = label(title, Size.TITLE)
        self._note = label(note, tone="ink3")
        self._head = QWidget()
        self._head.setFixedHeight(HEAD)
        self._head_row = QHBoxLayout(self._head)
        self._head_row.setContentsMargins(theme.PAGE_MARGIN, 0, theme.PAGE_MARGIN, 0)
        self._head_row.setSpacing(10)
        self._head_row.addWidget(self._title)
        self._head_row.addWidget(self._note)
        self._head_row.addStretch(1)
        self._column.addWidget(self._head)
        if not title:  # to show it here would polish and lay it out, and all of that again with the screen
            self._head.hide()
        self.body = QVBoxLayout()
        side = theme.PAGE_MARGIN if padded else 0
        self.body.setContentsMargins(side, 0, side, 12 if padded else 0)
        self.body.setSpacing(8)
        self._column.addLayout(self.body, 1)
        self._foot: QHBoxLayout | None = None

    def set_title(self, title: str, note: str = "") -> None:
        """New words in the head."""
        self._title.setText(title)
        self._note.setText(note)
        self._head.setVisible(bool(title))
        self.setAccessibleName(title)

    def set_note(self, note: str) -> None:
        """The count or half sentence beside the title."""
        self._note.setText(note)

    def add_to_head(self, widget: QWidget) -> None:
        """Something to do, at the right of the head."""
        self._head.setFixedHeight(HEAD_WITH_CONTROL)
        self._head_row.addWidget(widget)

    def give_way(self, least: int, *more: Step) -> None:
        """Let the head be as narrow as `least`: the title goes first, then the note, then `more`."""
        self._head.setMinimumWidth(least)
        GivingWay(self._head, self._head_row, [self._title.setVisible, self._note.setVisible, *more])

    def replace_head(self, widget: QWidget) -> None:
        """A head of the panel's own: tabs, say, instead of a title."""
        self._head.setVisible(False)
        row = QHBoxLayout()
        row.setContentsMargins(theme.PAGE_MARGIN, 0, theme.PAGE_MARGIN, 0)
        row.addWidget(widget)
        row.addStretch(1)
        self._column.insertLayout(0, row)

    def foot(self) -> QHBoxLayout:
        """The row at the foot, made when first asked for."""
        if self._foot is None:
            frame = QFrame()
            frame.setProperty("role", "foot")
            frame.setFixedHeight(FOOT)
            self._foot = QHBoxLayout(frame)
            self._foot.setContentsMargins(theme.PAGE_MARGIN, 0, theme.PAGE_MARGIN, 0)
            self._foot.setSpacing(8)
            self._column.addWidget(frame)
        return self._foot

    def show_foot(self, is_shown: bool) -> None:
        """A foot in which nothing stands is not shown."""
        if (frame := self.foot().parentWidget()) is not None:
            frame.setVisible(is_shown)


def hairline(*, upright: bool = False) -> QFrame:
    """A line of one pixel."""
    made = QFrame()
    made.setProperty("role", "hairline")
    if upright:
        made.setFixedWidth(1)
    else:
        made.setFixedHeight(1)
    return made
