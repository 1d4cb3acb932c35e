"""What to do today and next, as rows for the table beside the card."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from healthdesk.domain.immunization.forecast import Forecast, Status
from healthdesk.domain.immunization.limits import Kind
from healthdesk.domain.immunization.outlook import Outlook
from healthdesk.domain.immunization.products import Live
from healthdesk.domain.immunization.reasons import DEADLINE
from healthdesk.domain.immunization.wording import Reason

_ORDER = (Status.OVERDUE, Status.DUE, Status.CONDITIONAL, Status.DEFERRED)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One dose to give, or to settle, on `on`.

    `title` is the short Chinese name of the vaccine, `dose` the number printed beside it, `text` the
    reason in one line, `reasons` all of them.
    """

    group: str
    vaccine: str
    title: str
    dose: int
    status: Status
    on: date
    text: str
    reasons: tuple[Reason, ...]
    condition: str | None = None


def proposals(
    outlook: Outlook, found: Iterable[Forecast]
) -> tuple[tuple[Proposal, ...], tuple[Proposal, ...]]:
    """The doses of today, the most urgent first, and the next ones by date."""
    open_doses = [one for one in found if one.product]
    today = [one for one in open_doses if one.status is not Status.NOT_YET_DUE]
    later = [one for one in open_doses if one.status is Status.NOT_YET_DUE]
    live = [one for one in today if one.status in (Status.DUE, Status.OVERDUE) and _is_live(outlook, one)]
    today.sort(key=lambda one: _urgency(outlook, one))
    later.sort(key=lambda one: one.earliest or date.max)
    return (
        tuple(_proposal(outlook, one, live if one in live else ()) for one in today),
        tuple(_proposal(outlook, one, ()) for one in later),
    )


def _urgency(outlook: Outlook, one: Forecast) -> tuple[bool, bool, int, int]:
    """After an exposure first of all, then the programme, then what is paid; late before due."""
    group = outlook.edition.groups[one.group]
    return not group.follows_exposure, not one.is_programme, _ORDER.index(one.status), group.rank


def _is_live(outlook: Outlook, one: Forecast) -> bool:
    product = outlook.course.schedule.products.get(one.product or "")
    return product is not None and product.live is Live.INJECTED


def _proposal(outlook: Outlook, one: Forecast, live: Sequence[Forecast]) -> Proposal:
    schedule = outlook.course.schedule
    others = [schedule.product_title(other.product or "") for other in live if other is not one]
    reasons = _short(one)
    if others:
        gap = outlook.edition.live_gap
        text = schedule.card.together.format(others="、".join(others), span=schedule.wording.span(gap.min))
        reasons = [*reasons, Reason(text, gap.source, gap.confidence, Kind.LIVE)]
    return Proposal(
        group=one.group,
        vaccine=one.product or "",
        title=schedule.product_title(one.product or ""),
        dose=one.number,
        status=one.status,
        on=max(one.earliest or outlook.on, outlook.on),
        text=schedule.card.joint.join(reason.text for reason in reasons),
        reasons=one.reasons,
        condition=one.condition,
    )


def _short(one: Forecast) -> list[Reason]:
    """What fits a line: why now. The deadline is worth it once it is past, the age while it is not."""
    left_out = Kind.AGE if one.status is Status.OVERDUE else DEADLINE
    return [reason for reason in one.reasons if reason.about != left_out] or list(one.reasons)
