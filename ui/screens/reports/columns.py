"""The columns of the list of reports: the clock in front, in words."""

from collections.abc import Callable
from datetime import datetime, timedelta

from healthdesk.domain.reporting import ReportState
from healthdesk.services.reports import CASE, ReportRow
from ui.kit import words
from ui.kit.i18n import translate
from ui.tables.columns import Cell, Column

MINUTES_OF_AN_HOUR = 60


def report_columns(now: Callable[[], datetime]) -> tuple[Column[ReportRow], ...]:
    """How long is left, what it is, about whom, since when."""
    return (
        Column(translate("Reports", "还剩多久"), lambda row: clock_cell(row, now()), 260),
        Column(translate("Reports", "种类"), _kind, 130),
        Column(translate("Reports", "姓名"), lambda row: Cell(row.name, is_strong=True), 120),
        Column(translate("Reports", "病名或事件"), _about, 220, stretches=True),
        Column(translate("Reports", "诊断或接报"), lambda row: Cell(_moment(row.started), tone="ink2"), 120),
        Column(translate("Reports", "最迟报告"), lambda row: Cell(_moment(row.first_by), tone="ink2"), 120),
    )


def clock_cell(row: ReportRow, now: datetime) -> Cell:
    """What is left or by how much it is over; when it was reported."""
    if row.reported is not None:
        said = translate("Reports", "{moment} 已报").format(moment=_moment(row.reported))
        if row.state is ReportState.REPORTED_LATE:
            return Cell(translate("Reports", "{said}，迟报").format(said=said), icon="overdue", tone="amber")
        return Cell(said, tone="ink2")
    if row.is_raw:
        return Cell(translate("Reports", "表单版本本机不识别，时限未定"), icon="attention", tone="amber")
    if row.first_by is None:
        return Cell(translate("Reports", "时限未定，请打开补填"), icon="attention", tone="amber")
    if now > row.first_by:
        said = translate("Reports", "未报，已超时 {span}").format(span=_span(now - row.first_by))
        return Cell(said, icon="overdue", tone="danger", is_strong=True)
    return Cell(translate("Reports", "还剩 {span}").format(span=_span(row.first_by - now)), icon="later")


def _span(left: timedelta) -> str:
    """`1 天 3 时`, below a day `3 时 20 分`."""
    hours, minutes = divmod(int(left.total_seconds()) // MINUTES_OF_AN_HOUR, MINUTES_OF_AN_HOUR)
    if left.days:
        return translate("Reports", "{days} 天 {hours} 时").format(days=left.days, hours=hours % 24)
    return translate("Reports", "{hours} 时 {minutes} 分").format(hours=hours, minutes=minutes)


def _kind(row: ReportRow) -> str:
    return translate("Reports", "传染病报告卡") if row.form == CASE else translate("Reports", "突发事件")


def _about(row: ReportRow) -> Cell:
    if row.is_hidden:
        return Cell(translate("Reports", "不向您显示的报告卡，请告诉接诊医生"), icon="hide", tone="ink2")
    said = words.of_form(row.about)
    if row.is_raw and said:
        said = translate("Reports", "{answer}（原始值）").format(answer=said)
    if row.event_by is not None:
        said = translate("Reports", "{disease}（一例即按事件报）").format(disease=said)
    return Cell(said)


def _moment(at: datetime | None) -> str:
    return f"{at:%m-%d %H:%M}" if at else ""
