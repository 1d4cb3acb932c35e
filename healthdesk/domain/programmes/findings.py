"""What one visit shows: the findings of its programme and the items of the emergency list."""

from dataclasses import dataclass

from healthdesk.domain.programmes.facts import Facts, number
from healthdesk.domain.programmes.programme import Programme
from healthdesk.domain.programmes.rules import EmergencyItem, Finding

EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class Shown:
    """The findings and emergency items of a visit; `unknown_signs` are seen but on no list."""

    facts: Facts
    findings: tuple[Finding, ...]
    emergencies: tuple[EmergencyItem, ...]
    unknown_signs: tuple[str, ...]

    @property
    def keys(self) -> frozenset[str]:
        """The words a rule asks for."""
        found = {finding.key for finding in self.findings}
        return frozenset(found | {EMERGENCY} if self.is_emergency else found)

    @property
    def is_emergency(self) -> bool:
        """Whether anything calls for an urgent referral."""
        return bool(self.emergencies or self.unknown_signs)

    @property
    def emergency_texts(self) -> tuple[str, ...]:
        """The emergency items in the words of the list; an unknown sign as it came."""
        return tuple(item.text for item in self.emergencies) + self.unknown_signs


def shown_at(programme: Programme, facts: Facts) -> Shown:
    """Everything the visit shows."""
    known = {item.key for item in programme.emergencies}
    return Shown(
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


def grade_of(programme: Programme, shown: Shown) -> tuple[str | None, tuple[str, ...]]:
    """The worst class among what was found and the choices it leaves; the best class without any."""
    if not programme.grades:
        return None, ()
    order = [grade.code for grade in programme.grades]
    found = [(one.grade, one.choices) for one in shown.findings if one.grade]
    found += [(one.grade, ()) for one in shown.emergencies if one.grade]
    return max(found, key=lambda one: order.index(one[0]), default=(order[0], ()))


def missing(programme: Programme, shown: Shown) -> tuple[str, ...]:
    """The answers still needed before there is a class."""
    if programme.needs_unless_worst and grade_of(programme, shown)[0] == programme.grades[-1].code:
        return ()
    measured = {key for target in programme.targets for key in target.below}
    facts = shown.facts
    return tuple(
        key
        for key in programme.needs_on(facts.visit.form)
        if not facts.has(key) or (key in measured and number(facts.answer(key)) is None)
    )


def counts(programme: Programme, shown: Shown) -> bool:
    """Whether a visit is history for the rules: a completed record that has the needed values."""
    facts = shown.facts
    over = (*programme.lost_when, *programme.ended_when, *programme.died_when)
    return not facts.any_holds(over) and not missing(programme, shown)
