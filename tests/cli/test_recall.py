"""`recall`: the list of the telephone, narrowed, exported, and what was said written down."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from healthdesk.desk import Desk
from tests.cli.conftest import Run
from tests.desks import registered


@pytest.fixture
def child(at_desk: Callable[[], Desk]) -> str:
    """Four years old, without a dose."""
    desk = at_desk()
    try:
        return registered(desk, name="李小宝", birth_date="2022-01-05", current_address="阳光社区 3 号")
    finally:
        desk.close()


def test_the_list_is_a_document_and_lines(run: Run, store: Path, child: str) -> None:
    (row,) = run("recall", "--json", store=store).document
    assert row["resident_id"] == child
    assert {"series": "MMR", "number": 1}.items() <= next(
        dose for dose in row["doses"] if dose["series"] == "MMR"
    ).items()
    assert run("recall", store=store).summary == "1 to call"
    assert run("recall", "--street", "湖滨", store=store).summary == "0 to call"
    assert run("recall", "--age-below", "2y", store=store).summary == "0 to call"


@pytest.mark.parametrize(
    "words",
    [("--vaccine", "no-such"), ("--age-from", "old"), ("-o", "list.doc"), ("-o", "/nowhere/list.csv")],
)
def test_nonsense_is_refused(run: Run, store: Path, words: tuple[str, str]) -> None:
    assert run("recall", *words, store=store).code == 2


@pytest.mark.usefixtures("child")
def test_files_are_written(run: Run, store: Path, tmp_path: Path) -> None:
    table, paper = tmp_path / "list.csv", tmp_path / "list.pdf"
    assert run("recall", "--unmasked", "-o", table, store=store).code == 0
    assert run("recall", "-o", paper, store=store).code == 0
    first, second, *_ = table.read_text(encoding="utf-8-sig").splitlines()
    assert first.startswith("resident_id,姓名")
    assert "13800005521" in second
    assert paper.read_bytes().startswith(b"%PDF")


def test_a_call_is_written_down(run: Run, store: Path, tmp_path: Path, child: str) -> None:
    file = tmp_path / "calls.json"
    actions = [
        {"action": "call", "resident": child, "result": "not-reached"},
        {"action": "call", "resident": child, "result": "shouted"},
    ]
    file.write_text(json.dumps(actions), encoding="utf-8")
    done, refused = run("record", file, "--json", store=store).document
    assert done["refused"] is None
    assert refused["refused"] == {"field": "result", "reason": "option"}
    (row,) = run("recall", "--json", store=store).document
    assert (row["call_result"], row["missed_calls"]) == ("not-reached", 1)


def test_a_letter_for_whom_nobody_calls_says_why(
    run: Run, store: Path, tmp_path: Path, child: str, at_desk: Callable[[], Desk]
) -> None:
    desk = at_desk()
    grown = registered(desk, name="王秀英")
    desk.close()
    letter = tmp_path / "letter.pdf"
    assert run("print", "recall-letter", child, "-o", letter, store=store).code == 0
    assert run("print", "recall-letter", child, "--a5", "-o", letter, store=store).code == 0
    letter.unlink()
    answer = run("print", "recall-letter", grown, "-o", letter, store=store)
    assert (answer.code, letter.exists()) == (2, False)
    assert answer.err.startswith("There is nothing to call this resident for today")
    nobody = run("print", "recall-letter", "nobody", "-o", letter, store=store)
    assert nobody.err.startswith("There is no such resident")
