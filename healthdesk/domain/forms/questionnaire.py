"""A FHIR R4 Questionnaire read into a Form; a fault names the item and what is wrong with it.

Standard elements are used wherever R4 has them (required, readOnly, maxLength, enableWhen, answerOption,
minValue, maxValue, minLength, maxDecimalPlaces, questionnaire-unit, entryFormat,
questionnaire-optionExclusive, questionnaire-usageMode, questionnaire-hidden,
questionnaire-signatureRequired). Ours are `urn:healthdesk:` carry, archive (the fact a fresh sheet is
filled from), calculated, check, measure, soft (low, high), boxes (how many the paper has: no limit for the
answers), fills (the column that takes the text of a chosen code), source and confidence; the last two are
inherited from the group around, carry from the table by its columns. Of the form as a whole: noun (what it
is kept as), service-date, next-date (link ids; by default visit_date and next_date), about (link id), items
(rows of its table in the specification) and difference (why the form has others).
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from healthdesk.base import canonical
from healthdesk.base.errors import InvalidInput
from healthdesk.domain.forms.definition import (
    Carry,
    Condition,
    Form,
    Item,
    Kind,
    Noun,
    Operator,
    Option,
    Range,
)

Json = Mapping[str, Any]

_OURS = "urn:healthdesk:"
_HL7 = "http://hl7.org/fhir/StructureDefinition/"
_KINDS = {
    "display": Kind.NOTE,
    "string": Kind.TEXT,
    "open-choice": Kind.TEXT,
    "text": Kind.LONGTEXT,
    "integer": Kind.INTEGER,
    "decimal": Kind.DECIMAL,
    "date": Kind.DATE,
}
_CODES = "urn:healthdesk:codes:"


def read_form(raw: bytes) -> Form:
    """The form of a Questionnaire file. Raises InvalidInput(field=link id, reason=what is wrong)."""
    try:
        document = canonical.decode(raw)
    except ValueError:
        raise InvalidInput("form", "not-json") from None
    if not isinstance(document, dict) or document.get("resourceType") != "Questionnaire":
        raise InvalidInput("form", "not-a-questionnaire")
    source = _Source(_text(document, "source"), _text(document, "confidence"))
    url = str(document.get("url", ""))
    if not url.startswith("urn:healthdesk:form:") or not document.get("version"):
        raise InvalidInput("form", "no-key-or-version")
    items = _items(document, source)
    known: set[str] = set()
    _refuse_repeated_ids(document, known)
    return Form(
        key=url.removeprefix("urn:healthdesk:form:"),
        version=str(document["version"]),
        title=str(document.get("title", "")),
        items=items,
        source=source.source,
        is_draft=document.get("status") == "draft",
        noun=_noun(document),
        service_date=_named(document, "service-date", "visit_date", known),
        next_date=_named(document, "next-date", "next_date", known),
        about=_named(document, "about", "", known),
        confidence=source.confidence,
        items_in_specification=int(_value(document, _OURS + "items") or 0),
        difference=_text(document, "difference"),
        valid_from=str(document.get("effectivePeriod", {}).get("start", "")),
    )


def _noun(document: Json) -> Noun:
    """A form about nobody is the centre's own."""
    if "Organization" in document.get("subjectType", ()):
        return Noun.CENTRE_RECORD
    word = _text(document, "noun") or Noun.VISIT.value
    if word not in {noun.value for noun in Noun}:
        raise InvalidInput("form", "unknown-noun")
    return Noun(word)


def _named(document: Json, name: str, usual: str, known: set[str]) -> str:
    link_id = _text(document, name)
    if link_id and link_id not in known:
        raise InvalidInput(link_id, "unknown-item")
    return link_id or (usual if usual in known else "")


class _Source:
    """Where an item comes from, and how a column is carried: what is not said is as in the group around."""

    def __init__(self, source: str, confidence: str, carry: str = Carry.NEVER.value) -> None:
        self.source = source
        self.confidence = confidence
        self.carry = carry

    def within(self, node: Json) -> "_Source":
        return _Source(
            _text(node, "source") or self.source,
            _text(node, "confidence") or self.confidence,
            _text(node, "carry") or self.carry,
        )


def _refuse_repeated_ids(node: Json, seen: set[str]) -> None:
    for child in node.get("item", ()):
        if child["linkId"] in seen:
            raise InvalidInput(child["linkId"], "repeated-link-id")
        seen.add(child["linkId"])
        _refuse_repeated_ids(child, seen)


def _items(node: Json, source: _Source) -> tuple[Item, ...]:
    return tuple(_item(child, source.within(child)) for child in node.get("item", ()))


def _item(node: Json, source: _Source) -> Item:
    link_id = node.get("linkId")
    if not isinstance(link_id, str) or not link_id:
        raise InvalidInput("form", "no-link-id")
    try:
        return _read_item(node, source)
    except (KeyError, TypeError, ValueError, ArithmeticError) as fault:
        raise InvalidInput(link_id, f"unreadable {fault}") from None


def _read_item(node: Json, source: _Source) -> Item:
    return Item(
        link_id=node["linkId"],
        text=node.get("text", ""),
        kind=_kind(node),
        options=tuple(_option(option) for option in node.get("answerOption", ())),
        unit=_unit(node),
        is_required=node.get("required", False),
        carry=Carry(source.carry),
        conditions=tuple(_condition(condition) for condition in node.get("enableWhen", ())),
        condition_any=node.get("enableBehavior") == "any",
        hard=_range(_value(node, _HL7 + "minValue"), _value(node, _HL7 + "maxValue")),
        soft=_soft(node),
        calculated=_text(node, "calculated") or None,
        is_read_only=node.get("readOnly", False),
        initial=_initial(node),
        check=tuple(str(_only(extension)) for extension in _extensions(node, _OURS + "check")),
        measure=_text(node, "measure") or None,
        codes=node["answerValueSet"].removeprefix(_CODES) if "answerValueSet" in node else None,
        archive=_text(node, "archive") or None,
        fills=_text(node, "fills") or None,
        min_length=_value(node, _HL7 + "minLength"),
        max_length=node.get("maxLength"),
        max_choices=_value(node, _OURS + "boxes"),
        decimals=_value(node, _HL7 + "maxDecimalPlaces"),
        items=_items(node, source),
        is_printed=_value(node, _HL7 + "questionnaire-usageMode") != "capture",
        is_hidden=bool(_value(node, _HL7 + "questionnaire-hidden")),
        source=source.source,
        confidence=source.confidence,
    )


def _kind(node: Json) -> Kind:
    match node["type"], node.get("repeats", False):
        case "group", repeats:
            return Kind.ROWS if repeats else Kind.GROUP
        case "choice", False if "answerValueSet" in node:
            return Kind.CODE
        case "choice", repeats:
            return Kind.CHOICES if repeats else Kind.CHOICE
        case "date", _ if _value(node, _HL7 + "entryFormat") == "YYYY-MM":
            return Kind.MONTH
        case "string", _ if _value(node, _HL7 + "questionnaire-signatureRequired") is not None:
            return Kind.SIGNATURE
    return _KINDS[node["type"]]


def _option(node: Json) -> Option:
    coding = node["valueCoding"]
    exclusive = _value(node, _HL7 + "questionnaire-optionExclusive")
    return Option(coding["code"], coding["display"], bool(exclusive))


def _condition(node: Json) -> Condition:
    answer = next(value for name, value in node.items() if name.startswith("answer"))
    value = answer["code"] if isinstance(answer, dict) else answer
    return Condition(node["question"], Operator(node["operator"]), value)


def _initial(node: Json) -> str | None:
    if "initial" in node:
        return str(_only(node["initial"][0]))
    ticked = (option for option in node.get("answerOption", ()) if option.get("initialSelected"))
    return next((str(option["valueCoding"]["code"]) for option in ticked), None)


def _soft(node: Json) -> Range | None:
    for extension in _extensions(node, _OURS + "soft"):
        return _range(_value(extension, "low"), _value(extension, "high"))
    return None


def _range(low: int | Decimal | None, high: int | Decimal | None) -> Range | None:
    if low is None and high is None:
        return None
    return Range(None if low is None else Decimal(low), None if high is None else Decimal(high))


def _unit(node: Json) -> str | None:
    coding = _value(node, _HL7 + "questionnaire-unit")
    return None if coding is None else str(coding["display"])


def _text(node: Json, name: str) -> str:
    return str(_value(node, _OURS + name) or "")


def _value(node: Json, url: str) -> Any:
    """The value of the first extension with that url, or None."""
    for extension in _extensions(node, url):
        return _only(extension)
    return None


def _extensions(node: Json, url: str) -> list[Json]:
    return [extension for extension in node.get("extension", ()) if extension["url"] == url]


def _only(node: Json) -> Any:
    return next(value for name, value in node.items() if name.startswith("value"))
