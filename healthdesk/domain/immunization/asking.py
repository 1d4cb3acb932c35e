"""Which facts have to be asked before the doses that are open today."""

from collections.abc import Iterable

from healthdesk.domain.immunization.forecast import Forecast, Status
from healthdesk.domain.immunization.outlook import Outlook
from healthdesk.domain.immunization.person import Context
from healthdesk.domain.immunization.questions import Question

_OPEN = frozenset({Status.DUE, Status.OVERDUE, Status.CONDITIONAL})


def unanswered(outlook: Outlook, found: Iterable[Forecast]) -> tuple[Question, ...]:
    """The questions that bear on a dose of today and whose answer is not known."""
    course, groups = outlook.course, outlook.edition.groups
    opened = {one.group for one in found if one.status in _OPEN and not groups[one.group].follows_exposure}
    moment = course.moment("", outlook.on)
    return tuple(
        question
        for question in course.schedule.questions
        if opened
        and (not question.groups or question.groups & opened)
        and not _is_answered(question, course.person.context)
        and moment.holds(question.when)
    )


def _is_answered(question: Question, context: Context) -> bool:
    return question.item in context.asked or bool(question.fact and getattr(context, question.fact))
