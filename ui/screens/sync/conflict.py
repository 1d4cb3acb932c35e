"""One conflict side by side: before, here, there; what changed on both sides is chosen with 1 or 2."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget

from healthdesk.documents.table_pdf import Column as PaperColumn
from healthdesk.documents.table_pdf import Table
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.services.platform import ConflictRow, FieldRow, Verdict
from ui.kit import theme, words
from ui.kit.actions import Action
from ui.kit.tasks import Tasks
from ui.screens.sync.house_words import advice_on, house_field, house_value, is_of_house
from ui.screens.sync.line_words import Said
from ui.screens.sync.record_words import field_words, record_words, value_words
from ui.tables.columns import Cell, Column
from ui.tables.paged_model import PagedModel
from ui.tables.view import TableView
from ui.widgets.empty_state import EmptyState
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import IconLine
from ui.widgets.panel import Panel
from ui.widgets.text import label, say

ROW = 48
DERIVED = frozenset({"archive_no8"})
_DIGITS = {Qt.Key.Key_1: Verdict.HERE, Qt.Key.Key_2: Verdict.THERE}


class ConflictView(Panel):
    """`decided(key, choices)` when every open field has its answer."""

    decided = Signal(str, object)

    def __init__(self, tasks: Tasks, forms: Forms, now: Callable[[], datetime], *, may_resolve: bool) -> None:
        super().__init__(padded=False, name="sync.conflict")
        self._forms, self._now = forms, now
        self._row: ConflictRow | None = None
        self._choices: dict[str, Verdict] = {}
        self._may_resolve = may_resolve
        self._deeds: list[KeyButton] = []
        self._model: PagedModel[FieldRow] = PagedModel(
            self._columns(), tasks, key=lambda field: field.path, parent=self
        )
        self.table: TableView[FieldRow] = TableView(
            self._model, row_height=ROW, name="sync.fields", title=self.tr("不同的项目")
        )
        self.table.clicked.connect(self._clicked)
        self._nothing = EmptyState("fine", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(self.table)
        self.body.addWidget(self._stack)
        self._advice = label("", tone="ink2", name="sync.advice")
        self._advice.setWordWrap(True)
        self._advice.setContentsMargins(theme.PAGE_MARGIN, 8, theme.PAGE_MARGIN, 8)
        self.body.addWidget(self._advice)
        self._build_foot()
        self.show_conflict(None, "")

    def show_conflict(self, row: ConflictRow | None, position: str) -> None:
        """Show one, or that there is none."""
        is_same = row is not None and self._row is not None and row.entry.key == self._row.entry.key
        self._row = row
        self._stack.setCurrentIndex(0 if row is None else 1)
        for part in self._foot_parts:
            part.setVisible(row is not None)
        self._offer(())
        self.show_foot(row is not None)
        advice = advice_on(self._type())
        say(self._advice, advice)
        self._advice.setVisible(bool(advice))
        if row is None:
            self.set_title(self.tr("冲突"))
            about = self.tr("两边改了同一处时，在这里并排决定")
            self._nothing.show_state("fine", self.tr("没有冲突"), about)
            return
        if not is_same:
            self._choices = {}
        self.set_title(self._whose(row), self._facts(row, position))
        self._show_fields()
        first = next((at for at, one in enumerate(self._fields()) if self._is_open(one)), 0)
        if not is_same:
            self.table.go_to(first)

    def say_plain(self, said: Said, deeds: Sequence[Action] = ()) -> None:
        """Something else than a conflict is chosen at the left; the last of `deeds` is what helps most."""
        self.show_conflict(None, "")
        self.set_title(self.tr("详情"))
        self._nothing.show_state(said.icon, said.title, said.text)
        self._offer(deeds)
        self.show_foot(bool(deeds))

    def row(self) -> ConflictRow | None:
        """The conflict that is shown."""
        return self._row

    def paper(self, row: ConflictRow) -> Table:
        """What is shown, for whoever decides it away from this desk."""
        return Table(
            title=self.tr("冲突核对单（还没有决定）：{record}").format(
                record=record_words(row.entry.noun or row.entry.type)
            ),
            columns=(
                PaperColumn(self.tr("项目"), 1.2),
                PaperColumn(self.tr("之前"), 1.4),
                PaperColumn(self.tr("本机"), 1.6),
                PaperColumn(self.tr("平台"), 1.6),
                PaperColumn(self.tr("决定"), 1.0),
            ),
            rows=[
                (
                    self._field(one),
                    *(self._value(one, value) for value in (one.base, one.here, one.there)),
                    "",
                )
                for one in self._fields()
            ],
            note=self._sides(row, lambda at: f"{at.astimezone():%Y-%m-%d %H:%M}"),
        )

    def choices(self) -> Mapping[str, Verdict]:
        """What was chosen so far."""
        return dict(self._choices)

    def choose(self, verdict: Verdict) -> None:
        """The value of the current field, then on to the next open one."""
        field = self.table.current_row()
        if field is None or field.verdict is not Verdict.OPEN:
            return
        self._choices[field.path] = verdict
        self._show_fields()
        self._go_to_open()

    def choose_all(self, verdict: Verdict) -> None:
        """One side for everything that is open."""
        if self._row is not None:
            self._choices |= {one.path: verdict for one in self._fields() if one.verdict is Verdict.OPEN}
            self._show_fields()

    def merge(self) -> None:
        """Save, or go to what is still open."""
        if self._row is None:
            return
        if self._open_count():
            self._go_to_open()
            return
        self.decided.emit(self._row.entry.key, dict(self._choices))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        verdict = _DIGITS.get(Qt.Key(event.key()))
        if verdict is not None and self._row is not None:
            self.choose(verdict)
        elif not event.text().isdecimal():  # a digit that is no side is a slip, and no search
            super().keyPressEvent(event)

    def _build_foot(self) -> None:
        foot = self.foot()
        kept = IconLine("carried", self.tr("两个版本都留存，可随时回看"), "ink2")
        self._left = label("", name="sync.left")
        here = KeyButton(self.tr("全用本机"), name="sync.all_here")
        here.clicked.connect(lambda: self.choose_all(Verdict.HERE))
        there = KeyButton(self.tr("全用平台"), name="sync.all_there")
        there.clicked.connect(lambda: self.choose_all(Verdict.THERE))
        save = KeyButton(self.tr("合并保存"), key="Ctrl+Return", kind="primary", name="sync.merge")
        save.clicked.connect(self.merge)
        foot.addWidget(kept)
        foot.addStretch(1)
        foot.addWidget(self._left)
        for button in (here, there, save):
            button.setEnabled(self._may_resolve)
            foot.addWidget(button)
        self._foot_parts = (kept, self._left, here, there, save)

    def _offer(self, deeds: Sequence[Action]) -> None:
        """Buttons at the foot, in place of those before."""
        for old in self._deeds:
            old.hide()
            old.deleteLater()
        self._deeds = [KeyButton.of(one, "primary" if one is deeds[-1] else "plain") for one in deeds]
        for button in self._deeds:
            button.setEnabled(self._may_resolve)
            self.foot().addWidget(button)

    def _columns(self) -> tuple[Column[FieldRow], ...]:
        return (
            Column(self.tr("项目"), lambda one: Cell(self._field(one), tone="ink2", wraps=True), 112),
            Column(
                self.tr("之前"), lambda one: Cell(self._value(one, one.base), tone="ink2", wraps=True), 132
            ),
            Column(self.tr("本机"), lambda one: self._side(one, Verdict.HERE), 186),
            Column(self.tr("平台"), lambda one: self._side(one, Verdict.THERE), 186),
            Column(self.tr("怎么办"), self._verdict, 120, stretches=True),
        )

    def _field(self, field: FieldRow) -> str:
        return house_field(self._type(), field.label) or field_words(self._forms, field.label)

    def _value(self, field: FieldRow, value: str | None) -> str:
        if is_of_house(self._type()):
            return house_value(field.label, value) or value_words(self._forms, "", None)
        return value_words(self._forms, field.label, value)

    def _type(self) -> str:
        return self._row.entry.type if self._row is not None else ""

    def _side(self, field: FieldRow, side: Verdict) -> Cell:
        raw = field.here if side is Verdict.HERE else field.there
        value = self._value(field, raw)
        chosen = self._choices.get(field.path, field.verdict)
        if chosen is side or chosen is Verdict.BOTH:
            return Cell(value, icon="done", is_strong=True, wraps=True)
        if self._is_open(field):
            return Cell(f"{1 if side is Verdict.HERE else 2}  {value}", icon="ring", wraps=True)
        return Cell(value, icon="", tone="ink3", wraps=True)

    def _verdict(self, field: FieldRow) -> Cell:
        if self._is_open(field):
            return Cell(self.tr("两边都改，请选"), is_strong=True)
        if field.path in self._choices:
            here = self._choices[field.path] is Verdict.HERE
            return Cell(self.tr("选了本机") if here else self.tr("选了平台"), tone="ink2")
        match field.verdict:
            case Verdict.HERE:
                return Cell(self.tr("只有本机改了"), tone="ink2")
            case Verdict.THERE:
                return Cell(self.tr("只有平台改了"), tone="ink2")
            case _:
                return Cell(self.tr("合在一起"), tone="ink2")

    def _fields(self) -> tuple[FieldRow, ...]:
        """What a person compares: numbers the program makes again by itself are left out."""
        if self._row is None:
            return ()
        return tuple(one for one in self._row.entry.fields if one.label not in DERIVED)

    def _is_open(self, field: FieldRow) -> bool:
        return field.verdict is Verdict.OPEN and field.path not in self._choices

    def _open_count(self) -> int:
        return sum(self._is_open(one) for one in self._fields()) if self._row else 0

    def _show_fields(self) -> None:
        if self._row is not None:
            self._model.show_rows(self._fields(), self._row.entry.key)
            many = self._open_count()
            say(self._left, self.tr("还差 {count} 项").format(count=many) if many else self.tr("可以保存"))

    def _go_to_open(self) -> None:
        fields = self._fields()
        at = next((at for at, one in enumerate(fields) if self._is_open(one)), None)
        if at is not None:
            self.table.go_to(at)
        self.table.setFocus()

    def _clicked(self) -> None:
        """A click into a column of an open field chooses that side."""
        side = {2: Verdict.HERE, 3: Verdict.THERE}.get(self.table.currentIndex().column())
        if side is not None:
            self.choose(side)

    def _whose(self, row: ConflictRow) -> str:
        """A resident by name; what is about nobody by what it is."""
        if is_of_house(row.entry.type):
            return self.tr("{record}的资料两边不一样").format(record=record_words(row.entry.type))
        return row.name or self.tr("没有姓名")

    def _facts(self, row: ConflictRow, position: str) -> str:
        record = record_words(row.entry.noun or row.entry.type)
        said = self.tr("{record}，{sides}").format(record=record, sides=self._sides(row, self._when))
        return f"{said}  {position}".strip()

    def _sides(self, row: ConflictRow, when: Callable[[datetime], str]) -> str:
        """Who and when, here and there."""
        entry = row.entry
        said = self.tr("本机 {who} {when}").format(who=entry.here_by, when=when(entry.here_at))
        if entry.there_at is not None:
            said += self.tr("，平台 {when}").format(when=when(entry.there_at))
        if entry.is_told:
            return said + self.tr("（{who} 修改）").format(who=entry.there_by)
        by = self.tr("（记录上写的是 {who}）") if entry.there_by else self.tr("（没有说是谁改的）")
        return said + by.format(who=entry.there_by)

    def _when(self, at: datetime) -> str:
        local = at.astimezone()
        return f"{words.near_day(local.date(), self._now().astimezone().date())} {local:%H:%M}"
