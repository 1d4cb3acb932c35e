"""Whom this follow-up is about: the person bar with what is due."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from healthdesk.services.rows import ResidentCard
from ui.kit import words
from ui.kit.cautions import cautions
from ui.screens.visit.opening import Opened
from ui.widgets.key_button import KeyButton
from ui.widgets.marks import IconLine
from ui.widgets.panel import hairline
from ui.widgets.person_bar import PersonBar, PersonHeader
from ui.widgets.text import label


class VisitHead(QWidget):
    """`next_wanted` from its button."""

    next_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._bar = PersonBar(name="visit.person")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._bar)

    def show_opened(self, opened: Opened, today: date) -> None:
        """The person, allergies in red first, and when the visit was due."""
        card = opened.card
        self._bar.show_person(
            PersonHeader(
                card.name,
                words.sex_and_age_long(card.sex, card.born, today),
                facts=(card.phone_masked,) if card.phone_masked else (),
                danger=tuple(self.tr("{what}过敏").format(what=words.of_form(one)) for one in card.allergies),
                warnings=cautions(card),
                tags=tuple(
                    words.programme(one.programme) for one in card.enrolments if one.status == "active"
                ),
            )
        )
        right: list[QWidget] = []
        late = late_days(card, opened.programmes, today)
        if late > 0 and not opened.visit_id:
            right.append(IconLine("overdue", words.overdue(late), "amber"))
        last = opened.sheets[0].last_on
        if last is not None and not opened.visit_id:
            line = hairline(upright=True)
            line.setFixedHeight(20)
            right += [line, label(self.tr("上次 {day}").format(day=words.near_day(last, today)))]
        after = KeyButton(self.tr("下一位"), key="F2", name="visit.next")
        after.clicked.connect(self.next_wanted)
        self._bar.set_right([*right, after])


def late_days(card: ResidentCard, programmes: tuple[str, ...], today: date) -> int:
    """Days since the last day of the window of what is most overdue."""
    days = [
        (today - max(one.next_due, one.next_latest or one.next_due)).days
        for one in card.enrolments
        if one.programme in programmes and one.status == "active" and one.next_due is not None
    ]
    return max([0, *days])
