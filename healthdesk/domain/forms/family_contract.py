"""What the family doctor's contract computes and checks (maternal-child/40)."""

from collections.abc import Callable

from healthdesk.base.calendar import add_days, add_years, years_on
from healthdesk.domain import numbering
from healthdesk.domain.forms.answers import Answer, as_date
from healthdesk.domain.forms.subject import Known

Fault = tuple[str, str]

KEY_GROUPS = frozenset(str(number) for number in range(1, 11))
"""The first ten groups of the list are 重点人群 (40, groups)."""

IS_KEY, IS_ORDINARY = "1", "2"
CHILDREN, ELDERLY = "2", "3"
CHILD_BELOW_YEARS, ELDERLY_FROM_YEARS = 7, 65
ENDED = "2"


def _contract_number(known: Known) -> Answer | None:
    """Archive serial and day of signing (ours)."""
    signed, archive_no = as_date(known.answers.get("signed_on")), known.subject.archive_no
    if signed is None or not archive_no:
        return None
    return f"{numbering.short(archive_no)}-{signed:%Y%m%d}"


def _contract_end(known: Known) -> Answer | None:
    """The last day of so many years."""
    start, term = as_date(known.answers.get("valid_from")), str(known.answers.get("term", ""))
    return add_days(add_years(start, int(term)), -1).isoformat() if start and term.isdecimal() else None


def _key_group(known: Known) -> Answer | None:
    groups = known.answers.get("groups")
    if not isinstance(groups, tuple):
        return None
    return IS_KEY if any(group in KEY_GROUPS for group in groups) else IS_ORDINARY


def _no_overlap(known: Known, value: Answer, _: str) -> Fault | None:
    """One person has one active contract: the last one must have ended before this one begins."""
    start, last_end = as_date(value), as_date(known.last.get("valid_to"))
    if known.last.get("state") == ENDED:
        last_end = as_date(known.last.get("ended_on")) or last_end
    return ("overlap", last_end.isoformat()) if start and last_end and start <= last_end else None


def _fits_age(known: Known, value: Answer, _: str) -> Fault | None:
    """Age puts somebody into a group that was not ticked."""
    born = known.subject.born
    if born is None or born > known.subject.today or not isinstance(value, tuple):
        return None
    years = years_on(born, known.subject.today)
    if years < CHILD_BELOW_YEARS and CHILDREN not in value:
        return ("age-group", CHILDREN)
    if years >= ELDERLY_FROM_YEARS and ELDERLY not in value:
        return ("age-group", ELDERLY)
    return None


CALCULATIONS: dict[str, Callable[[Known], Answer | None]] = {
    "contract-end": _contract_end,
    "contract-number": _contract_number,
    "key-group": _key_group,
}
HARD: dict[str, Callable[[Known, Answer, str], Fault | None]] = {"no-overlap": _no_overlap}
SOFT: dict[str, Callable[[Known, Answer, str], Fault | None]] = {"groups-fit-age": _fits_age}
