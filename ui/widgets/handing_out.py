"""A paper leaves the screen: to a printer where there is one, else into a file."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from healthdesk.base import errors, paths
from ui.kit.memory import Memory
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks
from ui.widgets import paper

Make = Callable[[], bytes]
"""Makes the PDF; the service audits it as printing."""


class HandingOut(QObject):
    """Both ways call `make` off the main thread. `name` is what the file is called, without its ending.

    `handed` is called once the printer has taken the pages, or the file is written.
    """

    def __init__(
        self, screen: QWidget, tasks: Tasks, navigator: Navigator, memory: Memory | None = None
    ) -> None:
        super().__init__(screen)
        self._screen, self._tasks, self._navigator = screen, tasks, navigator
        self._memory = memory or Memory(paths.workstation_settings().with_name("window.ini"))

    def put_on_paper(
        self, make: Make, name: str, *, is_exact: bool = False, handed: Callable[[], None] | None = None
    ) -> None:
        """The printer a person picks; a machine without one saves a file instead."""
        if not paper.has_printer():
            self.save(make, name, handed=handed)
            return
        printer = paper.chosen_printer(self._screen, self.last_choice(name))
        if printer is None:
            return
        self.remember(name, paper.choice_of(printer))

        def put_on(pages: paper.Pages) -> None:
            is_sent = paper.put_on(printer, pages, is_exact=is_exact)
            self._say_sent(is_sent=is_sent)
            if is_sent and handed is not None:
                handed()

        self._tasks.run(lambda: paper.rendered(make(), paper.PRINT_SCALE), done=put_on, owner=self)

    def last_choice(self, name: str) -> paper.Choice:
        """Printer and size that this kind of paper was printed with last, on this workstation."""
        printer, _, size = self._memory.text(f"printers/{name}").rpartition("|")
        return paper.Choice(printer, size) if size else paper.Choice()

    def remember(self, name: str, choice: paper.Choice) -> None:
        """For the next paper of the kind."""
        self._memory.remember(f"printers/{name}", f"{choice.printer}|{choice.size}")

    def save(self, make: Make, name: str, *, handed: Callable[[], None] | None = None) -> None:
        """A file of the person's choice, opened afterwards by whatever the system has for it."""
        file = self._navigator.ask.save_file(self.tr("存成 PDF"), f"{name}.pdf", "PDF (*.pdf)")
        if file is None:
            return

        def write() -> Path:
            return written(file, make())

        def tell(file: Path) -> None:
            self._written(file)
            if handed is not None:
                handed()

        self._tasks.run(write, done=tell, owner=self)

    def _say_sent(self, *, is_sent: bool) -> None:
        if is_sent:
            self._navigator.say(self.tr("已送打印机"), "print")
        else:
            self._navigator.say(self.tr("打印机没有接受，请看看是否缺纸或关机"), "incomplete")

    def _written(self, file: Path) -> None:
        self._navigator.say(self.tr("已存到 {file}").format(file=file.name), "download")
        self._navigator.ask.show_file(file)


def written(file: Path, document: bytes) -> Path:
    """The file with these bytes in it. Raises what a full disk or a locked file is called here."""
    try:
        file.write_bytes(document)
    except OSError as error:
        raise errors.from_os(error) from None
    return file
