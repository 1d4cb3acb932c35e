"""The white sheet: what it is, the form, and a foot that is always visible."""

from datetime import date, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.forms.form_view import FormView
from ui.kit import theme, words
from ui.kit.theme import Size
from ui.screens.visit.opening import Opened
from ui.widgets.key_button import KeyButton
from ui.widgets.line import Line
from ui.widgets.marks import IconLine
from ui.widgets.panel import HEAD_WITH_CONTROL, Panel, hairline
from ui.widgets.text import label, say, set_state

LONGEST_REASON = 200


class SheetPanel(Panel):
    """Its signals are its buttons, the reason while it is typed, and Enter behind it."""

    sign_wanted = Signal()
    refer_wanted = Signal()
    quick_wanted = Signal()
    keep_wanted = Signal()
    reason_typed = Signal()
    reason_given = Signal()

    def __init__(self, form: FormView, *, may_refer: bool) -> None:
        super().__init__(padded=False, name="visit.sheet")
        self._is_quick = False
        self.is_busy = False
        self._head = QWidget()
        self._head.setFixedHeight(HEAD_WITH_CONTROL)
        self._title = label("", Size.TITLE, name="visit.title")
        self._date = label("", Size.STRONG, name="visit.date")
        self._pace = KeyButton(self.tr("快速记录"), key="F6", kind="text", name="visit.quick")
        self._pace.clicked.connect(self.quick_wanted)
        self._last = label("", tone="ink2", name="visit.last")
        self._reason_row = QWidget()
        self._reason = Line()
        self._gaps = label("", Size.STRONG, name="visit.gaps")
        self._saved = IconLine("saved", "", "ink2", name="visit.saved")
        self.sign = KeyButton(self.tr("签署"), key="Ctrl+Return", kind="primary", name="visit.sign")
        self.sign.clicked.connect(self.sign_wanted)
        self._keep = KeyButton(
            self.tr("存为未完整"), key="Ctrl+Shift+Return", kind="primary", name="visit.keep"
        )
        self._keep.clicked.connect(self.keep_wanted)
        self._build_head()
        self.body.addWidget(hairline())
        self._build_reason()
        self.body.addWidget(form, 1)
        self.body.setSpacing(0)
        self._build_foot(may_refer=may_refer)

    def begin(self, opened: Opened, today: date, *, has_quick: bool) -> None:
        """A new sheet; `has_quick`: it can be cut down to a few questions."""
        say(self._title, self._words_of_title(opened))
        on = opened.sheets[0].last_on if opened.visit_id else today
        say(self._date, (on or today).isoformat())
        last = opened.sheets[0].last_on
        say(self._last, self.tr("上次 {day}").format(day=last) if last and not opened.visit_id else "")
        self._reason_row.setVisible(bool(opened.visit_id))
        self._pace.setVisible(has_quick)
        self._show_button(is_quick=self._is_quick and has_quick)
        self._reason.setText(opened.amend_reason)
        words_of_draft = self._words_of_draft(opened)
        self._saved.show_line("draft" if words_of_draft else "saved", words_of_draft)
        self._saved.setVisible(bool(words_of_draft))

    def _words_of_draft(self, opened: Opened) -> str:
        if opened.is_overtaken:
            return self.tr("这份记录在您更正期间已被改过：上次写的列在右侧，请核对后重填")
        return self.tr("接着上次的草稿") if any(one.from_draft for one in opened.sheets) else ""

    def _words_of_title(self, opened: Opened) -> str:
        """`高血压、糖尿病随访`; any other sheet is called by its form."""
        first = opened.sheets[0]
        if first.programme.rules and first.filling.form.key == first.programme.form_key:
            titles = words.listed(words.programme(sheet.programme.key) for sheet in opened.sheets)
            name = self.tr("{titles}随访").format(titles=titles)
            if drafts := [sheet for sheet in opened.sheets if sheet.filling.form.is_draft]:
                which = words.listed(words.of_form(sheet.programme.short_title) for sheet in drafts)
                is_all = len(drafts) == len(opened.sheets)
                draft = self.tr("草案") if is_all else self.tr("{titles}为草案").format(titles=which)
                name = self.tr("{name}（{draft}）").format(name=name, draft=draft)
        else:
            name = words.of_form(first.filling.form.title)
        return self.tr("改正{name}").format(name=name) if opened.visit_id else name

    def show_gaps(self, many: int) -> None:
        """How many questions still want an answer."""
        say(self._gaps, self.tr("还差 {n} 项").format(n=many) if many else self.tr("可以签署"))

    def show_quick(self, *, is_quick: bool) -> None:
        """Which of the two sheets is shown; the button names the other."""
        self._pace.set_word(self.tr("全表") if is_quick else self.tr("快速记录"))
        self._is_quick = is_quick
        self._show_button(is_quick=is_quick)

    def _show_button(self, *, is_quick: bool) -> None:
        self._keep.setVisible(is_quick)
        self.sign.setVisible(not is_quick)

    def say_saved(self, moment: datetime) -> None:
        """The draft is on the disk."""
        self._saved.show_line(
            "saved", self.tr("草稿已存 {time}").format(time=f"{moment.astimezone():%H:%M:%S}")
        )
        self._saved.show()

    def amend_reason(self) -> str:
        """Why a signed record is changed."""
        return self._reason.text().strip()

    def ask_amend_reason(self, *, is_missing: bool = True) -> None:
        """Begin with it; marked when it is missing."""
        set_state(self._reason, "err", is_missing)
        self._reason.setFocus()

    def end(self) -> None:
        """Nothing more is asked: the focus goes to the button that ends the sheet."""
        (self.sign if self._keep.isHidden() else self._keep).setFocus()

    def set_busy(self, *, is_busy: bool) -> None:
        """While it is being saved nobody signs twice."""
        self.is_busy = is_busy
        self.sign.set_busy(is_busy)
        self._keep.set_busy(is_busy)

    def _build_head(self) -> None:
        row = QHBoxLayout(self._head)
        row.setContentsMargins(theme.PAGE_MARGIN, 0, theme.PAGE_MARGIN, 0)
        row.setSpacing(10)
        for part in (self._title, self._date, self._pace):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self._last)
        self.body.addWidget(self._head)

    def _build_reason(self) -> None:
        row = QHBoxLayout(self._reason_row)
        row.setContentsMargins(theme.PAGE_MARGIN, 8, theme.PAGE_MARGIN, 8)
        self._reason.setObjectName("visit.amend_reason")
        self._reason.setMaxLength(LONGEST_REASON)
        self._reason.setPlaceholderText(self.tr("为什么改正；改正前的内容仍保留"))
        self._reason.setAccessibleName(self.tr("改正的理由"))
        self._reason.textEdited.connect(lambda _text: self.reason_typed.emit())
        self._reason.returnPressed.connect(self.reason_given)
        self._reason.textChanged.connect(lambda _text: set_state(self._reason, "err", False))
        row.addWidget(label(self.tr("改正的理由"), Size.STRONG))
        row.addWidget(self._reason, 1)
        self.body.addWidget(self._reason_row)

    def _build_foot(self, *, may_refer: bool) -> None:
        foot = self.foot()
        foot.addWidget(self._saved)
        foot.addSpacing(8)
        foot.addWidget(IconLine("carried", self.tr("灰色为沿用，Enter 保留，直接输入即改"), "ink2"))
        foot.addStretch(1)
        foot.addWidget(self._gaps)
        refer = KeyButton(self.tr("转诊"), key="Ctrl+R", icon="referral", name="visit.refer")
        refer.clicked.connect(self.refer_wanted)
        foot.addWidget(refer)
        refer.setVisible(may_refer)
        foot.addWidget(self._keep)
        foot.addWidget(self.sign)
        self._keep.hide()
