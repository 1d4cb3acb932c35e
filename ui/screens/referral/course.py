"""After signing: where the referral stands, and what the hospital has said on paper or by telephone."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from healthdesk.domain.forms.answers import Answer
from healthdesk.domain.forms.filling import Filling, Origin
from healthdesk.services.referral_corrections import Change, Corrected
from healthdesk.services.referrals import Course, ReferralRow
from ui.forms.answer_words import answer_words
from ui.kit import words
from ui.kit.i18n import QT_TRANSLATE_NOOP, translate
from ui.kit.theme import Size
from ui.screens.referral.sheet_form import SheetForm
from ui.widgets.numbered import NumberedOptions
from ui.widgets.text import label, say

STATES = {
    "draft": QT_TRANSLATE_NOOP("Referral", "草稿"),
    "sent": QT_TRANSLATE_NOOP("Referral", "已转出"),
    "accepted": QT_TRANSLATE_NOOP("Referral", "已接收"),
    "refused": QT_TRANSLATE_NOOP("Referral", "对方未接收"),
    "seen": QT_TRANSLATE_NOOP("Referral", "已就诊"),
    "returned": QT_TRANSLATE_NOOP("Referral", "已转回"),
    "closed": QT_TRANSLATE_NOOP("Referral", "已结束"),
}

NEXT = ("accepted", "refused", "seen", "returned", "closed")

BACK_PAIRS = (("back_date", "to_doctor"), ("was_inpatient", "inpatient_no"), ("diagnosis",), ("findings",),
              ("course_plan_rehab",), ("from_doctor", "from_phone"))  # fmt: skip
"""What the hospital wrote on the form that comes back, line by line; the rest is known."""

SAID = (
    ("reason", QT_TRANSLATE_NOOP("Referral", "对方说明：")),
    ("inpatient_no", QT_TRANSLATE_NOOP("Referral", "住院病案号：")),
)
"""What the hospital says on the platform and nobody here types."""


class CourseView(QWidget):
    """`status()` and `feedback()` are what a person has ticked and typed."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 16, 8)
        column.setSpacing(6)
        self._known: frozenset[str] = frozenset()
        self._state = label("", Size.STRONG, name="referral.state")
        self._due = label("", tone="ink2", name="referral.due")
        column.addWidget(self._state)
        column.addWidget(self._due)
        self._said = label("", name="referral.said")
        self._said.setWordWrap(True)
        column.addWidget(self._said)
        self._corrected = label("", tone="ink2", name="referral.corrected")
        self._corrected.setWordWrap(True)
        column.addWidget(self._corrected)
        column.addSpacing(6)
        column.addWidget(label(self.tr("对方怎么说"), tone="ink2"))
        options = [(code, translate("Referral", STATES[code])) for code in NEXT]
        self.options = NumberedOptions(options)
        self.options.setObjectName("referral.answer")
        self.options.setAccessibleName(self.tr("对方怎么说"))
        self.options.picked.connect(lambda _codes: self.changed.emit())
        column.addWidget(self.options)
        self.back = SheetForm(BACK_PAIRS, ())
        column.addWidget(self.back, 1)

    def show_course(self, course: Course, due: str, back: Filling) -> None:
        """How far it has come, and what is known of the answer."""
        say(self._state, state_words(course.row.status))
        say(self._due, due)
        said = [
            translate("Referral", text) + str(course.feedback[key])
            for key, text in SAID
            if key in course.feedback
        ]
        if course.is_withheld:
            said.append(self.tr("已有回音，内容不向您显示，请问责任医生"))
        say(self._said, "\n".join(said))
        self._said.setVisible(bool(said))
        corrected = [corrected_words(one) for one in course.corrections]
        if course.unread:
            corrected.append(self.tr("另有 {n} 份更正前的单子读不出，原样留存").format(n=course.unread))
        if course.unsigned is not None:
            corrected.insert(0, unsigned_words(course.unsigned))
        say(self._corrected, "\n".join(corrected))
        self._corrected.setVisible(bool(corrected))
        self.options.show_codes(())
        self._known = frozenset(course.feedback)
        self.back.show_filling(back)

    def status(self) -> str:
        """The ticked state, or nothing."""
        codes = self.options.codes()
        return codes[0] if codes else ""

    def feedback(self) -> Mapping[str, Answer]:
        """What the back sheet says: written now, or received before."""
        filling = self.back.filling()
        return {
            key: value
            for key, value in filling.answers().items()
            if key in self._known or _is_written(filling, key)
        }

    def is_sound(self) -> bool:
        """Whether nothing that was written is refused; the first that is says why at its field."""
        problems = self.back.filling().problems()
        if problems:
            self.back.complain(problems[0].link_id, problems[0].reason)
        return not problems


def _is_written(filling: Filling, key: str) -> bool:
    entry = filling.entry(key)
    return entry is not None and entry.origin is Origin.TYPED


def corrected_words(one: Corrected) -> str:
    """Who corrected it when and why, and what it said before."""
    was = translate("Referral", "{item}原为“{before}”")
    changes = [was.format(item=_name(change), before=_said(change, change.before)) for change in one.changes]
    said = translate("Referral", "{at} {who} 更正：{why}").format(
        at=f"{one.at.astimezone():%m-%d %H:%M}", who=one.by, why=one.reason
    )
    return "；".join([said, *changes])


def unsigned_words(one: Corrected) -> str:
    """What was begun and can no longer be sent: whoever wrote it reads it here, to tell it by telephone."""
    written = translate("Referral", "{item}写的是“{after}”")
    changes = [
        written.format(item=_name(change), after=_said(change, change.after)) for change in one.changes
    ]
    said = translate("Referral", "{at} 起的更正没有签署，对方已作最后答复，不能再送").format(
        at=f"{one.at.astimezone():%m-%d %H:%M}"
    )
    why = translate("Referral", "理由：{why}").format(why=one.reason) if one.reason else ""
    return "；".join(filter(None, [said, why, *changes]))


def state_words(status: str) -> str:
    """The Chinese word of a state; an unknown one as it came."""
    return translate("Referral", STATES[status]) if status in STATES else status


def due_words(row: ReferralRow, today: date) -> str:
    """When the result is to be asked for; late ones say by how much."""
    if row.result_due_on is None:
        return translate("Referral", "不再等结果")
    late = (today - row.result_due_on).days
    if late > 0 and row.status != "refused":
        return words.overdue(late)
    to_do = {
        "refused": QT_TRANSLATE_NOOP("Referral", "对方没有接收，请当天另行安排，办完标“已结束”"),
        "returned": QT_TRANSLATE_NOOP("Referral", "{day} 前随访，随访后标“已结束”"),
    }.get(row.status, QT_TRANSLATE_NOOP("Referral", "{day} 前追问结果"))
    return translate("Referral", to_do).format(day=row.result_due_on.isoformat())


def _name(change: Change) -> str:
    return words.of_form(change.item.text)


def _said(change: Change, answer: Answer | None) -> str:
    return answer_words(change.item, answer) or translate("Referral", "未填")
