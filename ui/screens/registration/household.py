"""Whose household this person belongs to: somebody found by name, and the word for how they are related."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout

from healthdesk.services.rows import FamilyMember, ResidentRow
from ui.kit import words
from ui.kit.i18n import QT_TRANSLATE_NOOP, translate
from ui.kit.tasks import Tasks
from ui.screens.registration.matches import WIDTH
from ui.widgets.key_button import KeyButton
from ui.widgets.line import Line
from ui.widgets.panel import Panel
from ui.widgets.text import label, say

PAUSE_MS = 150
MOST = 5

ROLES = (
    ("spouse", QT_TRANSLATE_NOOP("Household", "配偶")),
    ("child", QT_TRANSLATE_NOOP("Household", "子女")),
    ("parent", QT_TRANSLATE_NOOP("Household", "父母")),
    ("grandchild", QT_TRANSLATE_NOOP("Household", "孙辈")),
    ("grandparent", QT_TRANSLATE_NOOP("Household", "祖辈")),
    ("sibling", QT_TRANSLATE_NOOP("Household", "兄弟姐妹")),
    ("other", QT_TRANSLATE_NOOP("Household", "其他")),
)
_HEAD = QT_TRANSLATE_NOOP("Household", "户主")


@dataclass(frozen=True, slots=True)
class Joining:
    """Whose household is joined when the sheet is saved, and as what."""

    of_id: str
    role: str


class Household(Panel):
    """A field that finds somebody of the household; what is chosen is joined when the sheet is saved."""

    def __init__(
        self, find: Callable[[str, int], tuple[ResidentRow, ...]], tasks: Tasks, today: Callable[[], date]
    ) -> None:
        super().__init__(name="registration.household")
        self._find, self._tasks, self._today = find, tasks, today
        self._chosen: ResidentRow | None = None
        self._rows: tuple[ResidentRow, ...] = ()
        self._timer = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._timer.timeout.connect(self._ask)
        self.setFixedWidth(WIDTH)
        self.set_title(self.tr("家庭"))
        self._members = label("", tone="ink2", name="registration.members")
        self._members.setWordWrap(True)
        self.body.addWidget(self._members)
        self.field = Line()
        self.field.setObjectName("registration.family")
        self.field.setPlaceholderText(self.tr("同住的人：姓名或拼音"))
        self.field.setAccessibleName(self.tr("同住的人"))
        self.field.setMaxLength(60)
        self.field.textEdited.connect(lambda _text: self._timer.start())
        self.field.returnPressed.connect(self._take_first)
        self.body.addWidget(self.field)
        self._found = QVBoxLayout()
        self._found.setSpacing(2)
        self.body.addLayout(self._found)
        self.body.addLayout(self._build_role())
        self.begin(())

    def begin(self, members: tuple[FamilyMember, ...]) -> None:
        """A new sheet; `members` are the household the person belongs to already."""
        self._choose(None)
        self.field.clear()
        said = "、".join(f"{one.name}（{role_words(one.role)}）" for one in members)
        say(self._members, said)
        self._members.setVisible(bool(said))

    def rows(self) -> tuple[ResidentRow, ...]:
        """Who was found for what is typed."""
        return self._rows

    def joining(self) -> Joining | None:
        """What was chosen."""
        if self._chosen is None:
            return None
        return Joining(self._chosen.id, str(self.role.currentData()))

    def _build_role(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._with = label("", name="registration.family_of")
        self.role = QComboBox()
        self.role.setObjectName("registration.role")
        self.role.setAccessibleName(self.tr("是对方的"))
        for code, text in ROLES:
            self.role.addItem(translate("Household", text), code)
        self._drop = KeyButton("", icon="close", kind="text", name="registration.family_drop")
        self._drop.setAccessibleName(self.tr("不入这一户"))
        self._drop.clicked.connect(lambda: self._choose(None))
        row.addWidget(self._with, 1)
        row.addWidget(self.role)
        row.addWidget(self._drop)
        return row

    def _ask(self) -> None:
        typed = self.field.text().strip()
        if not typed:
            self._show(typed, ())
            return
        find = self._find
        self._tasks.run(lambda: find(typed, MOST), done=lambda rows: self._show(typed, rows), owner=self)

    def _show(self, typed: str, rows: tuple[ResidentRow, ...]) -> None:
        if typed != self.field.text().strip():
            return
        self._clear_found()
        for row in rows:
            text = f"{row.name} {words.sex_and_age(row.sex, row.born, self._today())} {row.address}"
            button = KeyButton(self.fontMetrics().elidedText(text, _RIGHT, WIDTH - 56), kind="text")
            button.setAccessibleName(text)
            button.clicked.connect(lambda _checked=False, one=row: self._choose(one))
            self._found.addWidget(button)
        self._rows = rows

    def _take_first(self) -> None:
        if self._rows:
            self._choose(self._rows[0])
            self.role.setFocus()

    def _choose(self, row: ResidentRow | None) -> None:
        self._chosen = row
        self._rows = ()
        self._clear_found()
        self.field.setVisible(row is None)
        for part in (self._with, self.role, self._drop):
            part.setVisible(row is not None)
        if row is not None:
            say(self._with, self.tr("入 {name} 的户，是其").format(name=row.name))

    def _clear_found(self) -> None:
        while (item := self._found.takeAt(0)) is not None:
            old = item.widget()
            if old:
                old.hide()
                old.deleteLater()


_RIGHT = Qt.TextElideMode.ElideRight


def role_words(role: str) -> str:
    """The Chinese word for a place in a household; an unknown one as it came."""
    if role == "head":
        return translate("Household", _HEAD)
    return next((translate("Household", text) for code, text in ROLES if code == role), role)
