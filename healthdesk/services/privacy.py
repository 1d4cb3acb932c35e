"""Which records the person at the desk is shown: sensitive topics are for those who treat them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true

from healthdesk.base import errors
from healthdesk.domain.access import Permission
from healthdesk.domain.programmes.programme import Programme
from healthdesk.services import following
from healthdesk.services.seat import Seat
from healthdesk.store.referrals import Referral
from healthdesk.store.visits import Visit

DISEASE_CODE = "disease_code"
"""The item of the report card with the notifiable disease."""


def topic_of(seat: Seat, programme: Programme, answers: Mapping[str, Any]) -> str | None:
    """The sensitive topic of a record: its programme's, that of its diagnosis or of a test; None else."""
    if programme.is_sensitive:
        return programme.key
    disease = answers.get(DISEASE_CODE)
    codes = [*following.diagnoses(answers), *([str(disease)] if disease else [])]
    return seat.sensitivity.topic_of(codes, answers)


def visible_visits(seat: Seat) -> ColumnElement[bool]:
    """The visits this person is shown; who wrote one has it before his eyes anyway."""
    hidden = seat.hidden()
    if not hidden:
        return true()
    is_open = or_(
        Visit.topic.is_(None), Visit.topic.not_in(hidden), Visit.written_by == seat.sitter.account_id
    )
    return and_(Visit.programme.not_in(hidden), is_open)


def visible_referrals(seat: Seat) -> ColumnElement[bool]:
    """The referrals this person is shown."""
    hidden = seat.hidden()
    own = Referral.written_by == seat.sitter.account_id
    return or_(Referral.topic.is_(None), Referral.topic.not_in(hidden), own) if hidden else true()


def sees(seat: Seat, record: Visit | Referral) -> bool:
    """The same for one record."""
    if isinstance(record, Visit) and not seat.sees(record.programme):
        return False
    is_own = record.written_by == seat.sitter.account_id
    return record.topic is None or is_own or seat.sees(record.topic)


def require(seat: Seat, record: Visit | Referral) -> None:
    """Raises NotAllowed for a record that this person is not shown."""
    if not sees(seat, record):
        raise errors.NotAllowed(Permission.SEE_SENSITIVE.value)


def require_first_page(seat: Seat, answers: Mapping[str, Any]) -> None:
    """Raises NotAllowed before a past disease that this person is not shown leaves the room on paper.

    The page is not printed without it: a gap would read as "none" to whoever holds the paper.
    """
    past = {str(row.get("past_disease_code")) for row in answers.get("past_disease") or ()}
    hidden = (topic for topic in seat.sensitivity.topics if not seat.sees(topic.key))
    if any(not past.isdisjoint(topic.past_diseases) for topic in hidden):
        raise errors.NotAllowed(Permission.SEE_SENSITIVE.value)
