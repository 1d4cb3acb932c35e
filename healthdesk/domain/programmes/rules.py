"""The kinds of rule a programme file may hold, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison with an answer or with the person; every limit that is given must hold.

    `answer` may be `age` (completed years on the day of the visit) or `mode`; with `sum_of` the answers
    are added. `rises_by` and `falls_by` compare with the last countable visit that was in the best class
    and hold from that difference on. `older_than_months` compares a date with the day of the visit.
    `person` holds for any of its words: `pregnant`, `lactating`, `no-consent`, or a condition. `on_forms`
    are the only forms whose records are looked at, where two forms number the same item differently.
    """

    answer: str = ""
    sum_of: tuple[str, ...] = ()
    is_answered: bool = False
    is_one_of: tuple[str, ...] = ()
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    above: Decimal | None = None
    below: Decimal | None = None
    rises_by: Decimal | None = None
    falls_by: Decimal | None = None
    older_than_months: int | None = None
    person: tuple[str, ...] = ()
    on_forms: tuple[str, ...] = ()


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

    `hinted_by` lists symptom numbers of the form after which the sign is asked for. `grade` is the class a
    visit with it has at least, where the programme says so.
    """

    key: str
    text: str
    source: str
    confidence: str
    any_of: tuple[Test, ...] = ()
    only_for: tuple[Test, ...] = ()
    hinted_by: tuple[str, ...] = ()
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A state a visit can show. The class of the visit is the worst class among its findings.

    `misses_target` takes the limits from the programme's targets; otherwise any of `any_of` holds,
    provided all of `all_of` hold. `choices` are the classes a doctor picks from where the rule leaves
    it open. `reports_up`: the higher institution is told. `reason` is said when the finding is there,
    `absent_reason` when it is not.
    """

    key: str
    reason: str
    source: str
    confidence: str
    grade: str = ""
    misses_target: bool = False
    reports_up: bool = False
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

    `now` are findings of this visit, `before` those of the previous countable one; `now_grades` and
    `before_grades` are the classes the visits may have. Without `next_contact` and `by_schedule` there
    is no next visit.
    `holds_when_incomplete`: also while a needed answer is missing. `keeps_grade`: the class of the last
    visit stays. `visit` and `visit_title` name the next contact where it is no ordinary visit; `is_task`:
    without consent it is kept as a task of several offices, no visit of the person's own.
    """

    number: str
    action: Action
    action_text: str
    reason: str
    source: str
    confidence: str
    now: tuple[str, ...] = ()
    now_grades: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    before_grades: tuple[str, ...] = ()
    by_schedule: bool = False
    next_contact: Interval | None = None
    result_due_days: int | None = None
    holds_when_incomplete: bool = False
    keeps_grade: bool = False
    is_task: bool = False
    visit: str = ""
    visit_title: str = ""


@dataclass(frozen=True, slots=True)
class Scheduled:
    """The regular interval of visits at which all of these tests hold; the first entry decides."""

    next_contact: Interval
    source: str
    confidence: str
    all_of: tuple[Test, ...] = ()


@dataclass(frozen=True, slots=True)
class Screening:
    """What makes somebody who is not in the programme a suspect, and what to do then."""

    any_of: tuple[Test, ...]
    action: Action
    action_text: str
    reason: str
    result_due_days: int
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Grade:
    """A class of the printed form; `short` are the words of a narrow list, by default the printed ones."""

    code: str
    text: str
    short: str = ""


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
    """A remark for the clinician that changes neither class nor date.

    `misses_own_target`: a value is not below the limit a doctor set for this person.
    """

    key: str
    text: str
    source: str
    confidence: str
    any_of: tuple[Test, ...] = ()
    all_of: tuple[Test, ...] = ()
    none_of: tuple[Test, ...] = ()
    grades: tuple[str, ...] = ()
    misses_own_target: bool = False
    from_years: Decimal = Decimal(0)
    below_years: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Who belongs: age, sex, and a diagnosis or state; an empty part asks nothing.

    A condition is a programme's word, or `past-disease:7`, the option of the past history.
    `refused_when`: without consent the record is kept and no visit is planned; the last record that
    answers the question decides.
    """

    source: str
    confidence: str
    from_years: int | None = None
    below_years: int | None = None
    below_months: int | None = None
    sex: str = ""
    any_condition: tuple[str, ...] = ()
    no_condition: tuple[str, ...] = ()
    is_pregnant: bool = False
    refused_when: tuple[Test, ...] = ()
    by_calendar_year: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The diagnoses after which somebody is asked to join: the beginnings of ICD-10 codes."""

    codes: tuple[str, ...]
    source: str
    confidence: str

    def matches(self, code: str) -> bool:
        """Whether an ICD-10 code, with or without its point and any suffix, begins with one of the codes."""
        plain = code.strip().upper().replace(".", "")
        return any(plain.startswith(one.replace(".", "")) for one in self.codes)


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
    """How many visits a year the programme asks for, and how many of them face to face."""

    visits_per_year: int
    source: str
    confidence: str
    face_to_face_at_least: int = 0
