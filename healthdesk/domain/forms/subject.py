"""What a form may know besides its own answers: the person, today, and the last visit."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from healthdesk.base.errors import InvalidInput
from healthdesk.domain import identity
from healthdesk.domain.forms.answers import Answers


@dataclass(frozen=True, slots=True)
class Subject:
    """Facts about the person. `sex` is the official number ("1" male, "2" female).

    `registered_on` is the day the archive was opened, `at_desk` the name of who writes the sheet.
    `now` is what the clock on the wall shows, without zone, while it is signed; None before that.
    `today` of a record that is looked at again is its own day; `latest` is the present one then.
    """

    today: date
    sex: str | None = None
    born: date | None = None
    height_cm: Decimal | None = None
    is_rural: bool | None = None
    archive_no: str | None = None
    registered_on: date | None = None
    at_desk: str = ""
    now: datetime | None = None
    latest: date | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Everything a condition, a calculation or a check may look at."""

    answers: Answers
    subject: Subject
    last: Answers


def stated_identity(known: Known) -> identity.IdentityNumber | None:
    """The citizen number on the form when it is one and holds, otherwise None."""
    number = known.answers.get("id_no")
    if not isinstance(number, str) or known.answers.get("id_type", "01") != "01":
        return None
    try:
        return identity.check(number)
    except InvalidInput:
        return None
