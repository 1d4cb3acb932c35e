"""Records of perhaps one person, two and two: one key says it is one, one that they are two, one undoes."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal

from healthdesk.services.duplicates import Pair, Side
from ui.kit import words
from ui.kit.tasks import Tasks
from ui.tables.columns import Cell, Column
from ui.tables.paged_model import PagedModel
from ui.tables.view import TableView
from ui.widgets.empty_state import EmptyState
from ui.widgets.key_button import KeyButton
from ui.widgets.keys import add_hints
from ui.widgets.panel import Panel

SHOWN_ROWS = 6


class Twice(Panel):
    """Hidden until somebody looks for them. The archive of the first column is the one that counts."""

    joined = Signal(object)
    parted = Signal(object)
    told_apart = Signal(object)
    reconsidered = Signal(object)
    opened = Signal(str)
    closed = Signal()

    def __init__(self, tasks: Tasks, today: Callable[[], date]) -> None:
        super().__init__(padded=False, name="residents.twice")
        self._today = today
        self.set_title(self.tr("疑似重复建档"))
        self._close = KeyButton(self.tr("收起"), icon="close", name="residents.twice_close")
        self._close.clicked.connect(self.put_away)
        self.add_to_head(self._close)
        model: PagedModel[Pair] = PagedModel(self._columns(), tasks, key=_key, parent=self)
        self.table: TableView[Pair] = TableView(
            model,
            name="residents.pairs",
            title=self.tr("疑似重复建档"),
            empty=EmptyState("fine", self.tr("没有身份证号相同或同名同日出生的两份档案")),
        )
        self.table.opened.connect(lambda pair: self.opened.emit(pair.other.id))
        self.body.addWidget(self.table)
        foot = self.foot()
        add_hints(
            foot,
            ("Ctrl+J", self.tr("是同一个人，合并"), self.join),
            ("Ctrl+D", self.tr("是两个人，不再提示"), self.tell_apart),
            ("Ctrl+Shift+J", self.tr("撤销这个判断"), self.take_back),
            ("Return", self.tr("打开另一份"), self._open),
        )
        foot.addStretch(1)
        self.hide()

    def show_pairs(self, pairs: tuple[Pair, ...]) -> None:
        """These and no others. What is decided here keeps its place, so that it can be taken back."""
        stood = {_key(pair): at for at, pair in enumerate(self.table.rows.rows() if self.isVisible() else ())}
        pairs = tuple(sorted(pairs, key=lambda pair: stood.get(_key(pair), len(stood))))
        open_ones = sum(not pair.is_decided for pair in pairs)
        self.set_title(self.tr("疑似重复建档"), self.tr("{n} 对待核对").format(n=open_ones))
        self.table.rows.show_rows(pairs)
        self.table.setFixedHeight(self.table.whole_height(min(SHOWN_ROWS, max(1, len(pairs)))))
        self.show()
        self.table.setFocus()

    def put_away(self) -> None:
        """Back to the list."""
        self.hide()
        self.closed.emit()

    def join(self) -> None:
        """The pair at hand is one person."""
        pair = self._at_hand()
        if pair is not None and not pair.is_decided:
            self.joined.emit(pair)

    def tell_apart(self) -> None:
        """The pair at hand are two persons."""
        pair = self._at_hand()
        if pair is not None and not pair.is_decided:
            self.told_apart.emit(pair)

    def take_back(self) -> None:
        """What was said of the pair at hand was wrong: the question is open again."""
        pair = self._at_hand()
        if pair is not None and pair.is_joined:
            self.parted.emit(pair)
        elif pair is not None and pair.is_distinct:
            self.reconsidered.emit(pair)

    def _at_hand(self) -> Pair | None:
        return self.table.current_row() if self.isVisible() else None

    def _open(self) -> None:
        pair = self._at_hand()
        if pair is not None:
            self.opened.emit(pair.other.id)

    def _columns(self) -> tuple[Column[Pair], ...]:
        return (
            Column(self.tr("保留的档案"), lambda pair: self._who(pair.kept), 420),
            Column(self.tr("另一份"), lambda pair: self._who(pair.other), 420),
            Column(
                self.tr("相同之处"),
                lambda pair: Cell(chips=tuple(words.trait(one) for one in pair.traits)),
                280,
                stretches=True,
            ),
            Column(self.tr("怎么样"), self._standing, 110),
        )

    def _who(self, side: Side) -> Cell:
        said = (
            words.sex_and_age(side.sex, side.born, self._today()),
            side.born.isoformat() if side.born else "",
            side.id_masked,
            side.phone_masked,
            side.address,
        )
        return Cell(side.name, is_strong=True, note="  ".join(one for one in said if one))

    def _standing(self, pair: Pair) -> Cell:
        if pair.is_joined:
            return Cell(self.tr("已合并"), tone="ink3")
        if pair.is_distinct:
            return Cell(self.tr("是两个人"), tone="ink3")
        return Cell(self.tr("待核对"), icon="attention", tone="amber")


def _key(pair: Pair) -> str:
    return f"{pair.kept.id}/{pair.other.id}"
