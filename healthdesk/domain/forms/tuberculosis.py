"""What the two tuberculosis forms compute and ask for (archive-chronic/14 sections 4 to 6)."""

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from healthdesk.base.calendar import age_on
from healthdesk.domain.forms.answers import Answer, as_date, as_number
from healthdesk.domain.forms.subject import Known

_INTENSIVE_MONTHS = re.compile(r"(\d{1,2})\s*[A-Z].*/\s*\d", re.ASCII | re.IGNORECASE)
"""`2HRZE/4HR`: two months of the intensive phase, then four of the continuation phase."""


def dose_rate(taken: Decimal, due: Decimal) -> Decimal:
    """Doses taken of those due, in per cent with one decimal, halves up. Raises ValueError for none due."""
    if due <= 0:
        raise ValueError("doses")
    return (taken * 100 / due).quantize(Decimal("0.1"), ROUND_HALF_UP)


def intensive_months(regimen: str) -> int | None:
    """How many months of the regimen are its intensive phase; None for a plan written another way."""
    found = _INTENSIVE_MONTHS.match(regimen.strip())
    return int(found[1]) if found else None


def treatment_month(known: Known) -> int | None:
    """The running month of treatment on the day of the visit, counted from 1 (14 section 6 item 2, ours)."""
    start = as_date(known.answers.get("treatment_start"))
    on = as_date(known.answers.get("visit_date")) or known.subject.today
    return None if start is None or on < start else age_on(start, on).total_months + 1


def _month(known: Known) -> Answer | None:
    return treatment_month(known)


def _phase(known: Known) -> Answer | None:
    months = intensive_months(str(known.answers.get("regimen", "")))
    month = as_number(known.answers.get("month_no")) or treatment_month(known)
    if months is None or month is None:
        return None
    return "intensive" if month <= months else "continuation"


def _rate(known: Known) -> Answer | None:
    taken, due = as_number(known.answers.get("doses_taken")), as_number(known.answers.get("doses_due"))
    return dose_rate(taken, due) if taken is not None and due is not None and 0 < due >= taken else None


def _refers(known: Known) -> bool:
    """A reaction, a complication, or doses left out because of a reaction (14 section 6 item 11)."""
    answers = known.answers
    return (
        answers.get("adr") == "2"
        or answers.get("comp") == "2"
        or answers.get("missed_cause") == "adverse-reaction"
    )


def _has_no_other_symptom(known: Known) -> bool:
    """The paper gives 其他 no number: words alone answer the question."""
    return not known.answers.get("symptoms_text")


CALCULATIONS: dict[str, Callable[[Known], Answer | None]] = {
    "dose-rate": _rate,
    "treatment-month": _month,
    "tuberculosis-phase": _phase,
}
NEEDED: dict[str, Callable[[Known], bool]] = {
    "when-course-refers": _refers,
    "when-no-other-symptom": _has_no_other_symptom,
}
