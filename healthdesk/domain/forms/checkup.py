"""What the check-up computes, checks and asks for (archive-chronic/03)."""

import re
from collections.abc import Callable, Mapping
from functools import partial

from healthdesk.base.calendar import years_on
from healthdesk.domain.forms.answers import Answer, as_date, as_number
from healthdesk.domain.forms.findings import Finding, findings_of
from healthdesk.domain.forms.subject import Known

FORM = "health-checkup-2017"
MOST_PROPOSED = 4
"""Lines for 异常 on the paper."""

LARGEST_DIFFERENCE_OF_ARMS = 20  # mmHg, archive-chronic/03 B
HIGHEST_OF_SHORT_MOOD_SCALE = 15
DR_AND_HBA1C_FROM = "2025-01-01"
"""Chest DR and HbA1c of older people (archive-chronic/03, use)."""

URINE_RESULTS = frozenset({"-", "+-", "±", "+", "++", "+++", "++++"})
OTHERS = "4"
_OLDER, _DIABETES = "1", "3"
_TEETH = re.compile(r"[1-8]{1,8}", re.ASCII)
_MEASURED = re.compile(r"\d+(\.\d+)? ?[A-Za-zμ][A-Za-zμ/]*")
_WOMAN = "2"
_NOTHING_FOUND = "1"
_CHECK_AGAIN = "2"

HAZARDS = ("occ_dust", "occ_radiation", "occ_physical", "occ_chemical", "occ_other")
QUADRANTS = ("ul", "ll", "ur", "lr")
TEETH = {"missing": "2", "decayed": "3", "false": "4"}
"""What is drawn into the cross, by the number of the box of 齿列."""

Fault = tuple[str, str]


def groups(known: Known) -> frozenset[str]:
    """The boxes of 体检对象: whose items are due (archive-chronic/03 J)."""
    value = known.answers.get("groups")
    return frozenset(str(code) for code in value) if isinstance(value, tuple) else frozenset()


def _age(known: Known) -> int | None:
    born, on = known.subject.born, as_date(known.answers.get("exam_date")) or known.subject.today
    return years_on(born, on) if born and born <= on else None


def _higher(key: str, known: Known) -> Answer | None:
    """The pressure of the arm with the higher systolic value; of the only one that was measured."""
    arms = []
    for side in ("left", "right"):
        sbp, dbp = (as_number(known.answers.get(f"{kind}_{side}")) for kind in ("sbp", "dbp"))
        if sbp is not None and dbp is not None:
            arms.append((sbp, dbp))
    if not arms:
        return None
    sbp, dbp = max(arms)
    return int(sbp if key == "sbp" else dbp)


def _found(known: Known) -> tuple[Finding, ...]:
    return findings_of(FORM).beyond(known.answers, known.subject.sex)


def _finding(place: int, known: Known) -> Answer | None:
    found = _found(known)
    return found[place - 1].words(known.answers) if len(found) >= place else None


def _arms_differ(known: Known, value: Answer, other: str) -> Fault | None:
    here, there = as_number(value), as_number(known.answers.get(other))
    if here is None or there is None or abs(here - there) < LARGEST_DIFFERENCE_OF_ARMS:
        return None
    return ("arms-differ", str(LARGEST_DIFFERENCE_OF_ARMS))


def _below_age(known: Known, value: Answer, _: str) -> Fault | None:
    years, age = as_number(value), _age(known)
    return ("order", str(age)) if years is not None and age is not None and years >= age else None


def _at_most_age(known: Known, value: Answer, _: str) -> Fault | None:
    years, age = as_number(value), _age(known)
    return ("order", str(age)) if years is not None and age is not None and years > age else None


def _fits_mood_scale(known: Known, value: Answer, _: str) -> Fault | None:
    is_short = known.answers.get("gds_scale") == "2"
    total = as_number(value)
    if not is_short or total is None or total <= HIGHEST_OF_SHORT_MOOD_SCALE:
        return None
    return ("range", f"0-{HIGHEST_OF_SHORT_MOOD_SCALE}")


def _men_only(known: Known, value: Answer, code: str) -> Fault | None:
    return ("another-sex", "") if value == code and known.subject.sex == _WOMAN else None


def _tooth_numbers(_: Known, value: Answer, __: str) -> Fault | None:
    """Numbers of teeth of one quadrant, 1 to 8, each once."""
    text = str(value)
    return None if _TEETH.fullmatch(text) and len(set(text)) == len(text) else ("teeth", "1-8")


def _urine_result(_: Known, value: Answer, __: str) -> Fault | None:
    """One of six words, or a number with its unit (archive-chronic/03 F, K); anything else is kept too."""
    is_known = value in URINE_RESULTS or _MEASURED.fullmatch(str(value)) is not None
    return None if is_known else ("urine", "- ± + ++ +++ ++++")


def _usually_negative(_: Known, value: Answer, __: str) -> Fault | None:
    return ("positive", "") if value != "-" else None


def _fits_findings(known: Known, value: Answer, _: str) -> Fault | None:
    """Nothing abnormal is written although something was ticked or measured."""
    if value != _NOTHING_FOUND:
        return None
    count = len(_found(known)) + len(findings_of(FORM).not_normal(known.answers))
    return ("findings", str(count)) if count else None


def _fits_raised_values(known: Known, value: Answer, _: str) -> Fault | None:
    """A raised value without the diagnosis asks for a second look (archive-chronic/03 K)."""
    unexplained = [one for one in _found(known) if one.asks_again and one.asks_again not in groups(known)]
    is_advised = isinstance(value, tuple) and _CHECK_AGAIN in value
    return ("check-again", unexplained[0].words(known.answers)) if unexplained and not is_advised else None


def _is_due(codes: frozenset[str], known: Known) -> bool:
    return not groups(known).isdisjoint(codes)


def _senses_are_due(known: Known) -> bool:
    """Mouth, sight, hearing, movement: for everybody but those examined only as other key people."""
    return groups(known) != {OTHERS}


def _is_due_since_2025(known: Known) -> bool:
    on = known.answers.get("exam_date")
    return _OLDER in groups(known) and isinstance(on, str) and on >= DR_AND_HBA1C_FROM


def _names_no_hazard(known: Known) -> bool:
    return not any(known.answers.get(key) for key in HAZARDS)


def _names_no_tooth(kind: str, known: Known) -> bool:
    return not any(known.answers.get(f"teeth_{kind}_{quadrant}") for quadrant in QUADRANTS)


CALCULATIONS: Mapping[str, Callable[[Known], Answer | None]] = {
    "higher-dbp": partial(_higher, "dbp"),
    "higher-sbp": partial(_higher, "sbp"),
    **{f"finding-{place}": partial(_finding, place) for place in range(1, MOST_PROPOSED + 1)},
}
HARD: Mapping[str, Callable[[Known, Answer, str], Fault | None]] = {
    "at-most-age": _at_most_age,
    "below-age": _below_age,
    "fits-gds-scale": _fits_mood_scale,
    "men-only": _men_only,
    "tooth-numbers": _tooth_numbers,
}
SOFT: Mapping[str, Callable[[Known, Answer, str], Fault | None]] = {
    "arms-differ": _arms_differ,
    "fits-findings": _fits_findings,
    "fits-raised-values": _fits_raised_values,
    "urine-result": _urine_result,
    "usually-negative": _usually_negative,
}
NEEDED: Mapping[str, Callable[[Known], bool]] = {
    "due-diabetes": partial(_is_due, frozenset({_DIABETES})),
    "due-older": partial(_is_due, frozenset({_OLDER})),
    "due-older-diabetes-or-others": partial(_is_due, frozenset({_OLDER, _DIABETES, OTHERS})),
    "due-older-or-others": partial(_is_due, frozenset({_OLDER, OTHERS})),
    "due-older-since-2025": _is_due_since_2025,
    "due-others": partial(_is_due, frozenset({OTHERS})),
    "due-senses": _senses_are_due,
    "when-no-hazard-named": _names_no_hazard,
    **{f"when-no-{kind}-tooth-named": partial(_names_no_tooth, kind) for kind in TEETH},
}
"""The matrix of archive-chronic/03 J: who needs an item before the form is complete."""
