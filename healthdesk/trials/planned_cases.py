"""Follow-up cases of programmes that plan by age, week or year: child, maternal, older people."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from healthdesk.base.calendar import add_days
from healthdesk.domain.pregnancy import (
    DueDateRule,
    begun_on,
    expected_date,
    gestational_age,
)
from healthdesk.domain.programmes.eligibility import eligible
from healthdesk.domain.programmes.facts import Facts
from healthdesk.domain.programmes.flags import Risk, flags, risk
from healthdesk.domain.programmes.judgement import Person, VisitFacts
from healthdesk.domain.programmes.plan import Anchor
from healthdesk.domain.programmes.programme import Programme
from healthdesk.domain.programmes.windows import Anchors, Planned, due_on, following, planned
from healthdesk.domain.programmes.yearly import ServiceRecord, needed, year_of_services
from healthdesk.domain.scoring import SelfCareScale
from healthdesk.trials.case_words import (
    Case,
    Results,
    Visits,
    day_of,
    judged_on,
    person_of,
    settings_of,
)
from healthdesk.trials.comparing import Unsupported

_ANTENATAL = ("A1", "A2", "A3", "A4", "A5")


def child(programme: Programme, case: Case, visits: Visits) -> Results:
    """The child's plan on the day, and the flags of the last visit."""
    person, on = person_of(case), judged_on(case)
    anchors = _anchors(case["resident"], {"born": Anchor.BIRTH, "discharged": Anchor.DISCHARGE})
    plan = planned(programme, anchors, _keys(programme, visits), on)
    then = following(plan, visits[-1].get("visit") if visits else None)
    results: dict[str, Any] = {
        "in_target": eligible(programme, person, on),
        "visits": {one.visit.key: _window(one) for one in plan},
        "next_default": then and then.opens_on,
    }
    if visits:
        results |= _child_visit(programme, person, visits[-1])
    return results


def _child_visit(programme: Programme, person: Person, visit: Mapping[str, Any]) -> Results:
    key = visit.get("visit") or ""
    raised = flags(programme, Facts(person, _facts(visit)), key)
    keys = {flag.key for flag in raised}
    services = next((one.services for one in programme.visits if one.key == key), ())
    return {
        "refer_flag": any(flag.refers for flag in raised),
        "flags": [flag.key for flag in raised if flag.refers],
        **{flag.key: flag.key in keys for flag in programme.flags if not flag.refers},
        "hearing_due": "hearing" in services,
        "tcm_due": "tcm" in services,
    }


def _window(one: Planned) -> Results:
    return {"state": one.state, "window_start": one.opens_on, "window_end": one.closes_on}


def maternal(programme: Programme, case: Case, visits: Visits) -> Results:
    """Dates of the pregnancy, the visit that is due, and the risk read from the last visit."""
    resident, on = case["resident"], judged_on(case)
    anchors = _anchors(resident, {"delivered": Anchor.DELIVERY, "discharged": Anchor.DISCHARGE})
    results: dict[str, Any] = {}
    if dated := _dated(resident, settings_of(case)):
        begun, expected = dated
        anchors = {**anchors, Anchor.PREGNANCY: begun}
        age = gestational_age(begun, on)
        results |= {"edd": expected, "ga_weeks": age.weeks, "ga_days": age.days}
    made = _keys(programme, visits)
    plan = planned(programme, anchors, made, on)
    results |= _antenatal(plan, visits, on) | _postpartum(programme, plan, anchors, visits)
    person = person_of(case)
    results["in_target"] = eligible(programme, person, on)
    if visits and visits[-1].get("answers"):
        results |= _risk(risk(programme, Facts(person, _facts(visits[-1]))))
    return results


def _antenatal(plan: Sequence[Planned], visits: Visits, on: date) -> Results:
    due = due_on([one for one in plan if one.visit.key in _ANTENATAL], on)
    then = following(plan, str(visits[-1]["visit"]) if visits else None)
    booking = next((one for one in plan if one.visit.key == "A1"), None)
    booked = next((day_of(one["date"]) for one in visits if one.get("visit") == "A1"), on)
    return {
        "visit_due": due and due.visit.key,
        "window_start": due and due.opens_on,
        "window_end": due and due.closes_on,
        "next_default": then and then.opens_on,
        "booked_late": booking is not None and booked > booking.closes_on,
        "form_at_first_contact": "A1",
    }


def _postpartum(programme: Programme, plan: Sequence[Planned], anchors: Anchors, visits: Visits) -> Results:
    windows = {one.visit.key: one for one in plan}
    if "PP" not in windows:
        return {}
    home, check = windows["PP"], windows["P42"]
    made = next((day_of(one["date"]) for one in visits if one.get("visit") == "PP"), None)
    rate_days = int(programme.numbers["postpartum_rate_within_days"])
    counts_until = add_days(anchors.get(Anchor.DISCHARGE, anchors[Anchor.DELIVERY]), rate_days)
    return {
        "pp_latest": home.closes_on,
        "pp_on_time": made is not None and made <= home.closes_on,
        "counts_for_pp_rate": made is not None and made <= counts_until,
        "p42_window_start": check.opens_on,
        "p42_window_end": check.closes_on,
    }


def _risk(found: Risk) -> Results:
    return {
        "risk_items": [item.number for item in found.items],
        "screening_positive": found.is_positive,
        "referral_advice_latest": found.advice_by,
        "proposed_colour": found.colour,
        "proposed_purple": found.is_infectious,
    }


def gestation(programme: Programme, given: Mapping[str, Any]) -> Results:
    """The scoring kind `gestation`: age, expected date, and the antenatal visit of that week."""
    begun, on = day_of(given["lmp"]), day_of(given["date"])
    age = gestational_age(begun, on)
    due = due_on(planned(programme, {Anchor.PREGNANCY: begun}, (), on), on)
    return {
        "weeks": age.weeks,
        "days": age.days,
        "edd": expected_date(begun, DueDateRule(given.get("edd_rule", DueDateRule.CALENDAR))),
        "visit": due and due.visit.key,
        "window_start": due and due.opens_on,
        "window_end": due and due.closes_on,
    }


def older_people(programme: Programme, case: Case, visits: Visits) -> Results:
    """The services of the year, and what the last record lacks."""
    person = person_of(case)
    records = [_record(programme, person, one) for one in visits if _is_service(programme, one)]
    on, settings = judged_on(case), settings_of(case)
    year = year_of_services(programme, person, records, on, settings)
    results: dict[str, Any] = {
        "in_target": year.is_in_target,
        "due": year.due,
        "managed_this_year": year.is_managed,
        "tcm_counted": "tcm-constitution" in year.counted,
    }
    if records:
        results |= {"complete": not records[-1].missing, "missing": records[-1].missing}
    if visits and "items" in visits[-1]["answers"]:
        found = SelfCareScale.read().score(visits[-1]["answers"]["items"])
        results |= {
            "self_care_total": found.total,
            "self_care_class": found.grade and int(found.grade),
            "incomplete": bool(found.missing),
            "rejected": bool(found.refused),
        }
    return results


def _record(programme: Programme, person: Person, visit: Mapping[str, Any]) -> ServiceRecord:
    answers = visit["answers"]
    facts = Facts(person, _facts(visit))
    service = next(one for one in programme.yearly if one.key == answers["form"])
    empty = [key for key, value in answers.items() if value is None]
    rest = [] if answers.get("rest_complete", answers.get("complete", False)) else ["rest"]
    return ServiceRecord(service.key, facts, (*empty, *rest, *needed(service, facts)))


def _is_service(programme: Programme, visit: Mapping[str, Any]) -> bool:
    return visit["answers"].get("form") in {one.key for one in programme.yearly}


def _facts(visit: Mapping[str, Any]) -> VisitFacts:
    answers = dict(visit.get("answers", {}))
    history = answers.pop("ob", ())
    answers |= {f"ob_{number}": count for number, count in enumerate(history, start=1)}
    return VisitFacts(day_of(visit["date"]), visit.get("mode", "clinic"), answers)


def _keys(programme: Programme, visits: Visits) -> frozenset[str]:
    known = {one.key for one in programme.visits}
    made = {one["visit"] for one in visits if one.get("visit")}
    if unknown := made - known:
        raise Unsupported(sorted(unknown)[0])
    return frozenset(made)


def _anchors(resident: Mapping[str, Any], words: Mapping[str, Anchor]) -> dict[Anchor, date]:
    return {anchor: day_of(resident[word]) for word, anchor in words.items() if resident.get(word)}


def _dated(resident: Mapping[str, Any], settings: Mapping[str, str]) -> tuple[date, date] | None:
    """The first day of the pregnancy and the expected date; an expected date that was given leads."""
    if resident.get("edd"):
        expected = day_of(resident["edd"])
        return begun_on(expected), expected
    if resident.get("lmp"):
        lmp = day_of(resident["lmp"])
        return lmp, expected_date(lmp, DueDateRule(settings.get("edd_rule", DueDateRule.CALENDAR)))
    return None
