"""The right column of the work desk: what was begun, what waits, how far the month has come."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from healthdesk.domain.definitions import Fault
from healthdesk.domain.reporting import ReportState
from healthdesk.services.centre_records import CENTRE
from healthdesk.services.drafts import NEW_RESIDENT, DraftRow
from healthdesk.services.referral_results import ResultCount
from ui.kit import theme, words
from ui.screens.home.appointments import AppointmentsPanel
from ui.screens.home.lines import Line, LinesPanel, emptied
from ui.screens.home.overview import Counted, Outstanding, Overview
from ui.widgets.marks import Bar
from ui.widgets.panel import Panel
from ui.widgets.text import label, say

WIDTH = 326
MOST_BEGUN = 4
_WIDEST_TITLE = 92  # six characters: 严重精神障碍


class ProgressPanel(Panel):
    """Visits of this month, by programme, against those that fall due in it."""

    def show_progress(self, found: Overview) -> None:
        """Bars of the programmes with anything to do."""
        emptied(self.body)
        for one in found.progress[:4]:
            self.body.addWidget(_progress_row(words.programme(one.programme), one.done, one.planned))
        if not found.progress:
            self.body.addWidget(label(self.tr("这个月还没有要随访的人"), tone="ink2"))


class Side(QWidget):
    """Everything at the right. `wanted(place, args)` when a line is pressed."""

    wanted = Signal(str, dict)

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self._of_desk: list[Line] = []
        self._of_asking: list[Line] = []
        self._of_platform: list[Line] = []
        self._of_files: list[Line] = []
        self.setFixedWidth(WIDTH)
        self._coming = AppointmentsPanel(
            lambda resident_id: self.wanted.emit("record", {"resident_id": resident_id}), today
        )
        self._begun = LinesPanel(name="home.begun")
        self._waiting = LinesPanel(name="home.todo")
        self._progress = ProgressPanel(self.tr("本月进度"), name="home.progress")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.PANEL_GAP)
        panels = (self._coming, self._begun, self._waiting, self._progress)
        for panel in panels:
            panel.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
            column.addWidget(panel)
        column.addStretch(1)
        for panel in panels:
            panel.hide()

    def show_overview(self, found: Overview) -> None:
        """What the services said."""
        self._coming.show_appointments(found.coming)
        begun = self._drafts(found) or self._results(found)
        title = self.tr("未签的草稿") if found.drafts else self.tr("转诊待追问")
        many = len(found.drafts) if found.drafts else len(found.results)
        self._begun.show_lines(title, str(many), begun)
        self._of_desk = self._lines(found)
        self._show_waiting()
        self._progress.show_progress(found)
        self._progress.show()

    def show_counted(self, found: Counted) -> None:
        """How many are to be asked to join a programme, and what became of a referral."""
        many = found.asking
        asking = Line(
            "home.todo.asking",
            "programme",
            self.tr("确认纳入项目"),
            self.tr("接诊有慢病诊断，或年龄到了"),
            str(many),
            lambda: self.wanted.emit("visits", {"tab": "asking"}),
        )
        self._of_asking = [*self._result_lines(found.results), *([asking] if many else [])]
        self._show_waiting()

    def show_platform(self, found: Outstanding) -> None:
        """What waits for the platform, which takes a moment longer to count."""
        self._of_platform = self._platform_lines(found)
        self._show_waiting()

    def _show_waiting(self) -> None:
        lines = [*self._of_desk, *self._of_asking, *self._of_platform, *self._of_files]
        self._waiting.show_lines(self.tr("待办"), str(len(lines)), lines)

    def _drafts(self, found: Overview) -> list[Line]:
        return [
            Line(
                f"home.draft.{at}",
                "draft",
                draft.name or self._nobody(draft),
                self.tr("{time} 已存，{form}").format(
                    form=words.of_form(found.form_titles.get(draft.form_key, draft.form_key)),
                    time=self._moment(draft.updated_at),
                ),
                "",
                self._opener(draft),
            )
            for at, draft in enumerate(found.drafts[:MOST_BEGUN])
        ]

    def _results(self, found: Overview) -> list[Line]:
        today = self._today()
        return [
            Line(
                f"home.result.{at}",
                "referral",
                one.name,
                self._to_do(one.status).format(
                    place=one.to_org, day=words.near_day(one.result_due_on or today, today)
                ),
                "",
                lambda one=one: self.wanted.emit("record", {"resident_id": one.resident_id}),  # type: ignore[misc]
                (one.result_due_on or today) < today,
            )
            for at, one in enumerate(found.results[:MOST_BEGUN])
        ]

    def _to_do(self, status: str) -> str:
        return {
            "refused": self.tr("{place}没有接收，请另行安排"),
            "returned": self.tr("{place}已转回，{day} 前随访"),
        }.get(status, self.tr("转往 {place}，{day} 追问"))

    def _referral_line(self, name: str, title: str, note: str, many: int) -> Line:
        def go() -> None:
            self.wanted.emit("referrals", {})

        return Line(f"home.todo.{name}", "referral", title, note, str(many), go, is_late=True)

    def show_faults(self, found: Sequence[Fault]) -> None:
        """The files of forms, rules and codes that cannot be used; the others are."""
        self._of_files = (
            [
                Line(
                    "home.todo.files",
                    "attention",
                    self.tr("表或规则的文件有错"),
                    self.tr("其余照常使用；{file}").format(file=found[0].file),
                    str(len(found)),
                    lambda: self.wanted.emit("settings", {"page": "about"}),
                )
            ]
            if found
            else []
        )
        self._show_waiting()

    def _lines(self, found: Overview) -> list[Line]:
        waiting, lines = found.waiting, self._report_lines(found)
        if waiting.referral_results and waiting.oldest_referral:
            note = self.tr("已过两周，最早 {day}").format(day=f"{waiting.oldest_referral:%m-%d}")
            lines.append(
                self._referral_line("referrals", self.tr("追问转诊结果"), note, waiting.referral_results)
            )
        if waiting.referral_answers:
            note = self.tr("已转回的要随访，没被接收的要另行安排")
            lines.append(
                self._referral_line("answers", self.tr("转诊有回音"), note, waiting.referral_answers)
            )
        if waiting.for_doctor:
            lines.append(
                Line(
                    "home.todo.doctor",
                    "encounter",
                    self.tr("等医生处理"),
                    self.tr("护士所记，不满意或换了药"),
                    str(waiting.for_doctor),
                    lambda: self.wanted.emit("visits", {"tab": "doctor"}),
                )
            )
        if found.appointments:
            title, note = self.tr("预约待答复"), self.tr("居民在平台上约的")
            many = found.appointments
            name, place = "home.todo.appointments", "appointments"
            lines.append(self._place_line(name, "later", title, note, many, place))
        return lines

    def _result_lines(self, found: ResultCount) -> list[Line]:
        if found.oldest is None:
            return []
        return [
            Line(
                "home.todo.results",
                "phone",
                self.tr("追问随访转诊"),
                self.tr("随访时转出的，最早 {day} 前问").format(day=f"{found.oldest:%m-%d}"),
                str(found.many),
                lambda: self.wanted.emit("visits", {"tab": "results"}),
                is_late=bool(found.late),
            )
        ]

    def _report_lines(self, found: Overview) -> list[Line]:
        """Cases and events that are not reported yet; hours count, so they stand first."""
        if not found.reports:
            return []
        late = sum(row.state is ReportState.OVERDUE for row in found.reports)
        first = min((row.first_by for row in found.reports if row.first_by), default=None)
        if late:
            note = self.tr("{many} 份已超时，请马上报").format(many=late)
        else:
            note = self.tr("最早 {moment} 前报").format(moment=f"{first:%m-%d %H:%M}") if first else ""
        return [
            Line(
                "home.todo.reports",
                "emergency",
                self.tr("传染病、事件待报告"),
                note or self.tr("时限未定，请打开补填"),
                str(len(found.reports)),
                lambda: self.wanted.emit("reports", {}),
                is_late=True,
                is_danger=bool(late),
            )
        ]

    def _platform_lines(self, found: Outstanding) -> list[Line]:
        lines: list[Line] = []
        if found.conflicts:
            title, note = self.tr("解决冲突"), self.tr("两边都改过，要人来定")
            lines.append(self._place_line("home.todo.conflicts", "conflict", title, note, found.conflicts))
        if found.unsent:
            title, note = self.tr("待上传"), self.tr("联网后自动上传")
            lines.append(self._place_line("home.todo.unsent", "upload", title, note, found.unsent))
        return lines

    def _place_line(  # noqa: PLR0913  what a line consists of
        self, name: str, icon: str, title: str, note: str, many: int, place: str = "platform"
    ) -> Line:
        return Line(name, icon, title, note, str(many), lambda: self.wanted.emit(place, {}))

    def _nobody(self, draft: DraftRow) -> str:
        """What a draft without a name is about."""
        if draft.corrects:
            return self.tr("公共卫生登记的更正")
        return self.tr("公共卫生登记") if draft.subject == CENTRE else self.tr("未登记完的居民")

    def _opener(self, draft: DraftRow) -> Callable[[], object]:
        place, args = _place_of(draft)
        return lambda: self.wanted.emit(place, args)

    def _moment(self, moment: datetime) -> str:
        local = moment.astimezone()
        if local.date() == self._today():
            return f"{local:%H:%M}"
        return f"{words.near_day(local.date(), self._today())} {local:%H:%M}"


def _place_of(draft: DraftRow) -> tuple[str, dict[str, str]]:
    """Where a draft is gone on with."""
    match draft.corrects:
        case "visit":
            return "visit", {"visit_id": draft.subject}
        case "referral":
            return "referral", {"referral_id": draft.subject}
        case "centre-record":
            return "centre-record", {"record_id": draft.subject}
    if draft.form_key == "personal-information":
        return "register", {} if draft.subject == NEW_RESIDENT else {"resident_id": draft.subject}
    if draft.subject == CENTRE:
        return "centre-record", {"form": draft.form_key}
    if draft.form_key == "referral-out":
        return "referral", {"resident_id": draft.subject}
    return "visit", {"resident_id": draft.subject, "form": draft.form_key}


def _progress_row(title: str, done: int, planned: int) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    name = label(title)
    name.setFixedWidth(_WIDEST_TITLE)
    row.addWidget(name)
    row.addWidget(Bar(done / planned if planned else 0.0), 1)
    figures = label("", tone="ink2")
    say(figures, f"{done} / {planned}")
    figures.setFixedWidth(78)
    figures.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    row.addWidget(figures)
    made.setAccessibleName(f"{title} {done} / {planned}")
    return made
