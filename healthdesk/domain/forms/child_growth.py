"""Grades and verdicts on growth as a child form proposes them, and the doubts about what was measured."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from math import log10

from healthdesk.domain import growth
from healthdesk.domain.child_growth import (
    DAYS_A_MONTH,
    STANDS_FROM_MONTH,
    Body,
    Indicator,
    Verdict,
    limits,
    nutrition,
    printed,
    verdict,
)
from healthdesk.domain.forms.answers import Answer, as_date, as_number
from healthdesk.domain.forms.child import age_at_visit, months_of_visit, visited_on
from healthdesk.domain.forms.subject import Known

Fault = tuple[str, str]

_SEXES = {"1": "male", "2": "female"}
LENGTHS = ("length", "height")
STANDING_LOSES_CM = Decimal("0.7")  # maternal-child/04 item 3
FASTEST_HEAD_CM_A_MONTH = 3
FIVE_GRADE, DECIMAL = "1", "2"
VISION_RANGES = {FIVE_GRADE: (Decimal("3.0"), Decimal("5.3")), DECIMAL: (Decimal("0.01"), Decimal("2.0"))}
VISION_BELOW_FIVE_YEARS, VISION_FROM_FIVE_YEARS = Decimal("4.8"), Decimal("4.9")
LARGEST_VISION_DIFFERENCE = Decimal("0.1")  # two lines are 0.2 in five grades


def body_of(known: Known) -> Body | None:
    """What this sheet says about the child's body; None while sex or birth date is unknown."""
    sex, born = _SEXES.get(known.subject.sex or ""), known.subject.born
    if sex is None or born is None or born > visited_on(known):
        return None
    answers = known.answers
    length = next((answers[key] for key in LENGTHS if key in answers), None)
    return Body(
        sex,
        born,
        visited_on(known),
        weight=_positive(answers.get("weight")),
        length=_positive(length),
        head=_positive(answers.get("head")),
    )


def _positive(value: Answer | None) -> Decimal | None:
    number = as_number(value)
    return number if number is not None and number > 0 else None


def _verdict(known: Known, indicator: Indicator | None) -> Verdict | None:
    """None as indicator: weight for length or height, by the child's age."""
    body = body_of(known)
    return verdict(growth.tables(), body, indicator or body.for_size) if body else None


def _tick(indicator: Indicator | None) -> Callable[[Known], Answer | None]:
    def found(known: Known) -> Answer | None:
        judged = _verdict(known, indicator)
        return (judged.tick or None) if judged else None

    return found


def _level(indicator: Indicator | None) -> Callable[[Known], Answer | None]:
    def found(known: Known) -> Answer | None:
        judged = _verdict(known, indicator)
        return (judged.level or None) if judged else None

    return found


def _standard(known: Known) -> Answer | None:
    judged = _verdict(known, Indicator.WEIGHT) or _verdict(known, Indicator.LENGTH)
    return judged.standard if judged else None


def _nutrition(known: Known) -> tuple[str, ...] | None:
    body = body_of(known)
    return nutrition(growth.tables(), body) if body else None


def _fine_nutrition(known: Known) -> Answer | None:
    found = _nutrition(known)
    return None if found is None else found or (growth.tables().wst_words.normal,)


def _printed_nutrition(known: Known) -> Answer | None:
    found = _nutrition(known)
    return None if found is None else printed(growth.tables(), found)


def _within_deviations(known: Known, _: Answer, rule: str) -> Fault | None:
    """`weight_for_age:3` – within three standard deviations of the mean at this age."""
    name, _, deviations = rule.partition(":")
    body = body_of(known)
    if body is None:
        return None
    place = body.place(Indicator(name))
    ends = limits(growth.tables(), body, Indicator(name), int(deviations))
    if place is None or ends is None or ends[0] <= place[1] <= ends[1]:
        return None
    low, high = (end.quantize(Decimal("0.1"), ROUND_HALF_UP) for end in ends)
    return (f"beyond-{deviations}sd", f"{low}-{high}")


def _not_shorter(known: Known, value: Answer, _: str) -> Fault | None:
    """Standing for the first time a child measures about 0.7 cm less than lying."""
    now, age = as_number(value), age_at_visit(known)
    last = next((found for key in ("height", "length") if (found := as_number(known.last.get(key)))), None)
    if now is None or last is None:
        return None
    key = known.last.get("visit_key")
    lay = not isinstance(key, str) or not key[1:].isdecimal() or months_of_visit(key) < STANDS_FROM_MONTH
    stands = age is not None and age.total_months >= STANDS_FROM_MONTH
    spare = STANDING_LOSES_CM if lay and stands else 0
    return ("shorter", str(last)) if now < last - spare else None


def _head_grows_slowly(known: Known, value: Answer, _: str) -> Fault | None:
    now, last = as_number(value), as_number(known.last.get("head"))
    then, on = as_date(known.last.get("visit_date")), visited_on(known)
    if now is None or last is None or then is None or on <= then:
        return None
    months = max(Decimal((on - then).days) / DAYS_A_MONTH, Decimal(1))
    return ("head-change", str(last)) if abs(now - last) > FASTEST_HEAD_CM_A_MONTH * months else None


def _vision_range(known: Known, value: Answer, _: str) -> Fault | None:
    number = as_number(value)
    low, high = VISION_RANGES.get(
        str(known.answers.get("va_notation", FIVE_GRADE)), VISION_RANGES[FIVE_GRADE]
    )
    return ("range", f"{low}-{high}") if number is not None and not low <= number <= high else None


def _sees_well(known: Known, value: Answer, other: str) -> Fault | None:
    """Below the usual value of the age, or two lines from the other eye (maternal-child/05 item 6)."""
    here, there, least = _eye(known, value), _eye(known, known.answers.get(other)), _least_vision(known)
    if here is None or least is None:
        return None
    if here < least:
        return ("poor-vision", str(least))
    is_apart = there is not None and abs(here - there) > LARGEST_VISION_DIFFERENCE
    return ("eyes-differ", "") if is_apart else None


def _vision_is_low(known: Known) -> Answer | None:
    """The number of no or yes; nothing while an eye or the age is unknown."""
    eyes, least = [_eye(known, known.answers.get(key)) for key in ("va_l", "va_r")], _least_vision(known)
    values = [eye for eye in eyes if eye is not None]
    if least is None or len(values) < len(eyes):
        return None
    is_low = min(values) < least or max(values) - min(values) > LARGEST_VISION_DIFFERENCE
    return "2" if is_low else "1"


def _eye(known: Known, value: Answer | None) -> Decimal | None:
    return five_grade(as_number(value), str(known.answers.get("va_notation", FIVE_GRADE)))


def _least_vision(known: Known) -> Decimal | None:
    age = age_at_visit(known)
    if age is None:
        return None
    return VISION_FROM_FIVE_YEARS if age.years >= 5 else VISION_BELOW_FIVE_YEARS


def five_grade(value: Decimal | None, notation: str) -> Decimal | None:
    """Vision in the five-grade notation: 1.0 is 5.0 and each line is 0.1."""
    if value is None or value <= 0:
        return None
    if notation != DECIMAL:
        return value
    return Decimal(str(5 + log10(value))).quantize(Decimal("0.1"), ROUND_HALF_UP)


CALCULATIONS: dict[str, Callable[[Known], Answer | None]] = {
    "growth-head-level": _level(Indicator.HEAD),
    "growth-length-level": _level(Indicator.LENGTH),
    "growth-length-tick": _tick(Indicator.LENGTH),
    "growth-nutrition": _fine_nutrition,
    "growth-nutrition-printed": _printed_nutrition,
    "growth-size-level": _level(None),
    "growth-size-tick": _tick(None),
    "growth-standard": _standard,
    "growth-weight-level": _level(Indicator.WEIGHT),
    "growth-weight-tick": _tick(Indicator.WEIGHT),
    "vision-low": _vision_is_low,
}
HARD: dict[str, Callable[[Known, Answer, str], Fault | None]] = {"vision-range": _vision_range}
SOFT: dict[str, Callable[[Known, Answer, str], Fault | None]] = {
    "growth-within": _within_deviations,
    "head-grows-slowly": _head_grows_slowly,
    "not-shorter": _not_shorter,
    "sees-well": _sees_well,
}
