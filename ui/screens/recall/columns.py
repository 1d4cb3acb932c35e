"""The recall list: its columns, and the ages it can be narrowed to."""

from collections.abc import Callable
from datetime import date

from healthdesk.domain.immunization.intervals import Span, span
from healthdesk.services.recall import RecallRow
from healthdesk.services.recall_list import words as list_words
from ui.kit import words
from ui.kit.i18n import QT_TRANSLATE_NOOP, translate
from ui.tables.columns import Cell, Column
from ui.widgets.calling import result_words

NARROW = 900

AGES: tuple[tuple[str, Span | None, Span | None], ...] = (
    (QT_TRANSLATE_NOOP("Recall", "所有年龄"), None, None),
    (QT_TRANSLATE_NOOP("Recall", "未满 2 岁"), None, span("2y")),
    (QT_TRANSLATE_NOOP("Recall", "2–5 岁"), span("2y"), span("6y")),
    (QT_TRANSLATE_NOOP("Recall", "6 岁起"), span("6y"), None),
)
"""As nurseries, kindergartens and schools take children: title, from, below."""


def recall_columns(today: Callable[[], date]) -> tuple[Column[RecallRow], ...]:
    """The columns of whoever is to be called."""
    return (
        Column(translate("Recall", "应种"), lambda row: _since(row, today()), 124),
        Column(translate("Recall", "姓名"), lambda row: Cell(row.name, is_strong=True), 104),
        Column(
            translate("Recall", "性别年龄"),
            lambda row: Cell(words.sex_and_age(row.sex, row.born, today()), tone="ink2"),
            88,
        ),
        Column(
            translate("Recall", "要打的疫苗"),
            lambda row: words.of_form(list_words().in_short(row)),
            260,
            stretches=True,
        ),
        Column(translate("Recall", "电话"), _call, 120),
        Column(
            translate("Recall", "联系人"), lambda row: Cell(row.contact, tone="ink2"), 84, from_width=NARROW
        ),
        Column(
            translate("Recall", "住址"),
            lambda row: Cell(row.address, tone="ink2", keeps_end=True),
            190,
            from_width=NARROW,
        ),
    )


def _since(row: RecallRow, today: date) -> Cell:
    days = (today - row.since).days
    if row.is_overdue:
        return Cell(translate("Recall", "逾期"), icon="overdue", tone="amber")
    return Cell(translate("Recall", "已过 {days} 天").format(days=days))


def _call(row: RecallRow) -> Cell:
    """What the last call came to; the number while nobody has called."""
    if row.booked_on is not None:
        return Cell(translate("Recall", "约 {day}").format(day=f"{row.booked_on:%m-%d}"), icon="later")
    if row.call_result:
        return Cell(result_words(row.call_result), icon="phone")
    return Cell(row.phone, tone="ink2")
