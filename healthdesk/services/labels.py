"""Labels for the folders of archives."""

from collections.abc import Callable, Sequence
from datetime import date

from healthdesk.base import errors
from healthdesk.documents.fonts import Fonts
from healthdesk.documents.labels_pdf import ArchiveLabel, LabelSheet, label_sheet, label_sheets, labels_pdf
from healthdesk.documents.layouts import Words, read
from healthdesk.domain.access import Permission
from healthdesk.services import reading
from healthdesk.services.seat import Seat
from healthdesk.store import settings
from healthdesk.store.database import Database
from healthdesk.store.residents import Resident

SINGLE = "roll-60x40"
"""One label a page, which every label printer takes."""

MOST = 1000


class Labels:
    """`fonts` are those of all other paper. A label that is handed out is audited."""

    def __init__(self, *, database: Database, seat: Seat, fonts: Callable[[], Fonts]) -> None:
        self._database = database
        self._seat = seat
        self._fonts = fonts

    def sheets(self) -> tuple[LabelSheet, ...]:
        """What labels can be printed on."""
        return label_sheets()

    def archive(self, resident_ids: Sequence[str], sheet: str, *, copies: int = 1, first: int = 1) -> bytes:
        """A label for each, `copies` times, from the `first` place that is free on the sheet.

        Raises NotFound, NotAllowed, InvalidInput.
        """
        self._seat.require(Permission.VIEW_RECORD)
        if len(resident_ids) * copies > MOST:
            raise errors.InvalidInput("copies", "range")
        with self._database.writing("audit") as session:
            rows = [reading.resident(session, id_) for id_ in resident_ids]
            for row in rows:
                session.audit("print", "Label", None, row.id)
            centre = settings.value(session, "centre.name", "")
            labels = [_label(row, centre) for row in rows for _ in range(copies)]
        return labels_pdf(labels, label_sheet(sheet), self._fonts(), first=first)


def _label(row: Resident, centre: str) -> ArchiveLabel:
    words = read("words", Words)
    facts = " ".join(filter(None, (words.sex.get(row.sex, ""), _day(row.born))))
    return ArchiveLabel(row.name, facts, row.archive_no, centre)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
