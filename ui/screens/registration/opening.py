"""What the sheet needs before it can be shown; read in one go, off the main thread."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from healthdesk.domain.forms.filling import Filling, Origin
from ui.screens.registration.drawing import prefill, vital_first

if TYPE_CHECKING:
    from healthdesk.desk import Desk

NEW = "new"
"""The subject of the draft of somebody who has no record yet."""

FORM = "personal-information"


@dataclass(frozen=True, slots=True)
class Opened:
    """A sheet about somebody new (`resident_id` empty) or about a resident.

    `base` is the sheet without what was typed; `version` the row version that the typing began from, so that
    a draft which somebody else's change has overtaken is refused when it is saved. Of a page that is partly
    hidden, what this person is not shown is kept as it is.
    """

    resident_id: str
    filling: Filling
    base: Filling
    version: int
    is_from_draft: bool = False
    is_stale: bool = False
    is_partly_hidden: bool = False

    @property
    def subject(self) -> str:
        """Whom the draft belongs to."""
        return self.resident_id or NEW


def begin_new(desk: "Desk", typed: str) -> Opened:
    """A fresh sheet, or the one left unfinished when nothing else was typed."""
    kept = desk.drafts.kept(NEW, FORM)
    base = vital_first(desk.residents.start(prefill(typed)))
    if kept is None or typed:
        return Opened("", base, base, 0)
    filling = Filling.restore(base.form, base.subject, kept.document)
    return Opened("", filling, base, 0, is_from_draft=True)


def begin_editing(desk: "Desk", resident_id: str) -> Opened:
    """The first page of a record, with the draft left behind if there is one."""
    sheet, version = desk.residents.sheet(resident_id)
    base = vital_first(sheet)
    kept, is_partly_hidden = desk.drafts.kept(resident_id, FORM), desk.residents.hides(resident_id)
    if kept is None:
        return Opened(resident_id, base, base, version, is_partly_hidden=is_partly_hidden)
    filling = Filling.restore(base.form, base.subject, kept.document)
    begun = version if kept.opened_version is None else kept.opened_version
    return Opened(
        resident_id,
        filling,
        base,
        begun,
        is_from_draft=True,
        is_stale=begun != version,
        is_partly_hidden=is_partly_hidden,
    )


def begin_again(desk: "Desk", resident_id: str) -> Opened:
    """The page as it is saved now; the draft is thrown away, on the user's word."""
    desk.drafts.discard(resident_id or NEW, FORM)
    return begin_editing(desk, resident_id) if resident_id else begin_new(desk, "")


def with_filling(opened: Opened, filling: Filling) -> Opened:
    """The same sheet as it stands on the screen."""
    return replace(opened, filling=filling)


def put_on_top(desk: "Desk", mine: Opened) -> Opened:
    """The newest saved page with what was typed here put over it."""
    sheet, version = desk.residents.sheet(mine.resident_id)
    base = vital_first(sheet)
    filling = base
    for link_id, entry in mine.filling.entries.items():
        if entry.origin is Origin.TYPED and mine.base.value(link_id) != entry.value:
            filling = filling.answer(link_id, entry.value, at=entry.entered_at)
    return replace(mine, filling=filling, base=base, version=version, is_stale=False)
