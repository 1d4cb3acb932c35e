"""What signing a referral and correcting a signed one have in common."""

from collections.abc import Mapping
from typing import Any

from healthdesk.base import errors
from healthdesk.services import first_page, prefill, privacy
from healthdesk.services.prefill import About, Sources
from healthdesk.services.seat import Seat
from healthdesk.store.database import JournalSession
from healthdesk.store.referrals import Referral
from healthdesk.store.residents import Resident

FORM = "referral-out"
OF_THE_ARCHIVE = ("name", "sex", "archive_no")
"""What says whose sheet it is: nobody types it, and it never differs from the archive."""


def found(session: JournalSession, seat: Seat, referral_id: str) -> Referral:
    """The row. Raises NotFound, and NotAllowed for one that this person is not shown."""
    referral = session.get(Referral, referral_id)
    if referral is None:
        raise errors.NotFound("referral", referral_id)
    privacy.require(seat, referral)
    return referral


def topic_of(
    session: JournalSession, sources: Sources, row: Resident, about: About, answers: Mapping[str, Any]
) -> str | None:
    """The sensitive topics the sheet is about, and those that it names: suspected, or a past disease."""
    visit = prefill.source(session, row.id, about, sources)
    asked = sources.programmes.by_key.get(about.programme)
    topics = (visit.topic or "").split() if visit else []
    topics += [asked.key] if asked and asked.is_sensitive else []
    return privacy.joined([*topics, *named(sources, row, answers)])


def named(sources: Sources, row: Resident, answers: Mapping[str, Any]) -> list[str]:
    """The sensitive topics that stand in the words of a sheet."""
    said = "\n".join(str(value) for value in answers.values())
    page = first_page.form_of(sources.forms)
    past = [key for key, name in first_page.names(sources.seat, page, row.answers) if name in said]
    return [*sources.seat.sensitivity.topics_of((), answers), *past]


def require_the_same_person(answers: Mapping[str, Any], row: Resident) -> None:
    """Raises InvalidInput for a sheet that says another person than the archive it is signed in."""
    for link_id in OF_THE_ARCHIVE:
        known = getattr(row, link_id)
        if answers.get(link_id, known) != known:
            raise errors.InvalidInput(link_id, "another-person")
