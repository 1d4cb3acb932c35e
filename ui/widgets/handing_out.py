"""A paper leaves the screen: to a printer where there is one, else into a file."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from healthdesk.base import errors
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks
from ui.widgets import paper

Make = Callable[[], bytes]
"""Makes the PDF; the service audits it as printing."""


class HandingOut(QObject):
    """Both ways call `make` off the main thread. `name` is what the file is called, without its ending."""

    def __init__(self, screen: QWidget, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(screen)
        self._screen, self._tasks, self._navigator = screen, tasks, navigator

    def put_on_paper(self, make: Make, name: str) -> None:
        """The printer a person picks; a machine without one saves a file instead."""
        if not paper.has_printer():
            self.save(make, name)
            return
        printer = paper.chosen_printer(self._screen)
        if printer is None:
            return
        self._tasks.run(
            lambda: paper.rendered(make(), paper.PRINT_SCALE),
            done=lambda pages: self._put_on(printer, pages),
            owner=self,
        )

    def save(self, make: Make, name: str) -> None:
        """A file of the person's choice, opened afterwards by whatever the system has for it."""
        file = self._navigator.ask.save_file(self.tr("存成 PDF"), f"{name}.pdf", "PDF (*.pdf)")
        if file is None:
            return

        def write() -> Path:
            document = make()
            try:
                file.write_bytes(document)
            except OSError as error:
                raise errors.from_os(error) from None
            return file

        self._tasks.run(write, done=self._written, owner=self)

    def _put_on(self, printer: QPrinter, pages: paper.Pages) -> None:
        if paper.put_on(printer, pages):
            self._navigator.say(self.tr("已送打印机"), "print")
        else:
            self._navigator.say(self.tr("打印机没有接受，请看看是否缺纸或关机"), "incomplete")

    def _written(self, file: Path) -> None:
        self._navigator.say(self.tr("已存到 {file}").format(file=file.name), "download")
        self._navigator.ask.show_file(file)
