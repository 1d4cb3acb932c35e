"""What the sheet of a record about nobody shows: a fresh one, a signed one, or one being corrected."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from healthdesk.domain.forms.filling import Filling
from healthdesk.services.centre_rows import CentreRecordRow
from ui.kit.i18n import translate

if TYPE_CHECKING:
    from healthdesk.desk import Desk


@dataclass(frozen=True, slots=True)
class Opened:
    """A fresh sheet (`row` None) or a signed record; `reason` is why it is being corrected.

    `is_overtaken`: the record was corrected elsewhere since the draft of this correction was begun; what the
    draft held stands beside.
    """

    filling: Filling
    row: CentreRecordRow | None = None
    from_draft: bool = False
    reason: str = ""
    is_overtaken: bool = False

    @property
    def is_written(self) -> bool:
        """Whether answers may be typed."""
        return self.row is None or bool(self.reason)

    @property
    def may_renumber(self) -> bool:
        """Whether the next free number is for this one to take."""
        return not self.is_written and self.row is not None and _is_later(self.row)


def begin(desk: "Desk", form: str) -> Opened:
    """A fresh sheet, or the one that was left."""
    sheet = desk.centre_records.start(form)
    return Opened(sheet.filling, from_draft=sheet.from_draft)


def look_at(desk: "Desk", record_id: str) -> Opened:
    """A signed record; a correction that was left goes on where it stood."""
    found = desk.centre_records.correction(record_id)
    if found.draft is None:
        return Opened(found.filling, found.row)
    return Opened(
        found.draft,
        found.row,
        from_draft=not found.is_overtaken,
        reason=found.reason,
        is_overtaken=found.is_overtaken,
    )


def twin_words(row: CentreRecordRow) -> str:
    """That another record has this number too, and what helps; empty for a number of its own."""
    if row.twin is None:
        return ""
    if row.twin.is_earlier:
        said = translate(
            "CentreRecords", "与 {who} 先登记的一份同号（两台电脑离线时各自编号），按 F8 改用下一个号"
        )
    else:
        said = translate("CentreRecords", "与 {who} 后登记的一份同号（两台电脑离线时各自编号），那一份该改号")
    return said.format(who=row.twin.signed_by)


def _is_later(row: CentreRecordRow) -> bool:
    return row.twin is not None and row.twin.is_earlier
