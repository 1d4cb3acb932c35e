"""Programme: everything one programme file of resources/programmes says, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

import msgspec

from healthdesk.base.errors import HealthDeskError


class Action(StrEnum):
    """What to do after a visit; the words of the case files."""

    CONTINUE = "continue"
    ADJUST = "adjust"
    EDUCATE = "educate"
    SPECIALIST = "specialist-guidance"
    REFER = "refer"
    URGENT = "urgent-referral"


class Phrase(StrEnum):
    """How a rule says when: "within two weeks" (2周内) or "at two weeks" (2周时)."""

    WITHIN = "within"
    AT = "at"


@dataclass(frozen=True)
class ProgrammeFault(HealthDeskError):
    """A programme file that cannot be used: which file, what is wrong."""

    file: str
    fault: str

    def __str__(self) -> str:
        return f"{self.file}: {self.fault}"


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison with an answer or with the person; every limit that is given must hold.

    `years` are completed years on the day of the visit. `person` is `pregnant` or `lactating`.
    """

    answer: str = ""
    is_one_of: tuple[str, ...] = ()
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    above: Decimal | None = None
    below: Decimal | None = None
    person: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """The values below which a person of this age counts as controlled."""

    group: str
    text: str
    below: Mapping[str, Decimal]
    from_years: Decimal = Decimal(0)
    below_years: Decimal | None = None


@dataclass(frozen=True, slots=True)
class EmergencyItem:
    """One line of the emergency list: a value (`any_of`, for certain persons `only_for`) or a sign seen.

    `hinted_by` lists symptom numbers of the form after which the sign is asked for.
    """

    key: str
    text: str
    source: str
    confidence: str
    any_of: tuple[Test, ...] = ()
    only_for: tuple[Test, ...] = ()
    hinted_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A state a visit can show. The class of the visit is the worst class among its findings.

    `misses_target` takes the limits from the programme's targets; otherwise any of `any_of` holds,
    provided all of `all_of` hold. `choices` are the classes a doctor picks from where the rule leaves
    it open. `reason` is said when the finding is there, `absent_reason` when it is not.
    """

    key: str
    reason: str
    source: str
    confidence: str
    grade: str = ""
    misses_target: bool = False
    any_of: tuple[Test, ...] = ()
    all_of: tuple[Test, ...] = ()
    choices: tuple[str, ...] = ()
    absent_reason: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """How long until the next contact: days or months, and whether "within" or "at"."""

    phrase: Phrase
    days: int = 0
    months: int = 0
    tolerance_days: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the rule table; the first row whose findings are all there decides.

    `now` are findings of this visit, `before` those of the previous countable one.
    `holds_when_incomplete`: also while a needed answer is missing.
    """

    number: str
    action: Action
    action_text: str
    reason: str
    source: str
    confidence: str
    now: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    next_contact: Interval | None = None
    result_due_days: int | None = None
    holds_when_incomplete: bool = False


@dataclass(frozen=True, slots=True)
class Grade:
    """A class of the printed form."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Guideline:
    """A clinical target beside the form's class, never instead of it."""

    title: str
    targets: tuple[Target, ...]
    source: str
    confidence: str
    valid_from: str
    valid_to: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """A remark for the clinician that changes neither class nor date."""

    key: str
    text: str
    source: str
    confidence: str
    any_of: tuple[Test, ...] = ()
    all_of: tuple[Test, ...] = ()
    none_of: tuple[Test, ...] = ()
    grades: tuple[str, ...] = ()
    from_years: Decimal = Decimal(0)
    below_years: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Who belongs: age, sex, and a diagnosis or state; an empty part asks nothing."""

    source: str
    confidence: str
    from_years: int | None = None
    below_years: int | None = None
    sex: str = ""
    any_condition: tuple[str, ...] = ()
    no_condition: tuple[str, ...] = ()
    is_pregnant: bool = False
    is_everybody: bool = False
    by_calendar_year: str = ""


@dataclass(frozen=True, slots=True)
class Timing:
    """The numbers of the due list, in days.

    On the list from `upcoming_days` before the due date; `open_days` before it a visit already counts as
    due; `missed_days` after the latest date another regular visit is due already.
    """

    upcoming_days: int = 14
    open_days: int = 0
    missed_days: int = 90
    source: str = ""
    confidence: str = "P"


@dataclass(frozen=True, slots=True)
class Quota:
    """How many visits a year the programme asks for."""

    visits_per_year: int
    face_to_face_only: bool
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class ClinicSetting:
    """A number or word of the rules that a clinic may change."""

    key: str
    title: str
    default: str
    source: str
    confidence: str
    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Programme:
    """One programme. Grades run from the best to the worst; rules are tried in order."""

    key: str
    version: str
    title: str
    short_title: str
    chip: str
    belongs: Eligibility
    form_key: str = ""
    forms: tuple[str, ...] = ()
    is_sensitive: bool = False
    needs: tuple[str, ...] = ()
    may_change: tuple[str, ...] = ()
    counted: str = ""
    lost_when: tuple[Test, ...] = ()
    ended_when: tuple[Test, ...] = ()
    grades: tuple[Grade, ...] = ()
    targets: tuple[Target, ...] = ()
    emergencies: tuple[EmergencyItem, ...] = ()
    emergency_source: str = ""
    emergency_steps: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    rules: tuple[Rule, ...] = ()
    guideline: Guideline | None = None
    hints: tuple[Hint, ...] = ()
    quota: Quota | None = None
    timing: Timing = field(default_factory=Timing)
    settings: tuple[ClinicSetting, ...] = ()
    document: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False, hash=False)

    def grade_text(self, code: str | None) -> str:
        """The printed words of a class; empty for none."""
        return next((grade.text for grade in self.grades if grade.code == code), "")

    def adjusted(self, chosen: Mapping[str, str]) -> "Programme":
        """The same programme with the clinic's own numbers; itself when nothing differs from the defaults.

        Raises ProgrammeFault when a chosen value does not fit its place.
        """
        changed = {
            setting.key: chosen[setting.key]
            for setting in self.settings
            if chosen.get(setting.key, setting.default) != setting.default
        }
        return from_document(self.document, changed) if changed else self


def from_document(document: Mapping[str, Any], chosen: Mapping[str, str] | None = None) -> Programme:
    """The programme in a decoded file. A text `$name` stands for the value of the setting `name`.

    Raises ProgrammeFault.
    """
    name = str(document.get("key", "?"))
    try:
        values = {item["key"]: item["default"] for item in document.get("settings", ())} | dict(chosen or {})
        filled = {key: _filled(value, values) for key, value in document.items()}
        programme = msgspec.convert(filled | {"document": document}, Programme, strict=False)
    except (msgspec.ValidationError, KeyError, TypeError) as error:
        raise ProgrammeFault(name, str(error)) from None
    _refuse_contradictions(programme)
    return programme


def _filled(value: Any, settings: Mapping[str, str]) -> Any:
    match value:
        case str() if value.startswith("$"):
            return settings[value[1:]]
        case dict():
            return {key: _filled(part, settings) for key, part in value.items()}
        case list():
            return [_filled(part, settings) for part in value]
    return value


def _refuse_contradictions(programme: Programme) -> None:
    findings = {finding.key for finding in programme.findings} | {"emergency"}
    for rule in programme.rules:
        if unknown := {*rule.now, *rule.before} - findings:
            raise ProgrammeFault(programme.key, f"rule {rule.number}: no finding {sorted(unknown)[0]}")
    codes = {grade.code for grade in programme.grades}
    for finding in programme.findings:
        if finding.grade and finding.grade not in codes:
            raise ProgrammeFault(programme.key, f"finding {finding.key}: no class {finding.grade}")
    if programme.rules and not programme.counted:
        raise ProgrammeFault(programme.key, "rules, but nothing is counted")
