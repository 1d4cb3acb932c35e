"""Which records the person at the desk is shown: sensitive topics are for those who treat them."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true
from sqlalchemy.orm import Mapped

from healthdesk.base import errors
from healthdesk.domain.access import Permission
from healthdesk.domain.programmes.programme import Programme
from healthdesk.domain.sensitivity import BETWEEN
from healthdesk.services import first_page, following
from healthdesk.services.seat import Seat
from healthdesk.store.referrals import Referral
from healthdesk.store.visits import Visit

DISEASE_CODE = "disease_code"
"""The item of the report card with the notifiable disease."""


def topic_of(seat: Seat, programme: Programme, answers: Mapping[str, Any]) -> str | None:
    """The sensitive topics of a record: its programme's, of diagnoses, a test, a sentence; None for none.

    Whoever is to see the record has to see all of them; they stand in one word, `BETWEEN` them a space.
    """
    disease = answers.get(DISEASE_CODE)
    codes = [*following.diagnoses(answers), *([str(disease)] if disease else [])]
    found = seat.sensitivity.topics_of(codes, answers)
    own = (programme.key,) if programme.is_sensitive else ()
    return joined((*own, *found))


def joined(topics: Iterable[str]) -> str | None:
    """Several topics as a record keeps them; None for none."""
    return BETWEEN.join(dict.fromkeys(topics)) or None


def visible_visits(seat: Seat) -> ColumnElement[bool]:
    """The visits this person is shown; who wrote one has it before his eyes anyway."""
    hidden = seat.hidden()
    if not hidden:
        return true()
    is_own = Visit.written_by == seat.sitter.account_id
    return and_(Visit.programme.not_in(hidden), or_(_is_open(Visit.topic, hidden), is_own))


def visible_referrals(seat: Seat) -> ColumnElement[bool]:
    """The referrals this person is shown."""
    hidden = seat.hidden()
    own = Referral.written_by == seat.sitter.account_id
    return or_(_is_open(Referral.topic, hidden), own) if hidden else true()


def sees(seat: Seat, record: Visit | Referral) -> bool:
    """The same for one record."""
    if isinstance(record, Visit) and not seat.sees(record.programme):
        return False
    is_own = record.written_by == seat.sitter.account_id
    return is_own or all(seat.sees(one) for one in (record.topic or "").split())


def require(seat: Seat, record: Visit | Referral) -> None:
    """Raises NotAllowed for a record that this person is not shown."""
    if not sees(seat, record):
        raise errors.NotAllowed(Permission.SEE_SENSITIVE.value)


def sees_reply(seat: Seat, referral: Referral) -> bool:
    """Whether this person is shown what the hospital wrote back: it may say more than the sheet did."""
    is_own = referral.written_by == seat.sitter.account_id
    return is_own or all(map(seat.sees, seat.sensitivity.topics_of((), referral.feedback or {})))


def require_first_page(seat: Seat, answers: Mapping[str, Any]) -> None:
    """Raises NotAllowed before a past disease that this person is not shown leaves the room on paper.

    The page is not printed without it: a gap would read as "none" to whoever holds the paper.
    """
    if first_page.hides(seat, answers):
        raise errors.NotAllowed(Permission.SEE_SENSITIVE.value)


def _is_open(topic: Mapped[str | None], hidden: frozenset[str]) -> ColumnElement[bool]:
    """No key is part of another, so that a topic is looked for in the word as it stands."""
    return or_(topic.is_(None), and_(*(~topic.contains(key) for key in sorted(hidden))))
