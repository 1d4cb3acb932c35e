"""What the two forms of severe mental disorder compute and ask for (archive-chronic/13 sections 4, 5)."""

from collections.abc import Callable

from healthdesk.domain.forms.answers import Answer
from healthdesk.domain.forms.subject import Known

NOT_APPLICABLE = "9"
NO_DRUG_NEEDED = "4"
TAKES_DRUGS = ("1", "2")
SELF_HARM = frozenset({"5", "6"})
"""自伤, 自杀未遂 of 危险行为."""

LOWEST_GRADE_OF_SELF_HARM = 4
"""Grade 4 includes self-harm and suicide acts (13 section 3)."""


def _adverse_reaction(known: Known) -> Answer | None:
    """9 when no drug is ordered. Who stopped by himself is asked: a reaction may be the reason."""
    return NOT_APPLICABLE if known.answers.get("adherence") == NO_DRUG_NEEDED else None


def _fits_adherence(known: Known, value: Answer, _: str) -> tuple[str, str] | None:
    is_taking = known.answers.get("adherence") in TAKES_DRUGS
    return ("not-applicable", "") if value == NOT_APPLICABLE and is_taking else None


def _fits_danger(known: Known, value: Answer, _: str) -> tuple[str, str] | None:
    """The grade is the highest that was met since the last visit (13 section 3)."""
    done = known.answers.get("danger")
    harmed = isinstance(done, tuple) and not SELF_HARM.isdisjoint(str(code) for code in done)
    is_low = str(value).isdecimal() and int(str(value)) < LOWEST_GRADE_OF_SELF_HARM
    return ("risk-too-low", str(LOWEST_GRADE_OF_SELF_HARM)) if harmed and is_low else None


def _has_consented(known: Known) -> bool:
    return known.answers.get("consent") == "1"


CALCULATIONS: dict[str, Callable[[Known], Answer | None]] = {"adr-without-drug": _adverse_reaction}
SOFT: dict[str, Callable[[Known, Answer, str], tuple[str, str] | None]] = {
    "adr-fits-adherence": _fits_adherence,
    "risk-fits-danger": _fits_danger,
}
NEEDED: dict[str, Callable[[Known], bool]] = {"when-consented": _has_consented}
