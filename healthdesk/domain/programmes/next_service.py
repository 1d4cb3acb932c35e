"""What is to be done next for a person in a programme that plans by age, week or year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from healthdesk.base.calendar import add_days
from healthdesk.domain.programmes.anchors import anchors
from healthdesk.domain.programmes.facts import Facts
from healthdesk.domain.programmes.judgement import Person, VisitFacts
from healthdesk.domain.programmes.plan import Anchor, YearlyService
from healthdesk.domain.programmes.programme import NO_SETTINGS, Programme
from healthdesk.domain.programmes.windows import Planned, PlanState, planned
from healthdesk.domain.programmes.yearly import ServiceRecord, needed, year_of_services

RESULT_DAYS = "referral_result_days"
"""The number of a programme: after how many days the result of a referral is asked for."""

VISIT_KEY = "visit_key"
"""The item that says which visit of the schedule it is (M3, A2); absent on a form with one visit."""


@dataclass(frozen=True, slots=True)
class NextService:
    """A planned visit or yearly service: its key and title, the form it is written on, first and last day."""

    key: str
    title: str
    form: str
    opens_on: date
    closes_on: date


def visit_key(programme: Programme, record: VisitFacts) -> str:
    """Which visit of the schedule a record is; empty when it is none of them."""
    written = record.answers.get(VISIT_KEY)
    keys = [one.key for one in programme.visits if one.form == record.form]
    if written in keys:
        return str(written)
    return keys[0] if len(keys) == 1 else ""


def plan_of(
    programme: Programme, person: Person, records: Sequence[VisitFacts], on: date
) -> tuple[Planned, ...]:
    """The schedule of this person as it stands on a day, from the records that are there.

    What was written before the last menstruation is of an earlier pregnancy: it plans and settles nothing.
    """
    records = records_of_pregnancy(person, records)
    done = {visit_key(programme, one) for one in records}
    return planned(programme, _anchors(person, records), done, on)


def records_of_pregnancy(person: Person, records: Sequence[VisitFacts]) -> Sequence[VisitFacts]:
    """Those since the last pregnancy on record began; all of them where there is none."""
    conceived = _anchors(person, records).get(Anchor.PREGNANCY)
    return records if conceived is None else [one for one in records if one.on >= conceived]


def _anchors(person: Person, records: Sequence[VisitFacts]) -> Mapping[Anchor, date]:
    return anchors(person.born, [(one.form, one.on, one.answers) for one in records])


def next_service(
    programme: Programme,
    person: Person,
    records: Sequence[VisitFacts],
    on: date,
    settings: Mapping[str, str] = NO_SETTINGS,
) -> NextService | None:
    """The first planned visit that can still be made, or the first yearly service that is due.

    None when the schedule is over, when its anchors are unknown, or for a programme that does not plan.
    """
    programme = programme.adjusted(settings)
    ways = (_next_visit(programme, person, records, on), _next_yearly(programme, person, records, on))
    found = [one for one in ways if one is not None]
    return min(found, key=lambda one: one.opens_on, default=None)


def _next_visit(
    programme: Programme, person: Person, records: Sequence[VisitFacts], on: date
) -> NextService | None:
    for one in plan_of(programme, person, records, on):
        is_over = on > add_days(one.closes_on, programme.timing.missed_days)
        if one.state not in (PlanState.DONE, PlanState.MISSED) and not is_over:
            visit = one.visit
            return NextService(visit.key, visit.title, visit.form, one.opens_on, one.closes_on)
    return _once_more(programme, person, records)


def _once_more(programme: Programme, person: Person, records: Sequence[VisitFacts]) -> NextService | None:
    """The last visit of the schedule, made again to close it: it referred somebody on, and ended nothing."""
    days = programme.numbers.get(RESULT_DAYS)
    if not programme.visits or days is None:
        return None
    visit = programme.visits[-1]
    mine = [one for one in records_of_pregnancy(person, records) if visit_key(programme, one) == visit.key]
    if not mine or not Facts(person, mine[-1]).any_holds(programme.stays_open_when):
        return None
    on = add_days(mine[-1].on, int(days))
    return NextService(visit.key, visit.title, visit.form, on, on)


def _next_yearly(
    programme: Programme, person: Person, records: Sequence[VisitFacts], on: date
) -> NextService | None:
    made = [
        _service(service, person, one)
        for one in records
        for service in programme.yearly
        if service.form == one.form
    ]
    for day in (on, date(on.year + 1, 1, 1)):
        year = year_of_services(programme, person, made, day)
        for service in programme.yearly:
            if service.key in year.due:
                opens, closes = date(day.year, 1, 1), date(day.year, 12, 31)
                return NextService(service.key, service.title, service.form, opens, closes)
    return None


def _service(service: YearlyService, person: Person, record: VisitFacts) -> ServiceRecord:
    facts = Facts(person, record)
    lacking = needed(service, facts)
    return ServiceRecord(service.key, facts, lacking if record.is_complete else (*lacking, "rest"))
