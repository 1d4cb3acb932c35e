"""The words for facts, states and verdicts, for people who read a history instead of a card."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from healthdesk.domain.immunization.person import Context, Exposure, Immunoglobulin


@dataclass(frozen=True, slots=True)
class Fact:
    """What a field of Context is called, and what its values are called; `is_open` for those with others."""

    title: str
    words: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    is_open: bool = False

    def knows(self, value: str) -> bool:
        """Whether a rule may compare with the value."""
        return self.is_open or not self.words or value in self.words


@dataclass(frozen=True, slots=True)
class TableWords:
    """The words of the table of worked cases. `stops` are those of the codes of a stop."""

    columns: tuple[str, ...]
    right: str
    wrong: str
    no_place: str
    now: str
    late: str
    dose: str
    to_give: str
    may_be_given: str
    setting: str
    stops: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReadingWords:
    """The words of a history read aloud."""

    columns: tuple[str, ...]
    case: str
    day: str
    why: str
    next: str
    ask: str
    coming: str
    reason: str
    question: str
    exposure: str


@dataclass(frozen=True, slots=True)
class FactWords:
    """All words, by what they are about."""

    facts: Mapping[str, Fact]
    statuses: Mapping[str, str]
    reasons: Mapping[str, str]
    sexes: Mapping[str, str]
    readings: ReadingWords
    table: TableWords

    def of(self, context: Context, names: Mapping[str, str]) -> Iterator[str]:
        """Each known fact as a short phrase: 出生体重 1800 g. `names` are those of groups and products."""
        for one in fields(context):
            value = getattr(context, one.name)
            if one.name in self.facts and value not in (None, "", (), frozenset()):
                yield from _phrases(self.facts[one.name], value, names)


def _phrases(fact: Fact, value: Any, names: Mapping[str, str]) -> Iterator[str]:
    match value:
        case tuple():
            yield from (f"{fact.title}：{_event(fact, one)}" for one in value)
        case frozenset():
            yield f"{fact.title}：{'、'.join(sorted(names.get(key, key) for key in value))}"
        case bool():
            yield f"{fact.title}{fact.words[str(value).lower()]}"
        case int():
            yield f"{fact.title} {value} {fact.unit}"
        case _:
            yield f"{fact.title} {fact.words.get(value) or names.get(value, value)}"


def _event(fact: Fact, event: Immunoglobulin | Exposure) -> str:
    values = (getattr(event, one.name) for one in fields(event))
    return " ".join(filter(None, [_shown(fact, value) for value in values]))


def _shown(fact: Fact, value: date | Decimal | str | None) -> str:
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value} g/kg"
        case None:
            return ""
    return fact.words.get(value, value)
