"""A paper as it will come out of the printer: one record, several in columns, the archive, a blank form."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from healthdesk.base.errors import HealthDeskError
from healthdesk.services.immunization_papers import BookletPages
from ui.kit import messages, theme, words
from ui.kit.actions import Action
from ui.kit.paper_out import Sheet
from ui.kit.places import Navigator
from ui.kit.screen import Screen
from ui.kit.tasks import Lane, Tasks
from ui.kit.theme import Size
from ui.screens.paper.clinic import BOOKLET, TRIAL, BookletOffset
from ui.screens.paper.making import Made, Make, kind_of, maker
from ui.widgets.empty_state import EmptyState
from ui.widgets.key_button import KeyButton
from ui.widgets.paper import Pages, rendered
from ui.widgets.paper_preview import Preview
from ui.widgets.paper_sizes import PaperSizes, named
from ui.widgets.text import label, say
from ui.widgets.working import Working

if TYPE_CHECKING:
    from healthdesk.desk import Desk


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is shown: `make` draws it and is audited as printing where it holds somebody's data.

    `key` is made of what was asked for, and names the very paper.
    """

    title: str
    make: Make
    key: str
    resident_id: str
    is_exact: bool


class PaperScreen(Screen):
    """Drawn once; printing and saving hand out the very pages that were looked at."""

    def __init__(self, desk: "Desk", tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(desk, tasks, navigator)
        self.setObjectName("paper")
        self._wanted = Wanted("", lambda _progress: Made(b""), "", "", is_exact=False)
        self._args: dict[str, Any] = {}
        self._is_a5: bool | None = None
        self._sizes = PaperSizes(desk.folder)
        self._document = b""
        self._doses: tuple[str, ...] = ()
        self._points: tuple[float, float] = (0, 0)
        self._clinic: dict[str, Any] = {}
        self._offset = BookletOffset(desk.folder)
        self._build()

    def show_for(self, **args: Any) -> None:
        """`visit_id`; of the centre `record_id`, or `register` and `year`; or `resident_id` with a `form` of
        several records; or a blank `form`. And a `title`.

        `whose` the records of `visit_id` are, where that is known: the queue names the resident.
        `visit_ids` and `forms` are several papers in one, as they were written on one sheet; `forms` beside
        ids say which forms they are on.
        `is_archive` for a form of the archive itself, `is_cover_page` for the page built from all records,
        `is_growth` for a child's chart; `clinic` is the kind of a paper of the immunization clinic.
        Any other paper is drawn by `make`, which is given a `Progress` and may be long, and named by `key`;
        `is_exact` as of a `Sheet`.
        """
        self._args, self._is_a5 = dict(args), None
        self._clinic = dict(args) if "clinic" in args else {}
        key = " ".join(f"{name}={args[name]}" for name in sorted(args) if name not in ("title", "make"))
        whose = str(args.get("whose") or args.get("resident_id", ""))
        wants_a5 = self._sizes.is_a5(kind_of(args))
        make = maker(self._desk, args, self._offset.value(), wants_a5=wants_a5)
        is_exact = self._is_booklet() or bool(args.get("is_exact"))
        self._wanted = Wanted(str(args.get("title", "")), make, key, whose, is_exact=is_exact)
        self._document = b""
        say(self._title, words.of_form(self._wanted.title))
        self._navigator.renew()
        self._state.loading()
        self._stack.setCurrentWidget(self._state)
        self._working.end()
        self._working.run(
            self._tasks,
            self.tr("正在排版，可以接着做别的"),
            job=self._wanted.make,
            done=self._keep,
            failed=self._fail,
            lane=Lane.REPORTS if "make" in args else Lane.DATABASE,
        )

    def commands(self) -> tuple[Action, ...]:
        zoom = self.preview.step_zoom
        return (
            Action("paper.print", self.tr("打印"), self._print, "print", "Ctrl+P"),
            Action("paper.save", self.tr("存 PDF"), self._save, "download", "Ctrl+S"),
            Action("paper.back", self.tr("返回"), self._navigator.back, "back", "Esc"),
            Action("paper.zoom_in", self.tr("放大"), partial(zoom, 1), "zoom-in", "Ctrl+="),
            Action("paper.zoom_out", self.tr("缩小"), partial(zoom, -1), "zoom-out", "Ctrl+-"),
            *self._other_size(),
            *self._moves(),
            *self._mendings(),
        )

    def _other_size(self) -> tuple[Action, ...]:
        """Of a paper that has two."""
        if self._is_a5 is None:
            return ()
        word = self.tr("改用 A4 纸") if self._is_a5 else self.tr("改用 A5 纸")
        return (Action("paper.size", word, partial(self._resize, not self._is_a5), "document"),)

    def _resize(self, is_a5: bool) -> None:
        """Drawn anew, and the next one of its kind too."""
        self._sizes.remember(kind_of(self._args), is_a5=is_a5)
        self.show_for(**self._args)

    def _mendings(self) -> tuple[Action, ...]:
        """Of a booklet: a line counts as printed once it was handed out, and printers fail."""
        if not self._is_booklet():
            return ()
        said = self.tr("没有印上：上次的行当作没打过")
        return (Action("paper.not_printed", said, self._not_printed, "rejected", "Ctrl+U"),)

    def _moves(self) -> tuple[Action, ...]:
        """On the trial page of a booklet: the print is moved until it fits the lines."""
        if self._clinic.get("clinic") != TRIAL:
            return ()
        moves = (
            ("right", self.tr("打印位置右移 0.5 mm"), (1, 0), "Ctrl+Right"),
            ("left", self.tr("打印位置左移 0.5 mm"), (-1, 0), "Ctrl+Left"),
            ("down", self.tr("打印位置下移 0.5 mm"), (0, 1), "Ctrl+Down"),
            ("up", self.tr("打印位置上移 0.5 mm"), (0, -1), "Ctrl+Up"),
        )
        return tuple(
            Action(f"paper.move_{name}", text, partial(self._move, *step), "print", key)
            for name, text, step, key in moves
        )

    def _move(self, right: int, down: int) -> None:
        moved = self._offset.move(right, down)
        said = self.tr("打印位置：右 {right} mm，下 {down} mm，记在本机")
        self._navigator.say(said.format(right=moved[0], down=moved[1]), "print")
        self.show_for(**self._clinic)

    def focus_first(self) -> None:
        self._print_button.setFocus()

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(theme.PAGE_MARGIN, 12, theme.PAGE_MARGIN, 16)
        page.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(10)
        self._title = label("", Size.DISPLAY, name="paper.title")
        head.addWidget(self._title)
        head.addStretch(1)
        save = KeyButton(self.tr("存 PDF"), key="Ctrl+S", icon="download", name="paper.save")
        save.clicked.connect(self._save)
        self._print_button = KeyButton(
            self.tr("打印"), key="Ctrl+P", icon="print", kind="primary", name="paper.print"
        )
        self._print_button.clicked.connect(self._print)
        head.addWidget(save)
        head.addWidget(self._print_button)
        page.addLayout(head)
        self._working = Working("paper.working")
        self._working.stopped.connect(self._navigator.back)  # nobody waits for it: it is not handed out
        page.addWidget(self._working)
        self._stack = QStackedWidget()
        self._state = EmptyState("document", "", name="paper.state")
        self.preview: Preview = Preview("paper", self.tr("打印预览"), self._tasks)
        self.preview.wanted.connect(self._draw)
        self.preview.resized.connect(self._resize)
        self._stack.addWidget(self._state)
        self._stack.addWidget(self._framed(self.preview))
        page.addWidget(self._stack, 1)

    def _framed(self, widget: QWidget) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(widget)
        return made

    def _keep(self, made: Made) -> None:
        drawn, self._is_a5 = made.drawn, made.is_a5
        self.preview.offer_sizes(is_a5=made.is_a5)
        self._navigator.renew()
        if isinstance(drawn, BookletPages):
            self._document, self._doses = drawn.document, drawn.doses
        else:
            self._document, self._doses = drawn, ()
        self._stack.setCurrentIndex(1)
        self._draw(self.preview.scale())

    def _draw(self, scale: float) -> None:
        document = self._document
        if document:
            self._tasks.run(lambda: rendered(document, scale), done=self._show, owner=self)

    def _show(self, pages: Pages) -> None:
        self._points = pages.points
        self.preview.show_pages(pages)

    def _fail(self, error: HealthDeskError) -> None:
        back = Action("paper.to_record", self.tr("返回"), self._navigator.back, "back")
        self._state.failed(str(messages.message(error)), back)

    def _print(self) -> None:
        if self._document:
            self._navigator.paper.put_on_paper(self._sheet())

    def _save(self) -> None:
        if self._document:
            self._navigator.paper.save(self._sheet())

    def _sheet(self) -> Sheet:
        """What is looked at now. It is called after its form, never after a person: file names travel."""
        document, wanted, is_a5 = self._document, self._wanted, bool(self._is_a5)
        return Sheet(
            named(wanted.key, is_a5=is_a5),
            named(wanted.title, is_a5=is_a5),
            lambda: document,
            wanted.resident_id,
            self._doses,
            is_exact=wanted.is_exact,
            points=(0, 0) if self._is_booklet() else self._points,
        )

    def _is_booklet(self) -> bool:
        return str(self._clinic.get("clinic", "")).startswith(BOOKLET)

    def _not_printed(self) -> None:
        """The printer failed: what was handed out the last time is new again."""
        papers, whose = self._desk.immunization_papers, str(self._clinic["resident_id"])

        def say(many: int) -> None:
            if many:
                self._navigator.say(self.tr("上次的 {n} 行当作没有印过，可以重打").format(n=many), "print")
                self.show_for(**self._clinic)
            else:
                self._navigator.say(self.tr("没有印过的行"), "note")

        self._tasks.run(lambda: papers.booklet_not_printed(whose), done=say, owner=self)
