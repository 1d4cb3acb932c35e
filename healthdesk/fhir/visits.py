"""Visit ↔ QuestionnaireResponse, which loses nothing, with Encounter and Observations for others."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple, TypeGuard

from healthdesk.base.clock import CHINA
from healthdesk.domain.forms.definition import Kind
from healthdesk.fhir import resources
from healthdesk.fhir.resources import LOINC, OWN, UCUM, Body, Profile, pruned
from healthdesk.fhir.responses import columns_of, response
from healthdesk.store.visits import Visit

COLUMNS = {
    "programme": "Code",
    "topic": "Code",
    "visited_on": "Date",
    "mode": "Code",
    "entries": "Json",
    "judgement": "Json",
    "grade": "Code",
    "overrule_reason": "String",
    "is_emergency": "Boolean",
    "next_due": "Date",
    "next_latest": "Date",
    "referral_result_due": "Date",
    "referral_result": "String",
    "referral_result_on": "Date",
    "referral_result_by": "String",
    "written_by": "String",
    "is_late_entry": "Boolean",
    "needs_doctor": "Boolean",
    "reviewed_by": "String",
    "review_note": "String",
    "amend_reason": "String",
    "history": "Json",
}
MODES = {"1": ("AMB", "ambulatory"), "2": ("HH", "home health"), "3": ("VR", "virtual")}


class Observed(NamedTuple):
    """How a measured answer is called abroad."""

    loinc: str
    text: str
    unit: str
    ucum: str
    category: str = "vital-signs"


MEASURES = {
    "weight": Observed("29463-7", "体重", "kg", "kg"),
    "height": Observed("8302-2", "身高", "cm", "cm"),
    "bmi": Observed("39156-5", "体质指数", "kg/m2", "kg/m2"),
    "heart_rate": Observed("8867-4", "心率", "/min", "/min"),
    "fbg": Observed("1558-6", "空腹血糖", "mmol/L", "mmol/L", "laboratory"),
    "hba1c": Observed("4548-4", "糖化血红蛋白", "%", "%", "laboratory"),
}
PRESSURE = {
    "sbp": Observed("8480-6", "收缩压", "mmHg", "mm[Hg]"),
    "dbp": Observed("8462-4", "舒张压", "mmHg", "mm[Hg]"),
}
PRESSURE_PANEL = "85354-9"
PARTS = ("blood_pressure", *MEASURES)


def to_form(row: Visit, profile: Profile, kinds: Mapping[str, Kind]) -> Body:
    """The primary resource: everything the visit holds."""
    made = response(row, resources.columns_extension("visit", row, COLUMNS), kinds, profile)
    return made | pruned(
        {
            "subject": resources.reference("Patient", row.resident_id),
            "encounter": resources.reference("Encounter", resources.part_id(row.id, "Encounter")),
            "author": resources.named(row.doctor),
        }
    )


def to_encounter(row: Visit, profile: Profile) -> Body:
    """The contact as such: when, how, with whom."""
    code, display = MODES.get(row.mode or "1", MODES["1"])
    on = row.visited_on.isoformat()
    return pruned(
        {
            "resourceType": "Encounter",
            "id": resources.part_id(row.id, "Encounter"),
            "status": "entered-in-error" if row.status == "void" else "finished",
            "class": resources.coding(resources.ACT, code, display),
            "type": [resources.concept(profile.programme, row.programme)],
            "subject": resources.reference("Patient", row.resident_id),
            "participant": [{"individual": {"display": row.doctor}}] if row.doctor else None,
            "period": {"start": on, "end": on},
        }
    )


def to_observations(row: Visit) -> Iterator[Body]:
    """One Observation per measured answer; both pressures in one, as the standard has it."""
    filled = row.answers
    shared = _shared(row)
    pressures = [_component(key, filled[key]) for key in PRESSURE if is_number(filled.get(key))]
    if pressures:
        yield _observation(row, "blood_pressure", shared, {"component": pressures})
    for key in MEASURES:
        value = filled.get(key)
        if is_number(value):
            yield _observation(row, key, shared, {"valueQuantity": _QUANTITIES[key] | {"value": value}})


def asked(observed: Mapping[str, Any]) -> str:
    """The question whose answer an Observation, or one of its components, tells; empty when it is none."""
    codings = observed.get("code", {}).get("coding", ())
    return next((_ASKED[one["code"]] for one in codings if one.get("code") in _ASKED), "")


def to_withdrawn(row: Visit, part: str, previous: Mapping[str, Any]) -> Body:
    """An Observation whose answer was taken out by an amendment."""
    return {**previous, "id": resources.part_id(row.id, part), "status": "entered-in-error"}


def is_number(value: Any) -> TypeGuard[int | Decimal]:
    """Whether an answer can be an Observation's value."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _shared(row: Visit) -> Body:
    """What all Observations of a visit have in common."""
    return {
        "resourceType": "Observation",
        "status": "entered-in-error" if row.status == "void" else "amended" if row.history else "final",
        "subject": resources.reference("Patient", row.resident_id),
        "encounter": resources.reference("Encounter", resources.part_id(row.id, "Encounter")),
        "effectiveDateTime": row.visited_on.isoformat(),
        "derivedFrom": [resources.reference("QuestionnaireResponse", row.id)],
    }


def _observation(row: Visit, part: str, shared: Body, value: Body) -> Body:
    return shared | _FIXED[part] | {"id": resources.part_id(row.id, part)} | value


def _component(key: str, value: int | Decimal) -> Body:
    return {"code": _FIXED[key]["code"], "valueQuantity": _QUANTITIES[key] | {"value": value}}


def _fixed(observed: Observed) -> Body:
    return {
        "category": [resources.concept(resources.CATEGORY, observed.category)],
        "code": resources.concept(LOINC, observed.loinc, observed.text),
    }


_ALL = PRESSURE | MEASURES | {"blood_pressure": Observed(PRESSURE_PANEL, "血压", "", "")}
_ASKED = {observed.loinc: key for key, observed in (PRESSURE | MEASURES).items()}
_FIXED = {key: _fixed(observed) for key, observed in _ALL.items()}
_QUANTITIES = {
    key: {"unit": observed.unit, "system": UCUM, "code": observed.ucum} for key, observed in _ALL.items()
}
"""Made once: a synthetic centre freezes a hundred thousand Observations."""


def from_form(body: Mapping[str, Any], profile: Profile) -> Body:
    """All columns of the visit."""
    columns = resources.columns_from("visit", body, COLUMNS)
    written = columns_of(body, profile)
    subject = resources.referred(body.get("subject"), "Patient")
    if subject is None or written["signed_at"] is None or not columns["programme"]:
        raise ValueError("a visit without person, time or programme")
    resources.given(columns, ["entries", "judgement"], dict)
    resources.listed(columns, "history")
    resources.given(columns, ["is_emergency", "is_late_entry", "needs_doctor"], bool)
    resources.given(columns, ["visited_on"], written["signed_at"].astimezone(CHINA).date)
    doctor = body.get("author", {}).get("display", "")
    return columns | written | {"resident_id": subject, "doctor": doctor}


def is_visit(body: Mapping[str, Any]) -> bool:
    """Whether a QuestionnaireResponse is one of our visits."""
    return any(extension.get("url") == OWN + "visit" for extension in body.get("extension", ()))
