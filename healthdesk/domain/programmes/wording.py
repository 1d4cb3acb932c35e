"""What the judge says in words: reasons, hints, the guideline's target, all taken from the file."""

from collections.abc import Mapping
from functools import lru_cache
from string import Formatter
from typing import Any

from healthdesk.domain.programmes.facts import Facts, fits_age, words
from healthdesk.domain.programmes.findings import Shown
from healthdesk.domain.programmes.judgement import GuidelineView, Reason
from healthdesk.domain.programmes.programme import Programme
from healthdesk.domain.programmes.rules import Hint, Rule, Target


def reasons(
    programme: Programme, shown: Shown, rule: Rule | None, count: int, *, is_complete: bool
) -> tuple[Reason, ...]:
    """Why: each finding that is there (or worth saying when absent), then the rule that matched.

    That something is absent is said only once every answer it names was given.
    """
    fill = _placeholders(programme, shown, count)
    found = []
    for finding in programme.findings:
        is_there = finding in shown.findings
        text = finding.reason if is_there else finding.absent_reason
        is_known = is_there or _asked(text) <= fill.keys()
        if text and is_known and (is_complete or not finding.misses_target):
            found.append(Reason(text.format_map(fill), finding.source, finding.confidence))
    if rule:
        found.append(Reason(rule.reason.format_map(fill), rule.source, rule.confidence))
    return tuple(found)


def signs_to_ask(programme: Programme, facts: Facts) -> tuple[str, ...]:
    """Emergency signs to ask for: a symptom number of the form alone never stands for an emergency."""
    ticked = words(facts.answer("symptoms"))
    hinted = (item for item in programme.emergencies if not ticked.isdisjoint(item.hinted_by))
    return tuple(item.key for item in hinted if item.key not in facts.danger_signs)


def guideline(programme: Programme, facts: Facts) -> GuidelineView | None:
    """The clinical target in force on the day of the visit, beside the class."""
    second = programme.guideline
    day = facts.visit.on.isoformat()
    if second is None or day < second.valid_from or (second.valid_to and day > second.valid_to):
        return None
    target = facts.target(second.targets)
    if target is None:
        return None
    missed = facts.misses(target.below)
    return GuidelineView(
        title=second.title,
        target=f"{_target_text(target)}（{target.group}）",
        is_reached=None if missed is None else not missed,
        source=second.source,
        confidence=second.confidence,
        valid_from=second.valid_from,
        remark=second.remark,
    )


def summary(programme: Programme, answers: Mapping[str, Any]) -> str:
    """What a list shows of a record: 158/92, 6.4; empty when none of it was written down."""
    known = {key: answers[key] for key in summed_up(programme) if words(answers.get(key))}
    return programme.summary.format_map(_Blanks(known)) if known else ""


def summed_up(programme: Programme) -> frozenset[str]:
    """The answers a summary is made of."""
    return _asked(programme.summary)


@lru_cache(maxsize=64)
def _asked(pattern: str) -> frozenset[str]:
    """The answers a pattern names; a record of many years asks for them again and again."""
    return frozenset(key for _, key, _, _ in Formatter().parse(pattern) if key)


def hints(programme: Programme, facts: Facts, grade: str | None) -> tuple[Reason, ...]:
    """Remarks that change neither class nor date."""
    return tuple(
        Reason(hint.text, hint.source, hint.confidence)
        for hint in programme.hints
        if _is_hinted(hint, facts, grade)
    )


def _is_hinted(hint: Hint, facts: Facts, grade: str | None) -> bool:
    if hint.grades and grade not in hint.grades:
        return False
    if hint.misses_own_target:
        return bool(facts.misses(facts.person.own_targets))
    return (
        fits_age(facts.years, hint.from_years, hint.below_years)
        and facts.any_holds(hint.any_of)
        and facts.all_hold(hint.all_of)
        and not facts.any_holds(hint.none_of)
    )


class _Blanks(dict[str, Any]):
    """A dash for what was not measured, so that a reason can always be said."""

    def __missing__(self, key: str) -> str:
        return "—"


def _placeholders(programme: Programme, shown: Shown, count: int) -> Mapping[str, Any]:
    fill = _Blanks({key: value for key, value in shown.facts.visit.answers.items() if words(value)})
    fill |= {"count": count, "emergencies": "、".join(shown.emergency_texts)}
    if target := shown.facts.target(programme.targets):
        fill |= {"target": _target_text(target), "group": target.group.format_map(_ages(target))}
    return fill


def _ages(target: Target) -> Mapping[str, Any]:
    return {"from_years": target.from_years, "below_years": target.below_years}


def _target_text(target: Target) -> str:
    return target.text.format_map(target.below)
