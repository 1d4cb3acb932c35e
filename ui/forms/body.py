"""The rows of a sheet: built once for a plan of questions, then shown with every answer."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from healthdesk.domain.forms.checks import Problem
from healthdesk.domain.forms.entries import Origin
from ui.forms.answer_words import answer_words
from ui.forms.answering import Answering
from ui.forms.later import AT_ONCE, Later
from ui.forms.plan import Cell
from ui.forms.problem_words import doubt_words, problem_words
from ui.forms.row import SECTION_LEFT, Columns, QuestionRow
from ui.forms.sheet import Sheet
from ui.kit import theme
from ui.kit.theme import Size
from ui.widgets.key_button import KeyButton
from ui.widgets.panel import hairline

_NARROWEST_SECTION, _WIDEST_SECTION = 64, 84
_NARROWEST_LABEL, _WIDEST_LABEL = 76, 150
_FIELD = "field."


class FormBody(QWidget):
    """`rows` are by question. Faults of a question are shown once it has been judged, not while typing.

    Of a long sheet the first rows are made at once and the others as soon as the window has time.
    """

    def __init__(self, sheet: Sheet, hear: Callable[[str], Answering]) -> None:
        super().__init__()
        self.rows: dict[str, QuestionRow] = {}
        self._sheet = sheet
        self._in_order: list[QuestionRow] = []
        self._lines: dict[str, QWidget] = {}
        self._more: dict[str, KeyButton] = {}
        self._fold_lines: dict[str, QWidget] = {}
        self._titles = {section.link_id: section.title for section in sheet.plan.sections}
        self._section_of: dict[str, str] = {}
        self._unfolded: set[str] = set()
        self._judged: set[str] = set()
        self._visible: set[str] = set()
        self._asked: set[str] = set()
        self._shown: dict[str, object] = {}
        self._lit: QuestionRow | None = None
        self._at_once = AT_ONCE
        self._later = Later(self._fill_row, self)
        columns = sheet_columns(sheet)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 6)
        column.setSpacing(0)
        for section in sheet.plan.sections:
            line = QWidget()
            across = QHBoxLayout(line)
            across.setContentsMargins(SECTION_LEFT // 2, 0, SECTION_LEFT // 2, 0)
            across.addWidget(hairline())
            self._lines[section.link_id] = line
            column.addWidget(line)
            for row in section.rows:
                made = QuestionRow(row, columns, hear)
                self._in_order.append(made)
                keys = [cell.key for cell in row.cells]
                self.rows.update(dict.fromkeys(keys, made))
                self._section_of.update(dict.fromkeys(keys, section.link_id))
                column.addWidget(made)
            column.addWidget(self._fold_line(section.link_id))
        column.addStretch(1)

    def begin(self, sheet: Sheet) -> None:
        """Another person's answers: nothing is judged or unfolded yet."""
        self._judged.clear()
        self._unfolded.clear()
        self._shown.clear()
        self._visible, self._asked = set(), set()
        for row in self._in_order:
            row.complain("")
        self.show_sheet(sheet)

    def show_sheet(self, sheet: Sheet) -> None:
        """Values, what is asked, what is carried. Only what differs from before is touched."""
        self._sheet = sheet
        self._at_once = AT_ONCE
        gaps = frozenset(sheet.gaps())
        before, self._visible = self._visible, {key for key in self.rows if self._is_wanted(key, gaps)}
        asked_before, self._asked = self._asked, {key for key in self.rows if sheet.asks(key)}
        for row in self._in_order:
            state = tuple(self._state(cell) for cell in row.row.cells)
            if self._shown.get(row.row.cells[0].key) != state:
                self._shown[row.row.cells[0].key] = state
                self._show_row(sheet, row)
        if (before, asked_before) != (self._visible, self._asked):
            self._arrange_sections(sheet)
        self._speak(*dict.fromkeys(self.rows[key] for key in self._judged))

    def is_shown(self, key: str) -> bool:
        """Asked, and not folded away with nothing in it."""
        return key in self._visible

    def bring_out(self, key: str) -> bool:
        """Unfold what hides a question. False when it is not on the sheet or not asked."""
        if key not in self.rows or not self._sheet.asks(key):
            return False
        if not self.is_shown(key):
            self._unfold(self._section_of[key])
        if key not in self.rows[key].fields:
            self._later.finish()
        return True

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
        self._speak(self.rows[key])

    def forgive(self, key: str) -> None:
        """It is being typed again."""
        if key in self._judged:
            self._judged.discard(key)
            self._speak(self.rows[key])

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

    def _fold_line(self, section: str) -> QWidget:
        """Where the button of a section stands that has no second row to put it in."""
        line = QWidget()
        line.setFixedHeight(theme.CONTROL)
        line.hide()
        more = KeyButton("", kind="text", name=f"more.{section}")
        more.clicked.connect(lambda: self._unfold(section))
        self._more[section], self._fold_lines[section] = more, line
        return line

    def _place_fold(self, section: str, shown: Sequence[QuestionRow], folded: int) -> None:
        """How many are folded away: in the empty section column of the second row, or on its own line."""
        more, line = self._more[section], self._fold_lines[section]
        words = self.tr("另 {n} 项") if shown else self.tr("{section}  {n} 项")
        more.set_word(words.format(n=folded, section=self._titles[section]))
        host = shown[1] if len(shown) > 1 else line
        line.setVisible(folded > 0 and host is line)
        more.setParent(host)
        more.setGeometry(QRect(QPoint(SECTION_LEFT - 11, 0), more.sizeHint()))
        more.setVisible(folded > 0)

    def _unfold(self, section: str) -> None:
        self._unfolded.add(section)
        self._shown.clear()
        self.show_sheet(self._sheet)

    def _is_wanted(self, key: str, gaps: frozenset[str]) -> bool:
        if not self._sheet.asks(key):
            return False
        cell = self._sheet.plan.cells[key]
        if not cell.is_folded or self._section_of[key] in self._unfolded or key in gaps:
            return True
        entry = self._sheet.entry(key)
        if entry is None or entry.origin in (Origin.CARRIED, Origin.CALCULATED):
            return False
        return entry.origin is not Origin.FILLED or str(entry.value) != cell.item.initial

    def _state(self, cell: Cell) -> object:
        sheet = self._sheet
        return sheet.value(cell.key), sheet.is_carried(cell.key), self.is_shown(cell.key)

    def _show_row(self, sheet: Sheet, row: QuestionRow) -> None:
        shown = [cell for cell in row.row.cells if self.is_shown(cell.key)]
        row.show_row(is_shown=bool(shown))
        past = [answer_words(cell.item, sheet.last(cell.key)) for cell in shown]
        row.show_past(_joined(row, past), is_carried=any(sheet.is_carried(cell.key) for cell in shown))
        if row.fields or not shown or (self._at_once > 0 and not self._later.holds(row)):
            self._at_once -= bool(shown) and not row.fields
            self._fill_row(row)
        else:
            self._later.add(row)

    def _fill_row(self, row: QuestionRow) -> None:
        """Its fields, with the values of the sheet as it stands now."""
        sheet = self._sheet
        shown = [cell for cell in row.row.cells if self.is_shown(cell.key)]
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
            if field := self.rows[before].fields.get(before):
                self.setTabOrder(field, self.rows[key].fields[key])
                return

    def _arrange_sections(self, sheet: Sheet) -> None:
        """The name of a section at its first shown row; its line and button only when it is shown."""
        has_section_above = False
        for section in sheet.plan.sections:
            rows = [self.rows[row.cells[0].key] for row in section.rows]
            shown = [row for row in rows if row.is_shown]
            for row in rows:
                row.set_section(section.title if shown and row is shown[0] else "")
            folded = sum(
                sheet.asks(cell.key) and not self.is_shown(cell.key)
                for row in section.rows
                for cell in row.cells
            )
            self._place_fold(section.link_id, shown, folded)
            is_here = bool(shown) or folded > 0
            self._lines[section.link_id].setVisible(is_here and has_section_above)
            has_section_above = has_section_above or is_here

    def _speak(self, *rows: QuestionRow) -> None:
        """Faults and doubts of these rows."""
        problems, doubts = self._sheet.problems(), self._sheet.doubts()
        for row in rows:
            self._say(row, problems, doubts)

    def _say(self, row: QuestionRow, problems: Mapping[str, Problem], doubts: Mapping[str, Problem]) -> None:
        said, is_question = "", False
        for cell in row.row.cells:
            is_judged = cell.key in self._judged and self._sheet.value(cell.key) is not None
            problem = problems.get(cell.key) if is_judged else None
            doubt = doubts.get(cell.key) if is_judged else None
            if field := row.fields.get(cell.key):
                field.set_wrong(is_wrong=problem is not None)
            if problem and not said:
                said = problem_words(problem.reason, problem.limit)
            elif doubt and not said:
                said, is_question = doubt_words(doubt.reason, doubt.limit), True
        row.complain(said, is_question=is_question)


def sheet_columns(sheet: Sheet) -> Columns:
    """As wide as the longest words need, within reason."""
    strong = QFontMetrics(theme.font(Size.STRONG))
    titles = [strong.horizontalAdvance(section.title) for section in sheet.plan.sections]
    labels = [
        strong.horizontalAdvance(row.label) + (40 if row.mark else 0)
        for section in sheet.plan.sections
        for row in section.rows
    ]
    section = max(_NARROWEST_SECTION, min(_WIDEST_SECTION, max(titles, default=0)))
    label = max(_NARROWEST_LABEL, min(_WIDEST_LABEL, max(labels, default=0)))
    label_left = SECTION_LEFT + section + 16
    has_last = any(filling.last for filling in sheet.fillings)
    return Columns(label_left, label_left + label + 16, has_last)


def _joined(row: QuestionRow, past: list[str]) -> str:
    words = [word for word in past if word]
    has_slash = len(row.row.cells) > 1 and row.row.cells[1].place.before == "/"
    return " / ".join(words) if has_slash and len(words) > 1 else "  ".join(words)
