"""Scoring cases: numbers and scales, each kind answered by the function the program itself uses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from healthdesk.base.errors import InvalidInput
from healthdesk.domain import identity, numbering
from healthdesk.domain.growth import GrowthTables
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.weight_status import weight_status
from healthdesk.domain.scoring import ConstitutionScale, SelfCareScale
from healthdesk.trials.comparing import Found, Unsupported, compare
from healthdesk.trials.planned_cases import gestation

Values = Mapping[str, Any]
_SEXES = {"1": "male", "2": "female"}
_GROWTH_KEYS = ("month", "length_cm", "height_cm")


@dataclass(frozen=True)
class ScoringCases:
    """Answers scoring cases with the programmes it is given."""

    programmes: Programmes

    def differences(self, case: Values) -> tuple[Found, ...]:
        """What differs, as path, expected, got. Raises Unsupported."""
        if case["kind"] == "gestation":
            return tuple(compare(case["expect"], gestation(self.programmes.get("maternal"), case["input"])))
        if case["kind"] not in _KINDS:
            raise Unsupported(str(case["kind"]))
        return tuple(compare(case["expect"], _KINDS[case["kind"]](case["input"])))


def _identity_number(given: Values) -> Values:
    try:
        number = identity.check(given["number"])
    except InvalidInput as fault:
        return {"valid": False, "reason": fault.reason}
    sex = _SEXES[number.sex]
    born_matches = given.get("form_born", number.born.isoformat()) == number.born.isoformat()
    sex_matches = given.get("form_sex", sex) == sex
    return {
        "valid": True,
        "born": number.born,
        "sex": sex,
        "region": number.region,
        "normalized": number.text,
        "upgraded": number.text if number.was_upgraded else None,
        "born_matches": born_matches,
        "sex_matches": sex_matches,
        "severity": None if born_matches and sex_matches else "warning",
    }


def _archive_number(given: Values) -> Values:
    try:
        number = numbering.check(given["number"])
    except InvalidInput as fault:
        return {"valid": False, "reason": fault.reason}
    return {
        "valid": True,
        "printed": number.printed,
        "short": number.short,
        "county": number.county,
        "third_segment": number.third_segment,
        "third_segment_in_rule": number.third_segment is not None,
    }


def _self_care(given: Values) -> Values:
    found = _self_care_scale().score(given["items"])
    return {
        "total": found.total,
        "class": found.grade and int(found.grade),
        "incomplete": bool(found.missing),
        "missing_items": found.missing,
        "rejected": bool(found.refused),
        "bad_items": found.refused,
    }


def _constitution(given: Values) -> Values:
    scale = _constitution_scale()
    results: dict[str, Any] = {}
    if "bmi" in given:
        results["q9"] = scale.bmi_score(_exact(given["bmi"]))
    if "waist_cm" in given:
        results["q28"] = scale.waist_score(_exact(given["waist_cm"]))
    if "answers" in given:
        found = scale.score(given["answers"])
        results |= {
            "scores": found.scores,
            "verdicts": found.verdicts,
            "incomplete": bool(found.missing),
            "missing_questions": found.missing,
            "rejected": bool(found.refused),
            "bad_questions": found.refused,
        }
    return results


def _who_2006(given: Values) -> Values:
    grown = _growth().who_2006(given["sex"], given["indicator"], _row_key(given), _exact(given["value"]))
    return {
        "z": grown.z,
        "grade": grown.tick or None,
        "out_of_range": grown.is_out_of_range,
        "row_used": grown.row,
    }


def _wst_423(given: Values) -> Values:
    key, value, method = _row_key(given), _exact(given["value"]), given["method"]
    grown = _growth().wst_423(given["sex"], given["indicator"], key, value, method)
    return {
        "grade": grown.grade or None,
        "nutrition": grown.nutrition,
        "out_of_range": grown.is_out_of_range,
        "row_used": grown.row,
    }


def _bmi(given: Values) -> Values:
    waist = _exact(given["waist"]) if "waist" in given else None
    found = weight_status(_exact(given["weight"]), _exact(given["height"]), waist, given.get("sex"))
    return {
        "bmi": found.bmi,
        "overweight": found.is_overweight,
        "obese": found.is_obese,
        "central_obesity": found.is_central,
    }


def _row_key(given: Values) -> Decimal:
    return _exact(next((given[key] for key in _GROWTH_KEYS if key in given), None))


def _exact(value: Any) -> Decimal:
    return Decimal(str(value))


@cache
def _growth() -> GrowthTables:
    return GrowthTables.read()


@cache
def _self_care_scale() -> SelfCareScale:
    return SelfCareScale.read()


@cache
def _constitution_scale() -> ConstitutionScale:
    return ConstitutionScale.read()


_KINDS: Mapping[str, Callable[[Values], Values]] = {
    "identity-number": _identity_number,
    "archive-number": _archive_number,
    "self-care": _self_care,
    "tcm-constitution": _constitution,
    "growth-who2006": _who_2006,
    "growth-wst423": _wst_423,
    "bmi": _bmi,
}
