"""What a programme says about a record, whatever its kind: a class by rules, or a place in a schedule."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from datetime import date

from healthdesk.base.calendar import add_days
from healthdesk.domain.programmes.eligibility import with_consent
from healthdesk.domain.programmes.facts import Facts
from healthdesk.domain.programmes.first_visit import at_first_visit
from healthdesk.domain.programmes.flags import flags, proposed_colours, risk
from healthdesk.domain.programmes.grading import judge, outcome_of
from healthdesk.domain.programmes.judgement import Judgement, Person, Reason, VisitFacts
from healthdesk.domain.programmes.next_service import RESULT_DAYS, next_service, visit_key
from healthdesk.domain.programmes.next_visit import NO_CLOSED_DAYS
from healthdesk.domain.programmes.plan import Flag
from healthdesk.domain.programmes.programme import NO_SETTINGS, Programme
from healthdesk.domain.programmes.rules import Action

REFERRAL, REFERRED = "referral", "2"
"""转诊建议 of a child's or a mother's form: 1 no, 2 yes."""

HOURS_A_DAY = 24


def appraise(
    programme: Programme,
    person: Person,
    visits: Sequence[VisitFacts],
    settings: Mapping[str, str] = NO_SETTINGS,
    closed: Container[date] = NO_CLOSED_DAYS,
) -> Judgement:
    """What the rules say about the last of `visits`, in order of date and of every form of the programme.

    A record on a form that is no visit of this programme has no class (supplement, check-up). Raises
    ValueError without a visit, ProgrammeFault for a setting that does not fit.
    """
    if not visits:
        raise ValueError("nothing to judge")
    if programme.is_planned:
        return _placed(programme.adjusted(settings), person, visits)
    if not programme.is_visit(visits[-1].form):
        return Judgement(programme.key, is_face_to_face=visits[-1].is_face_to_face)
    regular = [one for one in visits if programme.is_visit(one.form)]
    asked = with_consent(programme, person, visits)
    judgement = judge(programme, asked, regular, settings, closed)
    return at_first_visit(programme, asked, judgement, visits)


def _placed(programme: Programme, person: Person, visits: Sequence[VisitFacts]) -> Judgement:
    """Flags and risk of this record, and what the schedule asks for next."""
    visit = visits[-1]
    facts = Facts(person, visit)
    judgement = Judgement(programme.key, is_face_to_face=visit.is_face_to_face)
    if outcome := outcome_of(programme, facts):
        return replace(judgement, outcome=outcome)
    raised = flags(programme, facts, visit_key(programme, visit))
    refers = [flag for flag in raised if flag.refers]
    return replace(
        _with_next(judgement, programme, person, visits),
        action=Action.REFER if refers else None,
        action_text="；".join(_said(flag, visit.on) for flag in refers),
        reasons=tuple(Reason(_said(flag, visit.on), flag.source, flag.confidence) for flag in raised)
        + _risks(programme, facts),
        findings=tuple(flag.key for flag in raised),
        reports_up=any(flag.report_within_hours is not None for flag in raised),
        referral_result_due=_result_due(programme, facts),
    )


def _said(flag: Flag, on: date) -> str:
    """The words of a flag with the last day of its report."""
    if flag.report_within_hours is None:
        return flag.text
    days = -int(-flag.report_within_hours // HOURS_A_DAY)
    return flag.text.format(by=add_days(on, days).isoformat())


def _result_due(programme: Programme, facts: Facts) -> date | None:
    """The day by which the result of a referral is asked for, where the programme says after how long."""
    days, answers = programme.numbers.get(RESULT_DAYS), facts.visit.answers
    is_referred = answers.get(REFERRAL) == REFERRED or facts.any_holds(programme.stays_open_when)
    return add_days(facts.visit.on, int(days)) if days and is_referred else None


def _with_next(
    judgement: Judgement, programme: Programme, person: Person, visits: Sequence[VisitFacts]
) -> Judgement:
    on = visits[-1].on
    then = next_service(programme, person, visits, on)
    if then is None or then.closes_on <= on:
        return judgement
    first = max(then.opens_on, add_days(on, 1))
    return replace(judgement, next_earliest=first, next_default=first, next_latest=then.closes_on)


def _risks(programme: Programme, facts: Facts) -> tuple[Reason, ...]:
    if programme.risk is None:
        return ()
    found, table = risk(programme, facts), programme.risk
    reasons = [Reason(item.text, item.source, item.confidence) for item in found.items]
    if found.advice_by and table.proposal:
        colours = proposed_colours(programme, found)
        advice = table.proposal.format(by=found.advice_by.isoformat(), colours=colours)
        reasons.append(Reason(advice, table.source, table.confidence))
    return tuple(reasons)
