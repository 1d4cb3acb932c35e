"""What the small forms of the archive compute and ask for: self-care, encounter, consultation."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from healthdesk.domain.forms.answers import Answer
from healthdesk.domain.forms.subject import Known
from healthdesk.domain.scoring import SelfCare, SelfCareScale

SELF_CARE_ITEMS = ("eating", "grooming", "dressing", "toilet", "moving")
"""In printed order (archive-chronic/10 section 2); the number of a box is its score."""

VITAL_SIGNS = (
    ("T {}℃", ("temperature",)),
    ("P {}/min", ("heart_rate",)),
    ("R {}/min", ("respiration",)),
    ("BP {}/{} mmHg", ("sbp", "dbp")),
    ("{} kg", ("weight",)),
    ("FPG {} mmol/L", ("fbg",)),
)
"""How measured values are written into the objective part of an encounter (archive-chronic/04)."""


def _scored(known: Known) -> SelfCare:
    given = [known.answers.get(key) for key in SELF_CARE_ITEMS]
    return _scale().score(
        [int(code) if isinstance(code, str) and code.isdecimal() else None for code in given]
    )


@cache
def _scale() -> SelfCareScale:
    return SelfCareScale.read()


def _total(known: Known) -> Answer | None:
    return _scored(known).total


def _grade(known: Known) -> Answer | None:
    return _scored(known).grade


def _vital_signs(known: Known) -> Answer | None:
    """The measured values in one line, those that were taken."""
    found = []
    for template, keys in VITAL_SIGNS:
        values = [known.answers[key] for key in keys if key in known.answers]
        if len(values) == len(keys):
            found.append(template.format(*values))
    return "  ".join(found) or None


def _another_doctor(known: Known, value: Answer, _: str) -> tuple[str, str] | None:
    """Somebody else than the responsible doctor takes part (archive-chronic/05, ours)."""
    rows: Iterable[Mapping[str, Answer]] = (
        [row for row in value if isinstance(row, Mapping)] if isinstance(value, tuple) else []
    )
    named = [str(row.get("consultant_doctors", "")).strip() for row in rows]
    own = known.subject.at_desk
    return ("own-name", "") if own and named and all(name in ("", own) for name in named) else None


CALCULATIONS: dict[str, Callable[[Known], Answer | None]] = {
    "self-care-grade": _grade,
    "self-care-total": _total,
    "vital-signs": _vital_signs,
}
HARD: dict[str, Callable[[Known, Answer, str], tuple[str, str] | None]] = {"another-doctor": _another_doctor}
