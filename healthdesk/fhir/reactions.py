"""The report card of a reaction after a dose (疑似预防接种异常反应) → AdverseEvent, for others to read.

The card itself is the visit's QuestionnaireResponse; an AdverseEvent has no status, so that one of a
card made void carries a modifier that nobody may overlook.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from healthdesk.domain.codes import text_of
from healthdesk.fhir import resources
from healthdesk.fhir.resources import OWN, Body, pruned
from healthdesk.store.visits import Visit

FORM = "adverse-event"
PART = "AdverseEvent"
CODES = "vaccination-reaction"
OUTCOME = "http://terminology.hl7.org/CodeSystem/adverse-event-outcome"
SERIOUSNESS = "http://terminology.hl7.org/CodeSystem/adverse-event-seriousness"
OUTCOMES = {"1": "resolved", "2": "recovering", "3": "resolvedWithSequelae", "4": "fatal", "9": "unknown"}
GRAVE = frozenset("1234")
"""死亡、严重残疾、群体性、对社会有重大影响: the card's own boxes."""
VOID = OWN + "entered-in-error"


def to_event(row: Visit) -> Body:
    """One card, one event; its reactions stand as codings, its doses as what is suspected."""
    filled = row.answers
    outcome = OUTCOMES.get(str(filled.get("outcome")))
    return pruned(
        {
            "resourceType": PART,
            "id": resources.part_id(row.id, PART),
            "modifierExtension": [{"url": VOID, "valueBoolean": True}] if row.status == "void" else None,
            "actuality": "actual",
            "event": _event(filled),
            "subject": resources.reference("Patient", row.resident_id),
            "encounter": resources.reference("Encounter", resources.part_id(row.id, "Encounter")),
            "date": _day(filled.get("onset_at")),
            "detected": _day(filled.get("found_at")),
            "recordedDate": resources.stamp(row.signed_at),
            "seriousness": _seriousness(filled),
            "outcome": resources.concept(OUTCOME, outcome) if outcome else None,
            "recorder": resources.named(row.doctor),
            "suspectEntity": [*_suspects(filled)],
        }
    )


def _event(filled: Mapping[str, Any]) -> Body:
    codes = [str(one["reaction"]) for one in _rows(filled, "reactions") if one.get("reaction")]
    words = [text_of(CODES, code) for code in codes]
    text = filled.get("diagnosis") or filled.get("reaction_text") or "、".join(words)
    codings = [resources.coding(OWN + CODES, code, word) for code, word in zip(codes, words, strict=True)]
    return pruned({"coding": codings, "text": str(text)} if text else {"coding": codings})


def _seriousness(filled: Mapping[str, Any]) -> Body | None:
    said = filled.get("gravity")
    if not said:
        return None
    return resources.concept(SERIOUSNESS, "non-serious" if GRAVE.isdisjoint(said) else "serious")


def _suspects(filled: Mapping[str, Any]) -> Iterator[Body]:
    for dose in _rows(filled, "doses"):
        parts = (dose.get(name) for name in ("vaccine", "given_on", "lot", "maker"))
        if words := " ".join(str(part) for part in parts if part):
            yield {"instance": {"type": "Immunization", "display": words}}


def _rows(filled: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    rows = filled.get(name)
    return [one for one in rows if isinstance(one, Mapping)] if isinstance(rows, list | tuple) else []


def _day(said: Any) -> str | None:
    found = resources.day(said)
    return found.isoformat() if found else None
