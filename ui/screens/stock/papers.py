"""The stock on paper: for the shelf, for the count, for the file."""

from collections.abc import Sequence
from datetime import date

from healthdesk.documents.table_pdf import Column, Table
from healthdesk.services.stock_rows import LotRow
from ui.kit.i18n import translate
from ui.screens.stock.columns import expiry_cell, state_cell


def stock_paper(rows: Sequence[LotRow], today: date, centre: str) -> Table:
    """Every lot with room for what is counted."""
    return Table(
        title=translate("StockPaper", "疫苗库存盘点表"),
        columns=(
            Column(translate("StockPaper", "疫苗"), 1.7),
            Column(translate("StockPaper", "规格"), 1.5),
            Column(translate("StockPaper", "厂家"), 1.9),
            Column(translate("StockPaper", "批号"), 1.3),
            Column(translate("StockPaper", "有效期"), 2.2),
            Column(translate("StockPaper", "存放"), 1.7),
            Column(translate("StockPaper", "状态"), 1.0),
            Column(translate("StockPaper", "账面"), 0.7, is_number=True),
            Column(translate("StockPaper", "实点"), 0.8),
            Column(translate("StockPaper", "差异原因"), 1.6),
        ),
        rows=[_line(row) for row in rows],
        note=translate("StockPaper", "{day} 打印，共 {n} 批").format(day=today.isoformat(), n=len(rows)),
        footer=centre,
        is_landscape=True,
    )


def _line(row: LotRow) -> tuple[str, ...]:
    expiry = expiry_cell(row)
    return (
        row.title,
        row.specification,
        row.manufacturer,
        row.number,
        f"{expiry.text} {expiry.note}".strip(),
        "、".join(filter(None, row.refrigerators)),
        state_cell(row).text,
        str(row.on_hand),
        "",
        "",
    )
