"""The judge: class, action and next contact of a visit, by the rule table of its programme."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from healthdesk.base.calendar import add_days
from healthdesk.domain.programmes.facts import Facts, fits_age, words
from healthdesk.domain.programmes.judgement import (
    GuidelineView,
    Judgement,
    Person,
    Reason,
    VisitFacts,
)
from healthdesk.domain.programmes.next_visit import NO_CLOSED_DAYS, next_contact
from healthdesk.domain.programmes.programme import EmergencyItem, Finding, Hint, Programme, Rule, Target

EMERGENCY = "emergency"
LOST = "lost"
ENDED = "ended"
NO_SETTINGS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Shown:
    """What one visit shows: its findings by key, and the emergency items."""

    facts: Facts
    findings: tuple[Finding, ...]
    emergencies: tuple[EmergencyItem, ...]
    unknown_signs: tuple[str, ...]

    @property
    def keys(self) -> frozenset[str]:
        found = {finding.key for finding in self.findings}
        return frozenset(found | {EMERGENCY} if self.is_emergency else found)

    @property
    def is_emergency(self) -> bool:
        return bool(self.emergencies or self.unknown_signs)


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
    history = [_shown(programme, Facts(person, one)) for one in visits if _counts(programme, person, one)]
    shown = _shown(programme, facts)
    missing = tuple(key for key in programme.needs if not facts.has(key))
    if missing:
        history.append(shown)
    return _graded(programme, judgement, shown, history, missing, closed)


def _graded(
    programme: Programme,
    judgement: Judgement,
    shown: _Shown,
    history: Sequence[_Shown],
    missing: tuple[str, ...],
    closed: Container[date],
) -> Judgement:
    count = _in_a_row(programme.counted, history)
    before = history[-2].keys if len(history) > 1 else frozenset()
    rule = _first_match(programme.rules, shown.keys, before, is_complete=not missing)
    grade, choices = (None, ()) if missing else _grade(programme, shown.findings)
    fill = _placeholders(programme, shown, count)
    return replace(
        _with_dates(judgement, rule, shown.facts.visit.on, closed),
        grade=grade,
        grade_text=programme.grade_text(grade),
        choices=choices,
        action=rule.action if rule else None,
        action_text=rule.action_text if rule else "",
        reasons=_reasons(programme, shown, rule, fill, is_complete=not missing),
        findings=tuple(finding.key for finding in shown.findings),
        rule=rule.number if rule else "",
        is_emergency=shown.is_emergency,
        emergency_items=tuple(item.key for item in shown.emergencies) + shown.unknown_signs,
        emergency_signs=_emergency_texts(shown),
        emergency_steps=programme.emergency_steps if shown.is_emergency else (),
        signs_to_ask=_signs_to_ask(programme, shown.facts),
        consecutive_unsatisfactory=count,
        missing=missing,
        open_items=tuple(key for key in programme.may_change if not shown.facts.has(key)),
        guideline=_guideline(programme, shown.facts),
        hints=_hints(programme, shown.facts, grade),
    )


def _counts(programme: Programme, person: Person, visit: VisitFacts) -> bool:
    """Whether a visit is history for the rules: a completed record that has the needed values."""
    facts = Facts(person, visit)
    is_over = facts.any_holds(programme.lost_when) or facts.any_holds(programme.ended_when)
    return not is_over and all(facts.has(key) for key in programme.needs)


def _shown(programme: Programme, facts: Facts) -> _Shown:
    known = {item.key for item in programme.emergencies}
    return _Shown(
        facts,
        tuple(finding for finding in programme.findings if _is_found(programme, finding, facts)),
        tuple(item for item in programme.emergencies if _is_emergency(item, facts)),
        tuple(sorted(facts.danger_signs - known)),
    )


def _is_found(programme: Programme, finding: Finding, facts: Facts) -> bool:
    if finding.misses_target:
        target = facts.target(programme.targets)
        return target is not None and bool(facts.misses(target.below))
    return facts.any_holds(finding.any_of) and facts.all_hold(finding.all_of)


def _is_emergency(item: EmergencyItem, facts: Facts) -> bool:
    if item.key in facts.danger_signs:
        return True
    return facts.any_holds(item.any_of) and (not item.only_for or facts.any_holds(item.only_for))


def _in_a_row(counted: str, history: Sequence[_Shown]) -> int:
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


class _Blanks(dict[str, Any]):
    """A dash for what was not measured, so that a reason can always be said."""

    def __missing__(self, key: str) -> str:
        return "—"


def _placeholders(programme: Programme, shown: _Shown, count: int) -> Mapping[str, Any]:
    fill = _Blanks({key: value for key, value in shown.facts.visit.answers.items() if words(value)})
    fill |= {"count": count, "emergencies": "、".join(_emergency_texts(shown))}
    if target := shown.facts.target(programme.targets):
        fill |= {"target": _target_text(target), "group": target.group.format_map(_ages(target))}
    return fill


def _ages(target: Target) -> Mapping[str, Any]:
    return {"from_years": target.from_years, "below_years": target.below_years}


def _target_text(target: Target) -> str:
    return target.text.format_map(target.below)


def _emergency_texts(shown: _Shown) -> tuple[str, ...]:
    return tuple(item.text for item in shown.emergencies) + shown.unknown_signs


def _reasons(
    programme: Programme, shown: _Shown, rule: Rule | None, fill: Mapping[str, Any], *, is_complete: bool
) -> tuple[Reason, ...]:
    reasons = []
    for finding in programme.findings:
        text = finding.reason if finding in shown.findings else finding.absent_reason
        if text and (is_complete or not finding.misses_target):
            reasons.append(Reason(text.format_map(fill), finding.source, finding.confidence))
    if rule:
        reasons.append(Reason(rule.reason.format_map(fill), rule.source, rule.confidence))
    return tuple(reasons)


def _signs_to_ask(programme: Programme, facts: Facts) -> tuple[str, ...]:
    """Emergency signs to ask for: a symptom number of the form alone never stands for an emergency."""
    ticked = words(facts.answer("symptoms"))
    hinted = (item for item in programme.emergencies if not ticked.isdisjoint(item.hinted_by))
    return tuple(item.key for item in hinted if item.key not in facts.danger_signs)


def _guideline(programme: Programme, facts: Facts) -> GuidelineView | None:
    guideline = programme.guideline
    day = facts.visit.on.isoformat()
    if guideline is None or day < guideline.valid_from or (guideline.valid_to and day > guideline.valid_to):
        return None
    target = facts.target(guideline.targets)
    if target is None:
        return None
    missed = facts.misses(target.below)
    return GuidelineView(
        title=guideline.title,
        target=f"{_target_text(target)}（{target.group}）",
        is_reached=None if missed is None else not missed,
        source=guideline.source,
        confidence=guideline.confidence,
        valid_from=guideline.valid_from,
        remark=guideline.remark,
    )


def _hints(programme: Programme, facts: Facts, grade: str | None) -> tuple[Reason, ...]:
    return tuple(
        Reason(hint.text, hint.source, hint.confidence)
        for hint in programme.hints
        if _is_hinted(hint, facts, grade)
    )


def _is_hinted(hint: Hint, facts: Facts, grade: str | None) -> bool:
    if hint.grades and grade not in hint.grades:
        return False
    return (
        fits_age(facts.years, hint.from_years, hint.below_years)
        and facts.any_holds(hint.any_of)
        and facts.all_hold(hint.all_of)
        and not facts.any_holds(hint.none_of)
    )
