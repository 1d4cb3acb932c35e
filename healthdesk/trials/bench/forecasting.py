"""The immunization engine alone: one child, and a centre of children on one core."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from healthdesk.domain.immunization.evaluation import evaluate
from healthdesk.domain.immunization.forecast import forecast
from healthdesk.domain.immunization.history import Given
from healthdesk.domain.immunization.person import Person
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.store import coming_doses
from healthdesk.trials.bench.report import Result, milliseconds, percentile, within
from healthdesk.trials.bench.room import AS_OF, BEST_OF, Room

CHILD_MS = 1.0
CENTRE_SECONDS = 30.0
CENTRE = 20_000
"""evaluate + forecast of one child at most 1 ms median, 20,000 forecasts at most 30 s (issue 4)."""

SAMPLE = 1_000
OLDEST_DAYS = 14 * 365
_USUAL = (
    ("HepB", 0), ("BCG", 1), ("HepB", 31), ("IPV", 62), ("DTaP", 62), ("IPV", 93), ("bOPV", 124),
    ("DTaP", 124), ("HepB", 184), ("DTaP", 184), ("MPSV-A", 184), ("MMR", 245), ("JE-L", 245),
    ("MPSV-A", 276), ("VarV", 380), ("MMR", 550), ("DTaP", 550), ("HepA-L", 550), ("JE-L", 735),
    ("MPSV-AC", 1100), ("bOPV", 1465), ("DTaP", 2195), ("MPSV-AC", 2200),
)  # fmt: skip
"""Vaccine and day of life, as the table has them."""


def immunization(room: Room) -> Iterator[Result]:
    """Median and p95 of one child, the best of three, for others compute too; then a centre of children."""
    schedule, people = Schedule.read(), _children(room.options.seed, SAMPLE)
    times = []
    for child, doses in people:

        def read(child: Person = child, doses: tuple[Given, ...] = doses) -> None:
            evaluate(child, doses, schedule)
            forecast(child, doses, schedule, AS_OF)

        times.append(min(milliseconds(read) for _ in range(BEST_OF)))
    yield within("immunization: one child median", percentile(times, 50), "ms", floor=None, budget=CHILD_MS)
    yield Result("immunization: one child p95", round(percentile(times, 95), 3), "ms")
    centre = _children(room.options.seed + 1, CENTRE)
    spent = milliseconds(lambda: [forecast(child, doses, schedule, AS_OF) for child, doses in centre])
    name = f"immunization: forecasts of {CENTRE} children"
    yield within(name, spent / 1000, "s", floor=None, budget=CENTRE_SECONDS)


def recall(room: Room) -> Iterator[Result]:
    """The coming doses of everybody worked out from nothing, when nothing has changed, and the list read."""
    desk = room.desk
    with desk.database.writing("coming-doses") as session:
        coming_doses.forget_all(session)
    people: list[int] = []
    spent = milliseconds(lambda: people.append(desk.recall.renew()))
    per_centre = spent / 1000 / max(1, people[0]) * CENTRE
    name = f"recall: {CENTRE} children worked out (of {people[0]})"
    yield within(name, per_centre, "s", floor=None, budget=CENTRE_SECONDS)
    yield Result("recall: nothing has changed", round(milliseconds(desk.recall.renew), 1), "ms")
    yield Result(
        "recall: the list", round(min(milliseconds(desk.recall.rows) for _ in range(BEST_OF)), 1), "ms"
    )


def _children(seed: int, count: int) -> list[tuple[Person, tuple[Given, ...]]]:
    """Children of all ages up to 14, most on time, some late, some without a dose here and there."""
    random = Random(seed)  # noqa: S311  invented children, no secrets
    return [_child(random, AS_OF) for _ in range(count)]


def _child(random: Random, on: date) -> tuple[Person, tuple[Given, ...]]:
    born = on - timedelta(days=random.randrange(OLDEST_DAYS))
    late = random.choice((0, 0, 3, 10, 60))
    days = ((code, born + timedelta(days=day + random.randrange(late + 1))) for code, day in _USUAL)
    given = tuple(Given(code, day) for code, day in days if day <= on and random.random() > 1 / 20)
    return Person(born, random.choice("MF")), given
