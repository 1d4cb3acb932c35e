"""What goes into a judgement and what comes out: Person, VisitFacts, Reason, Judgement."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from healthdesk.base.calendar import years_on
from healthdesk.domain.programmes.rules import Action

FACE_TO_FACE = frozenset({"clinic", "home", "1", "2"})


@dataclass(frozen=True, slots=True)
class Person:
    """What the rules ask about a resident. `sex` is `male`, `female` or None.

    `conditions` are words such as `primary_hypertension`, `type2_diabetes`, `chronic_kidney_disease`;
    `own_targets` are limits a doctor set for this person (answer key to the value to stay below).
    """

    born: date | None
    sex: str | None = None
    conditions: frozenset[str] = frozenset()
    is_pregnant: bool = False
    is_lactating: bool = False
    has_consented: bool = True
    enrolled_on: date | None = None
    own_targets: Mapping[str, Decimal] = field(default_factory=dict)

    def years_on(self, day: date) -> int | None:
        """Completed years on `day`; None when the birth date is unknown or later."""
        return None if self.born is None or self.born > day else years_on(self.born, day)

    def states(self) -> frozenset[str]:
        """The words a rule uses for the person: states and conditions."""
        known = {
            "pregnant": self.is_pregnant,
            "lactating": self.is_lactating,
            "no-consent": not self.has_consented,
        }
        return self.conditions | {word for word, holds in known.items() if holds}


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """A visit as the rules see it. `mode` is clinic, home, phone, or the printed number 1, 2, 3.

    `form` is the key of its form; empty: the programme's regular one. A quick record is not complete.
    Beside the form's items `answers` may hold `new_complication`, `complication_worse` and
    `danger_signs` (keys of the programme's emergency list that were seen).
    """

    on: date
    mode: str
    answers: Mapping[str, Any]
    form: str = ""
    is_complete: bool = True

    @property
    def is_face_to_face(self) -> bool:
        """Whether resident and staff met."""
        return self.mode in FACE_TO_FACE


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence (Chinese) with the place in the specification and how sure that place is."""

    text: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class GuidelineView:
    """The clinical target beside the class: reached or not (None: not measured)."""

    title: str
    target: str
    is_reached: bool | None
    source: str
    confidence: str
    valid_from: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the programme's rules say about the last visit.

    `grade` is None for a lost or ended record (`outcome` says which) and while answers in `missing` are
    absent. `open_items` are unanswered items that could still change the result. `choices` are the
    classes the rule leaves to the doctor. `signs_to_ask` are emergency signs to ask for after what was
    ticked. `next_earliest` and `next_latest` bound the next contact; `visit` is its key when it has a name
    of its own. `task_due` is the last day of what is done about somebody who refused to be visited.
    """

    programme: str
    grade: str | None = None
    grade_text: str = ""
    action: Action | None = None
    action_text: str = ""
    reasons: tuple[Reason, ...] = ()
    findings: tuple[str, ...] = ()
    rule: str = ""
    is_emergency: bool = False
    emergency_items: tuple[str, ...] = ()
    emergency_signs: tuple[str, ...] = ()
    emergency_steps: tuple[str, ...] = ()
    signs_to_ask: tuple[str, ...] = ()
    consecutive_unsatisfactory: int = 0
    next_earliest: date | None = None
    next_default: date | None = None
    next_latest: date | None = None
    visit: str = ""
    task_due: date | None = None
    referral_result_due: date | None = None
    missing: tuple[str, ...] = ()
    open_items: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    reports_up: bool = False
    is_face_to_face: bool = True
    outcome: str = ""
    guideline: GuidelineView | None = None
    hints: tuple[Reason, ...] = ()

    @property
    def cannot_classify(self) -> bool:
        """Whether needed answers are missing."""
        return bool(self.missing)
