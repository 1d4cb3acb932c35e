"""Enrolment ↔ CarePlan."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from healthdesk.fhir import resources
from healthdesk.fhir.resources import Body, Profile, pruned
from healthdesk.store.programmes import Enrolment

COLUMNS = {
    "responsible_doctor": "String",
    "end_reason": "String",
    "suggested_by": "String",
    "due_visit": "Code",
    "next_due": "Date",
    "next_latest": "Date",
    "last_visit_on": "Date",
    "latest": "String",
    "latest_grade": "Code",
    "missed_calls": "Integer",
    "called_on": "Date",
    "call_result": "Code",
    "booked_on": "Date",
    "medicines": "Json",
    "coming": "Json",
}
STATUSES = {"suggested": "draft", "active": "active", "ended": "completed", "declined": "revoked"}


def to_plan(row: Enrolment, profile: Profile) -> Body:
    """The programme a person is in, and when the next visit is due."""
    due = resources.period(row.next_due, row.next_latest)
    return pruned(
        {
            "resourceType": "CarePlan",
            "id": row.id,
            "extension": resources.columns_extension("enrolment", row, COLUMNS),
            "status": STATUSES.get(row.status, "unknown"),
            "intent": "plan",
            "category": [resources.concept(profile.programme, row.programme)],
            "subject": resources.reference("Patient", row.resident_id),
            "period": resources.period(row.enrolled_on, row.ended_on),
            "activity": [{"detail": {"status": "scheduled", "scheduledPeriod": due}}]
            if due and row.status == "active"
            else None,
        }
    )


def from_plan(body: Mapping[str, Any], profile: Profile) -> Body:
    """All columns of the enrolment."""
    columns = resources.columns_from("enrolment", body, COLUMNS)
    subject = resources.referred(body.get("subject"), "Patient")
    programme = programme_of(body, profile)
    started = _first_day(body)
    if subject is None or programme is None or started is None:
        raise ValueError("an enrolment without person, programme or day")
    resources.given(columns, ["missed_calls"], int)
    resources.given(columns, ["medicines", "coming"], list)
    statuses = {status: word for word, status in STATUSES.items()}
    return columns | {
        "resident_id": subject,
        "programme": programme,
        "status": statuses.get(body.get("status", ""), "ended"),
        "enrolled_on": started,
        "ended_on": resources.day(body.get("period", {}).get("end")),
        # The due list is in order of the last day: who has a day stays on it whoever wrote the plan.
        "next_latest": columns["next_latest"] or columns["next_due"],
    }


def _first_day(body: Mapping[str, Any]) -> date | None:
    return resources.day(body.get("period", {}).get("start"))


def programme_of(body: Mapping[str, Any], profile: Profile) -> str | None:
    """The programme of a CarePlan, or None for a plan that is none of ours."""
    for category in body.get("category", ()):
        if code := resources.code_of(category, profile.programme):
            return code
    return None
