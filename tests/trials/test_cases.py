"""The runner of the worked cases, and the cases themselves."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from healthdesk.base.errors import InvalidInput
from healthdesk.domain.programmes.next_visit import DueState
from healthdesk.trials.cases import CasesReport, run
from healthdesk.trials.comparing import compare

CASES = Path(__file__).resolve().parents[1] / "cases"
FOLLOW_UP = CASES / "follow-up.json"


def report_of(tmp_path: Path, document: Any) -> CasesReport:
    path = tmp_path / "own.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return run([path])


def a_case(**changed: Any) -> dict[str, Any]:
    answers = {"sbp": 140, "dbp": 84, "adr": 1}
    return {
        "id": "X-1",
        "programme": "hypertension",
        "resident": {"born": "1968-03-02", "sex": "male"},
        "visits": [{"date": "2026-08-01", "mode": "clinic", "answers": answers}],
        "expect": {"class": 2},
    } | changed


def a_sign(sign: str) -> dict[str, Any]:
    answers = {"sbp": 140, "dbp": 84, "danger_signs": [sign]}
    return a_case(visits=[{"date": "2026-08-01", "mode": "clinic", "answers": answers}])


def a_check(visit: str) -> dict[str, Any]:
    return {"date": "2026-08-01", "visit": visit, "answers": {}}


def test_hypertension_and_diabetes_pass_whole() -> None:
    report = run([FOLLOW_UP], frozenset({"hypertension", "diabetes"}))
    assert (report.passed, report.failed) == (37, 0)


@pytest.mark.parametrize(
    ("file", "count"),
    [("follow-up.json", 89), ("follow-up-own.json", 54), ("scoring.json", 60), ("immunization.json", 48)],
)
def test_every_worked_case_passes(file: str, count: int) -> None:
    report = run([CASES / file])
    assert (report.passed, report.differences) == (count, ())


def test_cases_of_several_programmes_are_left_out_when_programmes_are_chosen() -> None:
    assert run([FOLLOW_UP], frozenset({"hypertension"})).passed == 24


def test_a_person_in_two_programmes_gets_the_earlier_date(tmp_path: Path) -> None:
    cases = [
        case for case in json.loads(FOLLOW_UP.read_text("utf-8"))["cases"] if case["id"].startswith("MUL")
    ]
    assert report_of(tmp_path, {"kind": "follow-up", "cases": cases}).is_clean


@pytest.mark.parametrize(
    ("answers", "bad_keys"),
    [
        ({"sbp": 301, "dbp": 80}, ["sbp"]),
        ({"sbp": 90, "dbp": 90}, ["dbp", "sbp"]),
        ({"sbp": 130, "dbp": 80}, []),
    ],
)
def test_impossible_values_are_named(tmp_path: Path, answers: dict[str, int], bad_keys: list[str]) -> None:
    visit = {"date": "2026-08-01", "mode": "clinic", "answers": answers}
    case = a_case(visits=[visit], expect={"rejected": bool(bad_keys), "bad_keys": bad_keys})
    assert report_of(tmp_path, {"kind": "follow-up", "cases": [case]}).is_clean


def test_more_doses_than_were_due_are_refused(tmp_path: Path) -> None:
    visit = {"date": "2026-08-01", "mode": "clinic", "answers": {"doses_due": 180, "doses_taken": 181}}
    expect = {"rejected": True, "bad_keys": ["doses_taken"]}
    case = a_case(programme="tuberculosis", visits=[visit], expect=expect)
    assert report_of(tmp_path, {"kind": "follow-up", "cases": [case]}).is_clean


def test_a_difference_names_file_case_and_key(tmp_path: Path) -> None:
    report = report_of(tmp_path, {"kind": "follow-up", "cases": [a_case(expect={"class": 1})]})
    assert list(report.lines()) == ["own.json: X-1 class: expected 1, got 2", "0 passed, 1 failed"]


@pytest.mark.parametrize(
    ("kind", "case"),
    [
        pytest.param("astrology", a_case(), id="kind"),
        pytest.param("follow-up", a_case(programme="phrenology"), id="programme"),
        pytest.param("follow-up", a_case(expect={"mood": 1}), id="expected key"),
        pytest.param("follow-up", a_case(resident={"born": "1968-03-02", "shoe": 43}), id="fact"),
        pytest.param("follow-up", a_case(resident={"born": "yesterday"}), id="date"),
        pytest.param("follow-up", a_case(settings={"moon": "full"}), id="setting"),
        pytest.param("follow-up", a_case(visits=[{"date": "2026-08-01", "mode": "raven"}]), id="mode"),
        pytest.param("follow-up", a_case(programme="tcm"), id="programme without rules"),
        pytest.param("follow-up", a_sign("aura"), id="danger sign"),
        pytest.param("follow-up", a_case(programme="child", visits=[a_check("M99")]), id="planned visit"),
        pytest.param("follow-up", {"id": "X-1"}, id="half a case"),
        pytest.param("follow-up", a_case(resident=7), id="no person"),
        pytest.param("immunization", {"id": "X-1"}, id="no child"),
        pytest.param("scoring", {"kind": "bmi", "input": {"weight": "x"}, "expect": {}}, id="no number"),
        pytest.param("scoring", {"id": "X-1", "kind": "horoscope", "input": {}, "expect": {}}, id="score"),
    ],
)
def test_what_nobody_knows_is_unsupported(tmp_path: Path, kind: str, case: dict[str, Any]) -> None:
    report = report_of(tmp_path, {"kind": kind, "cases": [case]})
    assert (report.passed, [one.got for one in report.differences]) == (0, ["unsupported"])


@pytest.mark.parametrize("text", ["not json", "[]", '{"kind": "follow-up"}'])
def test_a_file_without_cases_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "own.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput):
        run([path])


def test_an_absent_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        run([tmp_path / "absent.json"])


@pytest.mark.parametrize(
    ("expected", "got", "is_same"),
    [
        pytest.param({"value": 1.0, "tolerance": 0.05}, 1.04, True, id="within"),
        pytest.param({"value": 1.0, "tolerance": 0.05}, 1.06, False, id="outside"),
        pytest.param(["a", "b"], ("b", "a"), True, id="a set"),
        pytest.param(["a", "a"], ("a",), False, id="a longer list"),
        pytest.param(None, (), True, id="nothing"),
        pytest.param(None, 0, False, id="zero is not nothing"),
        pytest.param(True, 1, False, id="one is not true"),
        pytest.param(1, True, False, id="true is not one"),
        pytest.param({"inner": 2}, {"inner": 2, "other": 3}, True, id="nested"),
        pytest.param({"inner": 2}, None, False, id="nested nothing"),
        pytest.param("2026-08-01", date(2026, 8, 1), True, id="a date"),
        pytest.param("2026-08-01T10:30", datetime(2026, 8, 1, 10, 30), True, id="a time"),  # noqa: DTZ001
        pytest.param(["a", "b"], frozenset({"b", "a"}), True, id="a set of keys"),
        pytest.param("due", DueState.DUE, True, id="a word"),
    ],
)
def test_results_are_compared_as_the_cases_say(expected: Any, got: Any, is_same: bool) -> None:
    assert (not list(compare({"key": expected}, {"key": got}))) is is_same
