"""Which row a resource belongs to: what tells ours from what other systems write."""

from collections.abc import Mapping
from typing import Any

from healthdesk.fhir import (
    appointments,
    archive_facts,
    backgrounds,
    centre_records,
    families,
    lots,
    medications,
    movements,
    outside_facts,
    programmes,
    refrigerators,
    residents,
    resources,
    temperatures,
    visits,
)
from healthdesk.fhir.resources import Profile

Owner = tuple[str, str]
LINES = {
    "Lot": lots.LINE,
    "Movement": movements.LINE,
    "Refrigerator": refrigerators.LINE,
    "Temperature": temperatures.LINE,
}
"""The nouns of the stock: each is one line about the centre (fhir/centre_lines.py)."""

_WHOLLY = {"Patient": "Resident", "Immunization": "Vaccination", "Slot": "BookingSlot"}
"""Types of which every resource is a row, whoever made it."""


def owner(body: Mapping[str, Any], profile: Profile) -> Owner | None:
    """Row class name and id that a resource belongs to; None for one that makes no row here."""
    id_, type_ = str(body["id"]), body["resourceType"]
    if type_ in _WHOLLY:
        return _WHOLLY[type_], id_
    if type_ in outside_facts.KINDS:
        return _owner_of_fact(body)
    match type_:
        case "QuestionnaireResponse":
            return _owner_of_line(body) or _owner_of_form(body)
        case "CarePlan" if programmes.programme_of(body, profile):
            return "Enrolment", id_
        case "ServiceRequest" if resources.identified(body, profile.referral_no):
            return "Referral", id_
        case "Task" if request := resources.referred(body.get("focus"), "ServiceRequest"):
            return "Referral", request
        case _:
            return _owner_by_content(body)


def _owner_by_content(body: Mapping[str, Any]) -> Owner | None:
    match body["resourceType"]:
        case "Group" if families.is_family(body):
            return "Family", str(body["id"])
        case "Appointment" if appointments.patient_of(body):
            return "Appointment", str(body["id"])
        case _:
            return None


def _owner_of_fact(body: Mapping[str, Any]) -> Owner | None:
    """Ours follow the archive; one that another system made stands for itself, if it says about whom."""
    resident = archive_facts.patient_of(body)
    if resident is None:
        return None
    if archive_facts.part_of(body):
        return "Resident", resident
    if enrolment := medications.enrolment_of(body):
        return "Enrolment", enrolment
    return "OutsideFact", str(body["id"])


def _owner_of_line(body: Mapping[str, Any]) -> Owner | None:
    return next(((noun, str(body["id"])) for noun, line in LINES.items() if line.is_one(body)), None)


def _owner_of_form(body: Mapping[str, Any]) -> Owner | None:
    if visits.is_visit(body):
        return "Visit", str(body["id"])
    if centre_records.is_centre_record(body):
        return "CentreRecord", str(body["id"])
    if backgrounds.is_background(body):
        return "Background", str(body["id"])
    if residents.is_form(body):
        return "Resident", str(resources.referred(body["subject"], "Patient"))
    for based in body.get("basedOn", ()):
        if request := resources.referred(based, "ServiceRequest"):
            return "Referral", request
    return None
