"""Immunization cases: one child read by the engine the program itself uses."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from typing import Any

import msgspec

from healthdesk.domain.immunization.evaluation import evaluate
from healthdesk.domain.immunization.forecast import Forecast, forecast
from healthdesk.domain.immunization.history import Given
from healthdesk.domain.immunization.person import Context, Exposure, Immunoglobulin, Person
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.domain.immunization.stops import stops
from healthdesk.trials.comparing import Unsupported, plain

Found = tuple[str, object, object]

AT_MOST_AS_OF = "<=as_of"
NOT_COMPARED = frozenset({"dose_index", "group", "note"})
IMMUNOGLOBULINS = {"hbig": "hepatitis-b", "immunoglobulin": ""}
"""Facts that are only the day of an immunoglobulin; `immunoglobulins` says more."""
LISTS = frozenset({"contraindicated", "wanted"})


@dataclass(frozen=True, slots=True)
class Child:
    """Who a case is about, the doses, and the schedule with the settings the case chooses."""

    person: Person
    history: tuple[Given, ...]
    schedule: Schedule

    @classmethod
    def of(cls, case: Mapping[str, Any]) -> "Child":
        """Raises Unsupported for a vaccine or fact that is not known."""
        person = Person(date.fromisoformat(case["birth"]), case["sex"], _context(case["context"]))
        history = tuple(Given(dose["vaccine"], date.fromisoformat(dose["date"])) for dose in case["doses"])
        schedule = _schedule(tuple(sorted(case.get("settings", {}).items())))
        for dose in history:
            if dose.vaccine not in schedule.products:
                raise Unsupported(dose.vaccine)
        return cls(person, history, schedule)


@cache
def _schedule(chosen: tuple[tuple[str, str], ...]) -> Schedule:
    return Schedule.read(chosen=dict(chosen))


def differences(case: Mapping[str, Any]) -> tuple[Found, ...]:
    """What differs, as path, expected, got. Raises Unsupported for a vaccine or fact it does not know."""
    child = Child.of(case)
    as_of = date.fromisoformat(case["as_of"])
    told = evaluate(child.person, child.history, child.schedule)
    found = forecast(child.person, child.history, child.schedule, as_of)
    expected = case["expected"]
    return (
        *_evaluation(expected.get("evaluation", ()), {verdict.dose_index: verdict for verdict in told}),
        *_forecasts(expected.get("forecast", ()), {one.group: one for one in found}, case),
        *_stops(expected.get("stops", ()), child),
    )


def _context(known: Mapping[str, Any]) -> Context:
    if unknown := known.keys() - {one.name for one in fields(Context)} - IMMUNOGLOBULINS.keys():
        raise Unsupported(min(unknown))
    facts: dict[str, Any] = {key: value for key, value in known.items() if value is not None}
    given = [
        Immunoglobulin(date.fromisoformat(facts.pop(key)), product)
        for key, product in IMMUNOGLOBULINS.items()
        if key in facts
    ]
    given += msgspec.convert(facts.pop("immunoglobulins", ()), list[Immunoglobulin], strict=False)
    exposures = msgspec.convert(facts.pop("exposures", ()), tuple[Exposure, ...], strict=False)
    facts |= {key: frozenset(facts[key]) for key in LISTS & facts.keys()}
    return Context(**facts, immunoglobulins=tuple(given), exposures=exposures)


def _evaluation(expected: Iterable[Mapping[str, Any]], verdicts: Mapping[int, Any]) -> Iterator[Found]:
    for wanted in expected:
        index = wanted["dose_index"]
        verdict = verdicts.get(index)
        got = {
            "valid": verdict and verdict.is_valid,
            "counts_as": verdict and verdict.counts_as,
            "reason": verdict and verdict.reason,
        }
        for key in wanted.keys() - NOT_COMPARED:
            if _advisory(wanted[key]) != _advisory(got.get(key, Unsupported)):
                yield f"evaluation[{index}].{key}", wanted[key], got.get(key)


def _stops(expected: Iterable[Mapping[str, Any]], child: Child) -> Iterator[Found]:
    """What forbids a dose about to be given; an empty list means that it may be given."""
    for wanted in expected:
        on = date.fromisoformat(wanted["on"])
        found = stops(child.person, child.history, child.schedule, wanted["vaccine"], on)
        codes = [stop.code for stop in found]
        if codes != wanted["codes"]:
            yield f"stops.{wanted['vaccine']}", wanted["codes"], codes


def _advisory(value: object) -> object:
    """A remark that a dose was late makes no difference; nothing, null and an empty list are the same."""
    return "ok" if value == "ok_late" else None if value in ([], "") else value


def _forecasts(
    expected: Iterable[Mapping[str, Any]], forecasts: Mapping[str, Forecast], case: Mapping[str, Any]
) -> Iterator[Found]:
    for wanted in expected:
        group = wanted["group"]
        found = forecasts.get(group)
        for key in sorted(wanted.keys() - NOT_COMPARED):
            got = plain(getattr(found, key, None)) if found else None
            if not _is_right(f"{group}.{key}", wanted[key], got, case):
                yield f"{group}.{key}", wanted[key], got


def _is_right(path: str, wanted: object, got: object, case: Mapping[str, Any]) -> bool:
    if wanted == AT_MOST_AS_OF:
        return isinstance(got, str) and got <= case["as_of"]
    if got is not None and got in case.get("also_acceptable", {}).get(path, ()):
        return True
    return _advisory(wanted) == _advisory(got) or (wanted in (None, False) and got in (None, False))
