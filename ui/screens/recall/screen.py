"""Recall: who is to be called for a dose, called by keys, printed, exported."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QSizePolicy, QWidget

from healthdesk.base.changes import Changes
from healthdesk.base.pages import Page
from healthdesk.base.progress import Counter, Progress
from healthdesk.domain.access import Permission
from healthdesk.exchange import csv_tables
from healthdesk.services.recall import ALL, DUE, OVERDUE, Asked, RecallRow
from healthdesk.services.recall_list import export_rows, recall_table
from healthdesk.services.recall_list import words as list_words
from ui.kit import words
from ui.kit.actions import Action
from ui.kit.i18n import translate
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks
from ui.screens.recall.class_list import ClassList
from ui.screens.recall.columns import AGES, recall_columns
from ui.tables.list_screen import Listing, ListScreen
from ui.widgets.calling import Calling
from ui.widgets.key_button import KeyButton
from ui.widgets.saving import Saving
from ui.widgets.search_box import SearchBox
from ui.widgets.switches import Segments
from ui.widgets.text import label, say
from ui.widgets.working import Working

if TYPE_CHECKING:
    from healthdesk.desk import Desk

STATES = (ALL, OVERDUE, DUE)
KINDS = ("Vaccination", "Resident", "Enrolment", "Background")


class RecallScreen(ListScreen[RecallRow]):
    """What is shown was worked out earlier; whoever has changed since is worked out behind it."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(desk, tasks, navigator, "recall", KINDS)
        self._vaccine = ""
        self._is_whole = False
        self.working = Working("recall.working", is_inset=True)
        self.working.stopped.connect(self._stop)
        self.saving = Saving(tasks, navigator, "recall.saving")
        self.class_list = ClassList(desk, tasks, navigator, self)
        self._build()
        self.calling = Calling(desk.calls.note_recall, desk.clock.today, tasks, navigator, self)

    def show_for(self, **args: Any) -> None:
        super().show_for(**args)
        self._renew()

    def reload(self, changes: Changes) -> None:
        super().reload(changes)
        if changes.touches(*KINDS):
            self._renew()

    def commands(self) -> tuple[Action, ...]:
        may_print, may_unmask = Permission.PRINT_LISTS.value, Permission.UNMASK.value
        return (
            Action("recall.open", self.tr("打开接种卡"), self._open_current, "immunization", "F2"),
            Action("recall.call", self.tr("记电话结果"), self._call, "phone", "F4"),
            Action("recall.vaccine", self.tr("只看一种疫苗"), self._offer_vaccines, "immunization", "F6"),
            Action("recall.print", self.tr("打印名单"), self._print, "print", "Ctrl+P", may_print),
            Action(
                "recall.letters", self.tr("打印通知单"), self._letters, "document", "Ctrl+Shift+P", may_print
            ),
            Action(
                "recall.letters_a5", self.tr("打印通知单（A5）"), self._letters_a5, "document", "", may_print
            ),
            Action(
                "recall.export",
                self.tr("导出表格（电话完整）"),
                self._export,
                "download",
                "Ctrl+E",
                may_unmask,
            ),
            Action("recall.class", self.tr("学校名单查验"), self.class_list.ask, "upload", "Ctrl+I"),
            Action("recall.record", self.tr("打开健康档案"), self._open_record, "archive", "Ctrl+O"),
        )

    def _build(self) -> None:
        listing = Listing(
            title=self.tr("催种"),
            called=self.tr("要催种的人"),
            tabs=(self.tr("全部"), self.tr("逾期"), self.tr("应种")),
            columns=recall_columns(self._desk.clock.today),
            key=lambda row: row.resident_id,
            hints=(
                ("Return", self.tr("打开接种卡"), self._open_current),
                ("F4", self.tr("记电话结果"), self._call),
                ("F6", self.tr("只看一种疫苗"), self._offer_vaccines),
            ),
        )
        self.build(listing, beside=self._beside(), below=(self.working, self.saving, self.class_list.working))
        self._found = label("", tone="ink2", name="recall.found")
        self.foot.addWidget(self._found)

    def _beside(self) -> list[QWidget]:
        """What the list is narrowed by, and the two things done with it."""
        self.street = SearchBox(self.tr("街道、社区、小区"), name="recall.street")
        self.street.setSizePolicy(QSizePolicy.Policy.Expanding, self.street.sizePolicy().verticalPolicy())
        self.street.asked.connect(lambda _text: self._fetch())
        self.ages = Segments([translate("Recall", title) for title, *_ in AGES], "recall.ages")
        self.ages.chosen.connect(lambda _at: self._fetch())
        paper = KeyButton(self.tr("打印名单"), key="Ctrl+P", icon="print", name="recall.print")
        paper.clicked.connect(self._print)
        call = KeyButton(self.tr("记电话"), key="F4", icon="phone", kind="primary", name="recall.call")
        call.clicked.connect(self._call)
        may_print = self._navigator.seat.allows(Permission.PRINT_LISTS.value)
        return [self.street, self.ages, *([paper] if may_print else []), call]

    def _asked(self) -> Asked:
        _, age_from, age_below = AGES[self.ages.position()]
        return Asked(
            street=self.street.text().strip(),
            age_from=age_from,
            age_below=age_below,
            vaccine=self._vaccine,
            state=STATES[self.tabs.currentIndex()],
        )

    def _fetch(self) -> None:
        desk, asked = self._desk, self._asked()
        self.table.rows.ask(lambda _after: Page(desk.recall.rows(asked), None), asked)

    def _renew(self) -> None:
        """The first time at a large centre it takes a while: until then the list is not whole."""
        self._is_whole = False
        self.working.run(
            self._tasks,
            self.tr("正在重排应种日期，名单还不全"),
            job=lambda progress: self._desk.recall.renew(progress),
            done=self._show_renewed,
            failed=self._navigator.complain,
        )

    def _show_renewed(self, changed: int) -> None:
        self._is_whole = True
        rows = self.table.rows.rows()
        if changed or not rows:
            self._fetch()
        else:
            self._filled(len(rows))

    def _stop(self) -> None:
        """What was worked out so far stays; the rest is, the next time."""
        self._navigator.say(self.tr("已停止重排，名单还不全；再打开时接着排"), "note")
        self._fetch()

    def _filled(self, count: int) -> None:
        say(self._found, self._count_words(count))
        empty = self.table.empty_state()
        if self._is_whole:
            empty.show_state(
                "fine", self.tr("没有要催种的人"), self.tr("换一个年龄或街道看看；应种满 30 天的人会列在这里")
            )
        elif self.working.is_running:
            empty.loading()
        else:
            empty.show_state("later", self.tr("名单还不全"), self.tr("重排已停止；再打开这一页时接着排"))

    def _count_words(self, count: int) -> str:
        """How many there are; of a list that is not whole no number that could pass for all of them."""
        if not self._is_whole:
            return self.tr("已排出 {count} 人，名单还不全").format(count=count)
        said = self.tr("{count} 人，推荐日期满 {days} 天未种").format(
            count=count, days=self._desk.recall.after_days
        )
        if not self._vaccine:
            return said
        title = self._desk.schedule.edition(self._desk.clock.today()).groups[self._vaccine].title
        return self.tr("只看{vaccine}：{found}").format(vaccine=words.of_form(title), found=said)

    def _offer_vaccines(self) -> None:
        groups = self._desk.schedule.edition(self._desk.clock.today()).groups.values()
        own = [(group.key, words.of_form(group.title)) for group in groups if group.is_programme]
        self._navigator.offer(
            [
                Action(f"recall.only.{key or 'all'}", title, partial(self._turn_to, key), "immunization")
                for key, title in [("", self.tr("所有疫苗")), *own]
            ]
        )

    def _turn_to(self, vaccine: str) -> None:
        self._vaccine = vaccine
        self._fetch()

    def _call(self) -> None:
        row = self.current()
        if row is not None:
            self.calling.offer(row.resident_id, row.name)

    def _open(self, row: RecallRow) -> None:
        self._navigator.open("card", resident_id=row.resident_id)

    def _open_record(self) -> None:
        row = self.current()
        if row is not None:
            self._navigator.open("record", resident_id=row.resident_id)

    def _print(self) -> None:
        today, desk, centre = self._desk.clock.today(), self._desk, self._navigator.seat.centre
        rows = self.table.rows.rows()

        self._navigator.open(
            "paper",
            make=lambda progress: desk.printing.table(
                recall_table(rows, today, desk.recall.after_days, centre), progress
            ),
            key="recall list",
            title=self.tr("催种名单"),
        )

    def _letters(self) -> None:
        self._open_letters(self.tr("预防接种通知单"), is_a5=False)

    def _letters_a5(self) -> None:
        """A kind of its own: its printer and its paper are remembered apart."""
        self._open_letters(self.tr("预防接种通知单 A5"), is_a5=True)

    def _open_letters(self, title: str, *, is_a5: bool) -> None:
        rows, desk = self.table.rows.rows(), self._desk
        self._navigator.open(
            "paper",
            make=lambda progress: desk.immunization_papers.letters(rows, progress, is_a5=is_a5),
            key=f"recall letters {is_a5}",
            title=title,
        )

    def _export(self) -> None:
        target = self._target(self.tr("催种名单 {day}.csv"), "CSV (*.csv)")
        if target is None:
            return
        desk, asked = self._desk, self._asked()

        def write_them(progress: Progress) -> Path:
            rows = export_rows(desk.recall.phone_list(asked))
            Counter(progress).add(1)  # who has pressed stop gets no file
            csv_tables.write(target, list_words().export_columns, rows)
            return target

        self.saving.save(write_them)

    def _target(self, name: str, pattern: str) -> Path | None:
        suggestion = name.format(day=self._desk.clock.today().isoformat())
        return self._navigator.ask.save_file(self.tr("存成文件"), suggestion, pattern)
