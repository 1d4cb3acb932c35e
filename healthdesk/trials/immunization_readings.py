"""Histories as the engine reads them, in words: each dose, all that comes, each reason with its source."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from healthdesk.base.errors import InvalidInput
from healthdesk.domain.immunization.card import Card, card
from healthdesk.domain.immunization.evaluation import evaluate
from healthdesk.domain.immunization.forecast import Forecast
from healthdesk.domain.immunization.rabies import treatment
from healthdesk.domain.immunization.wording import Reason
from healthdesk.trials.immunization_cases import Child
from healthdesk.trials.immunization_table import who


def readings(document: Mapping[str, Any]) -> Iterator[str]:
    """The lines in Markdown, a chapter for each case.

    Raises InvalidInput for a file of another kind, Unsupported for a vaccine or fact that is not known.
    """
    if document.get("kind") != "immunization":
        raise InvalidInput("kind", "no-readings")
    yield from (f"# {document.get('meta', {}).get('title', '')}", "")
    for case in document["cases"]:
        yield from _Reading(case).lines()


class _Reading:
    def __init__(self, case: Mapping[str, Any]) -> None:
        self._case, self._child = case, Child.of(case)
        self._on = date.fromisoformat(case["as_of"])
        self._schedule = self._child.schedule
        self._words = self._schedule.facts.readings

    def lines(self) -> Iterator[str]:
        """Who, the doses, what comes, what is asked, and what makes it difficult."""
        child, words = self._child, self._words
        title = words.case.format(id=self._case["id"], rule=self._case.get("rule", "")).strip()
        yield from (f"## {title}", "", "；".join(who(self._case, child)), "")
        yield from (words.why.format(text=self._case["reasoning"]), "")
        yield from self._doses()
        yield from (words.day.format(day=self._on), "", words.next, "")
        shown = card(child.person, child.history, self._schedule, self._on)
        yield from (f"- {self._coming(one)}" for one in shown.forecasts)
        yield from self._exposure()
        yield ""
        yield from self._asked(shown)

    def _doses(self) -> Iterator[str]:
        child = self._child
        if not child.history:
            return
        yield f"| {' | '.join(self._words.columns)} |"
        yield f"|{' --- |' * len(self._words.columns)}"
        for verdict in evaluate(child.person, child.history, self._schedule):
            vaccine = self._schedule.product_title(verdict.vaccine)
            sure = f"{verdict.source} [{verdict.confidence}]"
            yield f"| {verdict.on} | {vaccine} | {verdict.text} | {sure} |"
        yield ""

    def _coming(self, one: Forecast) -> str:
        product = self._schedule.product_title(one.product) if one.product else ""
        status = self._schedule.facts.statuses[one.status]
        title = (
            self._schedule.facts.table.dose.format(product=product, number=one.number)
            if product
            else one.title
        )
        if one.earliest:
            status = f"{status} {one.earliest}"
        return self._words.coming.format(title=title, status=status, reasons=self._told(one.reasons))

    def _told(self, reasons: tuple[Reason, ...]) -> str:
        return "；".join(
            self._words.reason.format(text=one.text, source=one.source, confidence=one.confidence)
            for one in reasons
        )

    def _exposure(self) -> Iterator[str]:
        found = treatment(self._child.person, self._child.history, self._schedule, self._on)
        if found:
            yield f"- {self._words.exposure.format(grade=found.grade, reasons=self._told(found.reasons))}"

    def _asked(self, shown: Card) -> Iterator[str]:
        if shown.questions:
            yield from (self._words.ask, "")
            yield from (
                f"- {self._words.question.format(text=one.text, why=one.why)}" for one in shown.questions
            )
            yield ""
