"""Programme: everything one programme file of resources/programmes says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import msgspec

from healthdesk.base.errors import HealthDeskError
from healthdesk.domain.clinic_setting import ClinicSetting
from healthdesk.domain.programmes.asked_doses import AskedDose
from healthdesk.domain.programmes.plan import FirstForm, Flag, PlannedVisit, RiskScreening, YearlyService
from healthdesk.domain.programmes.rules import (
    Diagnosis,
    Eligibility,
    EmergencyItem,
    Finding,
    Grade,
    Guideline,
    Hint,
    Quota,
    Rule,
    Scheduled,
    Screening,
    Target,
    Test,
    Timing,
)

NO_SETTINGS: Mapping[str, str] = MappingProxyType({})


@dataclass(eq=False)
class ProgrammeFault(HealthDeskError):
    """A programme file that cannot be used: which file, what is wrong."""

    file: str
    fault: str

    def __str__(self) -> str:
        return f"{self.file}: {self.fault}"


@dataclass(frozen=True, slots=True)
class Programme:
    """One programme. Grades run from the best to the worst; rules are tried in order.

    `has_members` is False for a service nobody is enrolled in (archives, reporting). `form_key` is the
    regular form, `forms` are all that are written for this programme, and records on forms in `also`, which
    are another programme's, count here too (the yearly check-up). A second record of one day on the same
    form is taken for a mistake unless the form is in `many_a_day`. Forms in `for_anybody` are written about
    people of any age and make nobody a member (a reaction after a dose). A diagnosis in `diagnosed_by`
    makes a doctor confirm or decline the enrolment. Follow-ups of programmes with a `place_on_sheet` share
    one sheet for whoever is in several of them (workstation.md 5); 0 stands alone.
    `first` is the form that comes before the regular one. `died_when` is how a record says that the person
    died, `died_on` the item with the day, `end_reason` the item with the reason of another end.
    `stays_open_when`: the last visit of the schedule ends nothing yet (referred, its result is awaited).
    `summary` is what a list shows of a record, with link ids in braces.
    `needs` are the answers without which there is no class, with `needs_unless_worst` only while the
    worst class is not established anyway. `visits` are planned by age or week, `yearly` services by the
    calendar. `charted` are the measures of a growth chart beside the sheet, `asked_doses` what its reader is
    reminded of when the immunization card lacks it. `numbers` feed the few rules
    that are code.
    """

    key: str
    version: str
    title: str
    short_title: str
    chip: str
    belongs: Eligibility
    or_belongs: tuple[Eligibility, ...] = ()
    form_key: str = ""
    first: FirstForm | None = None
    forms: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    many_a_day: tuple[str, ...] = ()
    for_anybody: tuple[str, ...] = ()
    is_sensitive: bool = False
    has_members: bool = True
    diagnosed_by: Diagnosis | None = None
    place_on_sheet: int = 0
    needs: tuple[str, ...] = ()
    needs_unless_worst: bool = False
    may_change: tuple[str, ...] = ()
    counted: str = ""
    lost_when: tuple[Test, ...] = ()
    ended_when: tuple[Test, ...] = ()
    stays_open_when: tuple[Test, ...] = ()
    died_when: tuple[Test, ...] = ()
    died_on: str = "death_date"
    end_reason: str = "end_reason"
    summary: str = ""
    grades: tuple[Grade, ...] = ()
    targets: tuple[Target, ...] = ()
    emergencies: tuple[EmergencyItem, ...] = ()
    emergency_source: str = ""
    emergency_steps: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    rules: tuple[Rule, ...] = ()
    schedule: tuple[Scheduled, ...] = ()
    screening: Screening | None = None
    visits: tuple[PlannedVisit, ...] = ()
    flags: tuple[Flag, ...] = ()
    risk: RiskScreening | None = None
    yearly: tuple[YearlyService, ...] = ()
    charted: tuple[str, ...] = ()
    asked_doses: tuple[AskedDose, ...] = ()
    numbers: Mapping[str, Decimal] = field(default_factory=dict, hash=False)
    guideline: Guideline | None = None
    hints: tuple[Hint, ...] = ()
    quota: Quota | None = None
    timing: Timing = field(default_factory=Timing)
    settings: tuple[ClinicSetting, ...] = ()
    document: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False, hash=False)

    @property
    def is_planned(self) -> bool:
        """Whether visits follow age, week or year instead of the last visit's class."""
        return bool(self.visits or self.yearly)

    @property
    def is_followed_up(self) -> bool:
        """Whether people in it are seen on forms: doses have a desk of their own, reports no members."""
        return self.has_members and bool(self.rules or self.is_planned)

    def visit_title(self, key: str | None) -> str:
        """The words for a visit that has a name of its own; empty for an ordinary one."""
        titles = {one.key: one.title for one in self.visits} | {one.key: one.title for one in self.yearly}
        titles |= {rule.visit: rule.visit_title for rule in self.rules if rule.visit}
        if self.first:
            titles[self.first.key] = self.first.title
        return titles.get(key or "", "")

    def is_visit(self, form_key: str) -> bool:
        """Whether the rules judge a record on this form; "" is the regular one."""
        is_first = self.first is not None and self.first.is_visit and form_key == self.first.form
        return is_first or form_key in ("", self.form_key)

    def needs_on(self, form_key: str) -> tuple[str, ...]:
        """The answers that the rules need of a record on this form."""
        return self.first.needs if self.first and form_key == self.first.form else self.needs

    def counts(self, form_key: str) -> bool:
        """Whether a record on this form belongs to the programme's history."""
        return form_key in self.forms or form_key in self.also

    def grade_text(self, code: str | None) -> str:
        """The printed words of a class; empty for none."""
        return next((grade.text for grade in self.grades if grade.code == code), "")

    def verdict(self, code: str | None) -> str:
        """The words of a class in a list; empty for none, the code itself for a class nobody knows."""
        return next((one.short or one.text for one in self.grades if one.code == code), code or "")

    def is_best(self, code: str | None) -> bool:
        """Whether the class is the best one: its number differs, 1 in hypertension, 3 in mental disorder."""
        return bool(self.grades) and self.grades[0].code == code

    def adjusted(self, chosen: Mapping[str, str]) -> "Programme":
        """The same programme with the clinic's own numbers; itself when nothing differs from the defaults.

        Raises ProgrammeFault when a chosen value does not fit its place.
        """
        changed = {
            setting.key: chosen[setting.key]
            for setting in self.settings
            if chosen.get(setting.key, setting.default) != setting.default
        }
        for setting in self.settings:
            if setting.key in changed and not setting.allows(changed[setting.key]):
                raise ProgrammeFault(self.key, f"setting {setting.key}: not within its bounds")
        return from_document(self.document, changed) if changed else self


def from_document(document: Mapping[str, Any], chosen: Mapping[str, str] = NO_SETTINGS) -> Programme:
    """The programme in a decoded file. A text `$name` stands for the value of the setting `name`.

    Raises ProgrammeFault.
    """
    name = str(document.get("key", "?"))
    try:
        values = {item["key"]: item["default"] for item in document.get("settings", ())} | dict(chosen)
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
    for fault in (*_faults_of_rules(programme), *_faults_of_classes(programme)):
        raise ProgrammeFault(programme.key, fault)
    if programme.first and programme.first.form not in programme.forms:
        raise ProgrammeFault(programme.key, f"first form: {programme.first.form} is none of its forms")


def _faults_of_rules(programme: Programme) -> Iterator[str]:
    findings = {finding.key for finding in programme.findings} | {"emergency"}
    for rule in programme.rules:
        if unknown := {*rule.now, *rule.before} - findings:
            yield f"rule {rule.number}: no finding {sorted(unknown)[0]}"
        if rule.by_schedule and not programme.schedule:
            yield f"rule {rule.number}: no schedule"


def _faults_of_classes(programme: Programme) -> Iterator[str]:
    codes = {grade.code for grade in programme.grades}
    for word, items in (("finding", programme.findings), ("emergency", programme.emergencies)):
        for item in items:
            if item.grade and item.grade not in codes:
                yield f"{word} {item.key}: no class {item.grade}"
