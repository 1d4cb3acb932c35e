"""The cover page of an archive (居民电子健康档案首页): marks, basic facts, services; built, never typed.

A mark stands because a record stands, and names it: when that record goes, the mark goes. Which diseases are
marks, which facts are shown and in which words is data: resources/documents/cover-page.json.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from healthdesk.base.calendar import add_years, years_on
from healthdesk.base.phrase import Typed, joined
from healthdesk.domain.cover.rules import CoverRules, Disease, FactRule, SectionRule, cover_rules
from healthdesk.domain.forms.definition import Form, Item
from healthdesk.domain.forms.wording import answered

CHILD_BELOW_YEARS, OLDER_FROM_YEARS = 7, 65
MATERNAL = "maternal"
_ABO_KNOWN = ("1", "2", "3", "4")


@dataclass(frozen=True, slots=True)
class Mark:
    """`kind` is a key of the table; `since` an ISO date or month, empty when it is not known."""

    kind: str
    text: str
    since: str
    because: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the second part."""

    label: str
    text: str
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class Service:
    """One line of the third part: what was done, where, by whom, with what result in few words."""

    on: date
    kind: str
    org: str
    doctor: str
    result: str


@dataclass(frozen=True, slots=True)
class CoverPage:
    """Marks by kind, facts by section, services with the newest first."""

    marks: Mapping[str, tuple[Mark, ...]]
    sections: tuple[tuple[str, tuple[Fact, ...]], ...]
    services: tuple[Service, ...]


@dataclass(frozen=True, slots=True)
class Membership:
    """A programme the person is in, since when, and its title."""

    programme: str
    title: str
    since: date


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """An ICD-10 code that somebody wrote on a record; `title` names the record."""

    code: str
    on: date
    title: str


@dataclass(frozen=True, slots=True)
class Measured:
    """The last value of a measure."""

    value: Decimal
    on: date


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the page is built from. `hidden` topics leave no word on it; `answers` are what is shown.

    `answers` are those of `form`, the first page of the archive; `reports` are days of disease reports with
    the name of the disease; `risk` the words of a pregnancy's risk colour.
    """

    today: date
    born: date | None
    form: Form
    answers: Mapping[str, Any]
    memberships: Sequence[Membership] = ()
    diagnoses: Sequence[Diagnosis] = ()
    reports: Sequence[tuple[date, str]] = ()
    last: Mapping[str, Measured] = field(default_factory=dict)
    risk: str = ""
    hidden: frozenset[str] = frozenset()


def cover_page(evidence: Evidence, services: Sequence[Service]) -> CoverPage:
    """The page, from what was recorded and the services as they are to be listed."""
    rules = cover_rules()
    marks = [*_people(rules, evidence), *_diseases(rules, evidence), *_body(rules, evidence)]
    return CoverPage(
        marks={kind: tuple(mark for mark in marks if mark.kind == kind) for kind in rules.kinds},
        sections=tuple(
            (section.title, tuple(_facts(rules, section, evidence))) for section in rules.sections
        ),
        services=tuple(sorted(services, key=lambda service: service.on, reverse=True)),
    )


def said(item: Item, value: Any, separator: str) -> str:
    """An answer in words, what somebody wrote as `Typed`; an unknown code as it came."""
    if isinstance(value, list | tuple):
        words = [
            _row(item, one, separator) if isinstance(one, Mapping) else said(item, one, separator)
            for one in value
        ]
        return joined(separator, (word for word in words if word))
    return answered(item, str(value))


def _row(item: Item, row: Mapping[str, Any], separator: str) -> str:
    columns = (column for column in item.items if column.is_printed and column.link_id in row)
    return joined(" ", (said(column, row[column.link_id], separator) for column in columns))


def _people(rules: CoverRules, evidence: Evidence) -> Iterator[Mark]:
    born, today, because = evidence.born, evidence.today, rules.because
    if born and born <= today:
        born_words = because["born"].format(on=born.isoformat())
        if years_on(born, today) < CHILD_BELOW_YEARS:
            yield Mark("maternal-child", rules.marks["child"], born.isoformat(), born_words)
        if years_on(born, today) >= OLDER_FROM_YEARS:
            since = add_years(born, OLDER_FROM_YEARS).isoformat()
            yield Mark("older", rules.marks["older"], since, born_words)
    for one in evidence.memberships:
        if one.programme == MATERNAL:
            text = " ".join(filter(None, (rules.marks["maternal"], evidence.risk)))
            enrolled = because["enrolled"].format(on=one.since.isoformat(), title=one.title)
            yield Mark("maternal-child", text, one.since.isoformat(), enrolled)


def _diseases(rules: CoverRules, evidence: Evidence) -> Iterator[Mark]:
    found: dict[str, Mark] = {}
    for disease in rules.diseases:
        if disease.topic in evidence.hidden or (disease.is_need_to_know and evidence.hidden):
            continue
        reasons = sorted(
            _reasons(rules, disease, evidence), key=lambda reason: (not reason[0], reason[0][:7])
        )
        if reasons and not any(disease.text in _covers(rules, text) for text in found):
            since, because, detail = reasons[0]
            text = joined(" ", (disease.text, Typed(detail))) if detail else disease.text
            found[disease.text] = Mark(disease.kind, text, since, because)
    yield from found.values()
    for on, name in evidence.reports if not evidence.hidden else ():
        if name not in found:
            words = rules.because["reported"].format(on=on.isoformat())
            yield Mark("notifiable", name, on.isoformat(), words)


def _covers(rules: CoverRules, text: str) -> tuple[str, ...]:
    return next((disease.covers for disease in rules.diseases if disease.text == text), ())


def _reasons(rules: CoverRules, disease: Disease, evidence: Evidence) -> Iterator[tuple[str, str, str]]:
    """Since when, why, and the name the archive gives to the disease."""
    because = rules.because
    for one in evidence.memberships:
        if one.programme == disease.programme:
            on = one.since.isoformat()
            yield on, because["enrolled"].format(on=on, title=one.title), ""
    for row in evidence.answers.get("past_disease") or ():
        if str(row.get("past_disease_code")) in disease.past:
            on, detail = str(row.get("past_disease_month") or ""), str(row.get("past_disease_text") or "")
            yield on, because["past" if on else "past_undated"].format(on=on), detail
    for found in evidence.diagnoses:
        if disease.codes and found.code.upper().startswith(disease.codes):
            on = found.on.isoformat()
            yield on, because["diagnosed"].format(on=on, title=found.title, code=found.code), ""


def _body(rules: CoverRules, evidence: Evidence) -> Iterator[Mark]:
    weight, height = evidence.last.get("weight"), evidence.last.get("height")
    is_adult = evidence.born is not None and years_on(evidence.born, evidence.today) >= rules.adult_from_years
    if weight and height and height.value > 0 and is_adult:
        bmi = weight.value * 10_000 / (height.value * height.value)
        words = rules.because["measured"].format(
            on=weight.on.isoformat(), weight=weight.value, height=height.value
        )
        text = next(one.text for one in rules.weights if one.holds(bmi))
        yield Mark("weight", text, weight.on.isoformat(), words)
    abo, rh = evidence.answers.get("blood_abo"), evidence.answers.get("blood_rh")
    if abo in _ABO_KNOWN:
        yield Mark("blood", said(evidence.form.item("blood_abo"), abo, ""), "", rules.because["archive"])
    if rh in ("1", "2"):
        text = rules.marks["rh_negative" if rh == "1" else "rh_positive"]
        yield Mark("blood", text, "", rules.because["archive"])


def _facts(rules: CoverRules, section: SectionRule, evidence: Evidence) -> Iterator[Fact]:
    for rule in section.facts:
        text = _measured(rule, evidence) if rule.measures else _answered(rules, rule, evidence)
        if text or rule.unasked:
            yield Fact(rule.label, text or rule.unasked, rule.is_wide)


def _measured(rule: FactRule, evidence: Evidence) -> str:
    found = {code: evidence.last[code] for code in rule.measures if code in evidence.last}
    if len(found) < len(rule.measures):
        return ""
    values = {code: one.value for code, one in found.items()}
    return rule.template.format(on=max(one.on for one in found.values()).isoformat(), **values)


def _answered(rules: CoverRules, rule: FactRule, evidence: Evidence) -> str:
    words = []
    for link_id in rule.items:
        value = evidence.answers.get(link_id)
        if value not in (None, "", [], ()) and evidence.form.has(link_id):
            words.append(said(evidence.form.item(link_id), value, rules.separator))
    return words[0] if words and rule.is_first else joined(" ", words)
