"""What the case card, the reaction after a dose and the centre's own registers compute, check and ask for.

archive-chronic/16 section 4, immunization section 8, maternal-child/30 and 32.
"""

from collections.abc import Callable
from datetime import date

from healthdesk.base.calendar import add_days, years_on
from healthdesk.domain import numbering, reporting
from healthdesk.domain.codes import shipped as codes
from healthdesk.domain.forms.answers import Answer, as_date
from healthdesk.domain.forms.report_clocks import moment
from healthdesk.domain.forms.subject import Known

Fault = tuple[str, str]

DISEASES = "notifiable-disease"
CLASSES = {"A": "1", "B": "2", "C": "3"}
CORRECTION = "2"
OLDEST_WITH_PARENT = 14  # years, card item 4
IN_SCHOOL = ("1", "3", "4")
"""幼托儿童, 学生, 教师 of the population classes: the card wants school and class (item 8)."""

LECTURE = "1"
NO_PROBLEM = "无"


def _card_number(known: Known) -> Answer | None:
    """Archive serial and moment of the diagnosis, until the network gives its own number (item 1, ours)."""
    diagnosed, archive_no = moment(known.answers, "diagnosed"), known.subject.archive_no
    if diagnosed is None or not archive_no:
        return None
    serial = numbering.short(archive_no).replace("-", "")[-numbering.SHORT_LENGTH :]
    return f"{serial}{diagnosed:%Y%m%d%H%M}"


def _disease_class(known: Known) -> Answer | None:
    disease = reporting.shipped().diseases.get(str(known.answers.get("disease_code")))
    return CLASSES[disease.class_] if disease else None


def _notifiable_on(known: Known, value: Answer, day_link_id: str) -> Fault | None:
    """A card is held against the list of the day of its diagnosis (section 3)."""
    day = as_date(known.answers.get(day_link_id)) or known.subject.today
    return None if codes().get(DISEASES).get(str(value)).is_valid_on(day) else ("not-listed", day.isoformat())


def _is_young(known: Known) -> bool:
    """At most 14 years old at the diagnosis, or an age in months or days."""
    born = as_date(known.answers.get("birth_date"))
    age = known.answers.get("age")
    if born is None:
        return isinstance(age, int) and (age <= OLDEST_WITH_PARENT or known.answers.get("age_unit") != "1")
    on = as_date(known.answers.get("diagnosed_at")) or known.subject.today
    return born <= on and years_on(born, on) <= OLDEST_WITH_PARENT


def _is_in_school(known: Known) -> bool:
    return known.answers.get("occupation") in IN_SCHOOL


def _has_a_course(known: Known) -> bool:
    disease = reporting.shipped().diseases.get(str(known.answers.get("disease_code")))
    return disease is not None and disease.asks_course(known.answers)


def _has_no_other_disease(known: Known) -> bool:
    return not known.answers.get("other_disease")


def _is_unexplained_correction(known: Known) -> bool:
    """A correction says what it corrects: the old name, why it came back, or the death (section 7)."""
    said = (known.answers.get(key) for key in ("return_reason", "death"))
    return known.answers.get("card_kind") == CORRECTION and not any(said)


def _is_lecture(known: Known) -> bool:
    return known.answers.get("form") == LECTURE


def _found_a_problem(known: Known) -> bool:
    problems = str(known.answers.get("problems", NO_PROBLEM)).strip("。. ")
    return problems != NO_PROBLEM


def _within_a_day(known: Known, value: Answer, found_link_id: str) -> Fault | None:
    reported, found = as_date(value), as_date(known.answers.get(found_link_id))
    late = reported and found and reported > add_days(found, 1)
    return ("late-report", add_days(found, 1).isoformat()) if late and found else None


def _fits_onset(known: Known, value: Answer, _: str) -> Fault | None:
    """A reaction outside its window after every suspected dose is looked at again."""
    reaction = reporting.shipped().reactions.get(str(value))
    onset = as_date(known.answers.get("onset_at"))
    given = _dose_days(known)
    if reaction is None or onset is None or not given or any(reaction.fits(day, onset) for day in given):
        return None
    return ("onset-window", onset.isoformat())


def _dose_days(known: Known) -> list[date]:
    doses = known.answers.get("doses")
    rows = [row for row in doses if not isinstance(row, str)] if isinstance(doses, tuple) else []
    return [day for row in rows if (day := as_date(row.get("given_on")))]


def _not_before_doses(known: Known, value: Answer, _: str) -> Fault | None:
    onset, first = as_date(value), min(_dose_days(known), default=None)
    return ("date-order", first.isoformat()) if onset and first and onset < first else None


CALCULATIONS: dict[str, Callable[[Known], Answer | None]] = {
    "card-number": _card_number,
    "disease-class": _disease_class,
}
HARD: dict[str, Callable[[Known, Answer, str], Fault | None]] = {
    "not-before-doses": _not_before_doses,
    "notifiable-on": _notifiable_on,
}
SOFT: dict[str, Callable[[Known, Answer, str], Fault | None]] = {
    "fits-onset": _fits_onset,
    "within-a-day": _within_a_day,
}
NEEDED: dict[str, Callable[[Known], bool]] = {
    "when-correction-unexplained": _is_unexplained_correction,
    "when-course-matters": _has_a_course,
    "when-in-school": _is_in_school,
    "when-lecture": _is_lecture,
    "when-no-other-disease": _has_no_other_disease,
    "when-problem-found": _found_a_problem,
    "when-young": _is_young,
}
