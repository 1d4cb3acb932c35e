"""What the TCM form of older people computes: two scores, nine constitutions (maternal-child/20)."""

from collections.abc import Callable, Mapping
from functools import cache, partial

from healthdesk.domain.forms.answers import Answer, as_number
from healthdesk.domain.forms.subject import Known
from healthdesk.domain.scoring import Constitution, ConstitutionScale

COLDS_IN_NO_BAND = 7
YES, TENDS = "2", "3"
"""The printed numbers of a verdict; neither of them means no."""


@cache
def _scale() -> ConstitutionScale:
    return ConstitutionScale.read()


def _scored(known: Known) -> Constitution:
    given = [known.answers.get(f"q{number}") for number in range(1, _scale().questions + 1)]
    return _scale().score([int(one) if isinstance(one, str) and one.isdecimal() else None for one in given])


def _sum(key: str, known: Known) -> Answer | None:
    return _scored(known).scores.get(key)


def _verdict(key: str, known: Known) -> Answer | None:
    words = _scale().words
    numbers = {words.yes: YES, words.tends: TENDS, words.basically: TENDS}
    return numbers.get(_scored(known).verdicts.get(key, ""))


def _by_colds(known: Known) -> Answer | None:
    colds = as_number(known.answers.get("colds"))
    return str(_scale().colds_score(int(colds))) if colds is not None and colds >= 0 else None


def _between_bands(_: Known, value: Answer, __: str) -> tuple[str, str] | None:
    """Seven colds a year stand in no printed band (20, gaps): scored 4, and asked once."""
    return ("no-band", "4") if value == COLDS_IN_NO_BAND else None


def _by_weight(known: Known) -> Answer | None:
    bmi = as_number(known.answers.get("bmi"))
    return str(_scale().bmi_score(bmi)) if bmi is not None else None


def _by_waist(known: Known) -> Answer | None:
    waist = as_number(known.answers.get("waist"))
    return str(_scale().waist_score(waist)) if waist is not None else None


def _guidance(known: Known) -> Answer | None:
    """Everything that was advised for any constitution, in the order of the numbers."""
    given = (known.answers.get(f"guidance_{kind.key}") for kind in _scale().constitutions)
    codes = {str(code) for one in given if isinstance(one, tuple) for code in one}
    return tuple(sorted(codes)) or None


def _all_no(known: Known, _: Answer, __: str) -> tuple[str, str] | None:
    """Nine times no: the answers look inconsistent (20, consequences)."""
    verdicts = _scored(known).verdicts.values()
    return ("all-no", "") if verdicts and set(verdicts) == {_scale().words.no} else None


_KEYS = [kind.key for kind in ConstitutionScale.read().constitutions]

CALCULATIONS: Mapping[str, Callable[[Known], Answer | None]] = {
    "tcm-bmi": _by_weight,
    "tcm-colds": _by_colds,
    "tcm-guidance": _guidance,
    "tcm-waist": _by_waist,
    **{f"tcm-score-{key.replace('_', '-')}": partial(_sum, key) for key in _KEYS},
    **{f"tcm-verdict-{key.replace('_', '-')}": partial(_verdict, key) for key in _KEYS},
}
SOFT: Mapping[str, Callable[[Known, Answer, str], tuple[str, str] | None]] = {
    "all-constitutions-no": _all_no,
    "colds-in-a-band": _between_bands,
}
