"""What the work desk shows beside the list, fetched in one go off the main thread."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from healthdesk.base.config import Place
from healthdesk.domain.access import Permission
from healthdesk.services.appointments import AppointmentRow
from healthdesk.services.drafts import DraftRow
from healthdesk.services.referral_results import ResultCount
from healthdesk.services.referrals import ReferralRow
from healthdesk.services.reports import ReportRow
from healthdesk.services.rows import VisitRow
from healthdesk.services.worklist import Progress, Waiting

if TYPE_CHECKING:
    from healthdesk.desk import Desk

MOST_SIGNED = 500
"""Nobody signs more in a day."""

MOST_LISTED = 5


@dataclass(frozen=True, slots=True)
class Overview:
    """The to-do box, what was begun, what was signed today, the month so far."""

    waiting: Waiting
    progress: tuple[Progress, ...]
    drafts: tuple[DraftRow, ...]
    form_titles: Mapping[str, str]
    results: tuple[ReferralRow, ...]
    signed: tuple[VisitRow, ...]
    reports: tuple[ReportRow, ...] = ()
    appointments: int = 0
    coming: tuple[AppointmentRow, ...] = ()


def overview(desk: "Desk") -> Overview:
    """Ask every service once."""
    today = desk.clock.today()
    drafts = desk.drafts.mine()
    return Overview(
        waiting=desk.worklist.waiting(),
        progress=desk.worklist.progress(),
        drafts=drafts,
        form_titles={form.key: form.title for form in desk.forms.sound({one.form_key for one in drafts})},
        results=desk.referrals.all(is_open=True, limit=MOST_LISTED),
        signed=desk.visits.all(limit=MOST_SIGNED, on=today),
        appointments=desk.appointments.asked() if desk.seat.may(Permission.REGISTER) else 0,
        coming=desk.appointments.booked(MOST_LISTED) if desk.seat.may(Permission.REGISTER) else (),
        reports=desk.reports.all(is_open=True) if desk.seat.may(Permission.KEEP_CENTRE_RECORDS) else (),
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """What every record is looked through for: whom to ask to join, and what became of which referrals."""

    asking: int
    results: ResultCount


@dataclass(frozen=True, slots=True)
class Outstanding:
    """Conflicts for a person, and saves that wait for the platform; none wait where no platform is set."""

    conflicts: int
    unsent: int


def outstanding(desk: "Desk") -> Outstanding:
    """Whether the platform was ever reached does not matter: what was saved for it waits."""
    state, chosen = desk.platform.state(), Place.read(desk.folder).platform_url
    return Outstanding(state.conflicts, state.waiting if chosen else 0)


def counted(desk: "Desk") -> Counted:
    """Takes a moment longer than `overview`."""
    return Counted(desk.suggestions.count(), desk.referral_results.count())
