"""The right column of a record: what is due, how complete the archive is, the medicines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from healthdesk.base.errors import InvalidInput
from healthdesk.domain.access import Permission
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.programme import Programme
from healthdesk.services.quality import Lacking
from healthdesk.services.rows import EnrolmentRow, Record
from ui.kit import messages, words
from ui.kit.navigator import Seat
from ui.kit.theme import Size
from ui.screens.record.lacking import LackingPanel
from ui.screens.record.outside import outside_panel
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import Completeness, IconLine, IconMark
from ui.widgets.panel import Panel
from ui.widgets.reason_line import ReasonLine
from ui.widgets.text import label

WIDTH = 324
MOST_MISSING = 4


@dataclass(frozen=True, slots=True)
class Rights:
    """What may be done here: the programmes whose follow-ups may be written, and the first page."""

    written: frozenset[str]
    may_edit: bool

    @classmethod
    def of(cls, record: Record, seat: Seat, followed_up: frozenset[str]) -> "Rights":
        """What `seat` may do; `followed_up` are the programmes with follow-ups. None for the dead."""
        may_log = record.card.status != "dead" and seat.allows(Permission.LOG_VISIT.value)
        return cls(followed_up if may_log else frozenset(), seat.allows(Permission.REGISTER.value))


class RecordSide(QScrollArea):
    """Signals carry a programme key, a link id, a key and a reason, or the id of a visit."""

    visit_wanted = Signal(str)
    enrol_wanted = Signal(str)
    declined = Signal(str, str)
    fill_wanted = Signal(str)
    completion_wanted = Signal(str)

    def __init__(self, programmes: Programmes) -> None:
        super().__init__()
        self._programmes = programmes
        self._lacking: LackingPanel = LackingPanel()
        self.setObjectName("record.side")
        self.setFixedWidth(WIDTH)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self.setWidget(body)

    def show_record(
        self, record: Record, suggested: Sequence[Programme], today: date, rights: Rights
    ) -> None:
        """Everything of this person."""
        while (item := self._column.takeAt(0)) is not None:
            old = item.widget()
            if old:
                old.hide()
                old.deleteLater()
        active = [one for one in record.card.enrolments if one.status == "active"]
        self._column.addWidget(self._due(active, suggested, today, rights))
        if record.outside:
            self._column.addWidget(outside_panel(record.outside))
        self._column.addWidget(self._completeness(record, may_edit=rights.may_edit))
        self._lacking = LackingPanel()
        self._lacking.wanted.connect(self.completion_wanted)
        self._column.addWidget(self._lacking)
        if record.medicines:
            self._column.addWidget(self._medicines(record.medicines))
        self._column.addStretch(1)

    def show_lacking(self, found: Sequence[Lacking], *, may_log: bool) -> None:
        """What the audit would say of the forms, which takes a moment longer than the record."""
        self._lacking.show_lacking(found, may_log=may_log)

    def _due(
        self, active: Sequence[EnrolmentRow], suggested: Sequence[Programme], today: date, rights: Rights
    ) -> Panel:
        dated = sorted((one for one in active if one.next_due), key=lambda one: one.next_due or today)
        panel = _panel(self.tr("应办"), str(len(dated)) if dated else "", "record.due")
        for one in dated:
            panel.body.addWidget(self._due_row(one, today, may_log=one.programme in rights.written))
        asked = suggested if rights.written else ()
        for programme in asked:
            panel.body.addWidget(self._suggestion(programme))
        if not dated and not asked:
            panel.body.addWidget(label(self.tr("没有要办的事"), tone="ink2"))
        return panel

    def _due_row(self, one: EnrolmentRow, today: date, *, may_log: bool) -> QWidget:
        due = one.next_due or today
        late = (today - max(due, one.next_latest or due)).days
        if late > 0:
            icon, tone, note = "overdue", "amber", words.overdue(late)
        elif due <= today:
            icon, tone, note = "due", "ink2", self.tr("今天可随访")
        else:
            icon, tone, note = "later", "ink2", self.tr("{day} 到期").format(day=words.near_day(due, today))
        title = self._title(one)
        made, row = _two_lines(icon, title, note, tone)
        if may_log:
            button = KeyButton(self.tr("随访"), name=f"record.due.{one.programme}")
            button.setAccessibleName(title)
            button.clicked.connect(lambda: self.visit_wanted.emit(one.programme))
            row.addWidget(button)
        return made

    def _title(self, one: EnrolmentRow) -> str:
        """糖尿病随访; what has a name of its own is called by it: 高血压 转诊结果."""
        known, short = self._programmes.by_key.get(one.programme), words.programme(one.programme)
        own = words.of_form(known.visit_title(one.due_visit)) if known else ""
        return f"{short} {own}" if own else self.tr("{programme}随访").format(programme=short)

    def _suggestion(self, programme: Programme) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        title = self.tr("建议纳入{programme}").format(programme=words.programme(programme.key))
        upper, row = _two_lines("programme", title, self.tr("符合纳入条件"), "ink2")
        refuse = KeyButton(self.tr("不纳入"), kind="text", name=f"record.decline.{programme.key}")
        enrol = KeyButton(self.tr("纳入"), name=f"record.enrol.{programme.key}")
        reason = ReasonLine(self.tr("不纳入的理由，Enter 确定"), f"record.decline.reason.{programme.key}")
        refuse.clicked.connect(reason.begin)
        enrol.clicked.connect(lambda: self.enrol_wanted.emit(programme.key))
        reason.given.connect(lambda words_of_it: self.declined.emit(programme.key, words_of_it))
        row.addWidget(refuse)
        row.addWidget(enrol)
        column.addWidget(upper)
        column.addWidget(reason)
        return made

    def _completeness(self, record: Record, *, may_edit: bool) -> Panel:
        if record.fault is not None:
            return self._broken(record.fault)
        total, missing = record.asked_items, record.missing_items
        panel = _panel(self.tr("档案完整度"), "", "record.completeness")
        panel.add_to_head(
            label(
                self.tr("{done} / {total} 项").format(done=max(0, total - len(missing)), total=total),
                Size.STRONG,
            )
        )
        panel.body.addWidget(Completeness(max(0, total - len(missing)), total, "record.segments"))
        panel.body.setSpacing(0)
        for link_id, asked in missing[:MOST_MISSING]:
            text = words.of_form(asked)
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.addWidget(IconMark("to-do"))
            row.addWidget(_short(text), 1)
            if may_edit:
                row.addWidget(self._filler(link_id, text))
            panel.body.addWidget(line)
        more = len(missing) - MOST_MISSING
        if more > 0:
            panel.body.addWidget(label(self.tr("还有 {n} 项没有填").format(n=more), tone="ink2"))
        return panel

    def _broken(self, fault: InvalidInput) -> Panel:
        """The first page cannot be read: the file and the item, in place of what is missing on it."""
        panel = _panel(self.tr("档案完整度"), "", "record.completeness")
        said = messages.message(fault)
        panel.body.addWidget(IconLine("attention", said.what, "amber", name="record.fault"))
        more = label(said.do, tone="ink2")
        more.setWordWrap(True)
        panel.body.addWidget(more)
        return panel

    def _filler(self, link_id: str, text: str) -> KeyButton:
        button = KeyButton(self.tr("补填"), kind="text", name=f"record.fill.{link_id}")
        button.setAccessibleName(self.tr("补填{item}").format(item=text))
        button.clicked.connect(lambda: self.fill_wanted.emit(link_id))
        return button

    def _medicines(self, medicines: Sequence[str]) -> Panel:
        panel = _panel(self.tr("正在用药"), str(len(medicines)), "record.medicines")
        for line in medicines:
            name, _, rest = line.partition(" ")
            made = QWidget()
            row = QHBoxLayout(made)
            row.setContentsMargins(0, 0, 0, 0)
            row.addWidget(_short(name), 5)
            row.addWidget(_short(words.of_form(rest)), 4)
            panel.body.addWidget(made)
        return panel


def _panel(title: str, note: str, name: str) -> Panel:
    made = Panel(title, note, name=name)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    return made


def _two_lines(icon: str, title: str, note: str, tone: str) -> tuple[QWidget, QHBoxLayout]:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(IconMark(icon, tone))
    both = QVBoxLayout()
    both.setSpacing(0)
    both.addWidget(_short(title, Size.STRONG))
    both.addWidget(label(note, tone=tone))
    row.addLayout(both, 1)
    return made, row


def _short(text: str, size: Size = Size.BODY) -> QWidget:
    """A label that gives way instead of pushing its neighbours out."""
    made = label(text, size)
    made.setMinimumWidth(40)
    made.setToolTip(text)
    return made
