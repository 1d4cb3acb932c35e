"""What the immunization rules ask for next → ImmunizationRecommendation, for others to read.

It follows the enrolment in the immunization programme, which knows the doses of the next day at the
clinic; the whole forecast is made on the spot by `forecast` (fhir/forecast_answers.py), never stored.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from healthdesk.fhir import resources
from healthdesk.fhir.forecast_answers import EARLIEST, GROUP, OVERDUE, RECOMMENDATION_STATUS
from healthdesk.fhir.resources import LOINC, Body, Profile, pruned
from healthdesk.store.programmes import Enrolment

TYPE = "ImmunizationRecommendation"


def to_recommendation(row: Enrolment, profile: Profile, before: Mapping[str, Any] | None) -> Iterator[Body]:
    """One resource while something is due; after the last dose it says of what stood there that it is done.

    `date` is the day of the last dose, on which it rests: a day on which nothing changed makes nothing new.
    """
    coming = row.coming if row.status == "active" else ()
    if not coming and before is None:
        return
    entries = [_entry(one, profile) for one in coming] if coming else [*_done(before or {})]
    yield {
        "resourceType": TYPE,
        "id": resources.part_id(row.id, TYPE),
        "patient": resources.reference("Patient", row.resident_id),
        "date": (row.last_visit_on or row.enrolled_on).isoformat(),
        "recommendation": entries,
    }


def _entry(one: Mapping[str, Any], profile: Profile) -> Body:
    days = ((EARLIEST, one.get("from")), (OVERDUE, one.get("late")))
    return pruned(
        {
            "vaccineCode": [resources.concept(profile.vaccine, one["vaccine"])]
            if one.get("vaccine")
            else None,
            "targetDisease": resources.concept(GROUP, one["series"], one["title"]),
            "forecastStatus": resources.concept(RECOMMENDATION_STATUS, "due"),
            "dateCriterion": [
                {"code": resources.concept(LOINC, code), "value": day} for code, day in days if day
            ],
            "series": one["title"],
            "doseNumberPositiveInt": one.get("number") or None,
        }
    )


def _done(before: Mapping[str, Any]) -> Iterator[Body]:
    complete = resources.concept(RECOMMENDATION_STATUS, "complete")
    for one in before.get("recommendation", ()):
        yield {key: value for key, value in one.items() if key != "dateCriterion"} | {
            "forecastStatus": complete
        }
