"""The due list on paper, for a round of telephone calls or from door to door."""

from collections.abc import Sequence
from datetime import date

from healthdesk.documents.table_pdf import Column, Table
from healthdesk.services.rows import DueRow
from ui.kit import words
from ui.kit.i18n import translate
from ui.screens.home.due_list import due_cell


def due_paper(rows: Sequence[DueRow], today: date, centre: str) -> Table:
    """The list with room to write behind each name. Telephone numbers stay masked on paper too."""
    return Table(
        title=translate("DuePaper", "应随访名单"),
        columns=(
            Column(translate("DuePaper", "到期"), 1.3),
            Column(translate("DuePaper", "姓名"), 1.4),
            Column(translate("DuePaper", "性别年龄"), 1.1),
            Column(translate("DuePaper", "项目"), 1.1),
            Column(translate("DuePaper", "上次值"), 1.0),
            Column(translate("DuePaper", "上次评价"), 1.1),
            Column(translate("DuePaper", "电话"), 1.6),
            Column(translate("DuePaper", "住址"), 3.0),
            Column(translate("DuePaper", "结果"), 2.2),
        ),
        rows=[_line(row, today) for row in rows],
        note=translate("DuePaper", "{day} 打印，共 {count} 人次").format(
            day=today.isoformat(), count=len(rows)
        ),
        footer=centre,
        is_landscape=True,
    )


def _line(row: DueRow, today: date) -> tuple[str, ...]:
    return (
        due_cell(row, today).text,
        row.name,
        words.sex_and_age(row.sex, row.born, today),
        words.programme(row.programme),
        row.latest,
        row.verdict,
        row.phone_masked,
        row.address,
        "",
    )
