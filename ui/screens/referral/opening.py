"""What the referral screen needs before it can be shown, and the paper as pictures; off the main thread."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from healthdesk.domain.access import Permission
from healthdesk.domain.forms.filling import Filling
from healthdesk.services.prefill import About
from healthdesk.services.referral_sheets import FORM
from healthdesk.services.referrals import Course
from healthdesk.services.rows import ResidentCard
from ui.widgets.paper import Pages, rendered

if TYPE_CHECKING:
    from healthdesk.desk import Desk


@dataclass(frozen=True, slots=True)
class Opened:
    """A sheet being written (`course` None), or one that was signed, with the sheet that comes `back`.

    A signed one with a `filling` is being corrected, for `reason`; `version` is the row_version that was
    looked at. `is_overtaken`: it was corrected elsewhere since the draft of this correction was begun.
    """

    card: ResidentCard
    filling: Filling | None
    about: About
    course: Course | None
    back: Filling | None = None
    reason: str = ""
    version: int | None = None
    is_overtaken: bool = False

    @property
    def is_written(self) -> bool:
        """Whether its fields are open."""
        return self.filling is not None

    @property
    def is_correction(self) -> bool:
        """Whether its fields are open over a signed sheet."""
        return self.is_written and self.course is not None

    @property
    def signed(self) -> Course | None:
        """The course of a sheet that is looked at; None while one is written or corrected."""
        return None if self.is_written else self.course

    @property
    def draft_subject(self) -> str:
        """Under which name a draft is kept."""
        return self.referral_id or self.card.id

    @property
    def referral_id(self) -> str:
        """The id of a signed sheet."""
        return self.course.row.id if self.course else ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The pages, and what is unusual about them."""

    pages: Pages
    is_unsent: bool
    has_conflict: bool


def begin(desk: "Desk", resident_id: str, about: About) -> Opened:
    """A sheet for this resident, filled in with what is known."""
    filling = desk.referrals.start(resident_id, about)
    return Opened(desk.residents.card(resident_id), filling, about, None)


def look_at(desk: "Desk", referral_id: str) -> Opened:
    """A signed sheet and what became of it; a correction that was left goes on where it stood."""
    course = desk.referrals.course(referral_id)
    card = desk.residents.card(course.row.resident_id)
    opened = Opened(card, None, About(), course, desk.referrals.back(referral_id))
    has_begun = course.is_correctable and desk.drafts.kept(referral_id, FORM) is not None
    return correct(desk, opened) if has_begun and desk.seat.may(Permission.REFER) else opened


def correct(desk: "Desk", opened: Opened, reason: str = "") -> Opened:
    """The same sheet, open to be corrected, for `reason` or for what its draft gives."""
    found = desk.referral_corrections.open(opened.referral_id)
    return replace(
        opened,
        filling=found.filling,
        reason=reason or found.reason,
        version=found.version,
        is_overtaken=found.is_overtaken,
    )


def drop(desk: "Desk", opened: Opened) -> None:
    """Throw away what was begun of a correction."""
    if opened.filling is not None:
        desk.drafts.discard(opened.draft_subject, opened.filling.form.key)


def sign(desk: "Desk", opened: Opened, filling: Filling) -> Opened:
    """Sign a new sheet, or the corrected one; then it is looked at. Raises what the services raise."""
    if opened.version is None:
        return look_at(desk, desk.referrals.refer(opened.card.id, filling, opened.about))
    desk.referral_corrections.amend(opened.referral_id, filling, opened.reason, opened_version=opened.version)
    return look_at(desk, opened.referral_id)


def drawn(desk: "Desk", opened: Opened, filling: Filling | None, scale: float, *, is_a5: bool) -> Drawn:
    """The paper as it would be now."""
    if filling is None:
        sheet = desk.referrals.sheet(opened.referral_id)
    else:
        sheet = desk.referrals.preview(opened.card.id, filling, opened.about, opened.referral_id)
    pages = rendered(desk.printing.draw(sheet, is_a5=is_a5), scale)
    return Drawn(pages, sheet.is_unsent, sheet.has_conflict)
