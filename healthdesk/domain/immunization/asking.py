"""Which facts have to be asked before the doses that are open today."""

from collections.abc import Iterable

from healthdesk.domain.immunization.forecast import Forecast, Status
from healthdesk.domain.immunization.outlook import Outlook
from healthdesk.domain.immunization.questions import Question

_OPEN = frozenset({Status.DUE, Status.OVERDUE, Status.CONDITIONAL})


def unanswered(outlook: Outlook, found: Iterable[Forecast]) -> tuple[Question, ...]:
    """The questions that bear on a dose of today and whose answer is not known."""
    course = outlook.course
    opened = {one.group for one in found if one.status in _OPEN}
    moment = course.moment("", outlook.on)
    return tuple(
        question
        for question in course.schedule.questions
        if opened
        and (not question.groups or question.groups & opened)
        and question.item not in course.person.context.asked
        and moment.holds(question.when)
    )
