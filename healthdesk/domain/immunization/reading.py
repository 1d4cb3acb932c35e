"""Turning the files of resources/immunization into rules; a contradiction is named, never guessed over."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from healthdesk.base import canonical
from healthdesk.base.errors import HealthDeskError
from healthdesk.domain.immunization.intervals import Span, span
from healthdesk.domain.immunization.layout import CardLayout
from healthdesk.domain.immunization.rules import Broken, Edition, Policy, Product
from healthdesk.domain.immunization.wording import Wording

Document = Mapping[str, Any]
T = TypeVar("T")
PREFIX = "immunization."
_ANY_DAY = date(2026, 1, 1)


@dataclass(eq=False)
class ScheduleFault(HealthDeskError):
    """A schedule file that cannot be used: which file, what is wrong."""

    file: str
    fault: str

    def __str__(self) -> str:
        return f"{self.file}: {self.fault}"


@dataclass(frozen=True, slots=True)
class Documents:
    """The decoded files, settings already put in their places."""

    product_list: Document
    edition_list: tuple[Document, ...]
    wording: Document
    layout: Document
    settings: Mapping[str, str]

    @classmethod
    def read(cls, folder: Path, chosen: Mapping[str, str]) -> "Documents":
        """Decode and fill in all files. Raises ScheduleFault."""
        listed = _decoded(folder / "settings.json")
        settings = {item["key"]: item["default"] for item in listed["settings"]} | dict(chosen)
        editions = (
            _filled(_decoded(path), settings, path.name) for path in sorted(folder.glob("edition-*.json"))
        )
        return cls(
            product_list=_filled(_decoded(folder / "products.json"), settings, "products.json"),
            edition_list=tuple(editions),
            wording=_decoded(folder / "wording.json"),
            layout=_decoded(folder / "card.json"),
            settings=settings,
        )

    def products(self) -> dict[str, Product]:
        """All products by their code."""
        found = (_converted(one, Product, "products.json") for one in self.product_list["products"])
        return {product.code: product for product in found}

    def editions(self) -> tuple[Edition, ...]:
        """All editions, the oldest first; each takes over what it does not change. Raises ScheduleFault."""
        known: dict[str, Document] = {}
        for document in self.edition_list:
            base = known.get(document.get("based_on", ""), {})
            known[document["id"]] = _merged(base, document)
        editions = (
            _converted(self._complete(document), Edition, document["id"]) for document in known.values()
        )
        ordered = tuple(sorted(editions, key=lambda edition: edition.since))
        products, words = frozenset(self.products()), self.words()
        for edition in ordered:
            _refuse_contradictions(edition, products, words)
        for older, newer in pairwise(ordered):
            if older.since == newer.since:
                raise ScheduleFault(newer.id, f"in force on the same day as {older.id}")
        return ordered

    def words(self) -> Wording:
        """The templates of all sentences."""
        return _converted(self.wording, Wording, "wording.json")

    def card(self) -> CardLayout:
        """How the card is laid out."""
        return _converted(self.layout, CardLayout, "card.json")

    def _complete(self, document: Document) -> Document:
        """Write into every step what it inherits: source, confidence, total, label, offers."""
        groups = {}
        for key, group in document["groups"].items():
            steps = [self._complete_step(step, group, document["offers"]) for step in group["steps"]]
            groups[key] = {**group, "key": key, "steps": steps}
        return {**document, "groups": groups}

    def _complete_step(self, step: Document, group: Document, offers: Document) -> Document:
        inherited = {key: group[key] for key in ("source", "confidence", "total")}
        words = {"group": group["title"], "dose": step["dose"]}
        labels = {key: self.wording[key].format(**words) for key in ("label", "short_label")}
        give = offers[step["give"]] if "give" in step else [{"product": step["takes"][0]}]
        return {**labels, **inherited, **step, "offers": give}


def policy(settings: Mapping[str, str]) -> Policy:
    """The choices left open by the national text."""
    value = {key.removeprefix(PREFIX): setting for key, setting in settings.items()}
    try:
        return Policy(
            rolls_over=value["month_end"] == "next-day",
            past_early_dose=Broken(value["past_early_dose"]),
            broken_live_gap=Broken(value["broken_live_gap"]),
            broken_immunoglobulin_gap=Broken(value["broken_immunoglobulin_gap"]),
            repeat_gap=span(value["repeat_gap"]),
            catch_up_below=span(value["catch_up_below"]),
            join_visits=span(value["join_visits"]),
            recall_after=span(f"{value['recall_after_days']}d"),
        )
    except (KeyError, ValueError) as error:
        raise ScheduleFault("settings.json", str(error)) from None


def _decoded(path: Path) -> dict[str, Any]:
    try:
        document = canonical.decode(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ScheduleFault(path.name, str(error)) from None
    if not isinstance(document, dict):
        raise ScheduleFault(path.name, "no object")
    return document


def _filled(value: Any, settings: Mapping[str, str], file: str) -> Any:
    match value:
        case str() if value.startswith("$"):
            if value[1:] not in settings:
                raise ScheduleFault(file, f"no setting {value[1:]}")
            return settings[value[1:]]
        case dict():
            return {key: _filled(part, settings, file) for key, part in value.items()}
        case list():
            return [_filled(part, settings, file) for part in value]
    return value


def _merged(base: Document, document: Document) -> Document:
    """The older edition with what the newer one replaces (`groups`, `offers`) or changes (`changes`)."""
    groups = {**base.get("groups", {}), **document.get("groups", {})}
    for key, change in document.get("changes", {}).items():
        groups[key] = _changed(groups[key], change)
    return {
        **base,
        **document,
        "groups": groups,
        "offers": {**base.get("offers", {}), **document.get("offers", {})},
    }


def _changed(group: Document, change: Document) -> Document:
    places: Document = change.get("places", {})
    steps = [{**step, **places.get(step["place"], {})} for step in group["steps"]] + change.get(
        "more_steps", []
    )
    return {**group, "steps": steps, **{key: part for key, part in change.items() if key in _PLAIN_CHANGES}}


_PLAIN_CHANGES = frozenset({"not_indicated", "since", "total", "title", "blood_test", "is_programme"})


def _span(_kind: type[Any], value: Any) -> Span:
    return span(str(value))


def _converted(document: Any, kind: Callable[..., T], file: str) -> T:
    try:
        return msgspec.convert(document, kind, strict=False, dec_hook=_span)  # type: ignore[no-any-return]
    except (msgspec.ValidationError, ValueError, KeyError) as error:
        raise ScheduleFault(file, str(error)) from None


def _refuse_contradictions(edition: Edition, products: frozenset[str], words: Wording) -> None:
    for fault in _contradictions(edition, products, words):
        raise ScheduleFault(edition.id, fault)


def _contradictions(edition: Edition, products: frozenset[str], words: Wording) -> Iterator[str]:
    for group in edition.groups.values():
        places = {step.place for step in group.steps}
        for step in group.steps:
            where = f"{group.key} {step.place}"
            named = {*step.takes, *step.ages_of, *(offer.product for offer in step.offers)}
            referred = {*step.when.filled, *step.when.unfilled, *(one.from_place for one in step.intervals)}
            notes = {step.note, *(offer.note for offer in step.offers)}
            yield from (f"{where}: no product {one}" for one in sorted(named - products))
            yield from (f"{where}: no place {one}" for one in sorted(referred - places - {""}))
            yield from (f"{where}: no words for {one}" for one in sorted(notes - words.notes.keys() - {""}))
            if step.condition and step.condition not in words.conditions:
                yield f"{where}: no words for {step.condition}"
            if any(one.valid and _is_longer(one.valid, one.min) for one in step.intervals):
                yield f"{where}: what counts is longer than what is asked for"
            if step.before and _is_longer(step.min_age, step.before):
                yield f"{where}: late before it may be given"


def _is_longer(one: Span, other: Span) -> bool:
    return one.after(_ANY_DAY) > other.after(_ANY_DAY)
