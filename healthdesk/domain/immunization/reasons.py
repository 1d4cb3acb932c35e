"""Why the next dose stands where it stands, in sentences for parents."""

from dataclasses import dataclass
from datetime import date

from healthdesk.domain.immunization.intervals import days_late
from healthdesk.domain.immunization.limits import Kind, Limit
from healthdesk.domain.immunization.outlook import Next, Outlook
from healthdesk.domain.immunization.rules import BloodTest, Group, Step
from healthdesk.domain.immunization.wording import Reason, Wording

DEADLINE = "deadline"
_WORTH_SAYING = frozenset({Kind.AGE, Kind.INTERVAL, Kind.REPEAT})
_WORTH_SAYING_EXPOSED = frozenset({Kind.ROUND, Kind.INTERVAL, Kind.REPEAT})


@dataclass(frozen=True, slots=True)
class Reasons:
    """The reasons of one group for one person."""

    outlook: Outlook
    group: Group

    @property
    def _wording(self) -> Wording:
        return self.outlook.course.schedule.wording

    def complete(self) -> Reason:
        """The series is complete."""
        return self._said("complete")

    def not_indicated(self, day: date) -> Reason | None:
        """Why nothing of the group is given on `day`; None when it is meant for this person."""
        course = self.outlook.course
        if self.group.key in course.person.context.contraindicated and not self.group.follows_exposure:
            return self._said("contraindicated")
        is_by_choice = self.outlook.is_by_choice(self.group)
        if not is_by_choice and day >= course.birthdays.day(course.policy.catch_up_below):
            return self._said("too_old", span=self._wording.age(course.policy.catch_up_below))
        moment = course.moment(self.group.key, day)
        for one in self.group.not_indicated:
            if (one.stops or not is_by_choice) and moment.holds(one.when):
                return Reason(one.text, one.source, one.confidence)
        return None

    def remarks(self) -> tuple[Reason, ...]:
        """What else is worth saying about the group to this person."""
        moment = self.outlook.course.moment(self.group.key, self.outlook.on)
        return tuple(
            [
                Reason(one.text, one.source, one.confidence)
                for one in self.group.remarks
                if moment.holds(one.when)
            ]
        )

    def barred(self) -> Reason | None:
        """The state that bars the products of this group; None when none does."""
        barred = self.outlook.special.barred
        products = (offer.product for step in self.group.steps for offer in step.offers)
        return next((barred[product] for product in products if product in barred), None)

    def nothing_left(self) -> Reason:
        """Why no step fits: the season is over, the age of the last doses is past, or no rule says what."""
        course = self.outlook.course
        if self.group.rounds and self.group.rounds.season_from:
            return self._said("next_season")
        reached = course.moment(self.group.key, self.outlook.on).reached
        closed = [step for step in course.free_steps(self.group) if step.closes and reached(step.closes)]
        return self._said("closed", label=closed[0].label) if closed else self.no_rule()

    def no_rule(self) -> Reason:
        """The schedule says nothing; a doctor decides."""
        return self._said("no_rule")

    def blood_test(self, test: BloodTest, opens: date, closes: date) -> Reason:
        """When to test the blood."""
        text = self._wording.forecast["blood_test"].format(opens=opens, closes=closes)
        return Reason(text, test.source, test.confidence)

    def condition(self, step: Step) -> Reason:
        """What must be checked before the dose."""
        return Reason(self._wording.conditions[step.condition], step.source, step.confidence)

    def next_dose(self, coming: Next, overdue: date | None, window_end: date | None) -> tuple[Reason, ...]:
        """When it should be done, what had to pass first, and remarks on the product."""
        step = coming.step
        told = [self._deadline(step, overdue)] if overdue else []
        told += [self._limit(limit) for limit in self._telling(coming)]
        if window_end and step.window:
            text = self._wording.forecast["window"].format(
                day=window_end, span=self._wording.span(step.window)
            )
            told.append(Reason(text, step.source, step.confidence))
        notes = dict.fromkeys(note for note in (coming.offer.note, *step.notes) if note)
        told += [Reason(self._wording.notes[note], step.source, step.confidence) for note in notes]
        return (*told, *self.remarks())

    def _telling(self, coming: Next) -> list[Limit]:
        """While the dose has to wait, what it waits for longest; then the age and intervals that are kept."""
        if coming.earliest > self.outlook.on:
            return [limit for limit in coming.limits if limit.day == coming.earliest]
        worth = _WORTH_SAYING_EXPOSED if self.group.follows_exposure else _WORTH_SAYING
        return [limit for limit in coming.limits if limit.kind in worth]

    def _limit(self, limit: Limit) -> Reason:
        key = f"{limit.kind}_ahead" if limit.day > self.outlook.on else f"{limit.kind}_met"
        if limit.kind is Kind.AGE and limit.day == self.outlook.course.person.born:
            key = "at_birth"
        is_age = limit.kind is Kind.AGE
        text = self._wording.forecast[key].format(
            span=self._wording.age(limit.span) if is_age else self._wording.span(limit.span),
            day=limit.day,
            base=limit.base,
            base_day=limit.base_day,
        )
        return Reason(text, limit.source, limit.confidence, limit.kind)

    def _deadline(self, step: Step, overdue: date) -> Reason:
        days = days_late(self.outlook.on, overdue)
        key = "overdue" if days > 0 else "before"
        if step.before is None:
            key, words = f"{key}_within", self._wording.span(step.within) if step.within else ""
        elif step.before.hours:
            key, words = f"{key}_hours", self._wording.span(step.before)
        else:
            words = self._wording.age(step.before)
        text = self._wording.forecast[key].format(span=words, days=days)
        return Reason(text, step.source, step.confidence, DEADLINE)

    def _said(self, key: str, **fill: str) -> Reason:
        text = self._wording.forecast[key].format(group=self.group.title, **fill)
        return Reason(text, self.group.source, self.group.confidence)
