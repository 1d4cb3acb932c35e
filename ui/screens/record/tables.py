"""The tabs behind the overview: follow-ups, doses, referrals, family, who looked."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from healthdesk.services.auditing import LookRow
from healthdesk.services.rows import EventRow, FamilyMember
from ui.kit import theme, words
from ui.kit.i18n import translate
from ui.screens.record import event_words
from ui.screens.record.timeline import Shown
from ui.tables.columns import Cell, Column


def visit_columns(shown: Callable[[EventRow], Shown]) -> tuple[Column[EventRow], ...]:
    """Follow-ups."""
    return (
        Column(translate("Record", "日期"), lambda row: row.on.isoformat(), 130),
        Column(translate("Record", "项目"), lambda row: Cell(shown(row).title, is_strong=True), 200),
        Column(translate("Record", "测量值"), lambda row: shown(row).facts, 120, is_right=True),
        Column(translate("Record", "分类"), lambda row: _remark(shown(row)), 240),
        Column(translate("Record", "医生"), lambda row: Cell(row.who, tone="ink2"), stretches=True),
    )


def dose_columns(shown: Callable[[EventRow], Shown]) -> tuple[Column[EventRow], ...]:
    """Doses."""
    return (
        Column(translate("Record", "日期"), lambda row: row.on.isoformat(), 130),
        Column(translate("Record", "疫苗"), lambda row: Cell(shown(row).title, is_strong=True), 260),
        Column(translate("Record", "批号"), lambda row: row.facts, 180),
        Column(translate("Record", "接种人"), lambda row: Cell(row.who, tone="ink2"), stretches=True),
    )


def referral_columns() -> tuple[Column[EventRow], ...]:
    """Referrals."""
    return (
        Column(translate("Record", "日期"), lambda row: row.on.isoformat(), 130),
        Column(translate("Record", "转往"), lambda row: Cell(row.title, is_strong=True), 300),
        Column(translate("Record", "科室"), lambda row: row.facts, 160),
        Column(translate("Record", "状态"), lambda row: event_words.referral_status(row.status), 200),
        Column(translate("Record", "医生"), lambda row: Cell(row.who, tone="ink2"), stretches=True),
    )


def family_columns(today: Callable[[], date]) -> tuple[Column[FamilyMember], ...]:
    """The household."""
    return (
        Column(translate("Record", "姓名"), lambda row: Cell(row.name, is_strong=True), 200),
        Column(translate("Record", "关系"), lambda row: event_words.family_role(row.role), 140),
        Column(
            translate("Record", "性别年龄"),
            lambda row: Cell(words.sex_and_age(row.sex, row.born, today()), tone="ink2"),
            140,
        ),
        Column(
            translate("Record", "出生日期"),
            lambda row: Cell(row.born.isoformat() if row.born else "", tone="ink2"),
            stretches=True,
        ),
    )


def look_columns() -> tuple[Column[LookRow], ...]:
    """Who looked at this record."""
    return (
        Column(translate("Record", "时间"), lambda row: f"{row.at.astimezone():%Y-%m-%d %H:%M}", 190),
        Column(translate("Record", "人员"), lambda row: Cell(row.who, is_strong=True), 180),
        Column(translate("Record", "做了什么"), lambda row: event_words.act(row.act), 180),
        Column(translate("Record", "内容"), lambda row: event_words.noun(row.noun), stretches=True),
    )


def framed(table: QWidget) -> QWidget:
    """A list on its own white panel, with the margins of the page."""
    frame = QFrame()
    frame.setProperty("role", "panel")
    inner = QVBoxLayout(frame)
    inner.setContentsMargins(1, 1, 1, 1)
    inner.addWidget(table)
    page = QWidget()
    around = QVBoxLayout(page)
    around.setContentsMargins(theme.PAGE_MARGIN, 12, theme.PAGE_MARGIN, 16)
    around.addWidget(frame)
    return page


def _remark(shown: Shown) -> Cell:
    return Cell(shown.remark, icon="attention") if shown.is_noted else Cell(shown.remark, tone="ink2")
