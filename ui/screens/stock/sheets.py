"""A sheet over the stock: a title, fields below each other, the button at the foot."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from healthdesk.base import errors
from healthdesk.services.refrigerators import RefrigeratorRow
from healthdesk.services.stock_rows import LotRow
from ui.kit import entry, messages, theme, words
from ui.widgets.field_sheet import FieldSheet, under
from ui.widgets.line import Line
from ui.widgets.text import label, say

WIDTH = 460
LONGEST_REASON = 200


class Sheet(FieldSheet):
    """Words that change with what is done; the button calls `_keep`."""

    _aliases: Mapping[str, str] = {"trace_codes": "codes", "counted": "doses"}
    """Where a field of the service has another name on a sheet."""

    def __init__(self, parent: QWidget, name: str, wide: int = WIDTH) -> None:
        super().__init__(parent, "", "", name, wide=wide)
        self._note = label("", tone="ink2", name=f"{name}.note")
        self._note.setWordWrap(True)
        self.upper.addWidget(self._note)
        self.keep.clicked.connect(self._keep)

    def begin(self, title: str, note: str, word: str, focus: QWidget) -> None:
        """Open it with these words."""
        say(self.title, title)
        say(self._note, note)
        self._note.setVisible(bool(note))
        self.keep.set_word(word)
        self.complaint.hide()
        self.open_over(focus)

    def refuse(self, error: Exception) -> None:
        """Why the service did not do it, by the name that the field has here."""
        if not isinstance(error, errors.InvalidInput):
            self.complain(str(messages.message(error)))
            return
        name = self._aliases.get(error.field, error.field)
        field = self.findChild(QWidget, f"{self.objectName()}.{name}")
        why = messages.reason_words(error.reason)
        if field is None:
            self.complain(why)
            return
        self.complain(self.tr("{field}：{why}").format(field=field.accessibleName(), why=why))
        field.setFocus()

    def _keep(self) -> None:
        raise NotImplementedError

    def line(self, text: str, name: str, longest: int = 60) -> QLineEdit:
        """A line to type in, not placed yet."""
        made = Line()
        made.setObjectName(name)
        made.setAccessibleName(text)
        made.setMaxLength(longest)
        made.setMinimumHeight(theme.CONTROL)
        return made


class Act(Enum):
    """What is done to a lot."""

    COUNT = "count"
    WASTE = "waste"
    RETURN = "return"
    QUARANTINE = "quarantine"
    RELEASE = "release"
    REINSTATE = "reinstate"
    MOVE = "move"
    EXPIRY = "expiry"


@dataclass(frozen=True, slots=True)
class LotWish:
    """What was typed about a lot. `seen` is what the book said when the sheet was opened.

    `place` is the refrigerator it is moved to, `expires_on` what its box really says.
    """

    act: Act
    lot_id: str
    doses: int = 0
    reason: str = ""
    seen: int = 0
    vial_id: str = ""
    place: str = ""
    expires_on: date | None = None


class LotSheet(Sheet):
    """`wanted(LotWish)`: a number, a place or a day where the act needs one, and the reason."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget, today: Callable[[], date]) -> None:
        super().__init__(parent, "stock.act")
        self._today = today
        self._act, self._lot, self._vial = Act.COUNT, "", ""
        self._seen = 0
        self.doses = self.line("", "stock.act.doses", 6)
        self.day = self.line("", "stock.act.day", 12)
        self.place = QComboBox()
        self.place.setObjectName("stock.act.place")
        self.reason = self.line("", "stock.act.reason", LONGEST_REASON)
        self._lines = {
            self.doses: under(self.tr("剂数"), self.doses),
            self.place: under(self.tr("放进哪一台"), self.place),
            self.day: under(self.tr("包装上的有效期，例如 20270914"), self.day),
            self.reason: under(self.tr("原因（必填，留底）"), self.reason),
        }
        for line in self._lines.values():
            self.upper.addWidget(line)
        self.doses.returnPressed.connect(self.reason.setFocus)
        self.day.returnPressed.connect(self.reason.setFocus)
        self.reason.returnPressed.connect(self._keep)

    def ask(  # noqa: PLR0913  all that is known already is named
        self,
        act: Act,
        lot: LotRow,
        *,
        vial: str = "",
        doses: int = 0,
        reason: str = "",
        places: Sequence[RefrigeratorRow] = (),
    ) -> None:
        """For this lot, with what is known already; `places` are the refrigerators in use."""
        self._act, self._lot, self._vial, self._seen = act, lot.id, vial, lot.on_hand
        asked: QWidget = {Act.MOVE: self.place, Act.EXPIRY: self.day}.get(act, self.reason)
        if act in (Act.COUNT, Act.WASTE, Act.RETURN):
            asked = self.doses
        for field, line in self._lines.items():
            line.setVisible(field is asked or (field is self.reason and act is not Act.MOVE))
        self.doses.setText(str(doses) if doses else "")
        self.day.setText(lot.expires_on.isoformat() if lot.expires_on else "")
        self.day.selectAll()
        self.place.clear()
        for one in places:
            if one.name not in lot.refrigerators:
                self.place.addItem(one.name, one.id)
        self.reason.setText(reason)
        title, note, word = self._words(act, lot)
        self.begin(title, note, word, self.reason if doses else asked)

    def _words(self, act: Act, lot: LotRow) -> tuple[str, str, str]:
        which = self.tr("{title} 批号 {number}，账面 {n} 剂").format(
            title=words.of_form(lot.title), number=lot.number, n=lot.on_hand
        )
        said = {
            Act.COUNT: (self.tr("盘点"), self.tr("写实际点到的剂数；与账面不同要写原因"), self.tr("记下")),
            Act.WASTE: (self.tr("报废"), self.tr("破损、过期、开瓶超时的剂数"), self.tr("报废")),
            Act.RETURN: (self.tr("退回"), self.tr("退给上级或调给别的单位"), self.tr("退回")),
            Act.QUARANTINE: (self.tr("封存"), self.tr("封存后扫到会停，直到解除"), self.tr("封存")),
            Act.REINSTATE: (self.tr("撤销召回"), self.tr("只在召回弄错了批号时"), self.tr("撤销")),
            Act.MOVE: (self.tr("移到另一台冰箱"), self.tr("这一批全部移过去"), self.tr("移过去")),
            Act.EXPIRY: (
                self.tr("更正效期"),
                self.tr("只在录入时看错了包装；已打的记录不变"),
                self.tr("更正"),
            ),
            Act.RELEASE: (self.tr("解除封存"), self.tr("写明是谁评估、结论是什么"), self.tr("解除")),
        }
        title, hint, word = said[act]
        return title, f"{which}\n{hint}", word

    def _keep(self) -> None:
        doses = entry.read_integer(self.doses.text())
        day = entry.read_date(self.day.text(), self._today())
        reason = self.reason.text().strip()
        is_even = self._act is Act.COUNT and doses == self._seen
        wrong = (
            (self.doses, doses is None or doses < 0, self.tr("剂数要写成数字")),
            (self.place, not self.place.currentData(), self.tr("没有另一台在用的冰箱")),
            (self.day, day is None, self.tr("有效期看不懂，可写 20270914")),
            (self.reason, not reason and not is_even, self.tr("要写原因")),
        )
        for field, is_wrong, sentence in wrong:
            if is_wrong and not self._lines[field].isHidden():
                self.complain(sentence)
                field.setFocus()
                return
        place = str(self.place.currentData() or "")
        wish = LotWish(self._act, self._lot, doses or 0, reason, self._seen, self._vial, place, day)
        self.wanted.emit(wish)
