"""Which step of a group comes next, as seen on a day."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from healthdesk.domain.immunization.course import Course
from healthdesk.domain.immunization.editions import Edition
from healthdesk.domain.immunization.exceptions import Exceptions, exceptions
from healthdesk.domain.immunization.limits import Candidate, Limit, kept_by_next
from healthdesk.domain.immunization.rounds import enter_round, season_end
from healthdesk.domain.immunization.rules import Group, Offer, Step


@dataclass(frozen=True, slots=True)
class Next:
    """The step that comes next, the product offered, and the limits it must keep; the first day it does."""

    step: Step
    offer: Offer
    limits: tuple[Limit, ...]
    earliest: date


@dataclass(frozen=True, slots=True)
class Outlook:
    """A person's doses, the edition in force and the special states, as seen on the day `on`."""

    course: Course
    edition: Edition
    special: Exceptions
    on: date

    @classmethod
    def of(cls, course: Course, on: date) -> "Outlook":
        """A history already read, as seen on `on`."""
        edition = course.schedule.edition(on)
        for group in edition.groups.values():
            enter_round(course, group, on)
        return cls(course, edition, exceptions(course, edition, on), on)

    def told_groups(self) -> Iterator[Group]:
        """The groups a forecast is made for: the programme's, those begun, asked for or called for."""
        wanted = self.course.person.context.wanted
        for group in self.edition.groups.values():
            if group.is_programme or group.key in wanted or self._is_begun(group):
                yield group

    def is_by_choice(self, group: Group) -> bool:
        """Whether the group is given for pay, outside the ages and cohorts of the programme."""
        if not group.is_programme:
            return True
        products = self.course.schedule.products
        had = self.course.progress(group.key).products
        return group.is_also_self_paid and (
            group.key in self.course.person.context.wanted
            or any(not products[code].is_programme for code in had)
        )

    def next_step(self, group: Group) -> Next | None:
        """The step whose rule holds on the day the dose can be given; None when there is none."""
        day, coming = self.on, None
        while chosen := self._chosen(group, day):  # what waits may meet another rule when its day comes
            if coming and chosen == (coming.step, coming.offer):
                break
            coming = self._next(group, *chosen)
            if coming.earliest <= day:
                break
            day = coming.earliest
        return coming if chosen and not self._is_of_next_season(group, day) else None

    def is_complete(self, group: Group) -> bool:
        """Whether no place is left that a rule asks for, whatever the age."""
        return self.course.is_complete(group, self.on)

    def following(self, group: Group, first: Next) -> Iterator[Next]:
        """The steps after `first`, if it and each of them were given on the earliest day from `on`."""
        progress = self.course.progress(group.key).copy()
        ahead = replace(self, course=replace(self.course, groups={**self.course.groups, group.key: progress}))
        coming: Next | None = first
        while coming:
            product = self.course.schedule.products[coming.offer.product]
            progress.fill(coming.step, product, max(self.on, coming.earliest))
            coming = None if ahead.is_complete(group) else ahead.next_step(group)
            if coming:
                yield coming

    def after_last(self, group: Group, step: Step) -> tuple[date | None, date | None]:
        """When the dose is late, and the end of its recommended window; None where no rule says so."""
        last = self.course.progress(group.key).last
        rolls_over = self.course.policy.rolls_over
        late = self.course.birthdays.day(step.before) if step.before else None
        if step.within and last:
            late = step.within.after(last.on, rolls_over=rolls_over)
        window = step.window.after(last.on, rolls_over=rolls_over) if step.window and last else None
        return late, window

    def _chosen(self, group: Group, day: date) -> tuple[Step, Offer] | None:
        """The first step whose rule holds on `day`, and the product for this person."""
        barred = self.special.barred_products
        moment = self.course.moment(group.key, day, barred)
        for step in self.course.free_steps(group):
            if step.closes and moment.reached(step.closes):
                continue
            if not (moment.holds(step.when) and moment.holds(step.proposed)):
                continue
            for offer in step.offers:
                if offer.product not in barred and moment.holds(offer.when):
                    return step, offer
        return None

    def _next(self, group: Group, step: Step, offer: Offer) -> Next:
        candidate = Candidate(group, step, self.course.schedule.products[offer.product])
        limits = kept_by_next(self.course, self.edition, candidate, self.on)
        return Next(step, offer, limits, max([limit.day for limit in limits]))

    def _is_begun(self, group: Group) -> bool:
        progress = self.course.progress(group.key)
        is_exposed = group.rounds is not None and group.rounds.by_exposure and progress.opened_on is not None
        return bool(progress.counted) or progress.had_rounds or is_exposed

    def _is_of_next_season(self, group: Group, day: date) -> bool:
        rounds = group.rounds
        return rounds is not None and bool(rounds.season_from) and day >= season_end(rounds, self.on)
