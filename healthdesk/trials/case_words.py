"""The words of the case files: persons, days, settings, and what is unsupported."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from healthdesk.domain.programmes.judgement import Person
from healthdesk.domain.programmes.programme import Programme
from healthdesk.trials.comparing import Unsupported

Case = Mapping[str, Any]
Visits = Sequence[Mapping[str, Any]]
Results = dict[str, Any]

_FLAGS = {
    "primary_hypertension": "primary_hypertension",
    "type2_diabetes": "type2_diabetes",
    "family_hypertension": "family_hypertension",
}
_DATES = {"discharged", "delivered", "lmp", "edd", "edd_source", "notice", "enrolled"}
_STATES = {"born", "sex", "conditions", "pregnant", "lactating", "consent"}


def person_of(case: Case) -> Person:
    """The person of a case. Raises Unsupported for a word nobody knows."""
    resident = case["resident"]
    if unknown := set(resident) - _STATES - _DATES - set(_FLAGS):
        raise Unsupported(sorted(unknown)[0])
    return Person(
        born=day_of(resident["born"]),
        sex=resident.get("sex"),
        conditions=frozenset(resident.get("conditions", ()))
        | {condition for word, condition in _FLAGS.items() if resident.get(word)},
        is_pregnant=bool(resident.get("pregnant") or resident.get("lmp") or resident.get("edd")),
        is_lactating=bool(resident.get("lactating")),
        has_consented=resident.get("consent", 1) != 0,
        enrolled_on=day_of(resident["enrolled"]) if resident.get("enrolled") else None,
    )


def judged_on(case: Case) -> date:
    """The day of judging: given, or the day of the last visit."""
    return day_of(case["as_of"] if "as_of" in case else case["visits"][-1]["date"])


def settings_of(case: Case) -> Mapping[str, str]:
    """The product settings of a case."""
    return dict(case.get("settings", {}))


def refuse_unknown_settings(case: Case, programmes: Iterable[Programme]) -> None:
    """Raise Unsupported for a setting or value that none of the programmes knows."""
    known = {setting.key: setting for programme in programmes for setting in programme.settings}
    for key, value in settings_of(case).items():
        if key not in known or (known[key].choices and value not in known[key].choices):
            raise Unsupported(f"{key}={value}")


def day_of(text: str) -> date:
    """A date of a case; a time of day is dropped. Raises Unsupported."""
    return moment_of(text).date()


def moment_of(text: str) -> datetime:
    """A date and time of a case, as it stands on the wall. Raises Unsupported."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Unsupported(text) from None
