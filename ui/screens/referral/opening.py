"""What the referral screen needs before it can be shown, and the paper as pictures; off the main thread."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from healthdesk.domain.forms.filling import Filling
from healthdesk.services.prefill import About
from healthdesk.services.referrals import Course
from healthdesk.services.rows import ResidentCard
from ui.widgets.paper import Pages, rendered

if TYPE_CHECKING:
    from healthdesk.desk import Desk


@dataclass(frozen=True, slots=True)
class Opened:
    """A sheet being written (`course` None), or one that was signed, with the sheet that comes `back`."""

    card: ResidentCard
    filling: Filling | None
    about: About
    course: Course | None
    back: Filling | None = None

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
    """A signed sheet and what became of it."""
    course = desk.referrals.course(referral_id)
    card = desk.residents.card(course.row.resident_id)
    return Opened(card, None, About(), course, desk.referrals.back(referral_id))


def drawn(desk: "Desk", opened: Opened, filling: Filling | None, scale: float, *, is_a5: bool) -> Drawn:
    """The paper as it would be now."""
    if filling is None:
        sheet = desk.referrals.sheet(opened.referral_id)
    else:
        sheet = desk.referrals.preview(opened.card.id, filling, opened.about)
    pages = rendered(desk.printing.draw(sheet, is_a5=is_a5), scale)
    return Drawn(pages, sheet.is_unsent, sheet.has_conflict)
