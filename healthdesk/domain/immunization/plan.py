"""The catch-up plan: everything that is owed, in as few visits as intervals and end ages allow."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from healthdesk.domain.immunization.forecast import Forecast, Status, forecast
from healthdesk.domain.immunization.history import Given
from healthdesk.domain.immunization.person import Person
from healthdesk.domain.immunization.rounds import season_end
from healthdesk.domain.immunization.schedule import Schedule

_OPEN = frozenset({Status.DUE, Status.OVERDUE})


@dataclass(frozen=True, slots=True)
class PlannedDose:
    """One dose of a visit: the vaccine, its Chinese name, and the number printed beside it.

    `is_overdue` on the day it is planned for. `is_owed`: it is what the plan is made for, while others come
    of age meanwhile and are given along. `of_age_on` is the day its age is reached, `overdue_on` the first
    day it is late; None where no end age is named.
    """

    group: str
    vaccine: str
    title: str
    number: int
    place: str
    is_overdue: bool
    is_owed: bool
    is_programme: bool
    of_age_on: date
    overdue_on: date | None


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """Everything given on one day."""

    on: date
    doses: tuple[PlannedDose, ...]


@dataclass(frozen=True, slots=True)
class _State:
    """What was given and planned so far, what the rules say after it, and how much each series still owes."""

    given: tuple[Given, ...]
    found: tuple[Forecast, ...]
    visits: tuple[PlannedVisit, ...]
    left: Mapping[str, int]

    @property
    def is_done(self) -> bool:
        """Whether nothing is owed any more."""
        return not any(self.left.values())

    @property
    def opening(self) -> dict[str, Forecast]:
        """The next dose of each series that owes one, where its day is known."""
        return {
            one.group: one
            for one in self.found
            if self.left.get(one.group) and one.status is Status.NOT_YET_DUE and one.earliest
        }


def catch_up_plan(
    person: Person, history: Iterable[Given], schedule: Schedule, on: date
) -> tuple[PlannedVisit, ...]:
    """The fewest visits from `on` that give all that is owed then; of several such plans the earliest.

    At each visit all that may be given is given: nobody is sent away with a dose that is due. A dose waits
    for a later one to save a visit, but not past its end age and not longer than the clinic's `plan_wait`.
    What waits for a test or a doctor is left out.
    """
    return _Planner(person, schedule, on).plan(_until(history, on))


def owed(person: Person, history: Iterable[Given], schedule: Schedule, on: date) -> tuple[PlannedDose, ...]:
    """The doses that are missing on `on` for the age reached, in the order they can be given."""
    made = _Planner(person, schedule, on).soonest(_until(history, on))
    return tuple(dose for visit in made for dose in visit.doses if dose.is_owed)


def _until(history: Iterable[Given], on: date) -> tuple[Given, ...]:
    return tuple(dose for dose in history if dose.on <= on)


@dataclass(frozen=True, slots=True)
class _Planner:
    person: Person
    schedule: Schedule
    on: date

    def plan(self, given: tuple[Given, ...]) -> tuple[PlannedVisit, ...]:
        soonest = self.soonest(given)
        left = _counted(soonest)
        if not left:
            return ()
        start = self._visited(_State(given, self._found(given, self.on), (), left), self.on)
        for visits in range(max(start.left.values()), len(soonest) - len(start.visits)):
            if found := self._in(start, visits):
                return found
        return soonest

    def soonest(self, given: tuple[Given, ...]) -> tuple[PlannedVisit, ...]:
        """A visit whenever anything of an age that is reached opens: as fast as can be, in many visits."""
        state = _State(given, self._found(given, self.on), (), {})
        day = self.on
        while True:
            state = self._visited(state, day)
            later = [one for one in state.found if one.status is Status.NOT_YET_DUE]
            coming = [one.earliest for one in later if one.earliest and self._is_owed(one, day)]
            if not coming:
                return state.visits
            day = min(coming)

    def _in(self, state: _State, visits: int) -> tuple[PlannedVisit, ...]:
        """The earliest plan that ends within so many further visits; nothing where there is none."""
        if state.is_done:
            return state.visits
        for day in self._days(state, visits):
            if found := self._in(self._visited(state, day), visits - 1):
                return found
        return ()

    def _days(self, state: _State, visits: int) -> Iterator[date]:
        """The days the next visit may be on: a dose opens on each, for a later one would gain nothing."""
        opening = state.opening
        if any(many > visits or (many and group not in opening) for group, many in state.left.items()):
            return
        days = {group: one.earliest for group, one in opening.items() if one.earliest}
        last = min(self._last_day(one) for one in opening.values())
        first = max((days[group] for group, many in state.left.items() if many == visits), default=date.min)
        yield from sorted({day for day in days.values() if first <= day <= last})

    def _last_day(self, one: Forecast) -> date:
        """The last day a dose may wait for."""
        opens = one.earliest or self.on
        waits = self.schedule.policy.plan_wait.after(opens)
        if one.overdue is None or one.overdue <= opens:
            return waits
        return min(waits, one.overdue - timedelta(days=1))

    def _visited(self, state: _State, day: date) -> _State:
        """A visit on `day`: all of the programme at once, then what is paid, one after the other."""
        given, left = state.given, dict(state.left)
        found, doses = self._found(given, day), list[PlannedDose]()
        while due := [one for one in found if one.status in _OPEN]:
            for one in [one for one in due if one.is_programme] or due[:1]:
                dose = self._dose(one, day)
                doses.append(dose)
                given = (*given, Given(dose.vaccine, day))
                if dose.is_owed and left.get(dose.group):
                    left[dose.group] -= 1
            found = self._found(given, day)
        visits = (*state.visits, PlannedVisit(day, tuple(doses))) if doses else state.visits
        return _State(given, found, visits, left)

    def _found(self, given: tuple[Given, ...], day: date) -> tuple[Forecast, ...]:
        return forecast(self.person, given, self.schedule, day)

    def _dose(self, one: Forecast, day: date) -> PlannedDose:
        vaccine = one.product or ""
        return PlannedDose(
            one.group,
            vaccine,
            self.schedule.product_title(vaccine),
            one.number,
            one.place or "",
            one.status is Status.OVERDUE,
            self._is_owed(one, day),
            one.is_programme,
            one.of_age_on or day,
            one.overdue,
        )

    def _is_owed(self, one: Forecast, day: date) -> bool:
        """Whether its age was reached when the plan was made, or its end age passes before it opens.

        Of what is given every season only the present one is owed.
        """
        if one.of_age_on is None or one.earliest is None:
            return False
        is_late_at_once = one.overdue is not None and one.overdue <= one.earliest
        if one.of_age_on > self.on and not is_late_at_once:
            return False
        rounds = self.schedule.edition(self.on).groups[one.group].rounds
        return (
            rounds is None or not rounds.season_from or max(day, one.earliest) < season_end(rounds, self.on)
        )


def _counted(visits: Iterable[PlannedVisit]) -> dict[str, int]:
    """How many doses each series owes."""
    counts: dict[str, int] = {}
    for visit in visits:
        for dose in visit.doses:
            if dose.is_owed:
                counts[dose.group] = counts.get(dose.group, 0) + 1
    return counts
