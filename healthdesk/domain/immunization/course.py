"""Course: one person's doses while they are read, and what every rule needs to know about them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from healthdesk.domain.immunization.conditions import Moment
from healthdesk.domain.immunization.editions import Policy
from healthdesk.domain.immunization.history import Birthdays, Progress
from healthdesk.domain.immunization.person import Person
from healthdesk.domain.immunization.products import Product
from healthdesk.domain.immunization.rules import Group, Step
from healthdesk.domain.immunization.schedule import Schedule


@dataclass(slots=True)
class Course:
    """The doses read so far: the progress of each group, and all doses of known products in order of day."""

    person: Person
    schedule: Schedule
    birthdays: Birthdays
    words: Mapping[str, str]
    groups: dict[str, Progress] = field(default_factory=dict)
    doses: list[tuple[date, Product]] = field(default_factory=list)
    live_doses: list[tuple[date, Product]] = field(default_factory=list)
    _moments: dict[str, Moment] = field(default_factory=dict)

    @classmethod
    def begin(cls, person: Person, schedule: Schedule) -> "Course":
        """Nothing given yet."""
        birthdays = Birthdays(person.born, rolls_over=schedule.policy.rolls_over)
        return cls(person, schedule, birthdays, person.context.words())

    @property
    def policy(self) -> Policy:
        """What the clinic chose where the text is open."""
        return self.schedule.policy

    def progress(self, group: str) -> Progress:
        """How far the group has come."""
        known = self.groups.get(group)
        if known is None:
            known = self.groups[group] = Progress()
        return known

    def moment(self, group: str, day: date, barred: frozenset[str] = frozenset()) -> Moment:
        """What conditions of the group may ask about on `day`."""
        known, progress = self._moments.get(group), self.progress(group)
        if known and known.day == day and known.barred == barred and known.progress is progress:
            return known
        self._moments[group] = made = Moment(
            self.person,
            self.words,
            self.birthdays,
            day,
            group,
            progress,
            self._is_complete_by_key,
            barred,
        )
        return made

    def is_complete(self, group: Group, on: date) -> bool:
        """Whether no place of the group is left that a rule asks for, whatever the age."""
        holds = self.moment(group.key, on).holds
        return not any(holds(step.when) for step in self.free_steps(group))

    def free_steps(self, group: Group) -> Iterator[Step]:
        """The steps that fill a place still free."""
        places = self.progress(group.key).places
        return (
            step
            for step in group.steps
            if not (step.is_extra or step.is_unruled) and step.place not in places
        )

    def _is_complete_by_key(self, key: str, on: date) -> bool:
        return self.is_complete(self.schedule.edition(on).groups[key], on)
