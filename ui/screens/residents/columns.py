"""The columns of the list of residents."""

from collections.abc import Callable
from datetime import date

from healthdesk.services.rows import ResidentRow
from ui.kit import words
from ui.kit.i18n import QT_TRANSLATE_NOOP, translate
from ui.tables.columns import Cell, Column

WIDE, NARROW = 1500, 1100

_STATUS = {
    "dead": QT_TRANSLATE_NOOP("Residents", "已死亡"),
    "moved": QT_TRANSLATE_NOOP("Residents", "已迁出"),
    "merged": QT_TRANSLATE_NOOP("Residents", "已合并"),
}


def resident_columns(today: Callable[[], date]) -> tuple[Column[ResidentRow], ...]:
    """Name, age, numbers, programmes, what is next; the archive number only where there is room."""
    grey = "ink2"
    return (
        Column(translate("Residents", "姓名"), lambda row: Cell(row.name, is_strong=True), 144),
        Column(
            translate("Residents", "性别年龄"),
            lambda row: Cell(words.sex_and_age(row.sex, row.born, today()), tone=grey),
            92,
        ),
        Column(
            translate("Residents", "出生日期"),
            lambda row: Cell(row.born.isoformat() if row.born else "", tone=grey),
            104,
            from_width=NARROW,
        ),
        Column(translate("Residents", "身份证号"), lambda row: Cell(row.id_masked, tone=grey), 164),
        Column(translate("Residents", "电话"), lambda row: Cell(row.phone_masked, tone=grey), 116),
        Column(
            translate("Residents", "档案编号"),
            lambda row: Cell(row.archive_no, tone=grey),
            160,
            from_width=WIDE,
        ),
        Column(translate("Residents", "标签"), _tags, 200),
        Column(translate("Residents", "下次应办"), lambda row: due_cell(row, today()), 128),
        Column(
            translate("Residents", "住址"),
            lambda row: Cell(row.address, tone=grey, keeps_end=True),
            160,
            stretches=True,
        ),
    )


def due_cell(row: ResidentRow, today: date) -> Cell:
    """When something is next due; a closed archive says so instead."""
    if row.status in _STATUS:
        return Cell(translate("Residents", _STATUS[row.status]), tone="ink3")
    if row.next_due is None:
        return Cell(translate("Residents", "无"), tone="ink3")
    said, is_late = words.next_due(row.next_due, row.in_time_until, today)
    return Cell(said, icon="overdue", tone="amber") if is_late else Cell(said)


def _tags(row: ResidentRow) -> Cell:
    return Cell(chips=tuple(words.programme(tag) for tag in row.tags))
