"""A resource as a flat list of fields, and what kind of field each is (sync.md 7)."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeAlias

from healthdesk.base import canonical
from healthdesk.fhir import backgrounds, lots, residents, said
from healthdesk.fhir.answers import LISTS
from healthdesk.fhir.archive_facts import FACTS
from healthdesk.fhir.resources import OWN, Body, Profile

NATIONAL = Profile()

Path: TypeAlias = tuple[str, ...]
Fields: TypeAlias = dict[Path, Any]
"""A top-level element, or the elements of a list that share a key (always as a list)."""


class FieldClass(StrEnum):
    """How two changes of one field are brought together."""

    ORDINARY = "ordinary"
    SAFETY = "safety"
    DERIVED = "derived"


def _word(element: Mapping[str, Any], *keys: str) -> str:
    return "/".join(str(element.get(key, "")) for key in keys)


def _code(concept: Any) -> str:
    codings = concept.get("coding") if isinstance(concept, Mapping) else None
    return str(codings[0].get("code", "")) if codings else canonical.encode(concept).decode()


_KEYS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "extension": lambda one: _word(one, "url"),
    "identifier": lambda one: _word(one, "system"),
    "item": lambda one: _word(one, "linkId"),
    "telecom": lambda one: _word(one, "system", "use"),
    "name": lambda one: _word(one, "use"),
    "address": lambda one: _word(one, "use"),
    "performer": lambda one: _code(one.get("function")),
    "component": lambda one: _code(one.get("code")),
    "participant": lambda one: _word(one.get("actor", {}), "reference", "display"),
    "output": lambda one: _word(one.get("type", {}), "text"),
}

_SHARED_WITH_PATIENT = frozenset(
    {"name", "sex", "birth_date", "id_no", "id_type", "phone", "current_address", "marital"}
)
"""Items of the archive's form that the Patient decides (fhir/residents.py)."""

_COPIED_FROM_FORM = frozenset({"contact", "maritalStatus"})

_SAFETY: Mapping[str, frozenset[str]] = {
    "Patient": frozenset({"birthDate", "deceasedBoolean", "deceasedDateTime", "link"}),
    "QuestionnaireResponse": frozenset(
        {
            "drug_allergy",
            "drug_allergy_text",
            "past_disease",
            "pregnant",
            "is_pregnant",
            "adr",
            "adr_text",
            "immune_state",
            "brain_disease",
            "had_severe_reaction",
            "contraindicated",
            "immunoglobulins",
            "exposures",
            "child_hiv",
            "mother_hbsag",
        }
    ),
    "AllergyIntolerance": frozenset({"clinicalStatus", "verificationStatus", "code", "patient"}),
    "Condition": frozenset({"verificationStatus", "code", "subject"}),
    "Immunization": frozenset(
        {"status", "vaccineCode", "lotNumber", "occurrenceDateTime", "expirationDate", "counts_as"}
    ),
}
_DERIVED_COLUMNS = frozenset(
    {
        "due_visit",
        "next_due",
        "next_latest",
        "last_visit_on",
        "latest",
        "latest_grade",
        "missed_calls",
        "judgement",
        "entries",
        "booklet_checked_on",
        "booklet_checked_by",
        "said",
        "decided_by",
        "decided_at",
        "medicines",
        "coming",
    }
)
STATUSES = frozenset({"clinicalStatus", "verificationStatus"})
"""A status that was not said before can take a fact back: to set one is no mere addition."""
UNITED = (LISTS, FACTS)
"""Extensions of words of which both sides' are kept."""
_WRITTEN = frozenset({"authored", "author"})
_PRESENT = (backgrounds.FORM, lots.FORM)
"""Who wrote last a sheet that is always the present one: no disagreement about what it says."""
_LABELS = {
    "name": "name",
    "telecom": "phone",
    "address": "current_address",
    "gender": "sex",
    "birthDate": "birth_date",
    "generalPractitioner": "responsible_doctor",
    "lotNumber": "lot",
    "occurrenceDateTime": "given_on",
    "vaccineCode": "vaccine",
    "expirationDate": "expires_on",
}


def flatten(body: Mapping[str, Any]) -> Fields:
    """The fields of a body, in its order."""
    fields: Fields = {}
    for name, value in body.items():
        key_of = _KEYS.get(name)
        if key_of is None or not _are_objects(value):
            fields[(name,)] = value
            continue
        for element in value:
            key = key_of(element)
            if name == "extension" and key.startswith(OWN) and "extension" in element:
                for part in element["extension"]:
                    fields.setdefault((name, key, _word(part, "url")), []).append(part)
            else:
                fields.setdefault((name, key), []).append(element)
    return fields


def _are_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, Mapping) for one in value)


def unflatten(fields: Fields) -> Body:
    """The body again."""
    body: Body = {}
    own: dict[str, Body] = {}
    for path, value in fields.items():
        match path:
            case (name,):
                body[name] = value
            case (name, _):
                body.setdefault(name, []).extend(value)
            case (name, url, _):
                if url not in own:
                    own[url] = {"url": url, "extension": []}
                    body.setdefault(name, []).append(own[url])
                own[url]["extension"].extend(value)
    return body


def field_class(type_: str, path: Path, body: Mapping[str, Any], profile: Profile = NATIONAL) -> FieldClass:
    """Which rule holds for a field; `profile` tells which identifiers name a person."""
    is_united = path[0] == "extension" and path[-1] in UNITED
    if type_ in said.TYPES or is_united or path[0] in ("activity", "meta"):
        return FieldClass.DERIVED
    if path[-1] in _DERIVED_COLUMNS and path[0] == "extension":
        return FieldClass.DERIVED
    if type_ == "Patient" and path[0] in _COPIED_FROM_FORM:
        return FieldClass.DERIVED
    if path[0] in _WRITTEN and any(form in str(body.get("questionnaire", "")) for form in _PRESENT):
        return FieldClass.DERIVED
    is_archive_form = type_ == "QuestionnaireResponse" and "personal-information" in str(
        body.get("questionnaire", "")
    )
    if is_archive_form and path[0] == "item" and path[-1] in _SHARED_WITH_PATIENT:
        return FieldClass.DERIVED
    if type_ == "Patient" and path[0] == "identifier" and path[-1] != profile.archive_no:
        return FieldClass.SAFETY
    is_safety = bool({label(path, profile), path[-1]} & _SAFETY.get(type_, frozenset()))
    return FieldClass.SAFETY if is_safety else FieldClass.ORDINARY


def label(path: Path, profile: Profile = NATIONAL) -> str:
    """The house's own word for a field: a link id, a column, or the element's name."""
    if path[0] == "identifier":
        return residents.number_of(path[-1], profile) or path[-1].removeprefix(OWN)
    if path[0] in ("item", "extension", "output"):
        return path[-1].removeprefix(OWN)
    return _LABELS.get(path[0], path[0])


def spelled(path: Path) -> str:
    """The path as one string, for the conflict's row and the person's choices."""
    return path[0] + "".join(f"[{part}]" for part in path[1:])


def shown(value: Any) -> str | None:
    """A field's value in a few words, for a person to compare; None when there is none."""
    if value is None:
        return None
    if isinstance(value, list):
        return "、".join(filter(None, map(shown, value))) or None
    if isinstance(value, Mapping):
        return _shown_element(value)
    return str(value)


def _shown_element(value: Mapping[str, Any]) -> str | None:
    if "answer" in value:
        return shown(value["answer"])
    if "item" in value:
        return " ".join(filter(None, map(shown, value["item"])))
    for key in ("text", "value", "display", "code", "reference", "coding"):
        if value.get(key):
            return shown(value[key])
    for key, inner in value.items():
        if key.startswith("value"):
            return shown(inner)
    if "start" in value or "end" in value:
        return f"{value.get('start', '')}–{value.get('end', '')}"
    return canonical.encode(value).decode()


def members(value: Any) -> list[bytes]:
    """The single answers (or rows) of a field that holds several, as comparable bytes; 无 is no member."""
    found: list[bytes] = []
    for element in value or ():
        parts: Sequence[Any] = (isinstance(element, Mapping) and element.get("answer")) or [element]
        found += [canonical.encode(part) for part in parts if not _says_none(part)]
    return found


def _says_none(answer: Any) -> bool:
    """Option 1 of every such list of the national forms is 无."""
    if not isinstance(answer, Mapping):  # a list of bare words, as the category of an allergy
        return False
    return bool(answer.get("valueCoding", {}).get("code") == "1" or answer.get("valueString") == "1")
