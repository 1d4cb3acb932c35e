"""The header of a record: who, allergies in red first, and the numbers, masked unless asked for."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from healthdesk.services.rows import ResidentCard
from ui.kit import words
from ui.kit.cautions import cautions
from ui.widgets.person_bar import PersonBar, PersonHeader


class RecordHead(QWidget):
    """`show_card` again with the full numbers unmasks them."""

    def __init__(self, buttons: Sequence[QWidget]) -> None:
        super().__init__()
        self._bar = PersonBar(has_two_lines=True, name="record.person")
        self._bar.set_right(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._bar)

    def show_card(self, card: ResidentCard, today: date, numbers: tuple[str, str] | None = None) -> None:
        """`numbers` are identity number and telephone in full, for ten seconds."""
        id_no, phone = numbers or (card.id_masked, card.phone_masked)
        born = card.born.isoformat() if card.born else ""
        remarks = [(self.tr("责任医生"), card.responsible_doctor), (self.tr("档案号"), card.archive_no)]
        self._bar.show_person(
            PersonHeader(
                card.name,
                words.sex_and_age_long(card.sex, card.born, today),
                facts=tuple(part for part in (born, id_no, phone, card.address) if part),
                danger=tuple(self.tr("{what}过敏").format(what=words.of_form(one)) for one in card.allergies),
                warnings=cautions(card),
                tags=tuple(
                    words.programme(one.programme) for one in card.enrolments if one.status == "active"
                ),
                remarks=tuple((title, value) for title, value in remarks if value),
            )
        )
