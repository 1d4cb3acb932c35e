"""The clock of a card, an event or a reaction: the limit, the last moment, and whether it was kept.

A moment is two items, `<stem>_at` (day) and `<stem>_time` (09:30): `diagnosed_at`, `diagnosed_time`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time

from healthdesk.domain.forms.answers import Answer, Answers, as_date
from healthdesk.domain.forms.subject import Known
from healthdesk.domain.reporting import EVENT, Limit, shipped

Fault = tuple[str, str]

IN_TIME, LATE = "1", "2"
NOT_GRAVE = "0"
"""Option of `gravity`: none of what calls for the two-hour report."""

STARTS = ("diagnosed", "notice", "found")
"""What the clocks count from: the diagnosis, the news of an event, the finding of a reaction."""


def moment(answers: Answers, stem: str) -> datetime | None:
    """The moment of two items, as the clock on the wall showed it; None while either is missing."""
    day, clock = as_date(answers.get(f"{stem}_at")), answers.get(f"{stem}_time")
    if day is None or not isinstance(clock, str):
        return None
    try:
        return datetime.combine(day, time.fromisoformat(clock))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Clock:
    """Counts from the moment `start`, for as long as `limit` says for these answers."""

    start: str
    limit: Callable[[Answers], Limit | None]

    def hours(self, known: Known) -> Answer | None:
        """The limit in hours."""
        limit = self.limit(known.answers)
        return limit.hours if limit else None

    def report_by(self, known: Known) -> Answer | None:
        """The last moment in time, as it is read: 2026-11-02 17:30."""
        last = self.deadline(known.answers)
        return f"{last:%Y-%m-%d %H:%M}" if last else None

    def deadline(self, answers: Answers) -> datetime | None:
        """The last moment in time; None while these answers do not say it."""
        limit, start = self.limit(answers), moment(answers, self.start)
        return limit.deadline(start) if limit and start else None

    def in_time(self, known: Known) -> Answer | None:
        """Whether the report kept the limit; None while it has not been made."""
        limit, start = self.limit(known.answers), moment(known.answers, self.start)
        reported = moment(known.answers, "reported")
        if limit is None or start is None or reported is None:
            return None
        return IN_TIME if limit.keeps(start, reported) else LATE


def _of_case(answers: Answers) -> Limit | None:
    named = answers.get("disease_code") or answers.get("other_disease")
    circumstances = bool(answers.get("circumstances"))
    if not named and not circumstances:
        return None
    code = answers.get("disease_code")
    return shipped().limit_of_case(
        code if isinstance(code, str) else None, answers, is_outbreak_or_new=circumstances
    )


def _of_event_with_case(answers: Answers) -> Limit | None:
    code = answers.get("disease_code")
    return shipped().limit_of_event(code) if isinstance(code, str) else None


def _of_event(_: Answers) -> Limit | None:
    return shipped().limits[EVENT]


def reaction_limit(answers: Answers) -> Limit | None:
    """While nobody has said how grave it is, the longer limit is no promise: none is shown."""
    gravity = answers.get("gravity")
    if not isinstance(gravity, tuple):
        return None
    return shipped().limit_of_reaction(is_grave=any(code != NOT_GRAVE for code in gravity))


CARD = Clock("diagnosed", _of_case)
CASE_AS_EVENT = Clock("diagnosed", _of_event_with_case)
PUBLIC_EVENT = Clock("notice", _of_event)
AFTER_DOSE = Clock("found", reaction_limit)


def _time_not_future(known: Known, value: Answer, day_link_id: str) -> Fault | None:
    """The time beside a day may not lie ahead of the clock at the desk."""
    said = moment({**known.answers, day_link_id.removesuffix("_at") + "_time": value}, day_link_id[:-3])
    now = known.subject.now
    return ("future", f"{now:%H:%M}") if said and now and said > now else None


def _not_before_start(known: Known, _: Answer, __: str) -> Fault | None:
    """Nobody reports before there is something to report."""
    reported = moment(known.answers, "reported")
    starts = [found for stem in STARTS if (found := moment(known.answers, stem))]
    early = reported is not None and any(reported < start for start in starts)
    return ("date-order", f"{max(starts):%Y-%m-%d %H:%M}") if early else None


CALCULATIONS: dict[str, Callable[[Known], Answer | None]] = {
    "card-event-by": CASE_AS_EVENT.report_by,
    "card-hours": CARD.hours,
    "card-in-time": CARD.in_time,
    "card-report-by": CARD.report_by,
    "event-in-time": PUBLIC_EVENT.in_time,
    "event-report-by": PUBLIC_EVENT.report_by,
    "reaction-hours": AFTER_DOSE.hours,
    "reaction-in-time": AFTER_DOSE.in_time,
    "reaction-report-by": AFTER_DOSE.report_by,
}
HARD: dict[str, Callable[[Known, Answer, str], Fault | None]] = {
    "not-before-start": _not_before_start,
    "time-not-future": _time_not_future,
}
