"""What the child forms compute and ask: age at the visit, which visit it is, warning signs, the newborn."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial

from healthdesk.base.calendar import Age, add_days, add_months, age_on
from healthdesk.domain.child_growth import CORRECTED_UNTIL_MONTHS, PRETERM_BELOW_WEEKS, corrected_birth
from healthdesk.domain.forms.answers import Answer, as_date, as_number
from healthdesk.domain.forms.subject import Known

Fault = tuple[str, str]

NEWBORN_MONTHS = 1
M1_FROM_DAY, M1_TO_DAY = 28, 42  # maternal-child/01, tolerance
VISITS = {
    "child-visit-1-8": ("M1", "M3", "M6", "M8"),
    "child-visit-12-30": ("M12", "M18", "M24", "M30"),
    "child-visit-3-6": ("M36", "Y4", "Y5", "Y6"),
    "child-visit-tcm": ("M6", "M12", "M18", "M24", "M30", "M36"),
}
"""The planned visits that stand on one form, by the calculation that proposes one of them."""

LOW_BIRTH_WEIGHT_KG = Decimal("2.5")
LATE_AFTER_DISCHARGE_DAYS, LATE_AFTER_BIRTH_DAYS = 7, 14
REGAINED_BY_DAY = 10
LARGEST_LOSS = Decimal("0.10")
CORD_OFF_BY_DAY = 21
CLOSES_FROM_MONTH, CLOSED_BY_MONTH = 6, 18
NO_SIGN = "0"


def months_of_visit(key: str) -> int:
    """The age a visit is planned for, in months: M6 six, Y4 forty-eight."""
    return int(key[1:]) * (12 if key.startswith("Y") else 1)


def window_of_visit(key: str, born: date) -> tuple[date, date]:
    """First and last day on which a visit is on time (maternal-child/01, tolerance)."""
    if key == "M1":
        return add_days(born, M1_FROM_DAY), add_days(born, M1_TO_DAY)
    months = months_of_visit(key)
    length = 12 if key.startswith("Y") else 1
    return add_months(born, months), add_days(add_months(born, months + length), -1)


def visited_on(known: Known) -> date:
    """The day of the visit as written, or today."""
    return as_date(known.answers.get("visit_date")) or known.subject.today


def age_at_visit(known: Known) -> Age | None:
    """None while the birth date is unknown, or for a day before it."""
    born, on = known.subject.born, visited_on(known)
    return age_on(born, on) if born is not None and born <= on else None


def _visit_of_age(keys: tuple[str, ...], known: Known) -> Answer | None:
    """The nearest planned visit at or below the child's age, the first one before that (07, bands)."""
    age = age_at_visit(known)
    if age is None:
        return None
    reached = [key for key in keys if months_of_visit(key) <= age.total_months]
    return reached[-1] if reached else keys[0]


def _age_months(known: Known) -> Answer | None:
    age = age_at_visit(known)
    return age.total_months if age else None


def _age_days(known: Known) -> Answer | None:
    age = age_at_visit(known)
    return age.days if age else None


def _corrected_age(known: Known) -> Age | None:
    """Conventions, dates and ages: 40 weeks as the zero point, up to two years."""
    age, weeks = age_at_visit(known), as_number(known.answers.get("gest_weeks"))
    if (
        age is None
        or weeks is None
        or known.subject.born is None
        or age.total_months > CORRECTED_UNTIL_MONTHS
    ):
        return None
    zero = corrected_birth(known.subject.born, int(weeks))
    return age_on(zero, visited_on(known)) if zero and zero <= visited_on(known) else None


def _corrected_months(known: Known) -> Answer | None:
    age = _corrected_age(known)
    return age.total_months if age else None


def _corrected_days(known: Known) -> Answer | None:
    age = _corrected_age(known)
    return age.days if age else None


def _warning_signs(known: Known) -> Answer | None:
    """What was ticked in the list of this visit's age, under one name for every age."""
    key = known.answers.get("visit_key")
    months = months_of_visit(key) if isinstance(key, str) and key[1:].isdecimal() else 0
    return known.answers.get(f"dev_signs_{months}")


def _fits_form(known: Known, _: Answer, bounds: str) -> Fault | None:
    """`3-11`: completed months on the day of the visit, both inclusive."""
    low, _, high = bounds.partition("-")
    age = age_at_visit(known)
    if age is None or int(low) <= age.total_months <= int(high):
        return None
    return ("age-in-months", bounds)


def _on_time(known: Known, value: Answer, _: str) -> Fault | None:
    key, day, born = known.answers.get("visit_key"), as_date(value), known.subject.born
    if not isinstance(key, str) or not key[1:].isdecimal() or day is None or born is None:
        return None
    first, last = window_of_visit(key, born)
    return None if first <= day <= last else ("off-window", f"{first.isoformat()} ~ {last.isoformat()}")


def _newborn_on_time(known: Known, value: Answer, _: str) -> Fault | None:
    day, born = as_date(value), known.subject.born
    discharged = as_date(known.answers.get("discharge_date"))
    if day is None or born is None:
        return None
    by_birth, by_discharge = add_days(born, LATE_AFTER_BIRTH_DAYS), None
    if discharged:
        by_discharge = add_days(discharged, LATE_AFTER_DISCHARGE_DAYS)
    last = by_discharge or by_birth
    return ("late-visit", last.isoformat()) if day > last else None


def _newborn_weight(known: Known, value: Answer, _: str) -> Fault | None:
    """Less than at birth after the tenth day, or a loss of more than a tenth."""
    now, at_birth = as_number(value), as_number(known.answers.get("birth_weight"))
    age = age_at_visit(known)
    if now is None or at_birth is None or age is None or known.subject.born is None:
        return None
    days = (visited_on(known) - known.subject.born).days
    is_light = now < at_birth * (1 - LARGEST_LOSS) or (days > REGAINED_BY_DAY and now < at_birth)
    return ("weight-loss", str(at_birth)) if is_light else None


def _cord_is_off(known: Known, value: Answer, code: str) -> Fault | None:
    born = known.subject.born
    is_late = born is not None and (visited_on(known) - born).days > CORD_OFF_BY_DAY
    return ("late-cord", str(CORD_OFF_BY_DAY)) if is_late and value == code else None


def _fontanelle(known: Known, value: Answer, closed: str) -> Fault | None:
    """Closed before six months, or open after eighteen; `closed` is the number of that option."""
    age = age_at_visit(known)
    if age is None:
        return None
    if value == closed and age.total_months < CLOSES_FROM_MONTH:
        return ("closed-early", str(CLOSES_FROM_MONTH))
    is_late = value != closed and age.total_months > CLOSED_BY_MONTH
    return ("open-late", str(CLOSED_BY_MONTH)) if is_late else None


def _face_and_jaundice(known: Known, value: Answer, _: str) -> Fault | None:
    is_yellow = known.answers.get("face") == "2"
    return ("yellow-face", "") if is_yellow and value == ("1",) else None


def _usually_not(_: Known, value: Answer, code: str) -> Fault | None:
    codes = value if isinstance(value, tuple) else (value,)
    return ("unusual", "") if code in codes else None


def _usually_one_of(_: Known, value: Answer, codes: str) -> Fault | None:
    given = value if isinstance(value, tuple) else (value,)
    return ("unusual", "") if set(codes.split(",")).isdisjoint(str(one) for one in given) else None


def _parents_age(known: Known, value: Answer, bounds: str) -> Fault | None:
    """`14-55`: completed years at the birth of the child."""
    born, low_high = as_date(value), bounds.split("-")
    child = known.subject.born
    if born is None or child is None:
        return None
    years = age_on(born, child).years if born <= child else -1
    return None if int(low_high[0]) <= years <= int(low_high[1]) else ("parents-age", bounds)


def is_high_risk(answers: Mapping[str, Answer]) -> bool:
    """Preterm, low birth weight, twin or more, birth defect: the items with a star are filled (form 02)."""
    weeks, weight = as_number(answers.get("gest_weeks")), as_number(answers.get("birth_weight"))
    births = answers.get("birth_mode")
    return (
        (weeks is not None and weeks < PRETERM_BELOW_WEEKS)
        or (weight is not None and weight < LOW_BIRTH_WEIGHT_KG)
        or (isinstance(births, tuple) and "5" in births)
        or answers.get("malform") == "2"
    )


def _is_high_risk(known: Known) -> bool:
    return is_high_risk(known.answers)


def _lacks_haemoglobin(known: Known) -> bool:
    """One value at six or eight months: at eight when there was none before."""
    return known.answers.get("visit_key") == "M8" and "hb" not in known.last


def _is_visit(key: str, known: Known) -> bool:
    return known.answers.get("visit_key") == key


CALCULATIONS: dict[str, Callable[[Known], Answer | None]] = {
    "age-days": _age_days,
    "age-months": _age_months,
    "corrected-days": _corrected_days,
    "corrected-months": _corrected_months,
    "warning-signs": _warning_signs,
    **{name: partial(_visit_of_age, keys) for name, keys in VISITS.items()},
}
HARD: dict[str, Callable[[Known, Answer, str], Fault | None]] = {"age-in-months": _fits_form}
SOFT: dict[str, Callable[[Known, Answer, str], Fault | None]] = {
    "cord-is-off": _cord_is_off,
    "face-and-jaundice": _face_and_jaundice,
    "fontanelle": _fontanelle,
    "newborn-on-time": _newborn_on_time,
    "newborn-weight": _newborn_weight,
    "parents-age": _parents_age,
    "usually-not": _usually_not,
    "usually-one-of": _usually_one_of,
    "visit-on-time": _on_time,
}
NEEDED: dict[str, Callable[[Known], bool]] = {
    "when-haemoglobin-lacks": _lacks_haemoglobin,
    "when-high-risk-newborn": _is_high_risk,
    **{f"at-{key}": partial(_is_visit, key) for keys in VISITS.values() for key in keys},
}
