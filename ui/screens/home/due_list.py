"""The due list: its columns, and its order by date or by building."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from healthdesk.base.pages import Page
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.services import due_order
from healthdesk.services.rows import DueRow, VisitRow
from ui.kit import words
from ui.kit.i18n import QT_TRANSLATE_NOOP, translate
from ui.tables.columns import Cell, Column
from ui.widgets.calling import result_words
from ui.widgets.next_person import Candidate

if TYPE_CHECKING:
    from healthdesk.desk import Desk

TABS = ("all", "overdue", "today", "week", "signed")
PAGE = 100

NARROW = 840
"""Pixels of the list below which verdict and telephone give way to the address."""

LONGEST_PAIR = 9
"""Letters of a programme and a visit that stand beside each other in their column."""

SHIPPED_VERDICTS = (
    QT_TRANSLATE_NOOP("DueList", "达标"),
    QT_TRANSLATE_NOOP("DueList", "未达标"),
    QT_TRANSLATE_NOOP("DueList", "不良反应"),
    QT_TRANSLATE_NOOP("DueList", "并发症"),
    QT_TRANSLATE_NOOP("DueList", "稳定"),
    QT_TRANSLATE_NOOP("DueList", "基本稳定"),
    QT_TRANSLATE_NOOP("DueList", "不稳定"),
    QT_TRANSLATE_NOOP("DueList", "急性加重"),
)
"""Classes of the programmes we ship, which an English window says in English; others are said as written."""

WIDE = 1180
"""Pixels of the list from which two more columns fit (a window of 1600)."""


def due_columns(today: Callable[[], date]) -> tuple[Column[DueRow], ...]:
    """The columns of the people to follow up."""
    return (
        Column(translate("DueList", "到期"), lambda row: due_cell(row, today()), 120, stays=2),
        Column(translate("DueList", "姓名"), lambda row: Cell(row.name, is_strong=True), 122, stays=2),
        Column(translate("DueList", "性别年龄"), lambda row: _grey(_age(row, today())), 80),
        Column(translate("DueList", "随访项目"), _programmes, 164, least=110, stays=1),
        Column(translate("DueList", "上次值"), lambda row: row.latest, 94, is_right=True),
        Column(translate("DueList", "上次评价"), _verdict, 96, from_width=NARROW),
        Column(translate("DueList", "电话"), _call, 112, from_width=NARROW),
        Column(translate("DueList", "上次随访"), _last_visit, 120, from_width=WIDE),
        Column(
            translate("DueList", "责任医生"), lambda row: _grey(row.responsible_doctor), 110, from_width=WIDE
        ),
        Column(translate("DueList", "住址"), _address, 130, stretches=True),
    )


def signed_columns(programmes: Programmes) -> tuple[Column[VisitRow], ...]:
    """The columns of what was signed today."""
    return (
        Column(translate("DueList", "时间"), lambda row: f"{row.signed_at.astimezone():%H:%M}", 88),
        Column(translate("DueList", "姓名"), lambda row: Cell(row.name, is_strong=True), 150),
        Column(
            translate("DueList", "随访项目"), lambda row: Cell(chips=(words.programme(row.programme),)), 150
        ),
        Column(translate("DueList", "分类"), lambda row: _signed_grade(row, programmes), 190),
        Column(
            translate("DueList", "下次随访"),
            lambda row: row.next_due.isoformat() if row.next_due else "",
            120,
        ),
        Column(translate("DueList", "随访医生"), lambda row: Cell(row.doctor, tone="ink2"), stretches=True),
    )


def due_cell(row: DueRow, today: date) -> Cell:
    """逾期 12 天 with its clock; 今天; or the day, and the last day where there is a window."""
    if row.late_days > 0:
        return Cell(words.overdue(row.late_days), icon="overdue", tone="amber")
    latest = max(row.due_on, row.latest_on or row.due_on)
    if row.due_on > today:
        return Cell(words.near_day(row.due_on, today), tone="ink2")
    if latest > today:
        return Cell(translate("DueList", "最晚 {day}").format(day=words.near_day(latest, today)))
    return Cell(translate("DueList", "今天"))


def verdict_cell(text: str, *, is_well: bool) -> Cell:
    """The best class in grey; everything else dark and with an icon, never in red."""
    if not text:
        return Cell()
    shown = words.of_form(translate("DueList", text))  # the short word of the list, else the class itself
    return Cell(shown, tone="ink2") if is_well else Cell(shown, icon="attention")


def _grey(text: str) -> Cell:
    return Cell(text, tone="ink2")


def _age(row: DueRow, today: date) -> str:
    return words.sex_and_age(row.sex, row.born, today)


def _verdict(row: DueRow) -> Cell:
    return verdict_cell(row.verdict, is_well=row.is_well)


def _call(row: DueRow) -> Cell:
    """What the last call came to; the number while nobody has called."""
    if row.booked_on is not None:
        return Cell(translate("DueList", "约 {day}").format(day=f"{row.booked_on:%m-%d}"), icon="later")
    return Cell(result_words(row.call_result), icon="phone") if row.call_result else _grey(row.phone_masked)


def _last_visit(row: DueRow) -> Cell:
    return _grey(row.last_visit_on.isoformat() if row.last_visit_on else "")


def _address(row: DueRow) -> Cell:
    return Cell(row.address, tone="ink2", keeps_end=True)


def _programmes(row: DueRow) -> Cell:
    """What is due stands first, the most urgent before the others; a planned visit by its name.

    Where both do not fit, the name of the visit leads: it says what is to be done.
    """
    if row.visit_title:
        pair = (words.programme(row.programme), words.of_form(row.visit_title))
        fits = len("".join(pair)) <= (LONGEST_PAIR if not row.also else LONGEST_PAIR - len("+1"))
        return Cell(chips=(*(pair if fits else reversed(pair)), *map(words.programme, row.also)))
    others = dict.fromkeys(tag for tag in (*row.also, *row.tags) if tag != row.programme)
    return Cell(chips=tuple(words.programme(tag) for tag in (row.programme, *others)))


def _signed_grade(row: VisitRow, programmes: Programmes) -> Cell:
    if row.status == "incomplete":
        return Cell(translate("DueList", "快速记录，未完整"), icon="to-do", tone="ink2")
    known = programmes.by_key.get(row.programme)
    text = known.grade_text(row.grade) if known else row.grade or ""
    return verdict_cell(text, is_well=known is not None and known.is_best(row.grade))


def by_date(desk: "Desk", tab: str) -> Callable[[str | None], Page[DueRow]]:
    """Pages of one tab, the most overdue first."""
    return lambda after: desk.worklist.due(tab=tab, after=after, limit=PAGE, is_follow_up=True)


def by_doctor(desk: "Desk", tab: str) -> Callable[[str | None], Page[DueRow]]:
    """The whole tab by responsible doctor, each doctor's most urgent first."""
    return _whole(desk, tab, due_order.by_doctor)


def by_building(desk: "Desk", tab: str) -> Callable[[str | None], Page[DueRow]]:
    """The whole tab along the houses, for a walk from door to door."""
    return _whole(desk, tab, due_order.by_street)


def by_urgency(desk: "Desk", tab: str) -> Callable[[str | None], Page[DueRow]]:
    """The whole tab, the most urgent first, neighbours together: for paper."""
    return _whole(desk, tab, due_order.by_urgency)


ORDERS = (by_date, by_building, by_doctor)
"""By urgency, by street, by doctor; in the order of the switch."""


def _whole(
    desk: "Desk", tab: str, key: Callable[[DueRow], tuple[Any, ...]]
) -> Callable[[str | None], Page[DueRow]]:
    def fetch(_after: str | None) -> Page[DueRow]:
        today = desk.clock.today()
        everybody = desk.worklist.everybody_due(is_follow_up=True)
        rows = [row for row in everybody if stands_under(row, tab, today)]
        return Page(tuple(sorted(rows, key=key)), None)

    return fetch


def stands_under(row: DueRow, tab: str, today: date) -> bool:
    """Whether a row belongs under a tab; the same borders as the pages by date."""
    match tab:
        case "overdue":
            return row.late_days > 0
        case "today":
            return row.late_days == 0 and row.due_on <= today
        case "week":
            return row.late_days == 0 and row.due_on <= today + timedelta(days=7 - today.isoweekday())
    return True


def candidate(row: DueRow, today: date) -> Candidate:
    """A due person as the offer shows them."""
    return Candidate(
        row.resident_id,
        row.programme,
        row.name,
        words.sex_and_age_long(row.sex, row.born, today),
        row.phone_masked[-4:].strip("*"),
        f"{words.programme(row.programme)} {due_cell(row, today).text}",
        row.late_days > 0,
        row.address,
    )


def candidates(rows: Iterable[DueRow], today: date) -> list[Candidate]:
    """The people of these rows, each once: two programmes are written on one sheet."""
    found: dict[str, Candidate] = {}
    for row in rows:
        found.setdefault(row.resident_id, candidate(row, today))
    return list(found.values())
