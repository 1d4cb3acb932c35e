"""Answers of a form to items of a QuestionnaireResponse and back, without any loss."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from healthdesk.domain.forms.definition import Kind
from healthdesk.fhir.resources import OWN, Body

LISTS = OWN + "lists"
"""Names the link ids that hold a list: one ticked box of many looks like a single choice otherwise."""

WRITTEN = OWN + "written"
"""The digits of a decimal as they were written, where a server that counts in floats would lose some."""

_KEYS = {
    Kind.CHOICE: "valueCoding",
    Kind.CHOICES: "valueCoding",
    Kind.CODE: "valueCoding",
    Kind.DATE: "valueDate",
    Kind.MONTH: "valueDate",
}
_LISTS = (list, tuple)
_DATE_LENGTHS = (len("2026-11"), len("2026-11-02"))
_READ = (
    "valueString",
    "valueInteger",
    "valueDecimal",
    "valueDate",
    "valueBoolean",
    "valueDateTime",
    "valueTime",
)


def to_items(answers: Mapping[str, Any], kinds: Mapping[str, Kind]) -> tuple[list[Body], list[str]]:
    """The items, and the link ids whose answer is a list. `kinds` may lack link ids: text is then text."""
    items: list[Body] = []
    lists: list[str] = []
    for link_id in _in_order(answers, kinds):
        value = answers[link_id]
        if value is None or value == "":
            continue
        if isinstance(value, _LISTS):
            lists.append(link_id)
            items += _list_items(link_id, value, kinds)
        else:
            items.append({"linkId": link_id, "answer": [_answer(value, kinds.get(link_id))]})
    return items, lists


def _in_order(answers: Mapping[str, Any], kinds: Mapping[str, Kind]) -> list[str]:
    """The order of the form, so that the same answers always make the same body; strangers come last."""
    return [key for key in kinds if key in answers] + sorted(key for key in answers if key not in kinds)


def _list_items(link_id: str, values: Iterable[Any], kinds: Mapping[str, Kind]) -> list[Body]:
    values = list(values)
    if any(not isinstance(value, str) and isinstance(value, Mapping) for value in values):
        return [_row(link_id, value, kinds) for value in values]
    if not values:
        return []
    kind = kinds.get(link_id)
    return [{"linkId": link_id, "answer": [_answer(value, kind) for value in values]}]


def _row(link_id: str, cells: Mapping[str, Any], kinds: Mapping[str, Kind]) -> Body:
    items, lists = to_items(cells, kinds)
    made: Body = {"linkId": link_id, "item": items} if items else {"linkId": link_id}
    if lists:
        made["extension"] = [lists_extension(lists)]
    return made


def lists_extension(lists: Iterable[str]) -> Body:
    """The extension that `lists_of` reads."""
    return {"url": LISTS, "valueString": " ".join(lists)}


def _answer(value: Any, kind: Kind | None) -> Body:
    if isinstance(value, str):  # nearly all are
        return _text(value, kind)
    if isinstance(value, bool):
        return {"valueBoolean": value}
    if isinstance(value, int):
        # JSON keeps 160 and not 160.0: what is a decimal is said by the form, not by the number.
        return _decimal(Decimal(value)) if kind is Kind.DECIMAL else {"valueInteger": value}
    if isinstance(value, Decimal):
        return _decimal(value)
    return _text(value, kind)


def _text(value: Any, kind: Kind | None) -> Body:
    key = _KEYS.get(kind, "valueString") if kind else "valueString"
    if key == "valueCoding":
        return {"valueCoding": {"code": value}}
    if key == "valueDate" and len(value) not in _DATE_LENGTHS:
        key = "valueString"
    return {key: value}


def _decimal(value: Decimal) -> Body:
    made: Body = {"valueDecimal": value}
    if Decimal(repr(float(value))).as_tuple() != value.as_tuple():
        made["extension"] = [{"url": WRITTEN, "valueString": str(value)}]
    return made


def from_items(items: Iterable[Mapping[str, Any]], lists: Iterable[str]) -> dict[str, Any]:
    """The answers again. Groups of another system's form are opened; their answers keep their link ids."""
    many = set(lists)
    answers: dict[str, Any] = {link_id: [] for link_id in many}
    for item in items:
        link_id = item["linkId"]
        if "answer" in item:
            values = [_value(answer) for answer in item["answer"] if is_read(answer)]
            if values:
                answers[link_id] = values if link_id in many or len(values) > 1 else values[0]
        elif link_id in many:
            answers[link_id].append(from_items(item.get("item", ()), lists_of(item)))
        elif "item" in item:
            answers.update(from_items(item["item"], lists))
    return answers


def lists_of(body: Mapping[str, Any]) -> list[str]:
    """The link ids that hold lists, as the sender named them."""
    for extension in body.get("extension", ()):
        if extension.get("url") == LISTS:
            return str(extension.get("valueString", "")).split()
    return []


def is_read(answer: Mapping[str, Any]) -> bool:
    """Whether this version understands the kind of the answer; others stay in the body untouched."""
    return "code" in answer.get("valueCoding", ()) or any(key in answer for key in _READ)


def _value(answer: Mapping[str, Any]) -> Any:
    if "valueCoding" in answer:
        return str(answer["valueCoding"]["code"])
    if "valueDecimal" in answer:
        return _written(answer)
    return next(answer[key] for key in _READ if key in answer)


def _written(answer: Mapping[str, Any]) -> Decimal:
    value = Decimal(str(answer["valueDecimal"]))
    for extension in answer.get("extension", ()):
        if extension.get("url") == WRITTEN and Decimal(extension["valueString"]) == Decimal(
            repr(float(value))
        ):
            return Decimal(extension["valueString"])
    return value
