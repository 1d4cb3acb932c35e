"""The child's card: vaccines by age with what was given and what comes, and what to do today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from healthdesk.domain.immunization.asking import asked_today, unanswered
from healthdesk.domain.immunization.evaluation import Verdict, verdicts
from healthdesk.domain.immunization.forecast import Forecast, forecasts
from healthdesk.domain.immunization.grid import Grid, Line
from healthdesk.domain.immunization.history import Given
from healthdesk.domain.immunization.judging import read_history
from healthdesk.domain.immunization.marks import coming_marks, given_marks
from healthdesk.domain.immunization.outlook import Outlook
from healthdesk.domain.immunization.person import Person
from healthdesk.domain.immunization.proposals import Proposal, proposals
from healthdesk.domain.immunization.questions import Question
from healthdesk.domain.immunization.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Card:
    """The grid and what to do. `present` is the index of the column of the present age.

    `today` are the doses to give or settle now, `later` those that come next, by date; `questions` are the
    facts still to be asked first, `health_questions` all that today's doses ask for, answered or not.
    """

    edition: str
    columns: tuple[str, ...]
    present: int
    lines: tuple[Line, ...]
    today: tuple[Proposal, ...]
    later: tuple[Proposal, ...]
    verdicts: tuple[Verdict, ...]
    forecasts: tuple[Forecast, ...]
    questions: tuple[Question, ...]
    health_questions: tuple[Question, ...]


def card(person: Person, history: Iterable[Given], schedule: Schedule, on: date) -> Card:
    """The card as it stands on `on`; doses after that day are left out."""
    course, judged = read_history(person, history, schedule, until=on)
    told = verdicts(course, judged)
    outlook = Outlook.of(course, on)
    found = forecasts(outlook)
    grid = Grid.of(outlook)
    marks = [*given_marks(outlook, told), *coming_marks(outlook, found)]
    today, later = proposals(outlook, found)
    return Card(
        edition=outlook.edition.title,
        columns=tuple(column.title for column in grid.columns),
        present=grid.column_on(on),
        lines=grid.lines(marks),
        today=today,
        later=later,
        verdicts=told,
        forecasts=found,
        questions=unanswered(outlook, found),
        health_questions=asked_today(outlook, found),
    )
