"""Appointments in the window: one key confirms, another refuses with the reason."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from healthdesk.desk import Desk
from healthdesk.store.appointments import Appointment, BookingSlot
from healthdesk.store.journal import Origin
from tests.desks import a_desk, registered
from tests.ui.looking import clipped_labels
from tests.ui.working import a_window, click, closing, press, settle
from ui.screens.appointments.screen import AppointmentsScreen
from ui.shell import Shell


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


def asked(desk: Desk, id_: str, name: str, slot: str = "s1") -> None:
    """Somebody asked for tomorrow at nine on the platform."""
    person = registered(desk, name=name, birth_date="2026-05-01", id_no="")
    at = desk.clock.now() + timedelta(days=1)
    with desk.database.writing("sync", origin=Origin.PLATFORM) as session:
        if session.get(BookingSlot, slot) is None:
            session.add(BookingSlot(id=slot, schedule="Schedule/1", starts_at=at, ends_at=at, status="free"))
        session.add(
            Appointment(
                id=id_, resident_id=person, slot_id=slot, starts_at=at, what="接种门诊", status="asked"
            )
        )


def appointments(shell: Shell) -> AppointmentsScreen:
    shell.open("appointments")
    settle()
    shown = shell.stack.currentWidget()
    assert isinstance(shown, AppointmentsScreen)
    shown.focus_first()
    return shown


def cells(screen: AppointmentsScreen, column: int) -> list[str]:
    model = screen.table.model()
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def test_the_second_press_of_one_finger_confirms_nobody_else(qtbot: QtBot, desk: Desk) -> None:
    asked(desk, "a1", "李小宝")
    asked(desk, "a2", "陈小宝", "s2")
    shell = a_window(qtbot, desk)
    screen = appointments(shell)
    press("F2")
    qtbot.waitUntil(lambda: screen.table.rows.rowCount() == 1)
    press("F2")
    press("F4")
    assert screen.refusal.isHidden()
    settle()
    assert [row.status for row in desk.appointments.coming(only_asked=False)].count("asked") == 1
    qtbot.waitUntil(lambda: screen.table.current_row() is not None)
    press("F2")
    settle()
    assert desk.appointments.coming(only_asked=True) == ()


def test_under_an_open_sheet_no_key_of_the_screen_acts(qtbot: QtBot, desk: Desk) -> None:
    asked(desk, "a1", "李小宝")
    shell = a_window(qtbot, desk)
    screen = appointments(shell)
    press("F4")
    assert screen.refusal.isVisible()
    press("F2")
    settle()
    assert [row.status for row in desk.appointments.coming(only_asked=False)] == ["asked"]
    assert "Esc" in shell.status.quiet.text()
    shell.wake()
    settle()
    press("Escape")
    assert screen.refusal.isHidden()
    press("F2")
    settle()
    assert [row.status for row in desk.appointments.coming(only_asked=False)] == ["booked"]


def test_the_keys_of_a_screen_give_way_to_the_key_that_is_pressed(qtbot: QtBot, desk: Desk) -> None:
    asked(desk, "a1", "李小宝")
    shell = a_window(qtbot, desk)
    appointments(shell)
    press("F1")
    assert shell.keys_sheet.isVisible()
    press("F1")
    assert not shell.keys_sheet.isVisible()
    press("F1")
    press("F2")
    settle()
    assert not shell.keys_sheet.isVisible()
    assert [row.status for row in desk.appointments.coming(only_asked=False)] == ["booked"]
    press("F1")
    shell.wake()
    assert not shell.keys_sheet.isVisible()


def test_one_key_confirms_and_the_slot_is_gone_for_the_next(qtbot: QtBot, desk: Desk) -> None:
    asked(desk, "a1", "李小宝")
    asked(desk, "a2", "陈小宝")
    shell = a_window(qtbot, desk)
    screen = appointments(shell)
    assert cells(screen, 3) == ["待答复", "待答复"]
    assert not clipped_labels(shell)
    press("F2")
    qtbot.waitUntil(lambda: cells(screen, 1) == ["陈小宝"])
    assert cells(screen, 3) == ["号已给了别人，请回绝"]
    press("F2")
    settle()
    assert [row.status for row in desk.appointments.coming(only_asked=False)] == ["booked", "asked"]
    screen.tabs.setCurrentIndex(1)
    settle()
    assert cells(screen, 3) == ["已确认", "号已给了别人，请回绝"]


def test_the_work_desk_says_that_somebody_waits(qtbot: QtBot, desk: Desk) -> None:
    asked(desk, "a1", "李小宝")
    shell = a_window(qtbot, desk)
    shell.open("home")
    settle()
    click(shell, "home.todo.appointments")
    settle()
    assert isinstance(shell.stack.currentWidget(), AppointmentsScreen)


def test_a_refusal_needs_its_reason(qtbot: QtBot, desk: Desk) -> None:
    asked(desk, "a1", "李小宝")
    screen = appointments(a_window(qtbot, desk))
    press("F4")
    settle()
    assert screen.refusal.isVisible()
    press("Return")
    assert screen.refusal.complaint.isVisible()
    screen.refusal.reason.setText("当天没有这种疫苗")
    press("Return")
    settle()
    assert not screen.refusal.isVisible()
    (row,) = desk.appointments.coming(only_asked=False)
    assert (row.status, row.refusal, row.decided_by) == ("refused", "当天没有这种疫苗", "张建国")
    assert isinstance(row.starts_at, datetime)
