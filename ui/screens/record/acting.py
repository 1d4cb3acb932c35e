"""What is begun from a record: another sheet, an enrolment, its refusal."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from healthdesk.base.progress import Progress
from healthdesk.domain.cover.rules import cover_rules
from healthdesk.services.rows import EventRow
from healthdesk.services.visit_sheet import Writable
from ui.kit import words
from ui.kit.actions import Action
from ui.kit.places import Navigator
from ui.kit.tasks import Tasks

if TYPE_CHECKING:
    from healthdesk.desk import Desk


FIRST_PAGE, COVER = "personal-information", "archive-cover"
ARCHIVE = frozenset({FIRST_PAGE, COVER})
"""Papers that are filled from the archive itself."""

COVER_PAGE = "cover-page"
"""The paper that is built from all records."""


class Acting(QObject):
    """For one resident after the other; what follows is told to the screen by the changes."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator, owner: QObject) -> None:
        super().__init__(owner)
        self._desk, self._tasks, self._navigator = desk, tasks, navigator

    def offer_sheets(self, resident_id: str) -> None:
        """Every form that fits this person: check-up, encounter, first visits, reports."""
        self._tasks.run(
            lambda: self._desk.visits.writable(resident_id),
            done=lambda sheets: self._navigator.offer([self._write(resident_id, one) for one in sheets]),
            owner=self,
        )

    def offer_papers(self, resident_id: str, events: Sequence[EventRow]) -> None:
        """Cover page and first page, and every form of which there are records, all of them in columns."""
        written = [one.form_key for one in events if one.kind == "visit"]  # a newer program may have others
        keys = (FIRST_PAGE, COVER, *dict.fromkeys(written))
        self._tasks.run(
            lambda: (
                [(form.key, form.title) for form in self._desk.forms.sound(keys)],
                self._desk.labels.sheets(),
            ),
            done=lambda found: self._navigator.offer(
                [
                    *(
                        self._paper(resident_id, *one)
                        for one in ((COVER_PAGE, cover_rules().title), *found[0])
                    ),
                    *(self._label(resident_id, sheet.key, sheet.title) for sheet in found[1]),
                ]
            ),
            owner=self,
        )

    def print_cover(self, resident_id: str) -> None:
        """The cover page, seen before it is handed out."""
        self._paper(resident_id, COVER_PAGE, cover_rules().title).call()

    def print_growth(self, resident_id: str) -> None:
        """The growth chart, seen before it is handed out."""
        title = self.tr("生长发育监测图")
        self._navigator.open("paper", resident_id=resident_id, title=title, is_growth=True)

    def _paper(self, resident_id: str, form: str, title: str) -> Action:
        args: dict[str, Any] = {
            "resident_id": resident_id,
            "form": form,
            "title": title,
            "is_archive": form in ARCHIVE,
            "is_cover_page": form == COVER_PAGE,
        }
        return Action(
            f"record.print.{form}",
            words.of_form(title),
            partial(self._navigator.open, "paper", **args),
            "print",
        )

    def _label(self, resident_id: str, sheet: str, on: str) -> Action:
        title = self.tr("档案标签：{sheet}").format(sheet=words.of_form(on))
        labels = self._desk.labels

        def make(_progress: Progress) -> bytes:
            return labels.archive([resident_id], sheet)

        key, whose = f"label {sheet} {resident_id}", resident_id
        open_it = partial(
            self._navigator.open, "paper", make=make, key=key, whose=whose, title=title, is_exact=True
        )
        return Action(f"record.label.{sheet}", title, open_it, "print")

    def enrol(self, resident_id: str, programme: str) -> None:
        """The resident joins a programme."""
        said = self.tr("已纳入，今天起可随访")
        self._do(partial(self._desk.enrolments.enrol, resident_id, programme), said)

    def decline(self, resident_id: str, programme: str, reason: str) -> None:
        """The suggestion is turned down."""
        said = self.tr("已记不纳入，不再提示")
        self._do(partial(self._desk.enrolments.decline, resident_id, programme, reason), said)

    def _write(self, resident_id: str, sheet: Writable) -> Action:
        args = {"resident_id": resident_id, "programme": sheet.programme, "form": sheet.form}
        open_it = partial(self._navigator.open, "visit", **args)
        return Action(f"record.write.{sheet.form}", words.of_form(sheet.title), open_it, "write")

    def _do(self, job: Callable[[], object], said: str) -> None:
        self._tasks.run(job, done=lambda _result: self._navigator.say(said), owner=self, once="enrolment")
