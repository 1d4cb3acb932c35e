"""`forecast`: Parameters in, Parameters out; rubbish has a sentence and an exit code of its own."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from healthdesk.cli import exits
from tests.cli.conftest import Run

REQUEST: dict[str, Any] = {
    "resourceType": "Parameters",
    "parameter": [
        {"name": "assessmentDate", "valueDate": "2026-11-02"},
        {"name": "patient", "resource": {"resourceType": "Patient", "birthDate": "2025-05-12"}},
    ],
}


@pytest.mark.parametrize("words", [(), ("--json",)], ids=["plain", "json"])
def test_the_answer_is_the_document_on_stdout(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    file = tmp_path / "request.json"
    file.write_text(json.dumps(REQUEST), encoding="utf-8")
    answer = run("forecast", file, *words)
    assert (answer.code, answer.err) == (exits.DONE, "")
    assert answer.document["resourceType"] == "Parameters"
    assert {one["name"] for one in answer.document["parameter"]} == {"recommendation", "question"}


def test_a_request_may_come_through_a_pipe(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(REQUEST).encode())))
    assert run("forecast", "-").document["resourceType"] == "Parameters"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(None, "The file cannot be used (unreadable)", id="no file"),
        pytest.param("{", "The file cannot be used (not-json)", id="no json"),
        pytest.param('{"resourceType": "Bundle"}', "Refused: resourceType (not-parameters)", id="a bundle"),
        pytest.param('{"resourceType": "Parameters"}', "Refused: assessmentDate (required)", id="no day"),
    ],
)
def test_rubbish_is_refused_with_a_sentence(
    run: Run, tmp_path: Path, content: str | None, sentence: str
) -> None:
    file = tmp_path / "request.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    answer = run("forecast", file)
    assert (answer.code, answer.out) == (exits.USAGE, "")
    assert answer.err.startswith(sentence)


def test_cases_can_be_printed_as_a_table(run: Run, tmp_path: Path) -> None:
    case = {
        "id": "T1", "birth": "2026-09-05", "sex": "M", "context": {}, "as_of": "2026-10-05", "reasoning": "-",
        "doses": [{"vaccine": "HepB", "date": "2026-09-05"}],
        "expected": {"forecast": [{"group": "HepB", "status": "due", "dose": 2, "product": "HepB"}]},
    }  # fmt: skip
    file = tmp_path / "cases.json"
    for status, code, mark in (("due", exits.DONE, "✓"), ("overdue", exits.WRONG, "✗")):
        case["expected"]["forecast"][0]["status"] = status  # type: ignore[index]
        file.write_text(json.dumps({"kind": "immunization", "cases": [case]}), encoding="utf-8")
        answer = run("cases", file, "--table")
        assert (answer.code, answer.summary[-4:]) == (code, f" {mark} |"[-4:])
        assert run("cases", file, "--readings").out.startswith("# \n\n## T1")
        assert run("cases", file, "--table", "--json").document["lines"][-1] == answer.summary
