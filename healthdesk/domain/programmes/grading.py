"""The judge: class, action and next contact of a visit, by the rule table of its programme."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from healthdesk.base.calendar import add_days
from healthdesk.domain.programmes import wording
from healthdesk.domain.programmes.eligibility import is_scheduled
from healthdesk.domain.programmes.facts import Facts
from healthdesk.domain.programmes.findings import Shown, counts, grade_of, missing, shown_at
from healthdesk.domain.programmes.judgement import Judgement, Person, VisitFacts
from healthdesk.domain.programmes.next_visit import NO_CLOSED_DAYS, next_contact
from healthdesk.domain.programmes.programme import NO_SETTINGS, Programme
from healthdesk.domain.programmes.rules import Interval, Rule

LOST = "lost"
ENDED = "ended"
DIED = "died"
OVER = frozenset({ENDED, DIED})
"""Outcomes of a record after which nobody is seen any more."""


@dataclass(frozen=True, slots=True)
class _Course:
    """The judged visit and the countable visits before it, in order."""

    programme: Programme
    shown: Shown
    earlier: tuple[Shown, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        return missing(self.programme, self.shown)

    @property
    def in_a_row(self) -> int:
        """How many countable visits in a row, this one included, show the counted finding."""
        count = 0
        for shown in (self.shown, *reversed(self.earlier)):
            if self.programme.counted not in shown.keys:
                break
            count += 1
        return count

    def rule(self) -> Rule | None:
        """The first rule that matches; None while a missing answer could change it."""
        for rule in self.programme.rules:
            if self._matches(rule):
                return rule if rule.holds_when_incomplete or not self.missing else None
        return None

    def grade(self, rule: Rule | None) -> tuple[str | None, tuple[str, ...], tuple[str, ...]]:
        """The class, the choices it leaves, and the answers that are missing for it."""
        if rule and rule.keeps_grade:
            kept = grade_of(self.programme, self.earlier[-1])[0] if self.earlier else None
            return kept, (), ()
        if rule and not self.programme.grades:
            return None, (), ()
        if self.missing:
            return None, (), self.missing
        return *grade_of(self.programme, self.shown), ()

    def _matches(self, rule: Rule) -> bool:
        if not _shows(self.programme, self.shown, rule.now, rule.now_grades):
            return False
        if not rule.before and not rule.before_grades:
            return True
        return bool(self.earlier) and _shows(
            self.programme, self.earlier[-1], rule.before, rule.before_grades
        )


def judge(
    programme: Programme,
    person: Person,
    visits: Sequence[VisitFacts],
    settings: Mapping[str, str] = NO_SETTINGS,
    closed: Container[date] = NO_CLOSED_DAYS,
) -> Judgement:
    """Judge the last of `visits` (in order of date; the others are its history).

    Raises ValueError without a visit, ProgrammeFault for a setting that does not fit.
    """
    if not visits:
        raise ValueError("nothing to judge")
    programme = programme.adjusted(settings)
    facts = Facts(person, visits[-1])
    judgement = Judgement(programme.key, is_face_to_face=visits[-1].is_face_to_face)
    if outcome := outcome_of(programme, facts):
        return replace(judgement, outcome=outcome)
    if not programme.rules:
        return judgement
    return _graded(judgement, _course(programme, facts, visits[:-1]), closed)


def outcome_of(programme: Programme, facts: Facts) -> str:
    """What the record says instead of a visit: died, ended or lost; empty for a visit."""
    for outcome, tests in (
        (DIED, programme.died_when),
        (ENDED, programme.ended_when),
        (LOST, programme.lost_when),
    ):
        if facts.any_holds(tests):
            return outcome
    return ""


def _course(programme: Programme, facts: Facts, earlier: Sequence[VisitFacts]) -> _Course:
    countable: list[Shown] = []
    baseline = None
    for visit in earlier:
        shown = shown_at(programme, Facts(facts.person, visit, baseline))
        if counts(programme, shown):
            countable.append(shown)
            baseline = visit if not any(one.grade for one in shown.findings) else baseline
    return _Course(programme, shown_at(programme, replace(facts, baseline=baseline)), tuple(countable))


def _shows(programme: Programme, shown: Shown, findings: Sequence[str], grades: Sequence[str]) -> bool:
    return shown.keys.issuperset(findings) and (not grades or grade_of(programme, shown)[0] in grades)


def _graded(judgement: Judgement, course: _Course, closed: Container[date]) -> Judgement:
    programme, shown, rule = course.programme, course.shown, course.rule()
    grade, choices, lacking = course.grade(rule)
    return replace(
        _with_dates(judgement, course, rule, closed),
        grade=grade,
        grade_text=programme.grade_text(grade),
        choices=choices,
        action=rule.action if rule else None,
        action_text=rule.action_text if rule else "",
        reasons=wording.reasons(programme, shown, rule, course.in_a_row, is_complete=not lacking),
        findings=tuple(finding.key for finding in shown.findings),
        rule=rule.number if rule else "",
        is_emergency=shown.is_emergency,
        emergency_items=tuple(item.key for item in shown.emergencies) + shown.unknown_signs,
        emergency_signs=shown.emergency_texts,
        emergency_steps=programme.emergency_steps if shown.is_emergency else (),
        signs_to_ask=wording.signs_to_ask(programme, shown.facts),
        consecutive_unsatisfactory=course.in_a_row,
        reports_up=any(finding.reports_up for finding in shown.findings),
        missing=lacking,
        open_items=tuple(key for key in programme.may_change if not shown.facts.has(key)),
        guideline=wording.guideline(programme, shown.facts),
        hints=wording.hints(programme, shown.facts, grade),
    )


def _with_dates(
    judgement: Judgement, course: _Course, rule: Rule | None, closed: Container[date]
) -> Judgement:
    if rule is None:
        return judgement
    on = course.shown.facts.visit.on
    if rule.result_due_days:
        judgement = replace(judgement, referral_result_due=add_days(on, rule.result_due_days))
    interval = _interval(course, rule)
    if interval is None:
        return judgement
    contact = next_contact(on, interval, closed)
    if not is_scheduled(course.programme, course.shown.facts.person):
        return replace(judgement, visit=rule.visit, task_due=contact.latest) if rule.is_task else judgement
    return replace(
        judgement,
        next_earliest=contact.earliest,
        next_default=contact.default,
        next_latest=contact.latest,
        visit=rule.visit,
    )


def _interval(course: _Course, rule: Rule) -> Interval | None:
    if not rule.by_schedule:
        return rule.next_contact
    entries = course.programme.schedule
    return next((one.next_contact for one in entries if course.shown.facts.all_hold(one.all_of)), None)
