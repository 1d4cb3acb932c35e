"""Whose next dose is due or late, as rows."""

from collections.abc import Callable
from datetime import date

from healthdesk.services.rows import DueRow
from ui.kit import words
from ui.kit.i18n import translate
from ui.tables.columns import Cell, Column

NARROW = 820


def due_columns(today: Callable[[], date]) -> tuple[Column[DueRow], ...]:
    """When, who, where to find the family."""
    grey = "ink2"
    return (
        Column(translate("Due", "应种"), lambda row: _due_cell(row, today()), 136),
        Column(translate("Due", "姓名"), lambda row: Cell(row.name, is_strong=True), 144),
        Column(
            translate("Due", "性别年龄"),
            lambda row: Cell(words.sex_and_age(row.sex, row.born, today()), tone=grey),
            112,
        ),
        Column(
            translate("Due", "出生日期"),
            lambda row: Cell(row.born.isoformat() if row.born else "", tone=grey),
            112,
            from_width=NARROW,
        ),
        Column(translate("Due", "电话"), lambda row: Cell(row.phone_masked, tone=grey), 124),
        Column(
            translate("Due", "住址"),
            lambda row: Cell(row.address, tone=grey, keeps_end=True),
            160,
            stretches=True,
        ),
    )


def _due_cell(row: DueRow, today: date) -> Cell:
    if row.late_days > 0:
        return Cell(words.overdue(row.late_days), icon="overdue", tone="amber")
    if row.due_on <= today:
        return Cell(translate("Due", "今天可种"))
    return Cell(words.near_day(row.due_on, today))
