"""Rounds: a series that is given again, every season or after every exposure."""

from datetime import date

from healthdesk.domain.immunization.course import Course
from healthdesk.domain.immunization.exposures import facts
from healthdesk.domain.immunization.history import Progress
from healthdesk.domain.immunization.intervals import Span
from healthdesk.domain.immunization.person import Exposure
from healthdesk.domain.immunization.rules import Group, Rounds


def enter_round(course: Course, group: Group, day: date, *, is_dose: bool = False) -> None:
    """Let the progress of the group be that of the round to which `day` belongs.

    `is_dose`: a dose of the group was given on that day.
    """
    rounds = group.rounds
    if rounds is None:
        return
    if rounds.season_from:
        _enter_season(course.progress(group.key), season_start(rounds, day))
    if rounds.by_exposure:
        _enter_course(course, group, rounds, day, is_dose=is_dose)


def season_start(rounds: Rounds, day: date) -> date:
    """The day on which the season of `day` began."""
    month, first = map(int, rounds.season_from.split("-"))
    start = date(day.year, month, first)
    return start if start <= day else start.replace(year=day.year - 1)


def season_end(rounds: Rounds, day: date) -> date:
    """The first day of the season after that of `day`."""
    start = season_start(rounds, day)
    return start.replace(year=start.year + 1)


def _enter_season(progress: Progress, start: date) -> None:
    if progress.opened_on and progress.opened_on < start:
        progress.close_round(is_whole=True)
    progress.open_round(start)


def _enter_course(course: Course, group: Group, rounds: Rounds, day: date, *, is_dose: bool) -> None:
    """A new exposure after a whole course opens another; one in the middle of a course lets it go on."""
    progress = course.progress(group.key)
    exposure = _last_exposure(course, progress, day)
    first, last = progress.first, progress.last
    if first is None or last is None:
        _open(course, progress, exposure)
        return
    is_new = exposure is not None and exposure.on > first.on
    is_whole = course.is_complete(group, day)
    if is_whole:
        is_over = is_new or (is_dose and _has_passed(rounds.renews_after, last.on, day))
    else:
        is_over = exposure is not None and _has_passed(rounds.resumes_within, first.on, exposure.on)
    if is_over:
        progress.close_round(is_whole=is_whole)
        _open(course, progress, exposure if is_new else None)
    elif is_new and exposure:
        progress.facts = {**facts(course, exposure), "rabies_course": progress.facts.get("rabies_course", "")}


def _last_exposure(course: Course, progress: Progress, day: date) -> Exposure | None:
    """The last exposure up to `day` that no whole course has answered yet."""
    known = [one for one in course.person.context.exposures if one.on <= day]
    if progress.last_course:
        known = [one for one in known if one.on >= progress.last_course]
    return max(known, key=lambda one: one.on, default=None)


def _open(course: Course, progress: Progress, exposure: Exposure | None) -> None:
    if exposure:
        progress.open_round(exposure.on, facts(course, exposure))


def _has_passed(span: Span | None, since: date, day: date) -> bool:
    return span is not None and span.after(since) <= day
