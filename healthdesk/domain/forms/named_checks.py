"""The named checks a form may ask for: refused (HARD), asked once (SOFT), missing (NEEDED)."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from healthdesk.base.calendar import years_on
from healthdesk.base.errors import InvalidInput
from healthdesk.domain import contact, identity
from healthdesk.domain.forms import (
    archive,
    checkup,
    child,
    child_growth,
    copd,
    family_contract,
    maternal,
    mental_disorder,
    public_health,
    report_clocks,
    tcm,
    tuberculosis,
)
from healthdesk.domain.forms.answers import Answer, as_date, as_number, is_month
from healthdesk.domain.forms.subject import Known, stated_identity

OLDEST_PLAUSIBLE_AGE = 110
EARLIEST_BIRTH = date(1900, 1, 1)
NARROWEST_PULSE_PRESSURE, WIDEST_PULSE_PRESSURE = 20, 100  # mmHg
LARGEST_HEIGHT_CHANGE_CM = 3
LARGEST_WEIGHT_CHANGE = Decimal("0.10")
OVERWEIGHT_BMI = 24  # kg/m², archive-chronic/11 section 2
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)

Fault = tuple[str, str]
Check = Callable[[Known, Answer, str], Fault | None]
Need = Callable[[Known], bool]


def _not_future(known: Known, value: Answer, _: str) -> Fault | None:
    day = as_date(value)
    latest = known.subject.latest or known.subject.today
    return ("future", latest.isoformat()) if day and day > latest else None


def _other_date(known: Known, other: str) -> date | None:
    stated = {"birth_date": known.subject.born, "registered_on": known.subject.registered_on}
    return as_date(known.answers.get(other)) or stated.get(other)


def _after(known: Known, value: Answer, other: str) -> Fault | None:
    day, first = as_date(value), _other_date(known, other)
    return ("date-order", first.isoformat()) if day and first and day <= first else None


def _not_before(known: Known, value: Answer, other: str) -> Fault | None:
    """A month ("YYYY-MM") is compared with the month of the other date."""
    day, first = as_date(value), _other_date(known, other)
    if first and is_month(value):
        first = first.replace(day=1)
    return ("date-order", first.isoformat()) if day and first and day < first else None


def _not_after(known: Known, value: Answer, other: str) -> Fault | None:
    day, last = as_date(value), _other_date(known, other)
    return ("date-order", last.isoformat()) if day and last and day > last else None


def _clock_time(_: Known, value: Answer, __: str) -> Fault | None:
    """Hours and minutes of a day as 09:30."""
    return None if isinstance(value, str) and _CLOCK.fullmatch(value) else ("format", "09:30")


def _after_1900(_: Known, value: Answer, __: str) -> Fault | None:
    day = as_date(value)
    return ("range", EARLIEST_BIRTH.isoformat()) if day and day < EARLIEST_BIRTH else None


def _identity_number(known: Known, value: Answer, _: str) -> Fault | None:
    if known.answers.get("id_type", "01") != "01":
        return None
    try:
        identity.check(str(value))
    except InvalidInput as fault:
        return (fault.reason, "")
    return None


def _less_than(known: Known, value: Answer, other: str) -> Fault | None:
    here, there = as_number(value), as_number(known.answers.get(other))
    return ("order", str(there)) if here is not None and there is not None and here >= there else None


def _at_most(known: Known, value: Answer, other: str) -> Fault | None:
    here, there = as_number(value), as_number(known.answers.get(other))
    return ("order", str(there)) if here is not None and there is not None and here > there else None


def _at_least(known: Known, value: Answer, other: str) -> Fault | None:
    here, there = as_number(value), as_number(known.answers.get(other))
    return ("order", str(there)) if here is not None and there is not None and here < there else None


def _one_of(_: Known, value: Answer, codes: str) -> Fault | None:
    """At most one of these codes; others may stand beside it."""
    apart = codes.split(",")
    ticked = [code for code in value if code in apart] if isinstance(value, tuple) else []
    return ("exclusive", "") if len(ticked) > 1 else None


def _zero_with(known: Known, value: Answer, other: str) -> Fault | None:
    return ("not-zero", "0") if as_number(known.answers.get(other)) == 0 and as_number(value) != 0 else None


def _alone(_: Known, value: Answer, column: str) -> Fault | None:
    """In a table, the code 1 (无) in `column` excludes every other row."""
    codes = [row.get(column) for row in value if not isinstance(row, str)] if isinstance(value, tuple) else []
    return ("exclusive", "1") if len(codes) > 1 and "1" in codes else None


def _plausible_age(known: Known, value: Answer, _: str) -> Fault | None:
    born = as_date(value)
    if not born or born > known.subject.today or years_on(born, known.subject.today) <= OLDEST_PLAUSIBLE_AGE:
        return None
    return ("age", str(OLDEST_PLAUSIBLE_AGE))


def _same_as_id(known: Known, value: Answer, part: str) -> Fault | None:
    number = stated_identity(known)
    if number is None:
        return None
    said = number.born.isoformat() if part == "born" else number.sex
    return (f"id-{part}", said) if value != said else None


def _phone(_: Known, value: Answer, __: str) -> Fault | None:
    return ("phone", "") if contact.read_phone(str(value)).is_doubtful else None


def _differs_from(known: Known, value: Answer, other: str) -> Fault | None:
    return ("same", other) if value == known.answers.get(other) else None


def _pulse_pressure(known: Known, value: Answer, systolic: str) -> Fault | None:
    diastolic, upper = as_number(value), as_number(known.answers.get(systolic))
    if diastolic is None or upper is None or upper <= diastolic:
        return None
    if NARROWEST_PULSE_PRESSURE <= upper - diastolic <= WIDEST_PULSE_PRESSURE:
        return None
    return ("pulse-pressure", f"{NARROWEST_PULSE_PRESSURE}-{WIDEST_PULSE_PRESSURE}")


def _like_last_height(known: Known, value: Answer, _: str) -> Fault | None:
    height, last = as_number(value), as_number(known.last.get("height")) or known.subject.height_cm
    if height is None or last is None or abs(height - last) <= LARGEST_HEIGHT_CHANGE_CM:
        return None
    return ("changed", str(last))


def _like_last_weight(known: Known, value: Answer, _: str) -> Fault | None:
    weight, last = as_number(value), as_number(known.last.get("weight"))
    if weight is None or last is None or abs(weight - last) <= last * LARGEST_WEIGHT_CHANGE:
        return None
    return ("changed", str(last))


def _only_self_pay(_: Known, value: Answer, code: str) -> Fault | None:
    several = isinstance(value, tuple) and len(value) > 1
    return ("self-pay", code) if several and code in value else None  # type: ignore[operator]


def _takes_drugs(known: Known) -> bool:
    """Whether the table has to be filled in; nobody on insulin alone has anything to write there."""
    return known.answers.get("adherence") in ("1", "2") and not known.answers.get("insulin_kind")


def _is_ended(known: Known) -> bool:
    return known.answers.get("visit_outcome") == "9"


def _is_overweight(known: Known) -> bool:
    bmi = as_number(known.answers.get("bmi"))
    return bmi is not None and bmi >= OVERWEIGHT_BMI


HARD: dict[str, Check] = {
    "after": _after,
    "after-1900": _after_1900,
    "alone": _alone,
    "at-least": _at_least,
    "at-most": _at_most,
    "clock-time": _clock_time,
    "identity-number": _identity_number,
    "less-than": _less_than,
    "not-after": _not_after,
    "not-before": _not_before,
    "not-future": _not_future,
    "one-of": _one_of,
    "zero-with": _zero_with,
    **archive.HARD,
    **checkup.HARD,
    **child.HARD,
    **child_growth.HARD,
    **family_contract.HARD,
    **maternal.HARD,
    **public_health.HARD,
    **report_clocks.HARD,
}
SOFT: dict[str, Check] = {
    "differs-from": _differs_from,
    "like-last-height": _like_last_height,
    "like-last-weight": _like_last_weight,
    "only-self-pay": _only_self_pay,
    "phone": _phone,
    "plausible-age": _plausible_age,
    "pulse-pressure": _pulse_pressure,
    "same-as-id": _same_as_id,
    "usually-at-most": _at_most,
    "usually-less-than": _less_than,
    "usually-not-before": _not_before,
    **checkup.SOFT,
    **child.SOFT,
    **child_growth.SOFT,
    **family_contract.SOFT,
    **maternal.SOFT,
    **mental_disorder.SOFT,
    **public_health.SOFT,
    **tcm.SOFT,
}
NEEDED: dict[str, Need] = {
    "when-ended": _is_ended,
    "when-overweight": _is_overweight,
    "when-taking-drugs": _takes_drugs,
    **checkup.NEEDED,
    **child.NEEDED,
    **copd.NEEDED,
    **maternal.NEEDED,
    **mental_disorder.NEEDED,
    **public_health.NEEDED,
    **tuberculosis.NEEDED,
}
