"""The judge: class, action and next contact of a visit, by the rule table of its programme."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from healthdesk.base.calendar import add_days
from healthdesk.domain.programmes import wording
from healthdesk.domain.programmes.facts import Facts
from healthdesk.domain.programmes.findings import Shown, counts, shown_at
from healthdesk.domain.programmes.judgement import Judgement, Person, VisitFacts
from healthdesk.domain.programmes.next_visit import NO_CLOSED_DAYS, next_contact
from healthdesk.domain.programmes.programme import Programme
from healthdesk.domain.programmes.rules import Finding, Rule

LOST = "lost"
ENDED = "ended"
NO_SETTINGS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Course:
    """The judged visit, its countable history (itself last) and what it lacks."""

    shown: Shown
    history: tuple[Shown, ...]
    missing: tuple[str, ...]

    @property
    def before(self) -> frozenset[str]:
        return self.history[-2].keys if len(self.history) > 1 else frozenset()


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
    if facts.any_holds(programme.ended_when):
        return replace(judgement, outcome=ENDED)
    if facts.any_holds(programme.lost_when):
        return replace(judgement, outcome=LOST)
    if not programme.rules:
        return judgement
    return _graded(programme, judgement, _course(programme, facts, visits[:-1]), closed)


def _course(programme: Programme, facts: Facts, earlier: Sequence[VisitFacts]) -> _Course:
    past = (Facts(facts.person, visit) for visit in earlier)
    history = [shown_at(programme, one) for one in past if counts(programme, one)]
    shown = shown_at(programme, facts)
    missing = tuple(key for key in programme.needs if not facts.has(key))
    return _Course(shown, (*history, shown), missing)


def _graded(
    programme: Programme, judgement: Judgement, course: _Course, closed: Container[date]
) -> Judgement:
    shown, facts, is_complete = course.shown, course.shown.facts, not course.missing
    count = _in_a_row(programme.counted, course.history)
    rule = _first_match(programme.rules, shown.keys, course.before, is_complete=is_complete)
    grade, choices = _grade(programme, shown.findings) if is_complete else (None, ())
    return replace(
        _with_dates(judgement, rule, facts.visit.on, closed),
        grade=grade,
        grade_text=programme.grade_text(grade),
        choices=choices,
        action=rule.action if rule else None,
        action_text=rule.action_text if rule else "",
        reasons=wording.reasons(programme, shown, rule, count, is_complete=is_complete),
        findings=tuple(finding.key for finding in shown.findings),
        rule=rule.number if rule else "",
        is_emergency=shown.is_emergency,
        emergency_items=tuple(item.key for item in shown.emergencies) + shown.unknown_signs,
        emergency_signs=shown.emergency_texts,
        emergency_steps=programme.emergency_steps if shown.is_emergency else (),
        signs_to_ask=wording.signs_to_ask(programme, facts),
        consecutive_unsatisfactory=count,
        missing=course.missing,
        open_items=tuple(key for key in programme.may_change if not facts.has(key)),
        guideline=wording.guideline(programme, facts),
        hints=wording.hints(programme, facts, grade),
    )


def _in_a_row(counted: str, history: Sequence[Shown]) -> int:
    count = 0
    for shown in reversed(history):
        if counted not in shown.keys:
            break
        count += 1
    return count


def _first_match(
    rules: Sequence[Rule], now: frozenset[str], before: frozenset[str], *, is_complete: bool
) -> Rule | None:
    for rule in rules:
        if now.issuperset(rule.now) and before.issuperset(rule.before):
            return rule if is_complete or rule.holds_when_incomplete else None
    return None


def _grade(programme: Programme, findings: Sequence[Finding]) -> tuple[str, tuple[str, ...]]:
    """The worst class among the findings, and the choices it leaves; the best class without any."""
    order = [grade.code for grade in programme.grades]
    graded = [finding for finding in findings if finding.grade]
    if not graded:
        return order[0], ()
    worst = max(graded, key=lambda finding: order.index(finding.grade))
    return worst.grade, worst.choices


def _with_dates(judgement: Judgement, rule: Rule | None, on: date, closed: Container[date]) -> Judgement:
    if rule is None or rule.next_contact is None:
        return judgement
    contact = next_contact(on, rule.next_contact, closed)
    return replace(
        judgement,
        next_earliest=contact.earliest,
        next_default=contact.default,
        next_latest=contact.latest,
        referral_result_due=add_days(on, rule.result_due_days) if rule.result_due_days else None,
    )
