"""Parameters of `$immds-forecast` → who is asked about, the doses, the day, the settings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, get_type_hints

import msgspec

from healthdesk.base.errors import InvalidInput
from healthdesk.domain.immunization.history import Given
from healthdesk.domain.immunization.person import Context, Exposure, Immunoglobulin, Person
from healthdesk.domain.immunization.products import Product
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.fhir import resources
from healthdesk.fhir.resources import OWN, Profile

CVX = ("http://hl7.org/fhir/sid/cvx", "urn:oid:2.16.840.1.113883.12.292")
NATIONAL = OWN + "vaccine-national"
"""The four digits of the national list of vaccines; no official name of that system is known (免疫程序 9)."""

SEXES = {"male": "M", "female": "F"}
_EVENTS: Mapping[str, type[Immunoglobulin | Exposure]] = {
    "immunoglobulins": Immunoglobulin,
    "exposures": Exposure,
}
_KINDS = {fact: kind for fact, kind in get_type_hints(Context).items() if fact != "asked"}
_SETS = frozenset({"contraindicated", "wanted"})
_NOT_GIVEN = frozenset({"not-done", "entered-in-error"})


@dataclass(frozen=True, slots=True)
class ForecastRequest:
    """`doses` are the ids of the Immunizations (empty for none), in the order of `history`."""

    person: Person
    patient_id: str
    history: tuple[Given, ...]
    doses: tuple[str, ...]
    on: date
    settings: Mapping[str, str]


def settings_of(body: Any) -> dict[str, str]:
    """The settings a request chooses. Raises InvalidInput."""
    return {key: str(value) for name, key, value in _parts(_parameters(body)) if name == "setting"}


def read_request(body: Any, schedule: Schedule, profile: Profile) -> ForecastRequest:
    """Raises InvalidInput with the path of what is missing or makes no sense."""
    parameters = _parameters(body)
    on = _day(_one(parameters, "assessmentDate"), "valueDate", "assessmentDate")
    patient = _one(parameters, "patient").get("resource")
    if not isinstance(patient, Mapping) or patient.get("resourceType") != "Patient":
        raise InvalidInput("patient", "no-patient")
    born = _day(patient, "birthDate", "patient.birthDate")
    if born > on:
        raise InvalidInput("patient.birthDate", "after-assessment")
    person = Person(born, SEXES.get(patient.get("gender", ""), ""), _context(parameters, schedule))
    given = tuple(_doses(parameters, schedule.products, profile))
    return ForecastRequest(
        person,
        str(patient.get("id") or ""),
        tuple(dose for dose, _ in given),
        tuple(id_ for _, id_ in given),
        on,
        settings_of(body),
    )


def _parameters(body: Any) -> list[Mapping[str, Any]]:
    if not isinstance(body, Mapping) or body.get("resourceType") != "Parameters":
        raise InvalidInput("resourceType", "not-parameters")
    parameters = body.get("parameter", [])
    if not isinstance(parameters, list) or not all(isinstance(one, Mapping) for one in parameters):
        raise InvalidInput("parameter", "not-parameters")
    return parameters


def _one(parameters: list[Mapping[str, Any]], name: str) -> Mapping[str, Any]:
    found = [one for one in parameters if one.get("name") == name]
    if len(found) != 1:
        raise InvalidInput(name, "required" if not found else "more-than-one")
    return found[0]


def _day(element: Mapping[str, Any], key: str, path: str) -> date:
    try:
        found = resources.day(element.get(key))
    except ValueError:
        found = None
    if found is None:
        raise InvalidInput(path, "no-whole-date")
    return found


def _doses(
    parameters: list[Mapping[str, Any]], products: Mapping[str, Product], profile: Profile
) -> Iterator[tuple[Given, str]]:
    bodies = [one.get("resource") for one in parameters if one.get("name") == "immunization"]
    codes = _codes(products, profile)
    for position, body in enumerate(bodies):
        path = f"immunization[{position}]"
        if not isinstance(body, Mapping) or body.get("resourceType") != "Immunization":
            raise InvalidInput(path, "no-immunization")
        if body.get("status") not in _NOT_GIVEN:
            on = _day(body, "occurrenceDateTime", f"{path}.occurrenceDateTime")
            yield Given(_vaccine(body, codes, path), on), str(body.get("id") or "")


def _codes(products: Mapping[str, Product], profile: Profile) -> dict[tuple[str, str], str]:
    """Product codes by system and code; of two products with one code the first of the list is meant."""
    found: dict[tuple[str, str], str] = {}
    for product in products.values():
        known = [(profile.vaccine, product.code)]
        known += [(NATIONAL, code) for code in product.national_codes]
        known += [(system, code) for system in CVX for code in product.cvx]
        for key in known:
            found.setdefault(key, product.code)
    return found


def _vaccine(body: Mapping[str, Any], codes: Mapping[tuple[str, str], str], path: str) -> str:
    """The product; the first code as it came where none is known, so that the answer can name it."""
    concept = body.get("vaccineCode")
    codings = concept.get("coding", []) if isinstance(concept, Mapping) else []
    said = [
        (str(one.get("system", "")), str(one.get("code", ""))) for one in codings if isinstance(one, Mapping)
    ]
    for key in said:
        if key in codes:
            return codes[key]
    if not said or not said[0][1]:
        raise InvalidInput(f"{path}.vaccineCode", "no-code")
    return said[0][1]


def _parts(parameters: list[Mapping[str, Any]]) -> Iterator[tuple[str, str, Any]]:
    """Name of the parameter, name of the part, and its value or its own parts."""
    for parameter in parameters:
        if parameter.get("name") in ("context", "setting"):
            for part in parameter.get("part", ()):
                value = part.get("part") or next((v for k, v in part.items() if k.startswith("value")), None)
                yield parameter["name"], str(part.get("name", "")), value


def _context(parameters: list[Mapping[str, Any]], schedule: Schedule) -> Context:
    facts: dict[str, Any] = {}
    for name, fact, value in _parts(parameters):
        if name != "context":
            continue
        if fact not in _KINDS:
            raise InvalidInput(f"context.{fact}", "unknown")
        if fact in _EVENTS:
            facts[fact] = (*facts.get(fact, ()), _event(fact, value, schedule))
        elif fact in _SETS:
            facts[fact] = facts.get(fact, frozenset()) | {_group(fact, value, schedule)}
        elif isinstance(value, _KINDS[fact]):
            facts[fact] = _word(fact, value, schedule)
        else:
            raise InvalidInput(f"context.{fact}", "no-such-value")
    return Context(**facts)


def _event(fact: str, parts: Any, schedule: Schedule) -> Immunoglobulin | Exposure:
    said: dict[str, Any] = {}
    for part in parts if isinstance(parts, list) else ():
        said[str(part.get("name", ""))] = next((v for k, v in part.items() if k.startswith("value")), None)
    names = {one.name for one in fields(_EVENTS[fact])}
    if unknown := said.keys() - names:
        raise InvalidInput(f"context.{fact}.{min(unknown)}", "unknown")
    try:
        event = msgspec.convert(said, _EVENTS[fact], strict=False)
    except msgspec.ValidationError:
        raise InvalidInput(f"context.{fact}", "no-such-value") from None
    for name in names:
        _word(fact, getattr(event, name), schedule)
    return event


def _word(fact: str, value: Any, schedule: Schedule) -> Any:
    """A word a rule compares with must be one of its words: a misspelt one would change nothing unseen."""
    if isinstance(value, str) and not schedule.facts.facts[fact].knows(value):
        raise InvalidInput(f"context.{fact}", "no-such-value")
    return value


def _group(fact: str, value: Any, schedule: Schedule) -> str:
    if value not in schedule.editions[-1].groups:
        raise InvalidInput(f"context.{fact}", "no-such-group")
    return str(value)
