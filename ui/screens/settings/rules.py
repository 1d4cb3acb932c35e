"""The numbers the rules go by, each with its source and how sure it is; read only here."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.kit.i18n import QT_TRANSLATE_NOOP, translate
from ui.kit.tasks import Tasks
from ui.screens.settings.page import Page
from ui.tables.columns import Cell, Column
from ui.tables.paged_model import PagedModel
from ui.tables.view import TableView

if TYPE_CHECKING:
    from healthdesk.desk import Desk

_CONFIDENCE = {
    "C": QT_TRANSLATE_NOOP("Rules", "两处以上原文"),
    "C1": QT_TRANSLATE_NOOP("Rules", "一处原文"),
    "K": QT_TRANSLATE_NOOP("Rules", "专业常识"),
    "P": QT_TRANSLATE_NOOP("Rules", "本产品的做法"),
}


@dataclass(frozen=True, slots=True)
class Number:
    """One number of one programme."""

    programme: str
    title: str
    value: str
    source: str
    confidence: str


class RulesPage(Page):
    """A centre's own numbers are not written here yet: they need the deputy's signature and a date."""

    def __init__(self, desk: "Desk", tasks: Tasks) -> None:
        super().__init__("", name="settings.rules")
        self.set_title(self.tr("规则与来源"), self.tr("只读；每个数都注明出处和把握"))
        self._desk, self._tasks = desk, tasks
        model: PagedModel[Number] = PagedModel(self._columns(), tasks, parent=self)
        self.table: TableView[Number] = TableView(model, name="settings.numbers", title=self.tr("规则与来源"))
        self.body.addWidget(self.table)

    def fetch(self) -> None:
        if not self.table.rows.rowCount():
            desk = self._desk
            self._tasks.run(lambda: tuple(numbers(desk)), done=self.table.rows.show_rows, owner=self)

    def _columns(self) -> tuple[Column[Number], ...]:
        return (
            Column(self.tr("项目"), lambda one: Cell(one.programme, is_strong=True), 176),
            Column(self.tr("规定"), lambda one: one.title, 380),
            Column(self.tr("值"), lambda one: Cell(one.value, is_strong=True), 150),
            Column(self.tr("出处"), lambda one: Cell(one.source, tone="ink2"), 180),
            Column(
                self.tr("把握"),
                lambda one: Cell(_confidence(one.confidence), tone="ink2"),
                110,
                stretches=True,
            ),
        )


def numbers(desk: "Desk") -> Iterator[Number]:
    """Every number a centre might choose otherwise."""
    for programme in desk.programmes:
        for one in programme.settings:
            value = f"{one.default} {one.unit or ''}".strip()
            yield Number(programme.short_title, one.title, value, one.source, one.confidence)


def _confidence(tag: str) -> str:
    return f"{tag} {translate('Rules', _CONFIDENCE[tag])}" if tag in _CONFIDENCE else tag
