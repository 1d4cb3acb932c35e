"""Immunization cases as a table in Markdown: what a clinician reads and checks line by line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from healthdesk.base.errors import InvalidInput
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.trials.immunization_cases import AT_MOST_AS_OF, Child, differences

BREAK = "<br>"


@dataclass(frozen=True, slots=True)
class CaseTable:
    """The lines in Markdown, and whether every case came out as written."""

    lines: tuple[str, ...]
    is_clean: bool


def table(document: Mapping[str, Any]) -> CaseTable:
    """The cases of one file under its title.

    Raises InvalidInput for a file of another kind, Unsupported for a vaccine or fact that is not known.
    """
    if document.get("kind") != "immunization":
        raise InvalidInput("kind", "no-table")
    words = Schedule.read().facts.table
    cases = [(case, Child.of(case)) for case in document["cases"]]
    right = [not differences(case) for case, _ in cases]
    rows = [
        (*_Row(case, child).cells(), words.right if is_right else words.wrong)
        for (case, child), is_right in zip(cases, right, strict=True)
    ]
    lines = [f"# {document.get('meta', {}).get('title', '')}", ""]
    lines += [f"| {' | '.join(cells)} |" for cells in (words.columns, ["---"] * len(words.columns), *rows)]
    return CaseTable(tuple(lines), all(right))


def who(case: Mapping[str, Any], child: Child) -> Iterator[str]:
    """Sex and birth, each known fact, each setting, as phrases."""
    person, schedule = child.person, child.schedule
    groups = {key: group.title for one in schedule.editions for key, group in one.groups.items()}
    products = {code: product.title for code, product in schedule.products.items()}
    yield f"{schedule.facts.sexes[person.sex]} {person.born}"
    yield from schedule.facts.of(person.context, {**products, **groups})
    for key, choice in case.get("settings", {}).items():
        yield schedule.facts.table.setting.format(title=key.removeprefix("immunization."), choice=choice)


class _Row:
    def __init__(self, case: Mapping[str, Any], child: Child) -> None:
        self._case, self._child = case, child
        self._facts = child.schedule.facts
        self._labels = {
            step.place: step.label
            for edition in child.schedule.editions
            for group in edition.groups.values()
            for step in group.steps
        }

    def cells(self) -> tuple[str, ...]:
        """Number, rule, who, doses with verdicts, the day, what comes, why."""
        case = self._case
        rule = f"{case.get('rule', '、'.join(case.get('tags', ())))} [{case.get('basis', '')}]"
        return (
            case["id"],
            rule,
            BREAK.join(who(case, self._child)),
            BREAK.join(self._doses()),
            case["as_of"],
            BREAK.join([*self._coming(), *self._to_give()]),
            case["reasoning"],
        )

    def _doses(self) -> Iterator[str]:
        expected = {one["dose_index"]: one for one in self._case["expected"].get("evaluation", ())}
        for index, dose in enumerate(self._child.history):
            said = self._verdict(expected[index]) if index in expected else ""
            yield f"{dose.on} {self._child.schedule.product_title(dose.vaccine)}{said and f' → {said}'}"

    def _verdict(self, expected: Mapping[str, Any]) -> str:
        if not expected.get("valid", True):
            return self._facts.reasons[expected["reason"]]
        places = expected.get("counts_as") or ""
        return "、".join(self._labels[place] for place in places.split("+") if place in self._labels) or (
            self._facts.table.no_place
        )

    def _coming(self) -> Iterator[str]:
        for one in self._case["expected"].get("forecast", ()):
            title = self._title(one)
            status = self._facts.statuses[one["status"]]
            day = {None: "", AT_MOST_AS_OF: self._facts.table.now}.get(
                one.get("earliest"), one.get("earliest")
            )
            late = one.get("overdue") and self._facts.table.late.format(day=one["overdue"])
            yield " ".join(filter(None, (f"{title}：{status}", day, late)))

    def _title(self, expected: Mapping[str, Any]) -> str:
        product = expected.get("product")
        if not product:
            groups = self._child.schedule.editions[-1].groups
            return groups[expected["group"]].title
        return self._facts.table.dose.format(
            product=self._child.schedule.product_title(product), number=expected["dose"]
        )

    def _to_give(self) -> Iterator[str]:
        schedule = self._child.schedule
        for one in self._case["expected"].get("stops", ()):
            said = "、".join(self._facts.table.stops[code] for code in one["codes"])
            yield self._facts.table.to_give.format(
                product=schedule.product_title(one["vaccine"]), said=said or self._facts.table.may_be_given
            )
