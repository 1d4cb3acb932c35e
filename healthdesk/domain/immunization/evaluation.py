"""Whether each given dose counts, by the edition of its own day, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from healthdesk.domain.immunization.course import Course
from healthdesk.domain.immunization.history import Given, Person, in_order
from healthdesk.domain.immunization.limits import Candidate, Kind, Limit, kept_by_given
from healthdesk.domain.immunization.rules import Broken, Edition, Group, Live, Product, Step
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.domain.immunization.wording import Reason

OK, OK_LATE, TOO_YOUNG, TOO_SOON = "ok", "ok_late", "too_young", "interval_too_short"
UNKNOWN, ASK = "unknown_vaccine", "ask_clinician"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one given dose.

    `dose_index` is its position in the history. `places` are the places of the table it fills, `counts_as`
    the same joined by `+`, None when there are none. `reason` is ok, ok_late, too_young, interval_too_short,
    unknown_vaccine or ask_clinician. `is_flagged`: it broke a limit and counts only because the clinic
    chose so.
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


@dataclass(frozen=True, slots=True)
class _Part:
    """What became of one given dose in one group."""

    is_valid: bool
    place: str
    reason: str
    told: Reason
    is_flagged: bool = False


def evaluate(person: Person, history: Iterable[Given], schedule: Schedule) -> tuple[Verdict, ...]:
    """One verdict for each given dose, in the order of `history`."""
    return read_history(person, history, schedule)[1]


def read_history(
    person: Person, history: Iterable[Given], schedule: Schedule, until: date = date.max
) -> tuple[Course, tuple[Verdict, ...]]:
    """Read the doses given up to `until` in the order of their days: how far they lead, and each verdict."""
    course = Course.begin(person, schedule)
    verdicts = []
    for index, dose in in_order(tuple(enumerate(history))):
        if dose.on <= until:
            verdicts.append(_verdict(course, index, dose))
    return course, tuple(sorted(verdicts, key=lambda verdict: verdict.dose_index))


def _verdict(course: Course, index: int, dose: Given) -> Verdict:
    words = course.schedule.wording.verdict
    product = course.schedule.products.get(dose.vaccine)
    if product is None:
        text = words["unknown_vaccine"].format(vaccine=dose.vaccine)
        return Verdict(index, dose.vaccine, dose.on, False, None, (), UNKNOWN, text)
    if dose.on < course.person.born:
        return Verdict(index, dose.vaccine, dose.on, False, None, (), TOO_YOUNG, words["before_birth"])
    edition = course.schedule.edition(dose.on)
    groups = [edition.groups[key] for key in product.counts_for if key in edition.groups]
    parts = [_judge(course, edition, group, product, dose.on) for group in groups]
    if product.live is Live.INJECTED:
        course.live_doses.append((dose.on, product))
    if not parts:
        text = words["no_group"].format(product=product.title)
        return Verdict(
            index, dose.vaccine, dose.on, True, None, (), OK, text, product.source, product.confidence
        )
    return _joined(index, dose, parts)


def _joined(index: int, dose: Given, parts: list[_Part]) -> Verdict:
    """A combination is valid when any of its parts is; it counts for the parts that are."""
    valid = [part for part in parts if part.is_valid]
    places = tuple(part.place for part in valid if part.place)
    first = (valid or parts)[0]
    return Verdict(
        dose_index=index,
        vaccine=dose.vaccine,
        on=dose.on,
        is_valid=bool(valid),
        counts_as="+".join(places) or None,
        places=places,
        reason=first.reason,
        text="".join(part.told.text for part in parts),
        source=first.told.source,
        confidence=first.told.confidence,
        is_flagged=any(part.is_flagged for part in parts),
    )


def _judge(course: Course, edition: Edition, group: Group, product: Product, on: date) -> _Part:
    words, progress = course.schedule.wording.verdict, course.progress(group.key)
    moment = course.moment(group.key, on)
    free = [
        step for step in group.steps
        if (step.is_extra or step.place not in progress.places) and moment.holds(step.when)
    ]  # fmt: skip
    step = next((step for step in free if product.code in step.takes), None)
    if step is None:
        key = "ask_clinician" if any(not one.is_extra for one in free) else "surplus"
        text = words[key].format(group=group.title, product=product.title)
        told = Reason(text, group.source, group.confidence)
        return _Part(key == "surplus", "", OK if key == "surplus" else ASK, told)
    candidate = Candidate(group, step, product)
    broken = next((one for one in kept_by_given(course, edition, candidate, on) if on < one.day), None)
    if broken and not _is_forgiven(course, broken):
        progress.uncounted_on = on
        return _Part(False, "", _code(broken), _told_broken(course, step, broken, on))
    if not step.is_extra:
        progress.fill(step, product, on)
    if broken:
        told = _told_broken(course, step, broken, on)
        return _Part(True, step.place, OK, _flagged(course, told), is_flagged=True)
    return _accepted(course, step, on)


def _accepted(course: Course, step: Step, on: date) -> _Part:
    wording = course.schedule.wording
    is_late = step.before is not None and on >= course.birthdays.day(step.before)
    key = "extra" if step.is_extra else OK_LATE if is_late else OK
    text = wording.verdict[key].format(
        label=step.label,
        age=wording.age_on(course.person.born, on),
        before=wording.age(step.before) if step.before else "",
    )
    return _Part(True, step.place, OK_LATE if is_late else OK, Reason(text, step.source, step.confidence))


def _is_forgiven(course: Course, limit: Limit) -> bool:
    match limit.kind:
        case Kind.LIVE:
            return course.policy.broken_live_gap is Broken.FLAGGED
        case Kind.IMMUNOGLOBULIN:
            return course.policy.broken_immunoglobulin_gap is Broken.FLAGGED
    return course.policy.past_early_dose is Broken.FLAGGED


def _code(limit: Limit) -> str:
    return TOO_YOUNG if limit.kind is Kind.AGE else TOO_SOON


def _told_broken(course: Course, step: Step, limit: Limit, on: date) -> Reason:
    wording = course.schedule.wording
    key = TOO_YOUNG if limit.kind is Kind.AGE else limit.kind.value
    text = wording.verdict[key].format(
        label=step.label,
        base=limit.base,
        base_day=limit.base_day,
        day=limit.day,
        span=wording.span(limit.span),
        limit=wording.age(limit.span),
        age=wording.age_on(course.person.born, on),
        days=(on - (limit.base_day or course.person.born)).days,
    )
    return Reason(text, limit.source, limit.confidence)


def _flagged(course: Course, told: Reason) -> Reason:
    return Reason(
        course.schedule.wording.verdict["flagged"].format(text=told.text), told.source, told.confidence
    )
