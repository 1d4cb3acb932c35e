"""What the forms of a pregnancy compute and check (maternal-child/00 and 10 to 15)."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from healthdesk.base.calendar import add_days, years_on
from healthdesk.domain import pregnancy
from healthdesk.domain.forms.answers import Answer, Answers, as_date, as_number
from healthdesk.domain.forms.findings import findings_of
from healthdesk.domain.forms.subject import Known

BY_LAST_PERIOD = "1"
"""Where the expected date comes from; 2 ultrasound and 3 by hand lead over the last period."""

VISIT_WEEKS = {"A2": (16, 20), "A3": (21, 24), "A4": (28, 36), "A5": (37, 40)}
"""Completed weeks of each antenatal follow-up, both inclusive (10, schedule)."""

LONGEST_DAYS = 310  # form 11 item 8: from the last period to the visit
OFF_THE_RULE_DAYS = 14  # item 9: an expected date further off is asked again
EXPECTED_AHEAD_DAYS, EXPECTED_PAST_DAYS = 300, 30  # 10, dates: both soft
LARGEST_GAIN = Decimal("0.5")  # kg a week (10, program rules, K)
DAYS_A_WEEK = 7
FUNDUS_FROM_WEEK, LIE_FROM_WEEK, BREECH_FROM_WEEK = 20, 28, 30  # form 12 items 6 and 8
FUNDUS_LIKE_WEEKS_FROM, FUNDUS_OFF = 24, 4
GLUCOSE_LATE_FROM_WEEK = 24
GLUCOSE_LIMIT, GLUCOSE_LIMIT_LATE = Decimal("7.0"), Decimal("5.1")  # mmol/L, form 11 item 24
NOT_HEAD_DOWN = ("骶", "肩", "臀", "横")
"""Words of a lie that is not head down: breech (骶, 臀), transverse (肩, 横)."""

AFTER_DISCHARGE_DAYS = 7  # form 13 item 1
CHECK_FROM_DAY, CHECK_TO_DAY = 42, 56  # 10, P42 window
SCREENING_GROUPS = tuple(f"screen_{number}" for number in range(1, 8))
_WOMAN, _NOTHING, _POSITIVE, _CLOSED = "2", "1", "2", "1"

Fault = tuple[str, str]


def begun_on(answers: Answers) -> date | None:
    """Day 0 of the pregnancy: the last period, or 280 days before a date that was not reckoned from it."""
    lmp, expected = as_date(answers.get("lmp")), as_date(answers.get("edd"))
    is_dated_otherwise = answers.get("edd_source", BY_LAST_PERIOD) != BY_LAST_PERIOD
    if expected and (is_dated_otherwise or not lmp):
        return pregnancy.begun_on(expected)
    return lmp


def _visited_on(known: Known) -> date:
    return as_date(known.answers.get("visit_date")) or known.subject.today


def _last_period_meant(known: Known) -> date | None:
    """The last period unless the sheet refuses it: nothing is reckoned from a slip of the pen."""
    lmp = as_date(known.answers.get("lmp"))
    if lmp is None or lmp > known.subject.today or _last_period(known, known.answers["lmp"], ""):
        return None
    return lmp


def _age_of(known: Known) -> pregnancy.GestationalAge | None:
    answers = known.answers
    if not _last_period_meant(known):
        answers = {key: value for key, value in answers.items() if key != "lmp"}
    begun, on = begun_on(answers), _visited_on(known)
    return pregnancy.gestational_age(begun, on) if begun and begun <= on else None


def _weeks(known: Known) -> Answer | None:
    age = _age_of(known)
    return age.weeks if age else None


def _days(known: Known) -> Answer | None:
    age = _age_of(known)
    return age.days if age else None


def _weeks_written(known: Known) -> int | None:
    weeks = as_number(known.answers.get("ga_weeks"))
    return int(weeks) if weeks is not None else None


def _by_rule(known: Known) -> date | None:
    """The expected date by the rule written on the sheet; none for a last period that is refused."""
    lmp = _last_period_meant(known)
    if lmp is None:
        return None
    is_by_days = known.answers.get("edd_rule") == pregnancy.DueDateRule.PLUS_280
    return pregnancy.expected_date(
        lmp, pregnancy.DueDateRule.PLUS_280 if is_by_days else pregnancy.DueDateRule.CALENDAR
    )


def _expected_date(known: Known) -> Answer | None:
    if known.answers.get("edd_source") != BY_LAST_PERIOD:
        return None
    expected = _by_rule(known)
    return expected.isoformat() if expected else None


def _expected_by(known: Known) -> Answer | None:
    return BY_LAST_PERIOD if _last_period_meant(known) else None


def _age_at_visit(known: Known) -> Answer | None:
    born, on = known.subject.born, _visited_on(known)
    return years_on(born, on) if born and born <= on else None


def _visit(known: Known) -> Answer | None:
    """The follow-up of this week, or the last one that was reached in the gaps; none before the first."""
    age = _age_of(known)
    if age is None:
        return None
    reached = [key for key, (first, _) in VISIT_WEEKS.items() if first <= age.weeks]
    return reached[-1] if reached else None


def _screening(known: Known) -> Answer | None:
    """Positive with any item; that nothing was found is for a person to say."""
    return _POSITIVE if any(known.answers.get(group) for group in SCREENING_GROUPS) else None


def _women_only(known: Known, _: Answer, __: str) -> Fault | None:
    return ("another-sex", "") if known.subject.sex not in (None, "", _WOMAN) else None


def _age_in_years(known: Known, value: Answer, bounds: str) -> Fault | None:
    """`10-60`: completed years on the day that is written, both inclusive."""
    born, on = known.subject.born, as_date(value)
    low, _, high = bounds.partition("-")
    if born is None or on is None or on < born or int(low) <= years_on(born, on) <= int(high):
        return None
    return ("age-in-years", bounds)


def _last_period(known: Known, value: Answer, _: str) -> Fault | None:
    first = add_days(_visited_on(known), -LONGEST_DAYS)
    lmp = as_date(value)
    return ("past", first.isoformat()) if lmp and lmp < first else None


def _near_today(known: Known, value: Answer, _: str) -> Fault | None:
    on = _visited_on(known)
    first, last = add_days(on, -EXPECTED_PAST_DAYS), add_days(on, EXPECTED_AHEAD_DAYS)
    expected = as_date(value)
    is_far = expected is not None and not first <= expected <= last
    return ("off-window", f"{first.isoformat()} ~ {last.isoformat()}") if is_far else None


def _near_the_rule(known: Known, value: Answer, _: str) -> Fault | None:
    ruled, expected = _by_rule(known), as_date(value)
    if ruled is None or expected is None or abs((expected - ruled).days) <= OFF_THE_RULE_DAYS:
        return None
    return ("off-the-rule", ruled.isoformat())


def _number(known: Known, key: str) -> Decimal:
    return as_number(known.answers.get(key)) or Decimal(0)


def _parity(known: Known, _: Answer, __: str) -> Fault | None:
    """Births so far are fewer than pregnancies, this one included."""
    gravidity = as_number(known.answers.get("gravidity"))
    births = _number(known, "para_vag") + _number(known, "para_cs")
    return ("order", str(gravidity - 1)) if gravidity is not None and births > gravidity - 1 else None


def _ended_pregnancies(known: Known, _: Answer, __: str) -> Fault | None:
    gravidity = as_number(known.answers.get("gravidity"))
    ended = sum((_number(known, f"ob_{number}") for number in range(1, 7)), Decimal(0))
    return ("more-than", str(gravidity)) if gravidity is not None and ended > gravidity else None


def _glucose(known: Known, value: Answer, _: str) -> Fault | None:
    weeks, glucose = _weeks_written(known), as_number(value)
    is_late = weeks is not None and weeks >= GLUCOSE_LATE_FROM_WEEK
    limit = GLUCOSE_LIMIT_LATE if is_late else GLUCOSE_LIMIT
    return ("at-least", str(limit)) if glucose is not None and glucose >= limit else None


def _gain(known: Known, value: Answer, _: str) -> Fault | None:
    """Half a kilogram a week and more since the last record of this pregnancy."""
    now, before = as_number(value), as_number(known.last.get("weight"))
    then, begun = as_date(known.last.get("visit_date")), begun_on(known.answers)
    days = (_visited_on(known) - then).days if then else 0
    if now is None or before is None or days <= 0 or begun is None or (then and then < begun):
        return None
    is_much = (now - before) * DAYS_A_WEEK > LARGEST_GAIN * days
    return ("gain-a-week", str(before)) if is_much else None


def _fundus(known: Known, value: Answer, _: str) -> Fault | None:
    weeks, height = _weeks_written(known), as_number(value)
    if weeks is None or height is None or weeks < FUNDUS_LIKE_WEEKS_FROM or abs(height - weeks) <= FUNDUS_OFF:
        return None
    return ("range", f"{weeks - FUNDUS_OFF}-{weeks + FUNDUS_OFF}")


def _lie(known: Known, value: Answer, _: str) -> Fault | None:
    weeks = _weeks_written(known)
    is_late = weeks is not None and weeks >= BREECH_FROM_WEEK
    is_turned = isinstance(value, str) and any(word in value for word in NOT_HEAD_DOWN)
    return ("lie", str(BREECH_FROM_WEEK)) if is_late and is_turned else None


def _antenatal_on_time(known: Known, value: Answer, _: str) -> Fault | None:
    weeks = VISIT_WEEKS.get(str(known.answers.get("visit_key", "")))
    begun, on = begun_on(known.answers), as_date(value)
    if weeks is None or begun is None or on is None:
        return None
    first = add_days(begun, weeks[0] * DAYS_A_WEEK)
    last = add_days(begun, weeks[1] * DAYS_A_WEEK + DAYS_A_WEEK - 1)
    return None if first <= on <= last else ("off-window", f"{first.isoformat()} ~ {last.isoformat()}")


def _postpartum_on_time(known: Known, value: Answer, _: str) -> Fault | None:
    discharged, on = as_date(known.answers.get("discharge_date")), as_date(value)
    last = add_days(discharged, AFTER_DISCHARGE_DAYS) if discharged else None
    return ("late-visit", last.isoformat()) if on and last and on > last else None


def _at_42_days(known: Known, value: Answer, _: str) -> Fault | None:
    delivered, on = as_date(known.answers.get("delivery_date")), as_date(value)
    if delivered is None or on is None:
        return None
    first, last = add_days(delivered, CHECK_FROM_DAY), add_days(delivered, CHECK_TO_DAY)
    return None if first <= on <= last else ("off-window", f"{first.isoformat()} ~ {last.isoformat()}")


def _nothing_found(known: Known, value: Answer, table: str) -> Fault | None:
    """Nothing abnormal is written although a value or a finding of the table is."""
    if value != _NOTHING:
        return None
    found = findings_of(table)
    count = len(found.beyond(known.answers, known.subject.sex)) + len(found.not_normal(known.answers))
    return ("findings", str(count)) if count else None


def _closes_recovered(known: Known, value: Answer, _: str) -> Fault | None:
    """Who has not recovered is referred, not closed (form 14 item 14)."""
    return ("not-recovered", "") if value == _CLOSED and known.answers.get("class") == "2" else None


def _fits_screening(known: Known, value: Answer, _: str) -> Fault | None:
    is_found = _screening(known) is not None
    return ("exclusive", "") if is_found and value != _POSITIVE else None


def _from_week(week: int) -> Callable[[Known], bool]:
    def reached(known: Known) -> bool:
        weeks = _weeks_written(known)
        return weeks is not None and weeks >= week

    return reached


def _is_screened(known: Known) -> bool:
    return not known.answers.get("screening_refused")


CALCULATIONS: Mapping[str, Callable[[Known], Answer | None]] = {
    "age-at-visit": _age_at_visit,
    "antenatal-visit": _visit,
    "edd-source": _expected_by,
    "expected-date": _expected_date,
    "gestational-days": _days,
    "gestational-weeks": _weeks,
    "risk-screening": _screening,
}
HARD: Mapping[str, Callable[[Known, Answer, str], Fault | None]] = {
    "age-in-years": _age_in_years,
    "fits-screening": _fits_screening,
    "last-period": _last_period,
    "parity": _parity,
    "women-only": _women_only,
}
SOFT: Mapping[str, Callable[[Known, Answer, str], Fault | None]] = {
    "antenatal-on-time": _antenatal_on_time,
    "at-42-days": _at_42_days,
    "closes-recovered": _closes_recovered,
    "ended-pregnancies": _ended_pregnancies,
    "expected-date": _near_today,
    "fundus-of-weeks": _fundus,
    "gain-a-week": _gain,
    "lie-of-fetus": _lie,
    "near-the-rule": _near_the_rule,
    "nothing-found": _nothing_found,
    "postpartum-on-time": _postpartum_on_time,
    "pregnancy-glucose": _glucose,
}
NEEDED: Mapping[str, Callable[[Known], bool]] = {
    "from-20-weeks": _from_week(FUNDUS_FROM_WEEK),
    "from-28-weeks": _from_week(LIE_FROM_WEEK),
    "unless-screening-refused": _is_screened,
}
