"""One line in a test says what matters about a child and its doses."""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from healthdesk.domain.immunization.evaluation import Verdict, evaluate
from healthdesk.domain.immunization.forecast import Forecast, forecast
from healthdesk.domain.immunization.history import Given
from healthdesk.domain.immunization.person import Context, Immunoglobulin, Person
from healthdesk.domain.immunization.schedule import Schedule


@cache
def the_schedule(**chosen: str) -> Schedule:
    """The schedule the program ships with, and the clinic's own choices (`month_end="next-day"`)."""
    return Schedule.read(chosen={f"immunization.{key}": value for key, value in chosen.items()})


def day(text: str) -> date:
    return date.fromisoformat(text)


def a_child(born: str, sex: str = "M", **known: Any) -> Person:
    """`immunoglobulin` is the day of any, `high_dose` that of a large dose in a vein."""
    given = [Immunoglobulin(known.pop("immunoglobulin"))] if "immunoglobulin" in known else []
    if "high_dose" in known:
        given.append(Immunoglobulin(known.pop("high_dose"), "intravenous", Decimal(2)))
    return Person(day(born), sex, Context(**known, immunoglobulins=tuple(given)))


def doses(*lines: str) -> tuple[Given, ...]:
    """`doses("HepB 2026-09-05", "BCG 2026-09-05")`."""
    return tuple(Given(line.split()[0], day(line.split()[1])) for line in lines)


def verdicts(child: Person, *lines: str, schedule: Schedule | None = None) -> tuple[Verdict, ...]:
    return evaluate(child, doses(*lines), schedule or the_schedule())


def places(child: Person, *lines: str) -> list[str | None]:
    """What each dose counts as."""
    return [verdict.counts_as for verdict in verdicts(child, *lines)]


def next_dose(group: str, child: Person, on: str, *lines: str, schedule: Schedule | None = None) -> Forecast:
    """The forecast of one group."""
    found = forecast(child, doses(*lines), schedule or the_schedule(), day(on))
    return next(one for one in found if one.group == group)


def summary(found: Forecast) -> tuple[int | None, str, str | None, str | None]:
    """Dose, status, product and first day, short enough to compare in one line."""
    return found.dose, found.status.value, found.product, found.earliest and found.earliest.isoformat()
