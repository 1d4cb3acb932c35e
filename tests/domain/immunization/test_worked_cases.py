"""Every worked case of the schedule comes out as written: those of the specification and our own."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from healthdesk.base import canonical
from healthdesk.base.errors import InvalidInput
from healthdesk.domain.immunization.judging import read_history
from healthdesk.domain.immunization.outlook import Outlook
from healthdesk.trials.cases import read
from healthdesk.trials.comparing import Unsupported
from healthdesk.trials.immunization_cases import Child, differences
from healthdesk.trials.immunization_readings import readings
from healthdesk.trials.immunization_table import table
from tests.domain.immunization.builders import the_schedule

CASES = Path(__file__).resolve().parents[2] / "cases"


FILES = (
    "immunization.json",
    "immunization-own.json",
    "immunization-rules.json",
    "immunization-difficult.json",
)


def cases_of(file: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = canonical.decode((CASES / file).read_bytes())["cases"]
    return found


def all_cases() -> list[Any]:
    return [pytest.param(case, id=f"{file} {case['id']}") for file in FILES for case in cases_of(file)]


@pytest.mark.parametrize("case", all_cases())
def test_a_case_comes_out_as_written(case: dict[str, Any]) -> None:
    assert differences(case) == ()


def reached(case: dict[str, Any]) -> set[tuple[str, str]]:
    """The rules a case meets: of each given dose, and of each dose that comes."""
    child, on = Child.of(case), date.fromisoformat(case["as_of"])
    _, judged = read_history(child.person, child.history, child.schedule)
    given = {(part.group.key, repr(part.step)) for one in judged for part in one.parts if part.step}
    course, _ = read_history(child.person, child.history, child.schedule, until=on)
    outlook = Outlook.of(course, on)
    coming = ((group.key, outlook.next_step(group)) for group in outlook.told_groups())
    return given | {(key, repr(found.step)) for key, found in coming if found}


def test_every_rule_and_every_product_is_met_by_a_case() -> None:
    cases = [case for file in FILES for case in cases_of(file)]
    met = {rule for case in cases for rule in reached(case)}
    rules = {
        (group.key, repr(step))
        for edition in the_schedule().editions
        for group in edition.groups.values()
        for step in group.steps
    }
    assert rules - met == set()
    given = {dose["vaccine"] for case in cases for dose in case["doses"]}
    assert the_schedule().products.keys() - given == set()


def test_every_further_case_cites_its_rule_and_says_why() -> None:
    cases = cases_of("immunization-rules.json")
    assert len(cases) >= 150
    assert all(
        case["rule"] and case["reasoning"] and case["basis"] in {"C", "C1", "K", "P"} for case in cases
    )


def test_the_page_for_clinicians_is_what_the_command_prints() -> None:
    printed = table(read(CASES / "immunization-rules.json"))
    assert printed.is_clean
    page = (CASES.parents[1] / "docs" / "immunization-cases.md").read_text(encoding="utf-8")
    assert page.splitlines() == list(printed.lines)


def test_the_page_of_difficult_histories_is_what_the_engine_says() -> None:
    printed = list(readings(read(CASES / "immunization-difficult.json")))
    page = (CASES.parents[1] / "docs" / "immunization-readings.md").read_text(encoding="utf-8")
    assert page.splitlines() == printed
    assert sum(line.startswith("## ") for line in printed) == 10


def test_the_page_marks_a_case_that_comes_out_otherwise() -> None:
    wrong = {
        "kind": "immunization",
        "cases": [expecting(evaluation={"dose_index": 0, "counts_as": "HepB-2"})],
    }
    found = table(wrong)
    assert not found.is_clean
    assert found.lines[-1].endswith("| ✗ |")


def test_only_immunization_cases_have_such_a_page() -> None:
    for show in (table, lambda document: list(readings(document))):
        with pytest.raises(InvalidInput):
            show({"kind": "scoring", "cases": []})


def a_case(**changed: Any) -> dict[str, Any]:
    plain = {
        "id": "T1", "reasoning": "-", "birth": "2026-09-05", "sex": "M", "context": {}, "as_of": "2026-10-05",
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
