"""The columns of the list under the search box."""

from collections.abc import Callable
from datetime import date

from healthdesk.services.rows import ResidentRow
from ui.kit import words
from ui.kit.i18n import translate
from ui.shell.hits import Hit
from ui.tables.columns import Cell, Column

WIDE = 1240
"""Logical pixels the list has in a window of 1366, its scroll bar drawn: every column, and a house."""


def hit_columns(today: Callable[[], date]) -> tuple[Column[Hit], ...]:
    """Who it is, what is next, and where the house is."""
    grey = "ink2"
    return (
        Column(translate("SearchList", "姓名"), lambda hit: Cell(hit.row.name, is_strong=True), 136),
        Column(translate("SearchList", "拼音"), _reading, 124, from_width=1150),
        Column(
            translate("SearchList", "性别年龄"),
            lambda hit: Cell(words.sex_and_age(hit.row.sex, hit.row.born, today()), tone=grey),
            88,
        ),
        Column(translate("SearchList", "出生日期"), lambda hit: Cell(_day(hit.row.born), tone=grey), 90),
        Column(translate("SearchList", "身份证号"), lambda hit: Cell(hit.row.id_masked, tone=grey), 148),
        Column(
            translate("SearchList", "电话"),
            lambda hit: Cell(hit.row.phone_masked, tone=grey, keeps_end=True),
            100,
        ),
        Column(translate("SearchList", "标签"), lambda hit: Cell(chips=_tags(hit.row)), 164),
        Column(translate("SearchList", "下次应办"), lambda hit: _next_due(hit.row, today()), 112),
        Column(
            translate("SearchList", "上次随访"),
            lambda hit: _last_seen(hit.row, today()),
            90,
            from_width=WIDE,
        ),
        Column(
            translate("SearchList", "住址"),
            lambda hit: Cell(hit.row.address, tone=grey, keeps_end=True),
            160,
            stretches=True,
        ),
    )


def _reading(hit: Hit) -> Cell:
    return Cell(hit.reading, tone="ink2", marked=hit.marked)


def _tags(row: ResidentRow) -> tuple[str, ...]:
    return tuple(words.programme(tag) for tag in row.tags)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _next_due(row: ResidentRow, today: date) -> Cell:
    if row.next_due is None:
        return Cell(translate("SearchList", "无"), tone="ink3")
    said, is_late = words.next_due(row.next_due, row.in_time_until, today)
    return Cell(said, icon="overdue", tone="amber") if is_late else Cell(said)


def _last_seen(row: ResidentRow, today: date) -> Cell:
    day = row.last_visit_on
    return Cell(words.near_day(day, today) if day else "", tone="ink2")
