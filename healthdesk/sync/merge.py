"""Base, here, there: brought together where that is safe, and laid before a person where it is not."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from healthdesk.base import canonical
from healthdesk.fhir import archive_facts
from healthdesk.fhir.answers import LISTS
from healthdesk.fhir.resources import Body, Profile
from healthdesk.fhir.said import SAID
from healthdesk.sync import fields
from healthdesk.sync.fields import FieldClass, Fields, Path

VOID = "entered-in-error"


class Verdict(StrEnum):
    """Where the value of a field comes from; OPEN waits for a person."""

    HERE = "here"
    THERE = "there"
    BOTH = "both"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field that differs: what it was, what it is here and there, and what becomes of it."""

    path: str
    label: str
    base: str | None
    here: str | None
    there: str | None
    verdict: Verdict
    is_safety: bool


@dataclass(frozen=True, slots=True)
class Merged:
    """The body with all settled fields (open ones as they are here), and the fields that differ."""

    body: Body
    rows: tuple[FieldRow, ...]

    @property
    def open_paths(self) -> tuple[str, ...]:
        """The fields a person must decide."""
        return tuple(row.path for row in self.rows if row.verdict is Verdict.OPEN)


def three_way(  # noqa: PLR0913  three bodies, and three things to know about them
    base: Mapping[str, Any] | None,
    here: Mapping[str, Any],
    there: Mapping[str, Any],
    choices: Mapping[str, Verdict] | None = None,
    *,
    keeps_derived: bool = False,
    profile: Profile = fields.NATIONAL,
) -> Merged:
    """Merge field by field (sync.md 7). `choices` are a person's decisions by path.

    `keeps_derived`: what follows a record stays as the record says it; otherwise the later visit tells.
    `profile` tells which identifiers name a person.
    The bodies come without the server's own parts (`bundles.content`).
    """
    sides = _Sides(fields.flatten(base or {}), fields.flatten(here), fields.flatten(there), here)
    sides.keeps_derived, sides.profile = keeps_derived, profile
    merged: Fields = {}
    rows: list[FieldRow] = []
    for path in _paths(sides):
        verdict, value = sides.decide(path, choices or {})
        if value is not None:
            merged[path] = value
        if verdict is not None and path != ("extension", SAID):
            rows.append(sides.row(path, verdict))
    return Merged(_tidy(fields.unflatten(merged)), tuple(rows))


def _paths(sides: "_Sides") -> list[Path]:
    """What is there in its order, then what is only here."""
    return list(dict.fromkeys([*sides.there, *sides.here, *sides.base]))


def _tidy(body: Body) -> Body:
    """The names of the lists that are left in the form."""
    if body.get("resourceType") != "QuestionnaireResponse":
        return body
    held = {item.get("linkId") for item in body.get("item", ())}
    extensions = []
    for one in body.get("extension", ()):
        if one.get("url") == LISTS:
            words = [word for word in _words([one]) if word in held]
            if not words:
                continue
            one = one | {"valueString": " ".join(words)}
        extensions.append(one)
    if "extension" in body:
        body = {key: value for key, value in body.items() if key != "extension"}
        if extensions:
            body["extension"] = extensions
    return body


class _Sides:
    """The three bodies as fields, and the rules between them."""

    def __init__(self, base: Fields, here: Fields, there: Fields, body: Mapping[str, Any]) -> None:
        self.base, self.here, self.there = base, here, there
        self.keeps_derived, self.profile = False, fields.NATIONAL
        self._body = body
        self._type = str(body.get("resourceType"))
        named = [_words(side.get(("extension", LISTS))) for side in (there, here)]
        self._lists = tuple(dict.fromkeys(word for words in named for word in words))

    def decide(self, path: Path, choices: Mapping[str, Verdict]) -> tuple[Verdict | None, Any]:
        """The verdict (None: both sides agree) and the value."""
        base, here, there = self.base.get(path), self.here.get(path), self.there.get(path)
        if here == there:
            return None, here
        verdict, value = self._rule(path, base, here, there)
        if verdict is Verdict.OPEN:
            match choices.get(fields.spelled(path)):
                case Verdict.HERE:
                    return Verdict.HERE, here
                case Verdict.THERE:
                    return Verdict.THERE, there
        return verdict, value

    def _rule(self, path: Path, base: Any, here: Any, there: Any) -> tuple[Verdict, Any]:
        class_ = fields.field_class(self._type, path, self._body, self.profile)
        if class_ is FieldClass.DERIVED and self.keeps_derived:
            return Verdict.HERE, here
        if class_ is FieldClass.DERIVED:
            return self._derived(path)
        if self._is_voided(path):
            return Verdict.OPEN, here
        if here == base:
            return self._one_sided(class_, path, (base, there), (Verdict.THERE, here))
        if there == base:
            return self._one_sided(class_, path, (base, here), (Verdict.HERE, here))
        if path[-1] in self._lists and (union := _union(base, here, there)):
            return Verdict.BOTH, union
        return Verdict.OPEN, here

    def _one_sided(
        self, class_: FieldClass, path: Path, change: tuple[Any, Any], side: tuple[Verdict, Any]
    ) -> tuple[Verdict, Any]:
        """Changed on one side only: taken; but in a field of safety only what is added is."""
        (base, changed), (verdict, here) = change, side
        is_added = _is_addition(base, changed) and path[0] not in fields.STATUSES
        if class_ is FieldClass.SAFETY and not is_added:
            return Verdict.OPEN, here
        return verdict, changed

    def _is_voided(self, path: Path) -> bool:
        """One side took the record back while the other went on with it."""
        return path == ("status",) and VOID in (self.here.get(path), self.there.get(path))

    def _derived(self, path: Path) -> tuple[Verdict, Any]:
        """Made again from the row afterwards; dates that follow the visits come from the later visit."""
        base, here, there = self.base.get(path), self.here.get(path), self.there.get(path)
        if path == ("extension", LISTS):
            return Verdict.BOTH, [{"url": LISTS, "valueString": " ".join(self._lists)}]
        if path == ("extension", archive_facts.FACTS):
            return Verdict.BOTH, [archive_facts.facts_extension([*_words(here), *_words(there)])]
        is_here = there == base or (here != base and self._is_later_here())
        return (Verdict.HERE, here) if is_here else (Verdict.THERE, there)

    def _is_later_here(self) -> bool:
        return self._last_visit(self.here) > self._last_visit(self.there)

    def _last_visit(self, side: Fields) -> str:
        for path, value in side.items():
            if path[-1] == "last_visit_on":
                return str(value[0].get("valueDate", ""))
        return ""

    def row(self, path: Path, verdict: Verdict) -> FieldRow:
        """The field for a person's eyes."""
        return FieldRow(
            path=fields.spelled(path),
            label=fields.label(path, self.profile),
            base=fields.shown(self.base.get(path)),
            here=fields.shown(self.here.get(path)),
            there=fields.shown(self.there.get(path)),
            verdict=verdict,
            is_safety=fields.field_class(self._type, path, self._body, self.profile) is FieldClass.SAFETY,
        )


def _words(extensions: Any) -> list[str]:
    """What an extension of words says; one that says nothing has none."""
    return [word for one in extensions or () for word in str(one.get("valueString", "")).split()]


def _is_addition(base: Any, changed: Any) -> bool:
    """Whether nothing that was said before is gone."""
    if base is None:
        return True
    if not isinstance(changed, list) or not isinstance(base, list):
        return False
    return set(fields.members(base)) <= set(fields.members(changed)) and bool(fields.members(changed))


def _union(base: Any, here: Any, there: Any) -> list[Any] | None:
    """Both sides only added to a list: all of it. None when one side took something away."""
    if not here or not there or not (_is_addition(base, here) and _is_addition(base, there)):
        return None
    if "answer" not in here[0]:
        known = fields.members(there)
        return [*there, *(one for one in here if canonical.encode(one) not in known)]
    answers = {raw: canonical.decode(raw) for raw in [*fields.members(there), *fields.members(here)]}
    return [there[0] | {"answer": list(answers.values())}]
