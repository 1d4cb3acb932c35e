"""The longest time the window does not answer, while everything heavy goes on beside it."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QTimer

from healthdesk.desk import Desk
from healthdesk.trials.bench import Result, Room
from healthdesk.trials.bench.report import within
from healthdesk.trials.bench.server import a_platform
from ui.kit.tasks import Lane, Tasks
from ui.screens.home.due_paper import due_paper
from ui.screens.paper.screen import PaperScreen
from ui.shell import Shell
from ui.trials.printers import PdfPrinters
from ui.trials.stage import rest, settled, shell_over, wait_for

BUDGET_MS = 50.0
BEAT_MS = 2
QUIET_MS = 300
SYNC_SECONDS = 8.0
MOST_PRINTED = 1_000
TABLE = "rows.csv"
PRINTED_FORM, PRINTED_PAGES = "hypertension-visit", 9
IMPORTED_ROWS, ALL_IMPORTED_ROWS = 1_000, 100_000
"""The first last several seconds; the others some minutes, and are brought in with `--full`."""


class Heartbeat:
    """Beats on the main thread and remembers the longest pause between two beats."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT_MS)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, (now - self._last) * 1000)
        self._last = now

    def stop(self) -> float:
        """Milliseconds of the longest pause."""
        self._timer.stop()
        return self.longest


def stall(room: Room) -> Iterator[Result]:
    """The longest pause during search, import, sync, report, backup and check, beside an idle window's.

    What writes into the store is left out on a store that was only lent.
    """
    desk, is_own = room.desk, room.options.store is None
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="healthdesk-stall-")))
        url = stack.enter_context(a_platform(folder / "platform")) if is_own else ""
        shell, tasks = stack.enter_context(shell_over(desk, PdfPrinters(folder)))
        settled(shell, tasks)
        floor = _longest(lambda: rest(QUIET_MS))
        _write_table(folder / TABLE, ALL_IMPORTED_ROWS if room.options.is_full else IMPORTED_ROWS)
        for name, act in _loads(shell, tasks, desk, folder, url).items():
            yield within(f"longest stall during {name}", _longest(act), "ms", floor=floor, budget=BUDGET_MS)


def _loads(shell: Shell, tasks: Tasks, desk: Desk, folder: Path, url: str) -> dict[str, Callable[[], object]]:
    """`url` of a platform that may be written to; empty: nothing is written at all."""
    first, last = desk.clock.today() - timedelta(days=365), desk.clock.today()
    loads: dict[str, Callable[[], object]] = {
        "search": lambda: _search(shell),
        "report": lambda: _beside(shell, tasks, lambda: desk.quality.findings(first, last)),
        "printed list": lambda: _beside(shell, tasks, lambda: _print_list(desk)),
        "preview": lambda: preview(shell),
        "print": lambda: put_on_paper(shell, tasks),
        "backup": lambda: _beside(shell, tasks, lambda: desk.upkeep.backup(folder / "x.hdbackup")),
        "verification": lambda: _beside(shell, tasks, lambda: desk.auditing.broken_links()),
    }
    if url:
        loads |= _writing_loads(shell, tasks, desk, folder, url)
    return loads


def _writing_loads(
    shell: Shell, tasks: Tasks, desk: Desk, folder: Path, url: str
) -> dict[str, Callable[[], object]]:
    return {
        "import": lambda: _beside(shell, tasks, lambda: desk.transfer.bring_in(folder / TABLE)),
        "sync": lambda: _synchronise(shell, tasks, desk, url),
    }


def _write_table(table: Path, rows: int) -> None:
    lines = [f"王{number},女,1959-03-12,160{number:08d},幸福里 {number}" for number in range(rows)]
    table.write_text("姓名,性别,出生日期,电话,现住址\n" + "\n".join(lines), encoding="utf-8")


def _print_list(desk: Desk) -> bytes:
    """The first page of the due list is what people print; the whole of it is the longer work."""
    rows = desk.worklist.everybody_due()[:MOST_PRINTED]
    return desk.printing.table(due_paper(rows, desk.clock.today(), ""))


def preview(shell: Shell) -> None:
    """Nine forms to be filled in by hand, drawn, rendered and shown with their small pictures."""
    shell.open("paper", forms=[PRINTED_FORM] * PRINTED_PAGES, title=PRINTED_FORM)
    screen = shell.stack.currentWidget()
    wait_for(lambda: isinstance(screen, PaperScreen) and screen.preview.count == PRINTED_PAGES)
    rest(QUIET_MS)


def put_on_paper(shell: Shell, tasks: Tasks) -> None:
    """The paper that was looked at, on a printer that makes a file."""
    screen = shell.stack.currentWidget()
    if not isinstance(screen, PaperScreen):
        raise TypeError("no paper is shown")
    next(one for one in screen.commands() if one.id == "paper.print").call()
    _until_done(shell, tasks, Lane.PRINTER)
    rest(QUIET_MS)


def _synchronise(shell: Shell, tasks: Tasks, desk: Desk, url: str) -> None:
    """Some seconds of a run against a server that is a process of its own."""
    done: list[object] = []
    ticket = tasks.run(
        lambda progress: desk.platform.synchronise(url, progress),
        done=done.append,
        owner=shell,
        lane=Lane.NETWORK,
        progress=lambda _done, _total: None,
    )
    end = time.perf_counter() + SYNC_SECONDS
    wait_for(lambda: bool(done) or time.perf_counter() > end)
    ticket.cancel()
    _until_done(shell, tasks, Lane.NETWORK)


def _until_done(shell: Shell, tasks: Tasks, lane: Lane) -> None:
    """What is handed in last is done last."""
    done: list[object] = []
    tasks.run(lambda: True, done=done.append, owner=shell, lane=lane)
    wait_for(lambda: bool(done))


def _search(shell: Shell) -> None:
    for text in ("zw", "wang", "1957", "li"):
        for length in range(1, len(text) + 1):
            shell.top.search.set_text(text[:length])
            wait_for(partial(_answers, shell, text[:length]))
    shell.top.search.clear()


def _answers(shell: Shell, text: str) -> bool:
    return shell.found.answered == text


def _beside(shell: Shell, tasks: Tasks, job: Callable[[], object]) -> None:
    done: list[object] = []
    tasks.run(job, done=done.append, owner=shell, lane=Lane.REPORTS)
    while not done:
        rest(BEAT_MS)


def _longest(act: Callable[[], object]) -> float:
    heart = Heartbeat()
    act()
    return heart.stop()
