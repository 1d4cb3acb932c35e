"""Whether each given dose counts, by the edition of its own day, and why, in words."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from healthdesk.domain.immunization.course import Course
from healthdesk.domain.immunization.history import Given
from healthdesk.domain.immunization.judging import Judged, Outcome, Part, read_history
from healthdesk.domain.immunization.limits import Kind, Limit
from healthdesk.domain.immunization.person import Person
from healthdesk.domain.immunization.rules import Step
from healthdesk.domain.immunization.schedule import Schedule

OK, OK_LATE, TOO_YOUNG, TOO_SOON = "ok", "ok_late", "too_young", "interval_too_short"
UNKNOWN, ASK = "unknown_vaccine", "ask_clinician"


class Verdict(NamedTuple):
    """What became of one given dose.

    `dose_index` is its position in the history. `places` are the places of the table it fills, `counts_as`
    those of the programme joined by `+` (its own for a self-paid vaccine), None when there are none.
    `reason` is ok, ok_late, too_young, interval_too_short, unknown_vaccine or ask_clinician. `is_flagged`:
    it broke a limit and counts only because the clinic chose so.
    """

    dose_index: int
    vaccine: str
    on: date
    is_valid: bool
    counts_as: str | None
    places: tuple[str, ...]
    reason: str
    text: str
    source: str = ""
    confidence: str = ""
    is_flagged: bool = False


class GroupVerdict(NamedTuple):
    """What became of one given dose in one group; a combination has one for each of its groups.

    `number` of `total` doses is the place it fills, 0 for none. The group is empty for a vaccine that
    counts for none, or that is not known.
    """

    dose_index: int
    group: str
    title: str
    is_valid: bool
    number: int
    total: int
    reason: str
    text: str


def evaluate(person: Person, history: Iterable[Given], schedule: Schedule) -> tuple[Verdict, ...]:
    """One verdict for each given dose, in the order of `history`."""
    course, judged = read_history(person, history, schedule)
    return verdicts(course, judged)


def evaluate_by_group(
    person: Person, history: Iterable[Given], schedule: Schedule
) -> tuple[GroupVerdict, ...]:
    """The verdicts of `evaluate`, one for each group a dose counts for."""
    course, judged = read_history(person, history, schedule)
    return tuple(one for dose in judged for one in _by_group(course, dose))


def _by_group(course: Course, judged: Judged) -> Iterator[GroupVerdict]:
    for part in judged.parts:
        step = part.step if part.place else None
        yield GroupVerdict(
            judged.position,
            part.group.key,
            part.group.title,
            part.is_valid,
            step.number if step else 0,
            step.total if step else 0,
            _reason(course, part, judged.dose.on),
            _text(course, part, judged),
        )
    if not judged.parts:
        whole = _without_group(course, judged)
        yield GroupVerdict(judged.position, "", "", whole.is_valid, 0, 0, whole.reason, whole.text)


def verdicts(course: Course, judged: Iterable[Judged]) -> tuple[Verdict, ...]:
    """The verdicts on a history already read."""
    return tuple([_joined(course, one) if one.parts else _without_group(course, one) for one in judged])


def _without_group(course: Course, judged: Judged) -> Verdict:
    words, dose, product = course.schedule.wording.verdict, judged.dose, judged.product
    if product is None:
        text = words[UNKNOWN].format(vaccine=dose.vaccine)
        return Verdict(judged.position, dose.vaccine, dose.on, False, None, (), UNKNOWN, text)
    if dose.on < course.person.born:
        text = words["before_birth"]
        return Verdict(judged.position, dose.vaccine, dose.on, False, None, (), TOO_YOUNG, text)
    text = words["no_group"].format(product=product.title)
    sure = product.source, product.confidence
    return Verdict(judged.position, dose.vaccine, dose.on, True, None, (), OK, text, *sure)


def _joined(course: Course, judged: Judged) -> Verdict:
    """A combination is valid when any of its parts is; it counts for the parts that are."""
    valid = [part for part in judged.parts if part.is_valid]
    filled = [part for part in valid if part.place]
    places = tuple([part.place for part in filled])
    programme = [part.place for part in filled if part.group.is_programme]
    first = (valid or judged.parts)[0]
    rule = first.broken or first.step or first.group
    return Verdict(
        dose_index=judged.position,
        vaccine=judged.dose.vaccine,
        on=judged.dose.on,
        is_valid=bool(valid),
        counts_as="+".join(programme or places) or None,
        places=places,
        reason=_reason(course, first, judged.dose.on),
        text="".join([_text(course, part, judged) for part in judged.parts]),
        source=rule.source,
        confidence=rule.confidence,
        is_flagged=any(part.broken for part in valid),
    )


def _reason(course: Course, part: Part, on: date) -> str:
    match part.outcome:
        case Outcome.UNRULED:
            return ASK
        case Outcome.NOT_COUNTED:
            return TOO_YOUNG if part.broken and part.broken.kind is Kind.AGE else TOO_SOON
    return OK_LATE if part.step and not part.is_paid and _is_late(course, part.step, on) else OK


def _is_late(course: Course, step: Step, on: date) -> bool:
    """Of a deadline in hours only the day is known: the day after birth may still be within it."""
    if step.before is None:
        return False
    last = course.birthdays.day(step.before)
    return on > last if step.before.hours else on >= last


def _text(course: Course, part: Part, judged: Judged) -> str:
    words = course.schedule.wording.verdict
    if part.step is None or part.outcome is Outcome.UNRULED:
        title = judged.product.title if judged.product else ""
        return words["surplus" if part.is_valid else ASK].format(group=part.group.title, product=title)
    if part.broken is None:
        return _accepted(course, part, part.step, judged.dose.on)
    text = _told_broken(course, part.step, part.broken, judged.dose.on)
    if not part.is_valid:
        return words["not_counted"].format(text=text)
    return words["told" if part.broken.kind is Kind.LIVE_TOLD else "flagged"].format(text=text)


def _accepted(course: Course, part: Part, step: Step, on: date) -> str:
    wording = course.schedule.wording
    age = wording.age_on(course.person.born, on)
    if part.outcome is Outcome.EXTRA:
        return wording.verdict["extra"].format(label=step.label)
    if step.before is None or part.is_paid or not _is_late(course, step, on):
        return wording.verdict[OK].format(label=step.label, age=age)
    key = "ok_late_hours" if step.before.hours else OK_LATE
    before, span = wording.age(step.before), wording.span(step.before)
    return wording.verdict[key].format(label=step.label, age=age, before=before, span=span)


def _told_broken(course: Course, step: Step, limit: Limit, on: date) -> str:
    wording = course.schedule.wording
    key = TOO_YOUNG if limit.kind is Kind.AGE else limit.kind.value
    return wording.verdict[key].format(
        label=step.label,
        base=limit.base,
        base_day=limit.base_day,
        day=limit.day,
        span=wording.span(limit.span),
        limit=wording.age(limit.span),
        age=wording.age_on(course.person.born, on),
        days=abs((on - (limit.base_day or course.person.born)).days),
    )
