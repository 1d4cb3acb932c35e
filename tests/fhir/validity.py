"""Two opinions on whether a resource is FHIR R4, and a third of our own on required codes."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fhir.resources.R4B import get_fhir_model_class
from pydantic import ValidationError
from pyfhircheck import Validator
from pyfhircheck.config import ValidatorConfig

from healthdesk.base import canonical

DEFINITIONS = Path(__file__).parent / "definitions"

FALSE_ALARMS = (
    "questionnaire.unresolved",  # the form is in our catalogue, not among the definitions
    "answer.value[x]",
    "Task.output[",  # nested choice elements are reported missing (platform.md 3)
    "].value[x] is required",  # the same of answerOption and initial; fhir.resources checks them
    "].answer[x] is required",  # the same of enableWhen
    "for Questionnaire.item.enableWhen.",  # it counts the parts of all conditions of an item together
    "for ImmunizationRecommendation.recommendation.dateCriterion.",  # and those of all dates
    "invariant.que-7",  # it does not see that answerBoolean is a Boolean; test_catalogue.py checks this rule
)


def unpack(folder: Path) -> ValidatorConfig:
    """The definitions as pyfhircheck wants them: a file each."""
    bundle = json.loads((DEFINITIONS / "r4-subset.json").read_text(encoding="utf-8"))
    for entry in bundle["entry"]:
        resource = entry["resource"]
        (folder / f"{resource['id']}.json").write_text(json.dumps(resource), encoding="utf-8")
    return ValidatorConfig(
        local_package_paths=[str(folder)], allow_unknown_extensions=True, error_on_unknown_profile=False
    )


def complaints(validator: Validator, body: Mapping[str, Any]) -> list[str]:
    """What the two libraries and the table of required codes have against a resource."""
    plain = json.loads(canonical.encode(body))
    return [*_official(validator, plain), *_models(plain), *_codes(plain)]


def _official(validator: Validator, plain: dict[str, Any]) -> list[str]:
    report = validator.validate_resource(plain)
    found = [f"{issue.code} {issue.path}: {issue.message}" for issue in report.errors]
    return [text for text in found if not any(alarm in text for alarm in FALSE_ALARMS)]


def _models(plain: dict[str, Any]) -> list[str]:
    try:
        get_fhir_model_class(plain["resourceType"]).model_validate(plain)
    except ValidationError as error:
        return [str(error)]
    return []


@cache
def _bindings() -> dict[str, frozenset[str]]:
    """Element path → allowed codes, for every required binding of a simple code."""
    codes = json.loads((DEFINITIONS / "required-codes.json").read_text(encoding="utf-8"))
    bundle = json.loads((DEFINITIONS / "r4-subset.json").read_text(encoding="utf-8"))
    found = {}
    for entry in bundle["entry"]:
        for element in entry["resource"]["snapshot"]["element"]:
            value_set = element.get("binding", {}).get("valueSet", "").split("|")[0]
            if value_set in codes and [one["code"] for one in element.get("type", ())] == ["code"]:
                found[element["path"]] = frozenset(codes[value_set])
    return found


def _codes(plain: dict[str, Any]) -> list[str]:
    wrong = []
    for path, value in _leaves(plain, plain["resourceType"]):
        allowed = _bindings().get(path)
        if allowed is not None and value not in allowed:
            wrong.append(f"{path}: {value} is no official code")
    return wrong


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, path)
    else:
        yield path, value
