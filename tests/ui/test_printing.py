"""Paper leaves the window: no page is lost, none is printed twice, and what could not be is said."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event

import pypdfium2
import pytest
import zxingcpp
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from healthdesk.base.errors import Cancelled
from healthdesk.base.progress import Progress
from healthdesk.desk import Desk
from healthdesk.services.doses import NewDose
from healthdesk.store.audit import AuditEntry
from healthdesk.store.print_jobs import PrintJob
from tests.builders import PASSWORD, TODAY
from tests.desks import a_desk, an_environment, registered
from tests.ui.a_printer import FilePrinters, NoPrinters
from tests.ui.looking import clipped_labels
from tests.ui.working import a_window, click, closing, double_click, has, part, press, settle, type_in, words
from ui.application.seats import seat_of
from ui.kit.ask import CannedAsk
from ui.kit.bus import Bus
from ui.kit.tasks import Tasks
from ui.shell import Shell
from ui.widgets.key_button import KeyButton

ROOT = Path(__file__).resolve().parents[2]
FORMS = ("personal-information", "hypertension-visit")
"""Three pages."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(a_desk(tmp_path)) as made:
        yield made


def look_at(shell: Shell) -> None:
    """Three pages in the preview."""
    shell.open("paper", forms=FORMS, title="两张空白表")
    settle()


def pages(file: Path) -> int:
    with pypdfium2.PdfDocument(file) as pdf:
        return len(pdf)


def queue(desk: Desk) -> list[tuple[str, int]]:
    """Every paper in the store, waiting or not, and how many pages were taken."""
    with desk.database.reading() as session:
        return [(job.title, job.taken) for job in session.scalars(select(PrintJob))]


def printed(desk: Desk) -> int:
    """How often a printer took a whole paper, by the audit."""
    with desk.database.reading() as session:
        return len(session.scalars(select(AuditEntry).where(AuditEntry.act == "printed")).all())


def answers(shell: Shell) -> list[str]:
    """What can be chosen in the notice."""
    return [one.word() for one in shell.notice.findChildren(KeyButton) if one.isVisible() and one.word()]


def test_what_was_looked_at_is_printed_and_its_printer_remembered(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    printers = FilePrinters(tmp_path)
    shell = a_window(qtbot, desk, printers=printers)
    look_at(shell)
    press("Ctrl+P")
    settle()
    assert [pages(file) for file in printers.files] == [3]
    assert shell.status.quiet.text() == "已送打印机"
    assert (queue(desk), printed(desk)) == ([], 1)


def test_a_machine_without_a_printer_says_so_and_offers_a_file(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    target = tmp_path / "out.pdf"
    shell = a_window(qtbot, desk, CannedAsk(path=target), NoPrinters())
    look_at(shell)
    press("Ctrl+P")
    settle()
    assert "找不到打印机" in shell.notice.text() and "打印服务没有开" in shell.notice.text()
    assert not target.exists() and queue(desk) == []
    assert answers(shell) == ["先存成 PDF"]
    assert not clipped_labels(shell.notice)
    click(shell, "paper.save_instead")
    settle()
    assert pages(target) == 3
    assert not shell.notice.isVisible()


def test_a_printer_that_stops_leaves_the_rest_waiting(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    printers = FilePrinters(tmp_path, most=2)
    shell = a_window(qtbot, desk, printers=printers)
    look_at(shell)
    press("Ctrl+P")
    settle()
    assert "打印机没有接受" in shell.notice.text() and "送到第 1 页，共 3 页" in shell.notice.text()
    assert answers(shell) == ["从第 2 页接着打", "从头打", "不打了"]
    assert (queue(desk), printed(desk)) == ([("两张空白表", 1)], 0)
    assert shell.paper.last_choice("两张空白表").printer == ""
    printers.most = -1
    QTest.mouseClick(answer(shell, "从第 2 页接着打"), Qt.MouseButton.LeftButton)
    settle()
    assert pages(printers.files[1]) == 2
    assert (queue(desk), printed(desk)) == ([], 1)


@pytest.mark.parametrize("how", ["Esc", "cross", "left"])
def test_what_a_printer_refused_is_said_no_longer_than_wanted_and_waits(
    qtbot: QtBot, desk: Desk, tmp_path: Path, how: str
) -> None:
    shell = a_window(qtbot, desk, printers=FilePrinters(tmp_path, most=2))
    shell.open("residents")
    look_at(shell)
    press("Ctrl+P")
    settle()
    assert shell.notice.isVisible()
    match how:
        case "Esc":
            press("Escape")
            assert shell.current_place() == "paper"  # the key was for the notice alone
        case "cross":
            click(shell, "shell.notice.close")
        case "left":
            shell.open("home")
    assert not shell.notice.isVisible()
    assert queue(desk) == [("两张空白表", 1)]
    press("Escape")
    assert shell.current_place() != "paper"


def answer(shell: Shell, word: str) -> KeyButton:
    return next(one for one in shell.notice.findChildren(KeyButton) if one.isVisible() and one.word() == word)


def test_a_paper_nobody_wants_is_dropped(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    shell = a_window(qtbot, desk, printers=FilePrinters(tmp_path, most=2))
    look_at(shell)
    press("Ctrl+P")
    settle()
    QTest.mouseClick(answer(shell, "不打了"), Qt.MouseButton.LeftButton)
    settle()
    assert (queue(desk), printed(desk)) == ([], 0)
    assert not shell.notice.isVisible()


def test_who_picks_no_printer_after_all_leaves_nothing_behind(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    printers = FilePrinters(tmp_path, is_cancelled=True)
    shell = a_window(qtbot, desk, printers=printers)
    look_at(shell)
    press("Ctrl+P")
    settle()
    assert len(printers.lasts) == 1
    assert (queue(desk), printed(desk), has(shell, "shell.notice")) == ([], 0, False)


def test_the_lines_of_a_booklet_count_only_when_all_was_taken(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    child = registered(desk, name="李小宝", birth_date="2026-08-20", id_no=None)
    desk.immunization.record(child, NewDose("HepB", TODAY - timedelta(days=1), "L-HEPB"))
    printers = FilePrinters(tmp_path)
    shell = a_window(qtbot, desk, printers=printers)

    def look() -> str:
        shell.open("paper", clinic="booklet", resident_id=child, title="接种证")
        settle()
        return words(shell)

    look()
    printers.is_cancelled = True
    press("Ctrl+P")
    settle()
    assert "没有新增的行" not in look()
    printers.is_cancelled = False
    press("Ctrl+P")
    settle()
    assert "1 行记作已打" in shell.status.quiet.text()
    assert "没有新增的行" in look()


@pytest.mark.timeout(120)
def test_after_a_kill_the_next_start_says_which_paper_and_which_page(qtbot: QtBot, tmp_path: Path) -> None:
    a_desk(tmp_path).close()
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.printing", str(tmp_path / "store")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None and program.stdin is not None
    assert [program.stdout.readline() for _ in range(2)] == ["1\n", "2\n"]
    program.kill()
    program.wait()
    program.stdout.close()
    program.stdin.close()
    with closing(Desk.open(tmp_path / "store", "admin", PASSWORD, an_environment())) as desk:
        printers = FilePrinters(tmp_path)
        shell = a_window(qtbot, desk, printers=printers)
        shell.open_first()
        shell.paper.tell_waiting()
        settle()
        assert "个人基本信息表：送到第 2 页，共 3 页" in shell.notice.text()
        assert not clipped_labels(shell.notice)
        QTest.mouseClick(answer(shell, "从第 3 页接着打"), Qt.MouseButton.LeftButton)
        settle()
        assert pages(printers.files[0]) == 1
        assert (queue(desk), printed(desk)) == ([], 1)


def a_window_with_lanes(qtbot: QtBot, desk: Desk, printers: FilePrinters) -> tuple[Shell, Tasks]:
    tasks = Tasks()
    bus = Bus()
    desk.on_change(bus.announce)
    seat = seat_of(desk.seat.sitter, "幸福路社区卫生服务中心")
    shell = Shell(desk, tasks, bus, seat, ask=CannedAsk(), printers=printers)
    bus.setParent(shell)
    qtbot.addWidget(shell)
    shell.resize(1366, 768)
    with qtbot.waitActive(shell):
        shell.show()
    return shell, tasks


def test_a_double_click_prints_once_and_another_screen_does_not_stop_it(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    printers = FilePrinters(tmp_path)
    shell, tasks = a_window_with_lanes(qtbot, desk, printers)
    shell.open("paper", forms=FORMS, title="两张空白表")
    qtbot.waitUntil(lambda: has(shell, "paper.preview"))
    double_click(part(shell, "paper.print"))
    assert shell.status.quiet.text() == "这份纸正在打印"
    shell.open("residents")
    qtbot.waitUntil(lambda: printed(desk) == 1)
    qtbot.waitUntil(lambda: shell.status.quiet.text() == "已送打印机")
    assert [pages(file) for file in printers.files] == [3]
    tasks.close()


def test_what_is_being_printed_can_be_stopped(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    printers = FilePrinters(tmp_path)
    shell, tasks = a_window_with_lanes(qtbot, desk, printers)
    shell.open("paper", forms=FORMS * 4, title="很多空白表")
    qtbot.waitUntil(lambda: has(shell, "paper.preview"))
    QTest.mouseClick(part(shell, "paper.print"), Qt.MouseButton.LeftButton)
    run, _ = next(iter(shell.paper._runs.values()))
    run.stop()
    qtbot.waitUntil(lambda: shell.status.quiet.text() == "已停止打印")
    assert (queue(desk), printed(desk)) == ([], 0)
    tasks.close()


def test_a_store_that_is_closed_keeps_what_is_not_printed_yet(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    shell, tasks = a_window_with_lanes(qtbot, desk, FilePrinters(tmp_path))
    shell.open("paper", forms=FORMS * 4, title="很多空白表")
    qtbot.waitUntil(lambda: has(shell, "paper.preview"))
    QTest.mouseClick(part(shell, "paper.print"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(queue(desk)))
    shell.paper.break_off()
    tasks.close()
    assert [title for title, _ in queue(desk)] == ["很多空白表"]
    assert printed(desk) == 0


def test_a_label_is_looked_at_and_printed_in_its_own_size(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    person = registered(desk)
    printers = FilePrinters(tmp_path)
    shell = a_window(qtbot, desk, printers=printers)
    shell.open("record", resident_id=person)
    settle()
    press("Ctrl+P")
    settle()
    type_in("bq")
    press("Return")
    settle()
    assert "60×40 mm，共 1 页" in words(shell)
    press("Ctrl+P")
    settle()
    with pypdfium2.PdfDocument(printers.files[0]) as made:
        wide, high = (side / 72 * 25.4 for side in made[0].get_size())
        assert (wide, high) == (pytest.approx(60, abs=0.5), pytest.approx(40, abs=0.5))
        picture = made[0].render(scale=300 / 72).to_pil()
    number = desk.residents.card(person).archive_no
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [number]


def test_a_long_paper_says_how_far_it_is_and_can_be_stopped(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    shell, tasks = a_window_with_lanes(qtbot, desk, FilePrinters(tmp_path))
    stopped = Event()

    def make(progress: Progress) -> bytes:
        while not progress.is_cancelled:
            progress.step(1, 4)
            stopped.wait(0.01)
        stopped.set()
        raise Cancelled

    shell.open("residents")
    shell.open("paper", make=make, key="long", title="很长的名单")
    qtbot.waitUntil(lambda: has(shell, "paper.working.stop") and "25 %" in words(shell))
    click(shell, "paper.working.stop")
    qtbot.waitUntil(stopped.is_set)
    assert shell.current_place() == "residents"
    assert not has(shell, "paper.working") and not shell.notice.isVisible()
    tasks.close()
