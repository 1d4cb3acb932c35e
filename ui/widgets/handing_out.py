"""A paper leaves the program: to a printer, where there is one, or into a file; what was cut off waits."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from healthdesk.base import files, paths
from healthdesk.base.errors import HealthDeskError
from healthdesk.services.print_jobs import Paper, PrintJobRow
from ui.kit import words
from ui.kit.actions import Action
from ui.kit.memory import Memory
from ui.kit.messages import Message
from ui.kit.navigator import Navigator
from ui.kit.paper_out import Sheet
from ui.kit.tasks import Lane, Tasks, Ticket
from ui.widgets import paper
from ui.widgets.print_run import End, PrintRun
from ui.widgets.printers import Choice, Printers, choice_of
from ui.widgets.waiting_papers import PaperDesk, WaitingPapers


class HandingOut(QObject):
    """Belongs to the shell, so that going to another screen stops nothing."""

    def __init__(  # noqa: PLR0913  a test brings its own printers and memory
        self,
        window: QWidget,
        desk: PaperDesk,
        tasks: Tasks,
        navigator: Navigator,
        *,
        printers: Printers,
        memory: Memory | None = None,
    ) -> None:
        super().__init__(window)
        self._window, self._desk, self._tasks, self._navigator = window, desk, tasks, navigator
        self._printers = printers
        self._memory = memory or Memory(paths.workstation_settings().with_name("window.ini"))
        self._runs: dict[str, tuple[PrintRun, Ticket]] = {}
        self._waiting = WaitingPapers(desk, tasks, navigator, self._go_on, self)

    def put_on_paper(self, sheet: Sheet) -> None:
        """To the printer a person picks. A machine without one says so, and offers a file."""
        jobs = self._desk.print_jobs

        def keep() -> str:
            raw = sheet.make()
            pages, whose = paper.page_count(raw), sheet.resident_id or None
            return jobs.keep(
                Paper(sheet.key, sheet.name, raw, pages, whose, sheet.doses, is_exact=sheet.is_exact)
            )

        self._print(sheet.key, sheet.name, keep, points=sheet.points, instead=partial(self.save, sheet))

    def save(self, sheet: Sheet) -> None:
        """A file of the person's choice, opened afterwards by whatever the system has for it."""
        file = self._navigator.ask.save_file(self.tr("存成 PDF"), f"{sheet.name}.pdf", "PDF (*.pdf)")
        if file is None:
            return
        papers = self._desk.immunization_papers

        def write() -> Path:
            made = written(file, sheet.make())
            if sheet.doses:
                papers.booklet_printed(sheet.resident_id, sheet.doses)
            return made

        self._tasks.run(write, done=partial(self._written, sheet.doses), owner=self)

    def last_choice(self, name: str) -> Choice:
        """Printer and size that this kind of paper was printed with last, on this workstation."""
        printer, _, size = self._memory.text(f"printers/{name}").rpartition("|")
        return Choice(printer, size) if size else Choice()

    def remember(self, name: str, choice: Choice) -> None:
        """For the next paper of the kind."""
        self._memory.remember(f"printers/{name}", f"{choice.printer}|{choice.size}")

    def break_off(self) -> None:
        """The store is about to be closed: what is not printed yet waits in it."""
        for _, ticket in self._runs.values():
            ticket.cancel()

    def tell_waiting(self) -> None:
        """Say which papers of this person a printer did not take, after a crash for example."""
        self._waiting.tell()

    def offer_queue(self) -> None:
        """What is being printed, to be stopped, and what waits, to be printed or dropped."""
        said = self.tr("停止打印：{title}")
        self._waiting.offer(
            [
                Action(f"paper.stop.{key}", said.format(title=words.of_form(run.title)), run.stop, "close")
                for key, (run, _) in self._runs.items()
                if not run.is_over
            ]
        )

    def _go_on(self, row: PrintJobRow, is_whole: bool) -> None:
        jobs = self._desk.print_jobs

        def keep() -> str:
            if is_whole:
                jobs.again(row.id)
            return row.id

        self._print(row.key, row.title, keep)

    def _print(
        self,
        key: str,
        name: str,
        keep: Callable[[], str],
        *,
        points: tuple[float, float] = (0, 0),
        instead: Callable[[], None] | None = None,
    ) -> None:
        if key in self._runs and not self._runs[key][0].is_over:
            self._navigator.say(self.tr("这份纸正在打印"), "print")
            return
        if not self._printers.names():
            self._say_no_printer(instead)
            return
        printer = self._printers.pick(self._window, replace(self.last_choice(name), points=points))
        if printer is None:
            return
        run = PrintRun(self._desk.print_jobs, printer, name, keep)
        ticket = self._tasks.run(
            run.go,
            done=partial(self._ended, run),
            failed=self._fail,
            owner=self,
            lane=Lane.PRINTER,
            progress=self._say_page,
        )
        self._runs[key] = run, ticket

    def _ended(self, run: PrintRun, end: End) -> None:
        printed = run.paper
        if end is End.REFUSED or printed is None:
            self._waiting.tell(self.tr("打印机没有接受，请看看是否缺纸或关机"))
        elif end is End.STOPPED:
            self._navigator.say(self.tr("已停止打印"), "print")
        else:
            self.remember(printed.title, choice_of(run.printer))
            self._say_handed(self.tr("已送打印机"), printed.doses)

    def _fail(self, error: HealthDeskError) -> None:
        self._navigator.complain(error)

    def _say_page(self, page: int, pages: int) -> None:
        if pages > 1:
            self._navigator.say(
                self.tr("正在打印第 {page} 页，共 {pages} 页").format(page=page, pages=pages), "print"
            )

    def _say_no_printer(self, instead: Callable[[], None] | None) -> None:
        what = self.tr("没有打印：这台电脑上找不到打印机")
        do = self.tr("可能没有安装，或系统的打印服务没有开；请管理员在系统设置里添加后再打")
        save = Action("paper.save_instead", self.tr("先存成 PDF"), instead, "download") if instead else None
        self._navigator.notify(Message(what, do), (save,) if save else ())

    def _say_handed(self, sentence: str, doses: Sequence[str]) -> None:
        if doses:
            sentence = self.tr("{n} 行记作已打；没有印上就按 Ctrl+U").format(n=len(doses))
        self._navigator.say(sentence, "print")

    def _written(self, doses: Sequence[str], file: Path) -> None:
        self._say_handed(self.tr("已存到 {file}").format(file=file.name), doses)
        self._navigator.ask.show_file(file)


def written(file: Path, document: bytes) -> Path:
    """The file with these bytes in it. Raises what a full disk or a locked file is called here."""
    files.write(file, document)
    return file
