"""What is to be reported, in the window: the clock in words, red when it is over, closed by its moment."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.domain.reporting import ReportState
from tests.desks import a_desk, seat
from tests.services.test_reports import a_case, an_event, hours_ago
from tests.ui.looking import clipped_labels
from tests.ui.working import a_window, click, closing, press, settle, type_in, words
from ui.screens.reports.columns import clock_cell
from ui.screens.reports.screen import ReportsScreen, read_moment
from ui.shell import Shell

NOW = datetime.fromisoformat("2026-11-02T09:30")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


def reports(shell: Shell) -> ReportsScreen:
    shell.open("reports")
    settle()
    shown = shell.stack.currentWidget()
    assert isinstance(shown, ReportsScreen)
    return shown


def test_the_work_desk_counts_them_and_leads_there(qtbot: QtBot, desk: Desk) -> None:
    a_case(desk, hours_ago(desk, 25))
    an_event(desk, hours_ago(desk, 1))
    shell = a_window(qtbot, desk)
    shell.open("home")
    settle()
    assert "1 份已超时，请马上报" in words(shell)
    click(shell, "home.todo.reports")
    settle()
    assert shell.current_place() == "reports"
    assert not clipped_labels(shell)


def test_the_clock_is_words_and_red_when_it_is_over(qtbot: QtBot, desk: Desk) -> None:
    a_case(desk, hours_ago(desk, 24.5))
    a_case(desk, hours_ago(desk, 1), name="李四", disease_code="CHOLERA")
    screen = reports(a_window(qtbot, desk))
    late, running = (clock_cell(row, desk.reports.now()) for row in screen.table.rows.rows())
    assert (late.text, late.tone, late.icon) == ("未报，已超时 0 时 30 分", "danger", "overdue")
    assert running.text.startswith("还剩 ")


def test_the_moment_of_the_report_takes_it_off_the_list(qtbot: QtBot, desk: Desk) -> None:
    a_case(desk, hours_ago(desk, 3))
    screen = reports(a_window(qtbot, desk))
    screen.focus_first()
    press("F6")
    settle()
    type_in("soon")
    press("Return")
    settle()
    assert len(screen.table.rows.rows()) == 1, "what makes no sense closes nothing"
    type_in(f"{hours_ago(desk, 1):%m%d %H%M}")
    press("Return")
    qtbot.waitUntil(lambda: screen.table.rows.rows() == ())
    (row,) = desk.reports.all()
    assert (row.state, row.reported) == (ReportState.REPORTED, hours_ago(desk, 1))


def test_a_hidden_card_has_a_clock_and_no_name(qtbot: QtBot, desk: Desk) -> None:
    a_case(desk, hours_ago(desk, 25), disease_code="HIV", hiv_type="1")
    seat(desk, Role.NURSE)
    shell = a_window(qtbot, desk)
    screen = reports(shell)
    model = screen.table.model()
    said = [str(model.index(0, column).data() or "") for column in range(5)]
    assert said[0].startswith("未报，已超时") and said[2] == ""
    assert said[3] == "不向您显示的报告卡，请告诉接诊医生"
    screen.focus_first()
    press("F6")
    press("Return")
    settle()
    assert shell.current_place() == "reports"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("0905", "2026-11-02 09:05"),
        ("9:05", "2026-11-02 09:05"),
        ("1101 2330", "2026-11-01 23:30"),
        ("2026-11-01 23：30", "2026-11-01 23:30"),
        ("2460", None),
        ("9", None),
        ("昨天", None),
        ("", None),
    ],
)
def test_a_moment_is_typed_as_people_write_it(typed: str, meant: str | None) -> None:
    read = read_moment(typed, NOW)
    assert (str(read)[:-3] if read else None) == meant
