"""The rows of a sheet: built once for a plan of questions, then shown with every answer."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from healthdesk.domain.forms.checks import Problem
from healthdesk.domain.forms.entries import Origin
from ui.forms.answer_words import answer_words
from ui.forms.answering import Answering
from ui.forms.columns import has_last, sheet_columns
from ui.forms.later import Later
from ui.forms.plan import Cell
from ui.forms.problem_words import doubt_words, problem_words
from ui.forms.row import QuestionRow
from ui.forms.section import SectionBlock
from ui.forms.sheet import Sheet
from ui.kit import theme
from ui.kit.glyphs import warning

FEWEST_AT_ONCE = 12
"""Rows that are made before the first picture, also while the window does not know yet how high it is."""

_FIELD = "field."


class FormBody(QWidget):
    """`rows` are by question, those that have been made. Faults are shown once a question has been judged.

    The rows that fit into `room` pixels are made at once, the others as soon as the window has time, and
    a row that is not asked not at all.
    """

    def __init__(self, sheet: Sheet, hear: Callable[[str], Answering], room: int) -> None:
        super().__init__()
        self.rows: dict[str, QuestionRow] = {}
        self._sheet, self._hear = sheet, hear
        self._in_order = [row for section in sheet.plan.sections for row in section.rows]
        self._row_of = {cell.key: row for row in self._in_order for cell in row.cells}
        self._section_of = {
            key: section.link_id for section in sheet.plan.sections for key in section.questions()
        }
        self._unfolded: set[str] = set()
        self._judged: set[str] = set()
        self._hinted: str | None = None
        self._visible: set[str] = set()
        self._asked: set[str] = set()
        self._shown: dict[str, object] = {}
        self._lit: QuestionRow | None = None
        self._fitting = max(FEWEST_AT_ONCE, room // theme.ROW)
        self._later = Later(self._make_rows, self)
        self._columns = sheet_columns(sheet)
        self._blocks: dict[str, SectionBlock] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 6, 0, 6)
        self._column.setSpacing(0)
        for section in sheet.plan.sections:
            block = SectionBlock(section, partial(self._unfold, section.link_id))
            self._blocks[section.link_id] = block
            self._column.addLayout(block)
        self._column.addStretch(1)

    def begin(self, sheet: Sheet, *, is_another: bool = True) -> None:
        """Another person's answers (or those of the same drawn anew): nothing is judged or unfolded yet."""
        self._judged.clear()
        self._unfolded.clear()
        self._shown.clear()
        self._visible, self._asked = set(), set()
        self.light(None)
        self._columns = replace(self._columns, has_last=has_last(sheet))
        for row in dict.fromkeys(self.rows.values()):
            row.begin(self._columns)
            if is_another:
                row.forget_lines()
        self.show_sheet(sheet)
        self._judge_typed()

    def show_sheet(self, sheet: Sheet) -> None:
        """Values, what is asked, what is carried. Only what differs from before is touched."""
        self._sheet = sheet
        self._later.give_way()
        gaps = frozenset(sheet.gaps())
        before, asked_before = self._visible, self._asked
        self._asked = {key for key in self._row_of if sheet.asks(key)}
        self._visible = {key for key in self._asked if self._is_wanted(key, gaps)}
        missing = []
        for row in self._in_order:
            first = row.cells[0].key
            state = tuple(self._state(cell) for cell in row.cells)
            if self._shown.get(first) == state:
                continue
            self._shown[first] = state
            if first in self.rows:
                self._fill_row(self.rows[first])
            elif any(self.is_shown(cell.key) for cell in row.cells):
                missing.append(first)
        self._make_some(missing)
        if (before, asked_before) != (self._visible, self._asked):
            self._arrange_sections()
        self._speak(self._judged)

    def pause(self) -> None:
        """It is put away: no more rows are made until it is shown again."""
        self._later.pause()

    def is_shown(self, key: str) -> bool:
        """Asked, and not folded away with nothing in it."""
        return key in self._visible

    def bring_out(self, key: str) -> QuestionRow | None:
        """The row of a question, unfolded and made. None when it is not on the sheet or not asked."""
        if key not in self._asked:
            return None
        if not self.is_shown(key):
            self._unfold(self._section_of[key])
        if key not in self.rows or key not in self.rows[key].fields:
            self._later.finish()
        return self.rows[key]

    def light(self, key: str | None) -> None:
        """Tint the row of the current question."""
        row = self.rows.get(key) if key else None
        if row is not self._lit:
            for one, is_current in ((self._lit, False), (row, True)):
                if one is not None:
                    one.set_current(is_current=is_current)
            self._lit = row

    def judge(self, key: str) -> None:
        """The question has been left: say what is wrong with it."""
        self._judged.add(key)
        self._speak({key})

    def forgive(self, key: str) -> None:
        """It is being typed again."""
        if key in self._judged or key == self._hinted:
            self._judged.discard(key)
            self._hinted = None
            self._speak({key})

    def hint(self, key: str, sentence: str) -> None:
        """Something to know before going on, until an answer comes or the focus goes."""
        self._hinted = key
        self.rows[key].complain(sentence, is_question=True)

    def has_asked(self, key: str) -> bool:
        """Whether the doubt about this value stands on the sheet already."""
        return key in self._judged

    def key_of(self, widget: QWidget | None) -> str | None:
        """The question a widget belongs to."""
        while widget is not None and widget is not self:
            name = widget.objectName()
            if name.startswith(_FIELD):
                rest = name.removeprefix(_FIELD)
                return next((key for key in self.rows if rest == key or rest.startswith(f"{key}.")), None)
            widget = widget.parentWidget()
        return None

    def _judge_typed(self) -> None:
        """A draft: what was refused when it was typed is refused again, before anybody goes there."""
        sheet = self._sheet
        typed = {
            key for key in sheet.problems() if (entry := sheet.entry(key)) and entry.origin is Origin.TYPED
        }
        self._judged |= typed
        self._speak(typed)

    def _unfold(self, section: str) -> None:
        self._unfolded.add(section)
        self._shown.clear()
        self.show_sheet(self._sheet)

    def _is_wanted(self, key: str, gaps: frozenset[str]) -> bool:
        """Of a question that is asked: whether it is shown or folded away."""
        cell = self._sheet.plan.cells[key]
        if not cell.is_folded or self._section_of[key] in self._unfolded or key in gaps:
            return True
        entry = self._sheet.entry(key)
        if entry is None or entry.origin in (Origin.CARRIED, Origin.CALCULATED):
            return False
        return entry.origin is not Origin.FILLED or str(entry.value) != cell.item.initial

    def _state(self, cell: Cell) -> object:
        return self._sheet.value(cell.key), self._sheet.is_carried(cell.key), self.is_shown(cell.key)

    def _make_some(self, missing: Sequence[str]) -> None:
        """As many as fit now, the others when there is time."""
        new = [first for first in missing if not self._later.holds(first)]
        self._make_rows(new[: self._fitting])
        for first in new[self._fitting :]:
            self._later.add(first)

    def _make_rows(self, firsts: Sequence[str]) -> None:
        """Those that are still wanted; the sheet is laid out once for all of them."""
        self._column.setEnabled(False)
        for first in firsts:
            row = self._row_of[first]
            if first in self.rows or not any(self.is_shown(cell.key) for cell in row.cells):
                continue
            made = QuestionRow(row, self._columns, self._hear, self)
            self.rows.update(dict.fromkeys((cell.key for cell in row.cells), made))
            self._blocks[self._section_of[first]].add(made)
            self._fill_row(made)
            if self.isVisible():
                made.show()
        self._column.setEnabled(True)
        new = [cell.key for first in firsts for cell in self._row_of[first].cells]
        self._speak(self._judged.intersection(new))
        if self.isVisible():
            self._grow()

    def _grow(self) -> None:
        """Before anybody sees it: until the area around has followed, rows are squeezed and options cut."""
        widget: QWidget | None = self
        while widget is not None:
            QCoreApplication.sendPostedEvents(widget, QEvent.Type.LayoutRequest)
            widget = None if isinstance(widget, QScrollArea) else widget.parentWidget()

    def _fill_row(self, row: QuestionRow) -> None:
        """Its fields and words, with the values of the sheet as it stands now."""
        sheet = self._sheet
        shown = [cell for cell in row.row.cells if self.is_shown(cell.key)]
        row.show_row(is_shown=bool(shown))
        past = [answer_words(cell.item, sheet.last(cell.key)) for cell in shown]
        row.show_past(_joined(row, past), is_carried=any(sheet.is_carried(cell.key) for cell in shown))
        for cell in row.row.cells:
            if cell in shown and row.make(cell):
                self._put_in_tab_order(cell.key)
            if field := row.fields.get(cell.key):
                field.show_value(sheet.value(cell.key), is_carried=sheet.is_carried(cell.key))
            row.show_cell(cell.key, is_shown=cell in shown)

    def _put_in_tab_order(self, key: str) -> None:
        """A field that is made later stands behind the one in front of it."""
        order = self._sheet.plan.order
        for before in reversed(order[: self._sheet.plan.place(key)]):
            row = self.rows.get(before)
            if row is not None and (field := row.fields.get(before)):
                self.setTabOrder(field, self.rows[key].fields[key])
                return

    def _arrange_sections(self) -> None:
        """The line above a section only when something is shown above it."""
        has_section_above = False
        for section in self._sheet.plan.sections:
            shown = [
                row.cells[0].key for row in section.rows if any(self.is_shown(cell.key) for cell in row.cells)
            ]
            folded = sum(key in self._asked and not self.is_shown(key) for key in section.questions())
            is_here = bool(shown) or folded > 0
            self._blocks[section.link_id].arrange(shown, folded, has_line=is_here and has_section_above)
            has_section_above = has_section_above or is_here

    def _speak(self, keys: Iterable[str]) -> None:
        """Faults and doubts of the rows of these questions."""
        problems, doubts = self._sheet.problems(), self._sheet.doubts()
        for row in dict.fromkeys(self.rows[key] for key in keys if key in self.rows):
            self._say(row, problems, doubts)

    def _say(self, row: QuestionRow, problems: Mapping[str, Problem], doubts: Mapping[str, Problem]) -> None:
        said, is_question = "", False
        for cell in row.row.cells:
            value = self._sheet.value(cell.key)
            is_judged = cell.key in self._judged and value is not None
            problem = problems.get(cell.key) if is_judged else None
            doubt = doubts.get(cell.key) if is_judged else None
            if field := row.fields.get(cell.key):
                field.set_wrong(is_wrong=problem is not None)
            if problem and not said:
                said = problem_words(problem.reason, problem.limit)
            elif doubt and not said:
                said, is_question = doubt_words(doubt.reason, doubt.limit), True
            elif is_judged and not said and (unprintable := warning(value)):
                said, is_question = unprintable, True
        row.complain(said, is_question=is_question)


def _joined(row: QuestionRow, past: list[str]) -> str:
    said = [word for word in past if word]
    has_slash = len(row.row.cells) > 1 and row.row.cells[1].place.before == "/"
    return " / ".join(said) if has_slash and len(said) > 1 else "  ".join(said)
