"""For which ages a form is: the bounds that its day of service is checked against."""

from datetime import date

from healthdesk.base.calendar import add_months
from healthdesk.domain.forms.definition import Form

LATE_MONTHS = 12
"""So long after the age a sheet still opens, for what is written up late; its day is checked all the same."""

_MONTHS = {"age-in-months": 1, "age-in-years": 12}


def could_be_about(form: Form, born: date | None, on: date) -> bool:
    """Whether somebody born then is of an age for this form on that day, or was lately."""
    if born is None or not form.service_date:
        return True
    for check in form.item(form.service_date).check:
        name, _, bounds = check.partition(":")
        if name in _MONTHS:
            low, _, high = bounds.partition("-")
            first = add_months(born, int(low) * _MONTHS[name])
            end = add_months(born, (int(high) + 1) * _MONTHS[name] + LATE_MONTHS)
            if not first <= on < end:
                return False
    return True
