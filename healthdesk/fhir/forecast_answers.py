"""Verdicts and forecasts → Parameters of `$immds-forecast`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from healthdesk.domain.immunization.evaluation import GroupVerdict
from healthdesk.domain.immunization.forecast import Forecast, Status
from healthdesk.domain.immunization.questions import Question
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.domain.immunization.wording import Reason
from healthdesk.fhir import resources
from healthdesk.fhir.forecast_requests import CVX, NATIONAL, ForecastRequest
from healthdesk.fhir.resources import LOINC, OWN, Body, Profile, pruned

GROUP = OWN + "vaccine-group"
STATUS = OWN + "forecast-status"
REASON = OWN + "verdict"
SOURCE = OWN + "rule"
DOSE_STATUS = "http://terminology.hl7.org/CodeSystem/immunization-evaluation-dose-status"
RECOMMENDATION_STATUS = "http://terminology.hl7.org/CodeSystem/immunization-recommendation-status"
_OFFICIAL = frozenset({Status.DUE, Status.OVERDUE, Status.COMPLETE})
EARLIEST, DUE, OVERDUE, LATEST = "30981-5", "30980-7", "59778-1", "59777-3"
"""LOINC: earliest date to give, date vaccine due, date when overdue, latest date to give."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the engine says, and the facts it would have liked to know."""

    verdicts: tuple[GroupVerdict, ...]
    forecasts: tuple[Forecast, ...]
    questions: tuple[Question, ...]


def answer(request: ForecastRequest, said: Found, schedule: Schedule, profile: Profile) -> Body:
    """An ImmunizationEvaluation for each dose and group, an ImmunizationRecommendation, open questions."""
    parameters: list[Body] = [
        {"name": "evaluation", "resource": _evaluation(request, verdict, schedule)}
        for verdict in said.verdicts
    ]
    found = list(_recommendations(said.forecasts, schedule, profile))
    recommendation = {
        "resourceType": "ImmunizationRecommendation",
        "patient": _patient(request),
        "date": request.on.isoformat(),
        "authority": {"display": schedule.edition(request.on).basis},
        "recommendation": found,
    }
    parameters.append({"name": "recommendation", "resource": recommendation})
    parameters += [_question(question) for question in said.questions]
    return {"resourceType": "Parameters", "parameter": parameters}


def _patient(request: ForecastRequest) -> Body:
    if request.patient_id:
        return resources.reference("Patient", request.patient_id)
    return {"display": request.person.born.isoformat()}


def _evaluation(request: ForecastRequest, verdict: GroupVerdict, schedule: Schedule) -> Body:
    dose, id_ = request.history[verdict.dose_index], request.doses[verdict.dose_index]
    told = f"{dose.on} {schedule.product_title(dose.vaccine)}"
    status = "valid" if verdict.is_valid else "notvalid"
    return pruned(
        {
            "resourceType": "ImmunizationEvaluation",
            "status": "completed",
            "patient": _patient(request),
            "date": request.on.isoformat(),
            "authority": {"display": schedule.edition(dose.on).basis},
            "targetDisease": _disease(verdict.group, verdict.title or dose.vaccine),
            "immunizationEvent": {
                **(resources.reference("Immunization", id_) if id_ else {}),
                "display": told,
            },
            "doseStatus": resources.concept(DOSE_STATUS, status),
            "doseStatusReason": [resources.concept(REASON, verdict.reason)],
            "description": verdict.text,
            "series": verdict.title or None,
            "doseNumberPositiveInt": verdict.number or None,
            "seriesDosesPositiveInt": verdict.total or None,
        }
    )


def _disease(group: str, title: str) -> Body:
    return resources.concept(GROUP, group, title) if group else {"text": title}


def _recommendations(forecasts: Iterable[Forecast], schedule: Schedule, profile: Profile) -> Iterator[Body]:
    for one in forecasts:
        reasons = [_reason(reason) for reason in one.reasons]
        yield pruned(
            {
                "vaccineCode": [_vaccine(one.product, schedule, profile)] if one.product else None,
                "targetDisease": _disease(one.group, one.title),
                "forecastStatus": _status(one.status),
                "forecastReason": reasons,
                "dateCriterion": list(_dates(one)),
                "series": one.title,
                "doseNumberPositiveInt": one.number or None,
                "seriesDosesPositiveInt": one.total_doses or None,
                "description": one.label or None,
            }
        )


def _vaccine(code: str, schedule: Schedule, profile: Profile) -> Body:
    product = schedule.products[code]
    codings = [resources.coding(profile.vaccine, code, product.title)]
    codings += [resources.coding(NATIONAL, one) for one in product.national_codes]
    codings += [resources.coding(CVX[0], one) for one in product.cvx[:1]]
    return {"coding": codings, "text": product.name}


def _status(status: Status) -> Body:
    """Our own word, and the official one where there is one."""
    codings = [resources.coding(STATUS, status.value)]
    if status in _OFFICIAL:
        codings.append(resources.coding(RECOMMENDATION_STATUS, status.value))
    return {"coding": codings}


def _reason(reason: Reason) -> Body:
    return {"coding": [resources.coding(SOURCE, reason.source, reason.confidence)], "text": reason.text}


def _dates(one: Forecast) -> Iterator[Body]:
    days = (
        (EARLIEST, one.earliest),
        (DUE, one.recommended),
        (OVERDUE, one.overdue),
        (LATEST, one.window_end),
    )
    for code, day in days:
        if isinstance(day, date):
            yield {"code": resources.concept(LOINC, code), "value": day.isoformat()}


def _question(question: Question) -> Body:
    parts = (("item", "valueCode", question.item), ("text", "valueString", question.text))
    return {
        "name": "question",
        "part": [{"name": name, key: value} for name, key, value in parts],
    }
