"""A sheet over the screen: a title, fields below each other, the button at the foot."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.kit import theme
from ui.kit.theme import Size
from ui.widgets.done_button import DoneButton
from ui.widgets.keys import KeyHint
from ui.widgets.marks import IconLine
from ui.widgets.overlay import Overlay
from ui.widgets.panel import hairline
from ui.widgets.scrolled import Scrolled
from ui.widgets.text import label

WIDTH = 480


class FieldSheet(Overlay):
    """`add` puts fields in, `upper` any widget; `keep` is the button, `complaint` why it was refused."""

    def __init__(self, parent: QWidget, title: str, word: str, name: str, *, wide: int = WIDTH) -> None:
        super().__init__(parent, wide)
        self.setObjectName(name)
        self.upper = QVBoxLayout()
        self.upper.setContentsMargins(20, 16, 20, 4)
        self.upper.setSpacing(6)
        self.title = label(title, Size.TITLE, name=f"{name}.title")
        self.upper.addWidget(self.title)
        self.complaint = IconLine("incomplete", "", "danger", name=f"{name}.error")
        self.complaint.hide()
        self.column.addWidget(Scrolled(self.upper, wide), 1)
        below = QVBoxLayout()
        below.setContentsMargins(20, 0, 20, 12)
        below.addWidget(self.complaint)
        self.column.addLayout(below)
        self.column.addWidget(hairline())
        foot = QHBoxLayout()
        foot.setContentsMargins(18, 8, 16, 8)
        leave = KeyHint("Escape", self.tr("不了"))
        leave.clicked.connect(self.close_sheet)
        self.keep = DoneButton(word, icon="done", kind="primary", name=f"{name}.keep")
        foot.addWidget(leave)
        foot.addStretch(1)
        foot.addWidget(self.keep)
        self.column.addLayout(foot)

    def add(self, text: str, field: QWidget, name: str) -> None:
        """Another field below the ones before."""
        self.upper.addWidget(under(text, field, name))

    def add_beside(self, *fields: tuple[str, QWidget, str]) -> None:
        """Fields beside each other, each under its words."""
        row = QHBoxLayout()
        row.setSpacing(16)
        for text, field, name in fields:
            row.addWidget(under(text, field, name), 1)
        self.upper.addLayout(row)

    def show_field(self, field: QWidget, *, is_shown: bool) -> None:
        """With the words above it, or neither."""
        around = field.parentWidget()
        if around is not None:
            around.setVisible(is_shown)

    def complain(self, sentence: str) -> None:
        """Why it was refused; what was typed stays."""
        self.complaint.show_line("incomplete", sentence, "danger")
        self.complaint.show()
        self.arrange()


def under(text: str, field: QWidget, name: str = "") -> QWidget:
    """A field under its words; `name` where it has none yet."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(label(text, tone="ink2"))
    if name:
        field.setObjectName(name)
    field.setAccessibleName(text)
    field.setMinimumHeight(theme.CONTROL)
    column.addWidget(field)
    return made
