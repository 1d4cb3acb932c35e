"""Resident ↔ Patient, with the whole form 个人基本信息表 beside it as a QuestionnaireResponse."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from healthdesk.base import canonical
from healthdesk.domain.forms.definition import Kind
from healthdesk.fhir import answers, resources
from healthdesk.fhir.resources import Body, Profile, pruned
from healthdesk.store.residents import Resident

FORM = "personal-information"
FORM_PART = "QuestionnaireResponse"
CONTACT_PART = "RelatedPerson"
GENDERS = {"1": "male", "2": "female", "0": "unknown", "9": "unknown"}
SEXES = {"male": "1", "female": "2", "other": "9", "unknown": "0"}
MARITAL = {"1": "S", "2": "M", "3": "W", "4": "D"}
MARITAL_STATUS = "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus"
CITIZEN_CARD = "01"
COLUMNS = {
    "archive_no_alias": "String",
    "village": "String",
    "family_id": "Group",
    "family_role": "String",
    "status": "Code",
    "id_type": "Code",
    "sex": "Code",
    "created_at": "DateTime",
    "created_by": "String",
    "status_before": "Code",
    "distinct_from": resources.PATIENTS,
}
REPLACED, REPLACES = "replaced-by", "replaces"


def to_patient(row: Resident, profile: Profile) -> Body:
    """The Patient: what other systems of the region need to know a person."""
    return pruned(
        {
            "resourceType": "Patient",
            "id": row.id,
            "extension": resources.columns_extension("resident", row, COLUMNS),
            "identifier": _identifiers(row, profile),
            "active": row.status == "active",
            "name": [{"use": "official", "text": row.name}],
            "telecom": [{"system": "phone", "value": row.phone, "use": "mobile"}] if row.phone else None,
            "gender": GENDERS.get(row.sex, "unknown"),
            "birthDate": row.born.isoformat() if row.born else None,
            "address": [{"use": "home", "text": row.address}] if row.address else None,
            "maritalStatus": _marital(row.answers.get("marital")),
            "contact": _contact(row.answers),
            "generalPractitioner": [{"display": row.responsible_doctor}] if row.responsible_doctor else None,
            "link": _links(row),
            **_death(row),
        }
    )


def _identifiers(row: Resident, profile: Profile) -> list[Body]:
    made = []
    if row.archive_no:
        made.append(resources.identifier(profile.archive_no, row.archive_no))
    if row.id_no:
        is_card = row.id_type == CITIZEN_CARD
        system = profile.id_card if is_card else profile.other_document + row.id_type
        made.append(resources.identifier(system, row.id_no))
    return made


def _links(row: Resident) -> list[Body]:
    """The other records of one person: R4 has words for which of two counts."""
    others = [(row.joined_to, REPLACED)] if row.joined_to else []
    others += [(id_, REPLACES) for id_ in row.joined_from or ()]
    return [{"other": resources.reference("Patient", str(id_)), "type": type_} for id_, type_ in others]


def _linked(body: Mapping[str, Any], type_: str) -> list[str]:
    found = [one.get("other") for one in body.get("link", ()) if one.get("type") == type_]
    return [id_ for other in found if (id_ := resources.referred(other, "Patient"))]


def _marital(code: Any) -> Body | None:
    return resources.concept(MARITAL_STATUS, MARITAL[code]) if code in MARITAL else None


def _contact(filled: Mapping[str, Any]) -> list[Body]:
    name, phone = filled.get("contact_name"), filled.get("contact_phone")
    if not name:
        return []
    return [
        pruned({"name": {"text": name}, "telecom": [{"system": "phone", "value": phone}] if phone else None})
    ]


def to_contact(row: Resident, previous: Callable[[str, str], bytes | None]) -> Iterator[Body]:
    """Whom to call, as a person; one that the form no longer names is not active any more."""
    name, phone = row.answers.get("contact_name"), row.answers.get("contact_phone")
    made: Body = {
        "resourceType": CONTACT_PART,
        "id": resources.part_id(row.id, CONTACT_PART),
        "active": bool(name),
        "patient": resources.reference("Patient", row.id),
    }
    if name:
        made["name"] = [{"use": "official", "text": name}]
        made["telecom"] = [{"system": "phone", "value": phone, "use": "mobile"}] if phone else []
        yield pruned(made)
    elif before := previous(CONTACT_PART, made["id"]):
        yield made | {"name": canonical.decode(before).get("name", [])}


def _death(row: Resident) -> Body:
    if row.died_on:
        return {"deceasedDateTime": row.died_on.isoformat()}
    return {"deceasedBoolean": True} if row.status == "dead" else {}


def to_form(row: Resident, profile: Profile, kinds: Mapping[str, Kind]) -> Body:
    """The answers of the form as they were given."""
    items, lists = answers.to_items(row.answers, kinds)
    return pruned(
        {
            "resourceType": "QuestionnaireResponse",
            "id": resources.part_id(row.id, FORM_PART),
            "extension": [answers.lists_extension(lists)] if lists else None,
            "questionnaire": f"{profile.form}{FORM}|{row.form_version}",
            "status": "completed",
            "subject": resources.reference("Patient", row.id),
            "item": items,
        }
    )


def from_patient(body: Mapping[str, Any], profile: Profile) -> Body:
    """The columns a Patient decides; those the form decides are not among them."""
    columns = resources.columns_from("resident", body, COLUMNS)
    id_type, id_no = _document(body, profile, columns["id_type"])
    practitioners = body.get("generalPractitioner") or [{}]
    sex = SEXES.get(body.get("gender", "unknown"), "0")
    columns |= {
        "archive_no": resources.identified(body, profile.archive_no) or "",
        "name": _name(body),
        "sex": columns["sex"] if GENDERS.get(columns["sex"] or "") == body.get("gender") else sex,
        "born": resources.day(body.get("birthDate")),
        "id_type": id_type,
        "id_no": id_no,
        "phone": _own(body.get("telecom", ()), "system", "phone", "value"),
        "address": _own(body.get("address", ()), "use", "home", "text"),
        "responsible_doctor": practitioners[0].get("display"),
        "died_on": resources.day(body.get("deceasedDateTime")),
        "joined_to": next(iter(_linked(body, REPLACED)), None),
        "joined_from": sorted(_linked(body, REPLACES)) or None,
        "status": _status(body, columns["status"]),
    }
    resources.given(columns, ["created_at"], lambda: datetime.fromtimestamp(0, UTC))
    resources.given(columns, ["created_by"], str)
    return columns


def number_of(system: str, profile: Profile) -> str:
    """Which column an identifier is; empty for one that only others give."""
    if system == profile.archive_no:
        return "archive_no"
    is_document = system == profile.id_card or system.startswith(profile.other_document)
    return "id_no" if is_document else ""


def _document(body: Mapping[str, Any], profile: Profile, id_type: str | None) -> tuple[str, str | None]:
    for one in body.get("identifier", ()):
        system = str(one.get("system", ""))
        if system == profile.id_card:
            return CITIZEN_CARD, one.get("value")
        if system.startswith(profile.other_document):
            return system.removeprefix(profile.other_document), one.get("value")
    return id_type or CITIZEN_CARD, None


def _name(body: Mapping[str, Any]) -> str:
    for name in body.get("name", ()):
        if text := name.get("text") or name.get("family", "") + "".join(name.get("given", ())):
            return str(text)
    return ""


def _own(elements: Any, key: str, wanted: str, value: str) -> str | None:
    return next((one[value] for one in elements if one.get(key) == wanted and one.get(value)), None)


def _status(body: Mapping[str, Any], said: str | None) -> str:
    if _linked(body, REPLACED):
        return "merged"
    if body.get("deceasedDateTime") or body.get("deceasedBoolean"):
        return "dead"
    if body.get("active", True):
        return "active"
    return said if said and said not in ("active", "dead") else "moved"


def from_form(body: Mapping[str, Any]) -> tuple[str, Body]:
    """The form's version and its answers."""
    version = str(body.get("questionnaire", "")).partition("|")[2]
    return version, answers.from_items(body.get("item", ()), answers.lists_of(body))


def form_columns(body: Mapping[str, Any] | None, person: Mapping[str, Any]) -> Body:
    """The columns of the form, brought in line with the Patient, which others may have corrected."""
    version, filled = from_form(body) if body else ("", {})
    shared = {
        "name": person["name"],
        "sex": person["sex"],
        "birth_date": person["born"].isoformat() if person["born"] else None,
        "id_no": person["id_no"],
        "phone": person["phone"],
        "current_address": person["address"],
    }
    for link_id, value in shared.items():
        if value:
            filled[link_id] = value
        elif value is None:
            filled.pop(link_id, None)
    return {"form_version": version or "2017.1", "answers": filled}


def is_form(body: Mapping[str, Any]) -> bool:
    """Whether a QuestionnaireResponse is the archive's own form of the person it speaks of."""
    subject = resources.referred(body.get("subject"), "Patient")
    return subject is not None and body.get("id") == resources.part_id(subject, FORM_PART)
