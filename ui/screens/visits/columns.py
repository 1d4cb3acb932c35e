"""The columns of the two lists."""

from collections.abc import Callable
from datetime import date

from healthdesk.services.referral_results import ResultRow
from healthdesk.services.rows import VisitRow
from healthdesk.services.suggestions import SuggestionRow
from ui.kit import words
from ui.kit.i18n import translate
from ui.tables.columns import Cell, Column


def suggestion_columns(today: Callable[[], date]) -> tuple[Column[SuggestionRow], ...]:
    """Whom to ask, for what, and why."""
    return (
        Column(translate("Visits", "姓名"), lambda row: Cell(row.name, is_strong=True), 160),
        Column(translate("Visits", "性别年龄"), lambda row: _age(row, today()), 100),
        Column(
            translate("Visits", "建议纳入"), lambda row: Cell(chips=(words.programme(row.programme),)), 150
        ),
        Column(translate("Visits", "依据"), lambda row: because(row, today()), 260),
        Column(
            translate("Visits", "住址"),
            lambda row: Cell(row.address, tone="ink2", keeps_end=True),
            stretches=True,
        ),
    )


def doctor_columns(grade_text: Callable[[VisitRow], str]) -> tuple[Column[VisitRow], ...]:
    """What was written up, by whom, and what it was classed as."""
    return (
        Column(translate("Visits", "随访日期"), _day, 150),
        Column(translate("Visits", "姓名"), lambda row: Cell(row.name, is_strong=True), 160),
        Column(
            translate("Visits", "随访项目"), lambda row: Cell(chips=(words.programme(row.programme),)), 150
        ),
        Column(translate("Visits", "测得"), lambda row: row.summary, 110, is_right=True),
        Column(translate("Visits", "分类"), lambda row: _why(row, words.of_form(grade_text(row))), 230),
        Column(
            translate("Visits", "下次随访"),
            lambda row: Cell(row.next_due.isoformat() if row.next_due else "", tone="ink2"),
            130,
        ),
        Column(translate("Visits", "记录人"), lambda row: Cell(row.doctor, tone="ink2"), stretches=True),
    )


def result_columns(today: Callable[[], date]) -> tuple[Column[ResultRow], ...]:
    """By when to ask, whom, where they were sent and why."""
    return (
        Column(translate("Visits", "追问结果"), lambda row: _ask_by(row, today()), 136),
        Column(translate("Visits", "姓名"), lambda row: Cell(row.name, is_strong=True), 130),
        Column(translate("Visits", "电话"), lambda row: Cell(row.phone_masked, tone="ink2"), 130),
        Column(
            translate("Visits", "随访项目"), lambda row: Cell(chips=(words.programme(row.programme),)), 150
        ),
        Column(translate("Visits", "随访日期"), lambda row: Cell(row.on.isoformat(), tone="ink2"), 112),
        Column(translate("Visits", "转往"), lambda row: row.to, 190),
        Column(translate("Visits", "原因"), _reason, stretches=True),
    )


def because(row: SuggestionRow, today: date) -> str:
    """The diagnosis, or the age."""
    if row.because:
        return translate("Visits", "接诊诊断 {code}").format(code=row.because)
    return translate("Visits", "到了年龄（{age}）").format(age=words.age(row.born, today))


def _why(row: VisitRow, grade: str) -> Cell:
    """The class; an emergency is said first, and in red, other medicines last."""
    if row.has_other_medicines:
        return Cell(words.clauses((grade, translate("Visits", "用药有改动"))), icon="attention")
    if not row.is_emergency:
        return Cell(grade, icon="attention")
    return Cell(
        translate("Visits", "紧急，{grade}").format(grade=grade),
        icon="emergency",
        tone="danger",
        is_strong=True,
    )


def _day(row: VisitRow) -> Cell:
    note = translate("Visits", "补录") if row.is_late_entry else ""
    return Cell(row.on.isoformat(), note=note)


def _ask_by(row: ResultRow, today: date) -> Cell:
    late = (today - row.due_on).days
    if late > 0:
        return Cell(words.overdue(late), icon="overdue", tone="amber")
    return Cell(translate("Visits", "{day} 前").format(day=words.near_day(row.due_on, today)))


def _reason(row: ResultRow) -> Cell:
    """Why, and which sheet of those days may be the one: only a person knows."""
    if not row.sheet:
        return Cell(row.why, tone="ink2")
    sheet = translate("Visits", "期间另有转诊单 {sheet}，是这次按 F9").format(sheet=row.sheet)
    return Cell(sheet, icon="attention", note=row.why)


def _age(row: SuggestionRow, today: date) -> Cell:
    return Cell(words.sex_and_age(row.sex, row.born, today), tone="ink2")
