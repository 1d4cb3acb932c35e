"""Which facts have to be asked before a dose: those nobody has said, and those asked at every visit."""

from collections.abc import Iterable, Iterator
from datetime import date

from healthdesk.domain.immunization.background import UNKNOWN_MOTHER
from healthdesk.domain.immunization.forecast import Forecast, Status
from healthdesk.domain.immunization.judging import read_history
from healthdesk.domain.immunization.outlook import Outlook
from healthdesk.domain.immunization.person import Context, Person
from healthdesk.domain.immunization.products import Product
from healthdesk.domain.immunization.questions import Question
from healthdesk.domain.immunization.schedule import Schedule

_OPEN = frozenset({Status.DUE, Status.OVERDUE, Status.CONDITIONAL})


def unanswered(outlook: Outlook, found: Iterable[Forecast]) -> tuple[Question, ...]:
    """The questions that bear on a dose of today and whose answer is not known."""
    known = outlook.course.person.context
    return tuple(one for one in asked_today(outlook, found) if not _is_answered(one, known))


def asked_today(outlook: Outlook, found: Iterable[Forecast]) -> tuple[Question, ...]:
    """The questions of this visit, answered or not: those without an answer, and those asked every time."""
    known, opened = outlook.course.person.context, _opened(outlook, found)
    return tuple(
        one
        for one in (_bearing_on(outlook, opened) if opened else ())
        if one.each_visit or one.item in known.asked_today or not _is_answered(one, known)
    )


def unasked(outlook: Outlook, product: Product) -> tuple[Question, ...]:
    """The questions that have to be answered before this product is given; none after an exposure."""
    if product.is_after_exposure:
        return ()
    known = outlook.course.person.context
    asked = _bearing_on(outlook, frozenset(product.counts_for))
    return tuple(one for one in asked if not _is_answered(one, known))


def applying(
    questions: Iterable[Question], person: Person, schedule: Schedule, on: date
) -> tuple[Question, ...]:
    """Those of the questions that still matter, as far as answers given meanwhile tell."""
    course, _ = read_history(person, (), schedule, until=on)
    moment = course.moment("", on)
    return tuple(one for one in questions if moment.holds(one.when))


def _opened(outlook: Outlook, found: Iterable[Forecast]) -> frozenset[str]:
    """The groups with a dose of today; nobody is questioned before the doses after an exposure."""
    groups = outlook.edition.groups
    return frozenset(
        one.group for one in found if one.status in _OPEN and not groups[one.group].follows_exposure
    )


def _bearing_on(outlook: Outlook, groups: frozenset[str]) -> Iterator[Question]:
    """The questions that matter to these groups, in the order of the file."""
    moment = outlook.course.moment("", outlook.on)
    for question in outlook.course.schedule.questions:
        if (not question.groups or question.groups & groups) and moment.holds(question.when):
            yield question


def _is_answered(question: Question, context: Context) -> bool:
    """Somebody said so, today where that is wanted. That a fact is unknown is an answer once it was asked."""
    if question.each_visit:
        return question.item in context.asked_today
    if question.item in context.asked:
        return True
    known = getattr(context, question.fact) if question.fact else None
    return bool(known) and known != UNKNOWN_MOTHER
