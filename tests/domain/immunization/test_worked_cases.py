"""Every worked case of the schedule comes out as written: those of the specification and our own."""

from pathlib import Path
from typing import Any

import pytest

from healthdesk.base import canonical
from healthdesk.trials.comparing import Unsupported
from healthdesk.trials.immunization_cases import differences

CASES = Path(__file__).resolve().parents[2] / "cases"


def all_cases() -> list[Any]:
    files = ("immunization.json", "immunization-own.json")
    cases = (case for name in files for case in canonical.decode((CASES / name).read_bytes())["cases"])
    return [pytest.param(case, id=case["id"]) for case in cases]


@pytest.mark.parametrize("case", all_cases())
def test_a_case_comes_out_as_written(case: dict[str, Any]) -> None:
    assert differences(case) == ()


def a_case(**changed: Any) -> dict[str, Any]:
    plain = {
        "birth": "2026-09-05", "sex": "M", "context": {}, "as_of": "2026-10-05",
        "doses": [{"vaccine": "HepB", "date": "2026-09-05"}], "expected": {},
    }  # fmt: skip
    return {**plain, **changed}


def expecting(
    evaluation: dict[str, Any] | None = None, forecast: dict[str, Any] | None = None
) -> dict[str, Any]:
    return a_case(expected={"evaluation": [evaluation or {}][: bool(evaluation)],
                            "forecast": [forecast or {}][: bool(forecast)]})  # fmt: skip


def test_a_wrong_place_is_named() -> None:
    case = expecting(evaluation={"dose_index": 0, "counts_as": "HepB-2"})
    assert differences(case) == (("evaluation[0].counts_as", "HepB-2", "HepB-1"),)


def test_a_late_dose_is_as_good_as_one_in_time() -> None:
    assert differences(expecting(evaluation={"dose_index": 0, "reason": "ok_late"})) == ()


def test_a_dose_that_is_not_there_differs() -> None:
    case = expecting(evaluation={"dose_index": 3, "valid": True})
    assert differences(case) == (("evaluation[3].valid", True, None),)


def test_a_group_that_is_not_there_differs() -> None:
    assert differences(expecting(forecast={"group": "MUMPS", "dose": 1})) == (("MUMPS.dose", 1, None),)


def test_any_day_up_to_the_day_of_judging_may_be_meant() -> None:
    assert differences(expecting(forecast={"group": "HepB", "earliest": "<=as_of"})) == ()
    late = expecting(forecast={"group": "MMR", "earliest": "<=as_of"})
    assert differences(late) == (("MMR.earliest", "<=as_of", "2027-05-05"),)


def test_another_date_may_be_right_too() -> None:
    case = expecting(forecast={"group": "HepB", "earliest": "2026-10-06"})
    assert differences({**case, "also_acceptable": {"HepB.earliest": ["2026-10-05"]}}) == ()


def test_false_and_empty_are_the_same_as_nothing() -> None:
    expected = {"group": "HepB", "final": None, "past_recommended_age": False, "window_end": None}
    assert differences(expecting(forecast=expected)) == ()


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"doses": [{"vaccine": "XYZ", "date": "2026-09-05"}]}, id="vaccine"),
        pytest.param({"context": {"mood": "good"}}, id="fact"),
    ],
)
def test_a_word_nobody_knows_is_unsupported(changed: dict[str, Any]) -> None:
    with pytest.raises(Unsupported):
        differences(a_case(**changed))


def test_a_fact_that_is_null_is_not_known() -> None:
    assert differences(a_case(context={"hiv": None, "hbig": "2026-09-05", "contraindicated": ["MMR"]})) == ()
