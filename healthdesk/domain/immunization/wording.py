"""Sentences for parents: the templates of wording.json filled with ages, spans and dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from healthdesk.base.calendar import age_on
from healthdesk.domain.immunization.intervals import Span


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence (Chinese), the place in the specification, and how sure that place is.

    `about` says what kind of reason it is: deadline, age, interval, live …; empty for a remark.
    """

    text: str
    source: str
    confidence: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class StopWords:
    """How one kind of stop is said, and whether a doctor may overrule it with a reason."""

    may_overrule: bool
    text: str = ""
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """All templates, by what they speak about."""

    units: Mapping[str, str]
    label: str
    short_label: str
    verdict: Mapping[str, str]
    forecast: Mapping[str, str]
    stops: Mapping[str, StopWords]
    conditions: Mapping[str, str]
    notes: Mapping[str, str]

    def span(self, span: Span) -> str:
        """A length of time: 28 天, 6 个月, 3 年."""
        if span.months >= 24 and span.months % 12 == 0:
            return self._counted("years", span.months // 12)
        if span.months:
            return self._counted("months", span.months)
        if span.hours:
            return self._counted("hours", span.hours)
        if span.text.endswith("w"):
            return self._counted("weeks", span.days // 7)
        return self._counted("days", span.days)

    def age(self, span: Span) -> str:
        """An age of the schedule: 出生, 18 月龄, 6 岁."""
        if span.months >= 24 and span.months % 12 == 0:
            return self._counted("age_years", span.months // 12)
        if span.months:
            return self._counted("age_months", span.months)
        if span.text.endswith("w"):
            return self._counted("age_weeks", span.days // 7)
        return self._counted("age_days", span.days) if span.days else self.units["birth"]

    def age_on(self, born: date, day: date) -> str:
        """The age on a day, as one says it: 7 个月 12 天, 5 岁 3 个月."""
        age = age_on(born, day)
        if age.years >= 3:
            return self.units["age_exact_years"].format(years=age.years, months=age.months)
        if age.total_months:
            return self.units["age_exact"].format(months=age.total_months, days=age.days)
        return self._counted("age_days", age.days)

    def _counted(self, unit: str, number: int) -> str:
        return self.units[unit].format(n=number)
