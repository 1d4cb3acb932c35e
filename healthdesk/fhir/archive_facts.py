"""What the archive's form says of allergies and past diseases → AllergyIntolerance and Condition.

The form is the truth; these follow it under derived ids, for others to read. Another system may change
one of them all the same: `is_ours` tells its hand from ours, so that a person can be asked
(sync/safety.py), and `adopted` is the form after that person took the change over.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from healthdesk.base import canonical
from healthdesk.fhir import resources
from healthdesk.fhir.resources import OWN, Body, pruned

ALLERGY, CONDITION = "AllergyIntolerance", "Condition"
TYPES = frozenset({ALLERGY, CONDITION})
FACT = OWN + "fact"
"""Names the part of the archive a resource follows, and carries a digest of what we said in it."""
FACTS = OWN + "facts"
"""In the archive's form: the parts that were ever said of this person, those taken back among them."""
DRUG = OWN + "drug-allergy"
DISEASE = OWN + "past-disease"
CLINICAL = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
VERIFICATION = {
    ALLERGY: "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification",
    CONDITION: "http://terminology.hl7.org/CodeSystem/condition-ver-status",
}
ASSERTED = "http://hl7.org/fhir/StructureDefinition/condition-assertedDate"
NONE, OTHER_DRUG, OTHER_DISEASE = "1", "5", "13"
"""Option numbers of the form: 无, and what is written out in words."""
GONE = frozenset({"refuted", "entered-in-error"})
PAST = frozenset({"inactive", "resolved"})
_DIGITS = 12

Word = Callable[[str, str], str | None]
"""The words of an option: link id and code."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One allergy or one disease. `part` names it among the facts of a person."""

    type: str
    part: str
    code: str
    text: str | None = None
    month: str | None = None


def of(answers: Mapping[str, Any]) -> dict[str, Fact]:
    """The facts of a form, by part."""
    found: dict[str, Fact] = {}
    for code in _codes(answers.get("drug_allergy")):
        if code != NONE:
            text = answers.get("drug_allergy_text") if code == OTHER_DRUG else None
            fact = Fact(ALLERGY, f"allergy-{code}", code, str(text) if text else None)
            found[fact.part] = fact
    for row in _rows(answers):
        if (disease := _disease(row)) is not None:
            found.setdefault(disease.part, disease)
    return found


def _codes(value: Any) -> list[str]:
    """A list, or one number that lost its list abroad."""
    if value is None or value == "":
        return []
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]


def _rows(answers: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    rows = answers.get("past_disease")
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list | tuple) else []


def _disease(row: Mapping[str, Any]) -> Fact | None:
    text = str(row.get("past_disease_text") or "") or None
    code = str(row.get("past_disease_code") or (OTHER_DISEASE if text else NONE))
    if code == NONE:
        return None
    part = f"condition-{code}" + (f"-{canonical.digest(text.encode())[:_DIGITS]}" if text else "")
    return Fact(CONDITION, part, code, text, row.get("past_disease_month") or None)


def facts_extension(parts: Iterable[str]) -> Body:
    """The extension that `parts_of` reads."""
    return {"url": FACTS, "valueString": " ".join(sorted(set(parts)))}


def parts_of(form: Mapping[str, Any]) -> list[str]:
    """The parts that a form's body names."""
    for one in form.get("extension", ()):
        if one.get("url") == FACTS:
            return str(one.get("valueString", "")).split()
    return []


def type_of(part: str) -> str:
    """The type of the resource that follows a part."""
    return ALLERGY if part.startswith("allergy-") else CONDITION


def to_resource(resident_id: str, fact: Fact, word: Word, before: Mapping[str, Any] | None) -> Body:
    """The resource of a fact; codings of others stand beside ours."""
    system, link_id = (DRUG, "drug_allergy") if fact.type == ALLERGY else (DISEASE, "past_disease_code")
    said = word(link_id, fact.code)
    others = [one for one in _code(before or {}).get("coding", ()) if one.get("system") != system]
    code = {
        "coding": [resources.coding(system, fact.code, said), *others],
        "text": fact.text or said or fact.code,
    }
    extension = [{"url": ASSERTED, "valueDateTime": fact.month}] if fact.month else []
    patient = resources.reference("Patient", resident_id)
    made: Body = {"resourceType": fact.type, "id": resources.part_id(resident_id, fact.part), "code": code}
    if fact.type == ALLERGY:
        made |= {"clinicalStatus": resources.concept(CLINICAL, "active"), "patient": patient}
        made["category"] = ["medication"]
    else:
        made |= {"clinicalStatus": (before or {}).get("clinicalStatus"), "subject": patient}
    return _signed(made, fact.part, extension)


def to_withdrawn(part: str, before: Mapping[str, Any]) -> Body:
    """A fact that the form no longer names; how another system took it back stays as it is."""
    made = {key: value for key, value in before.items() if key not in ("extension", "meta")}
    if not is_gone(before):
        made.pop("clinicalStatus", None)
        made["verificationStatus"] = resources.concept(VERIFICATION[made["resourceType"]], "entered-in-error")
    asserted = [one for one in before.get("extension", ()) if one.get("url") == ASSERTED]
    return _signed(made, part, asserted)


def _signed(made: Body, part: str, extension: list[Body]) -> Body:
    body = pruned(made | {"extension": extension})
    fact = {
        "url": FACT,
        "extension": [
            {"url": "part", "valueString": part},
            {"url": "said", "valueString": _digest(body)},
        ],
    }
    return body | {"extension": [fact, *extension]}


def part_of(body: Mapping[str, Any]) -> str | None:
    """The part of the archive that a resource follows; None for one that another system made."""
    part = _fact(body, "part")
    patient = patient_of(body)
    if part is None or patient is None or body.get("id") != resources.part_id(patient, part):
        return None
    return part


def patient_of(body: Mapping[str, Any]) -> str | None:
    """Whose allergy or disease it is."""
    return resources.referred(body.get("patient") or body.get("subject"), "Patient")


def is_ours(body: Mapping[str, Any]) -> bool:
    """Whether one of our workstations wrote what it says, to the last word; others may add to it."""
    return part_of(body) is not None and _fact(body, "said") == _digest(body)


def says_the_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two say the same of a person, whoever wrote them."""
    return _digest(one) == _digest(other) and patient_of(one) == patient_of(other)


def _fact(body: Mapping[str, Any], name: str) -> str | None:
    for one in body.get("extension", ()):
        if one.get("url") == FACT:
            for part in one.get("extension", ()):
                if part.get("url") == name:
                    return str(part.get("valueString"))
    return None


def _digest(body: Mapping[str, Any]) -> str:
    """Of the meaning alone: a server may write references and lists its own way."""
    system = DRUG if body["resourceType"] == ALLERGY else DISEASE
    asserted = [one.get("valueDateTime") for one in body.get("extension", ()) if one.get("url") == ASSERTED]
    status = _verification(body), _clinical(body) if body["resourceType"] == ALLERGY else ""
    said = [*status, resources.code_of(_code(body), system), _code(body).get("text"), *asserted]
    return canonical.digest(canonical.encode(said))[:_DIGITS]


def _code(body: Mapping[str, Any]) -> Mapping[str, Any]:
    found = body.get("code")
    return found if isinstance(found, Mapping) else {}


def _verification(body: Mapping[str, Any]) -> str:
    return resources.code_of(body.get("verificationStatus"), VERIFICATION[body["resourceType"]]) or ""


def _clinical(body: Mapping[str, Any]) -> str:
    """By whatever system: both types say it in words of their own."""
    codings = (body.get("clinicalStatus") or {}).get("coding") or [{}]
    return str(codings[0].get("code", ""))


def is_gone(body: Mapping[str, Any]) -> bool:
    """Whether nobody need beware of it any more; a disease that is over remains part of the history."""
    if _verification(body) in GONE:
        return True
    return body["resourceType"] == ALLERGY and _clinical(body) in PAST


def said(body: Mapping[str, Any]) -> str:
    """What it is about, in the words that came with it."""
    code = _code(body)
    words = [code.get("text"), *(one.get("display") or one.get("code") for one in code.get("coding", ()))]
    return next((str(one) for one in words if one), "")


def adopted(answers: Mapping[str, Any], part: str, body: Mapping[str, Any] | None) -> dict[str, Any]:
    """The form's answers once a person has taken over what the platform says of a part (None: deleted)."""
    result = dict(answers)
    is_there = body is not None and not is_gone(body)
    if type_of(part) == ALLERGY:
        _adopt_allergy(result, part.removeprefix("allergy-"), body if is_there else None)
        return result
    rows = [row for row in _rows(answers) if (fact := _disease(row)) is None or fact.part != part]
    if body is not None and is_there:
        rows.append(_row(body))
    result["past_disease"] = rows
    return result


def _adopt_allergy(answers: dict[str, Any], code: str, body: Mapping[str, Any] | None) -> None:
    codes = [one for one in _codes(answers.get("drug_allergy")) if one not in (code, NONE)]
    if body is not None:
        is_same = code != OTHER_DRUG and resources.code_of(_code(body), DRUG) == code
        codes.append(code if is_same else OTHER_DRUG)
        if not is_same:
            known = str(answers.get("drug_allergy_text") or "") if code != OTHER_DRUG else ""
            answers["drug_allergy_text"] = "、".join(filter(None, (known, said(body))))
    elif code == OTHER_DRUG:
        answers.pop("drug_allergy_text", None)
    answers["drug_allergy"] = sorted(set(codes)) or [NONE]


def _row(body: Mapping[str, Any]) -> dict[str, Any]:
    code = resources.code_of(_code(body), DISEASE) or OTHER_DISEASE
    ours = [one.get("display") for one in _code(body).get("coding", ()) if one.get("system") == DISEASE]
    months = [one.get("valueDateTime") for one in body.get("extension", ()) if one.get("url") == ASSERTED]
    row = {"past_disease_code": code}
    if (text := said(body)) and text not in ours:
        row["past_disease_text"] = text
    if months and months[0]:
        row["past_disease_month"] = str(months[0])[: len("2026-11")]
    return row
