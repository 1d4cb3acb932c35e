"""Follow-up cases: from the words of the case file to the programmes, and back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from healthdesk.domain.measures import Measures, Plausibility
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.eligibility import eligible, is_scheduled
from healthdesk.domain.programmes.facts import number
from healthdesk.domain.programmes.first_visit import fails_the_first_visit, first_visit
from healthdesk.domain.programmes.grading import judge
from healthdesk.domain.programmes.judgement import Judgement, VisitFacts
from healthdesk.domain.programmes.programme import Programme
from healthdesk.domain.programmes.quota import year_of_visits
from healthdesk.domain.programmes.screening import screened
from healthdesk.domain.programmes.tuberculosis import doses_taken
from healthdesk.trials.case_words import (
    Case,
    Results,
    Visits,
    day_of,
    judged_on,
    moment_of,
    person_of,
    refuse_unknown_settings,
    settings_of,
)
from healthdesk.trials.comparing import Found, Unsupported, compare
from healthdesk.trials.planned_cases import child, maternal, older_people

_MODES = {"clinic", "home", "phone"}
_PLANNED: Mapping[str, Callable[[Programme, Case, Visits], Results]] = {
    "child": child,
    "maternal": maternal,
    "older-people": older_people,
}


@dataclass(frozen=True)
class FollowUpCases:
    """Answers follow-up cases with the programmes it is given."""

    programmes: Programmes

    def differences(self, case: Case) -> tuple[Found, ...]:
        """What differs, as path, expected, got. Raises Unsupported."""
        names = case["programme"]
        refuse_unknown_settings(case, self.programmes)
        if isinstance(names, str):
            return tuple(compare(case["expect"], self._results(case, names, case["visits"])))
        together = {name: self._results(case, name, _of_programme(case["visits"], name)) for name in names}
        days = [one["next_default"] for one in together.values() if one.get("next_default")]
        return tuple(compare(case["expect"], together | {"next_default": min(days, default=None)}))

    def _results(self, case: Case, name: str, visits: Visits) -> Results:
        if name not in self.programmes.by_key:
            raise Unsupported(name)
        programme = self.programmes.get(name)
        if name in _PLANNED:
            return _PLANNED[name](programme, case, visits)
        if not programme.rules:
            raise Unsupported(name)
        results = _chronic(programme, case, visits)
        if name == "tuberculosis" and visits:
            results |= _tuberculosis(programme, case, visits)
        return results


def _chronic(programme: Programme, case: Case, visits: Visits) -> Results:
    person, settings, on = person_of(case), settings_of(case), judged_on(case)
    facts = [_visit(one, programme) for one in visits]
    results: Results = {
        "in_target": eligible(programme, person, on, settings),
        "scheduled": is_scheduled(programme, person),
    }
    if facts:
        results |= _judged(judge(programme, person, facts, settings)) | _refused(facts[-1].answers)
    if year := year_of_visits(programme, person, facts, on.year):
        results |= {
            "year_quota": year.asked,
            "face_to_face_in_year": year.face_to_face,
            "visits_any_mode_in_year": year.any_mode,
            "quota_met": year.is_met,
        }
    return results


def _visit(visit: Mapping[str, Any], programme: Programme) -> VisitFacts:
    mode = visit.get("mode", "clinic")
    if mode not in _MODES:
        raise Unsupported(mode)
    answers = visit.get("answers", {})
    known = {item.key for item in programme.emergencies}
    if unknown := set(answers.get("danger_signs", ())) - known:
        raise Unsupported(sorted(unknown)[0])
    return VisitFacts(day_of(visit["date"]), mode, answers)


def _of_programme(visits: Sequence[Mapping[str, Any]], name: str) -> list[Mapping[str, Any]]:
    return [{**visit, "answers": visit["answers"][name]} for visit in visits if name in visit["answers"]]


def _judged(judgement: Judgement) -> Results:
    return {
        "class": int(judgement.grade) if judgement.grade else None,
        "action": judgement.action,
        "emergency": judgement.is_emergency,
        "next_default": judgement.next_default,
        "next_latest": judgement.next_latest,
        "referral_result_due": judgement.referral_result_due,
        "consecutive_unsatisfactory": judgement.consecutive_unsatisfactory,
        "cannot_classify": judgement.cannot_classify,
        "missing": judgement.missing,
        "face_to_face": judgement.is_face_to_face,
        "report_up": judgement.reports_up,
        "outcome_call_latest": judgement.referral_result_due,
    }


def _tuberculosis(programme: Programme, case: Case, visits: Visits) -> Results:
    last, resident = visits[-1], case["resident"]
    answers = last["answers"]
    results: Results = {}
    if "notice" in resident:
        first = first_visit(programme, moment_of(resident["notice"]), moment_of(last["date"]))
        failed = sum(one["answers"].get("patient_met") is False for one in visits)
        results |= {
            "due_by": first.due_by,
            "overdue": first.is_overdue,
            "report_up": fails_the_first_visit(programme, failed),
        }
    if "doses_due" in answers:
        results |= _doses(programme, int(answers["doses_taken"]), int(answers["doses_due"]))
    if answers.get("form") == "screening":
        suspicion = screened(programme, person_of(case), _visit(last, programme))
        results |= {
            "suspect": suspicion is not None,
            "action": suspicion and suspicion.action,
            "outcome_call_latest": suspicion and suspicion.result_due,
        }
    return results


def _doses(programme: Programme, taken: int, due: int) -> Results:
    try:
        doses = doses_taken(programme, taken, due)
    except ValueError:
        return {"rejected": True, "bad_keys": ["doses_taken"]}
    return {"dose_rate": doses.percent, "regular": doses.is_regular}


def _refused(answers: Mapping[str, Any]) -> Results:
    """Values no person can have, and a systolic pressure that is not the higher one."""
    measures = Measures.read()
    values = {key: found for key in answers if (found := number(answers[key])) is not None}
    bad = {
        key
        for key, value in values.items()
        if key in measures.by_code and measures.get(key).plausibility(value) is Plausibility.IMPOSSIBLE
    }
    pair = values.get("sbp"), values.get("dbp")
    if pair[0] is not None and pair[1] is not None and pair[0] <= pair[1]:
        bad |= {"sbp", "dbp"}
    return {"rejected": bool(bad), "bad_keys": bad}
