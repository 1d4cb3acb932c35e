"""Turning the files of resources/immunization into rules; a fault is named, never guessed over."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Any, TypeVar

import msgspec

from healthdesk.base import canonical
from healthdesk.base.errors import HealthDeskError
from healthdesk.domain.clinic_setting import ClinicSetting
from healthdesk.domain.immunization.background import BackgroundWords
from healthdesk.domain.immunization.contradictions import Known, of_edition, of_groups
from healthdesk.domain.immunization.editions import Broken, Edition, Policy
from healthdesk.domain.immunization.facts import FactWords
from healthdesk.domain.immunization.intervals import Span, span
from healthdesk.domain.immunization.layout import CardLayout
from healthdesk.domain.immunization.made_groups import MadeGroup, made_before
from healthdesk.domain.immunization.merging import (
    Document,
    changed_groups,
    completed_groups,
    merged,
    spelled_out,
)
from healthdesk.domain.immunization.products import Product, Route
from healthdesk.domain.immunization.questions import Question
from healthdesk.domain.immunization.rabies_rules import RabiesRules
from healthdesk.domain.immunization.rules import Group
from healthdesk.domain.immunization.stock_rules import StockRules
from healthdesk.domain.immunization.switches import SettingList
from healthdesk.domain.immunization.wording import Wording

T = TypeVar("T")
PREFIX = "immunization."
PROVINCE = "immunization.province"
SETTINGS = "settings.json"
STOCK = "immunization.stock_"


@dataclass(eq=False)
class ScheduleFault(HealthDeskError):
    """A schedule file that cannot be used: which file, what is wrong."""

    file: str
    fault: str

    def __str__(self) -> str:
        return f"{self.file}: {self.fault}"


@dataclass(frozen=True, slots=True)
class Documents:
    """The decoded files by name, settings already put in their places.

    `is_proven`: the files are those of the program as it was built and no switch was turned, which its tests
    have looked through; words nobody reads and contradictions are not looked for again at every start.
    """

    files: Mapping[str, Document]
    settings: Mapping[str, str]
    switches: tuple[ClinicSetting, ...]
    is_proven: bool = False

    @classmethod
    def of(
        cls, files: Mapping[str, bytes], chosen: Mapping[str, str], *, is_proven: bool = False
    ) -> "Documents":
        """Decode and fill in all files. Raises ScheduleFault."""
        decoded = {name: _decoded(name, raw) for name, raw in sorted(files.items())}
        own = decoded.get(SETTINGS, {})
        listed = (_read if is_proven else _converted)(own, SettingList, SETTINGS).settings
        settings = {item.key: item.default for item in listed} | dict(chosen)
        for item in listed:
            if not item.allows(settings[item.key]):
                raise ScheduleFault(SETTINGS, f"{item.key} cannot be {settings[item.key]}")
        filled = {name: _filled(document, settings, name) for name, document in decoded.items()}
        return cls(filled, settings, listed, is_proven)

    def products(self) -> dict[str, Product]:
        """All products by their code."""
        listed = self._made(self._file("products.json")["products"], tuple[Product, ...], "products.json")
        found = {product.code: product for product in listed}
        if len(found) < len(listed):
            raise ScheduleFault("products.json", "two products of one code")
        return found

    def routes(self) -> dict[str, Route]:
        """The ways of giving by their code."""
        listed = self._made(self._file("routes.json")["routes"], tuple[Route, ...], "routes.json")
        return {route.code: route for route in listed}

    def editions(self) -> tuple[Edition, ...]:
        """All editions, the oldest first; each takes over what it does not change. Raises ScheduleFault."""
        inserts = self._groups("inserts.json", self._file("inserts.json"), [])
        ordered = sorted(self._read_editions(), key=lambda edition: edition.since)
        keys = frozenset(inserts).union(*(edition.groups for edition in ordered))
        known = Known(self.products(), keys, self.words())
        if not self.is_proven:
            _refuse("inserts.json", of_groups(inserts, known))
        for edition in ordered if not self.is_proven else ():
            _refuse(edition.id, of_groups(edition.groups, known))
        for older, newer in pairwise(ordered):
            if older.since == newer.since:
                raise ScheduleFault(newer.id, f"in force on the same day as {older.id}")
        whole = [replace(edition, groups={**edition.groups, **inserts}) for edition in ordered]
        for edition in whole if not self.is_proven else ():
            _refuse(edition.id, of_edition(edition, known))
        return tuple(whole)

    def rabies(self) -> RabiesRules:
        """What an exposure asks for besides vaccine."""
        return self._made(self._file("rabies.json"), RabiesRules, "rabies.json")

    def questions(self) -> tuple[Question, ...]:
        """What the card asks while it is not known."""
        return self._made(self._file("questions.json")["questions"], tuple[Question, ...], "questions.json")

    def background(self) -> BackgroundWords:
        """How the answers of the background form are read."""
        return self._made(self._file("background.json"), BackgroundWords, "background.json")

    def facts(self) -> FactWords:
        """What facts and states are called."""
        return self._made(self._file("facts.json"), FactWords, "facts.json")

    def words(self) -> Wording:
        """The templates of all sentences."""
        return self._made(self._file("wording.json"), Wording, "wording.json")

    def card(self) -> CardLayout:
        """How the card is laid out."""
        return self._made(self._file("card.json"), CardLayout, "card.json")

    def policy(self) -> Policy:
        """The choices left open by the national text."""
        value = {key.removeprefix(PREFIX): setting for key, setting in self.settings.items()}
        try:
            return Policy(
                rolls_over=value["month_end"] == "next-day",
                past_early_dose=Broken(value["past_early_dose"]),
                broken_live_gap=Broken(value["broken_live_gap"]),
                broken_immunoglobulin_gap=Broken(value["broken_immunoglobulin_gap"]),
                broken_immunoglobulin_after=Broken(value["broken_immunoglobulin_after"]),
                repeat_gap=span(value["repeat_gap"]),
                catch_up_below=span(value["catch_up_below"]),
                plan_wait=span(value["plan_wait"]),
                recall_after=span(f"{value['recall_after_days']}d"),
                high_dose_from=Decimal(value["high_dose_from"]),
                high_dose_for=span(value["high_dose_for"]),
            )
        except (KeyError, ValueError, ArithmeticError) as error:
            raise ScheduleFault(SETTINGS, str(error)) from None

    def stock(self) -> StockRules:
        """The numbers the stock goes by."""
        own = {
            key.removeprefix(STOCK): setting
            for key, setting in self.settings.items()
            if key.startswith(STOCK)
        }
        return self._made(own, StockRules, SETTINGS)

    def _made(self, document: Any, kind: Callable[..., T], file: str) -> T:
        return (_read if self.is_proven else _converted)(document, kind, file)

    def _file(self, name: str) -> Document:
        if name not in self.files:
            raise ScheduleFault(name, "missing")
        return self.files[name]

    def _named(self, start: str) -> Iterator[str]:
        return (name for name in self.files if name.startswith(start))

    def _read_editions(self) -> Iterator[Edition]:
        merged_by_id: dict[str, Document] = {"": {}}
        made: list[MadeGroup] = []
        for name in self._named("edition-"):
            document = self.files[name]
            whole = _merged_on(merged_by_id, document, name)
            merged_by_id[document["id"]] = whole
            spelled = spelled_out({**whole, "groups": {}}, self._file("products.json"))
            edition = self._made(spelled, Edition, document["id"])
            yield replace(edition, groups=self._groups(document["id"], whole, made))

    def _groups(self, name: str, document: Document, made: list[MadeGroup]) -> dict[str, Group]:
        """The groups of an edition, or of the inserts, as the province carries them out.

        `made` are those of older editions: what an edition takes over unchanged is not made again.
        """
        groups = document["groups"]
        for key, change in self._province().get("changes", {}).items():
            if key in groups:
                groups = changed_groups(groups, {"changes": {key: change}})
        offers = document.get("offers", {})
        known = {key: made_before(made, part, offers) for key, part in groups.items()}
        new = {key: part for key, part in groups.items() if known[key] is None}
        try:
            whole = completed_groups(new, offers, self._file("wording.json"))
        except KeyError as error:
            raise ScheduleFault(name, f"nothing is said about {error}") from None
        found = self._made(whole, dict[str, Group], name)
        made += [MadeGroup(new[key], offers, group) for key, group in found.items()]
        return {key: known[key] or found[key] for key in groups}

    def _province(self) -> Document:
        chosen = self.settings.get(PROVINCE, "")
        own = [self.files[name] for name in self._named("province-") if self.files[name].get("id") == chosen]
        if chosen and not own:
            raise ScheduleFault(SETTINGS, f"no province {chosen}")
        return own[0] if own else {}


def _refuse(name: str, faults: Iterable[str]) -> None:
    for fault in faults:
        raise ScheduleFault(name, fault)


def _merged_on(known: Mapping[str, Document], document: Document, file: str) -> Document:
    base = document.get("based_on", "")
    if base not in known:
        raise ScheduleFault(file, f"no edition {base}")
    try:
        return merged(known[base], document)
    except (KeyError, TypeError) as error:
        raise ScheduleFault(file, f"nothing to change: {error}") from None


def _decoded(name: str, raw: bytes) -> dict[str, Any]:
    try:
        document = canonical.decode(raw)
    except ValueError as error:
        raise ScheduleFault(name, str(error)) from None
    if not isinstance(document, dict):
        raise ScheduleFault(name, "no object")
    return document


def _filled(value: Any, settings: Mapping[str, str], file: str) -> Any:
    """Settings in their places; where one is empty, nothing stands there."""
    match value:
        case str() if value.startswith("$"):
            if value[1:] not in settings:
                raise ScheduleFault(file, f"no setting {value[1:]}")
            return settings[value[1:]]
        case dict():
            parts = {key: (part, _filled(part, settings, file)) for key, part in value.items()}
            return {key: new for key, (old, new) in parts.items() if new != "" or old == ""}
        case list():
            parts_of_list = [(part, _filled(part, settings, file)) for part in value]
            return [new for old, new in parts_of_list if new != "" or old == ""]
    return value


def _span(_kind: type[Any], value: Any) -> Span:
    return span(str(value))


def _read(document: Any, kind: Callable[..., T], file: str) -> T:
    """The value of a document."""
    try:
        found: T = msgspec.convert(document, kind, strict=False, dec_hook=_span)
    except (msgspec.ValidationError, ValueError, KeyError) as error:
        raise ScheduleFault(file, str(error)) from None
    return found


def _converted(document: Any, kind: Callable[..., T], file: str) -> T:
    """The value of a document; a word in it that nothing reads is a fault, for it is a rule lost."""
    found = _read(document, kind, file)
    read = msgspec.to_builtins(found, enc_hook=str)
    for word in _unread(document, read):
        raise ScheduleFault(file, f"unknown word {word}")
    return found


def _unread(document: Any, read: Any) -> Iterator[str]:
    match document:
        case dict():
            for key, part in document.items():
                if key not in read:
                    yield key
                else:
                    yield from _unread(part, read[key])
        case list():
            for part, read_part in zip(document, read, strict=True):
                yield from _unread(part, read_part)
