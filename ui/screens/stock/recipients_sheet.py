"""Everybody who had a dose of a lot, to be called after a recall; on paper with telephones in full."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from healthdesk.documents.table_pdf import Column as PaperColumn
from healthdesk.documents.table_pdf import Table
from healthdesk.services.recipients import RecipientRow
from healthdesk.services.stock_rows import LotRow
from ui.kit import words
from ui.kit.i18n import translate
from ui.kit.tasks import Tasks
from ui.screens.stock.sheets import Sheet
from ui.tables.columns import Cell, Column
from ui.tables.paged_model import PagedModel
from ui.tables.view import TableView
from ui.widgets.empty_state import EmptyState

WIDE = 860
HIGH = 380


class RecipientsSheet(Sheet):
    """`put_on_paper()` asks for the printed list, which is audited apart."""

    put_on_paper = Signal()

    def __init__(self, parent: QWidget, tasks: Tasks) -> None:
        super().__init__(parent, "stock.recipients", WIDE)
        model: PagedModel[RecipientRow] = PagedModel(_columns(), tasks, parent=self)
        nobody = EmptyState("fine", self.tr("没有人打过这一批"), self.tr("按批号查了本机全部接种记录"))
        self.table: TableView[RecipientRow] = TableView(
            model, name="stock.recipients.table", title=self.tr("受种者"), empty=nobody
        )
        self.table.setMinimumHeight(HIGH)
        self.upper.addWidget(self.table)

    def show_people(self, lot: LotRow, rows: Sequence[RecipientRow]) -> None:
        """These people."""
        self.table.rows.show_rows(rows)
        many = len({row.resident_id for row in rows})
        title = self.tr("{title} 批号 {number}：{n} 人").format(
            title=words.of_form(lot.title), number=lot.number, n=many
        )
        note = self.tr("含外院打的同批号；别的厂家可能用同样的批号，请看厂家一栏。查看已记入审计")
        self.begin(title, note, self.tr("打印名单（含电话）"), self.table)

    def _keep(self) -> None:
        self.put_on_paper.emit()


def recipients_paper(lot: LotRow, rows: Sequence[RecipientRow], today: date, centre: str) -> Table:
    """The list with room to write what was said."""
    return Table(
        title=translate("Recipients", "{title} 批号 {number} 受种者名单").format(
            title=lot.title, number=lot.number
        ),
        columns=(
            PaperColumn(translate("Recipients", "接种日期"), 1.3),
            PaperColumn(translate("Recipients", "姓名"), 1.2),
            PaperColumn(translate("Recipients", "出生日期"), 1.3),
            PaperColumn(translate("Recipients", "电话"), 1.6),
            PaperColumn(translate("Recipients", "住址"), 3.2),
            PaperColumn(translate("Recipients", "厂家"), 1.8),
            PaperColumn(translate("Recipients", "结果"), 2.0),
        ),
        rows=[
            (
                row.on.isoformat(),
                row.name,
                row.born.isoformat() if row.born else "",
                row.phone,
                row.address,
                row.manufacturer,
                "",
            )
            for row in rows
        ],
        note=translate("Recipients", "{day} 打印").format(day=today.isoformat()),
        footer=centre,
        is_landscape=True,
    )


def _columns() -> tuple[Column[RecipientRow], ...]:
    grey = "ink2"
    return (
        Column(translate("Recipients", "接种日期"), lambda row: row.on.isoformat(), 108),
        Column(translate("Recipients", "姓名"), lambda row: Cell(row.name, is_strong=True), 110),
        Column(translate("Recipients", "性别"), lambda row: Cell(words.sex(row.sex), tone=grey), 60),
        Column(translate("Recipients", "电话"), lambda row: row.phone, 124),
        Column(translate("Recipients", "在哪里打的"), _where, 110),
        Column(translate("Recipients", "厂家"), lambda row: Cell(row.manufacturer, tone=grey), 130),
        Column(
            translate("Recipients", "住址"),
            lambda row: Cell(row.address, tone=grey, keeps_end=True),
            140,
            stretches=True,
        ),
    )


def _where(row: RecipientRow) -> Cell:
    here = translate("Recipients", "本中心")
    return Cell(translate("Recipients", "外院") if row.is_elsewhere else here)
