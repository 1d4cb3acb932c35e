"""Wrong usage, help and bugs: exit codes, and one JSON document whatever happens."""

import pytest

from healthdesk.cli.front import COMMANDS
from tests.cli.conftest import Run


@pytest.mark.parametrize("command", COMMANDS)
def test_a_wrong_option_is_wrong_usage(run: Run, command: str) -> None:
    answer = run(command, "--json", "--no-such-option")
    assert (answer.code, answer.kind) == (2, "Usage")
    assert "usage: main.py" in answer.err


@pytest.mark.parametrize("command", COMMANDS)
def test_help_lists_the_options(run: Run, command: str) -> None:
    answer = run(command, "--help")
    assert answer.code == 0
    assert "--json" in answer.out


def test_help_is_a_document_for_programs(run: Run) -> None:
    assert "--limit" in run("search", "--help", "--json").document["help"]


def test_an_unknown_command_names_the_known_ones(run: Run) -> None:
    answer = run("destroy", "--json")
    assert (answer.code, answer.kind) == (2, "Usage")
    assert "record" in answer.err


def test_an_option_may_not_be_shortened(run: Run) -> None:
    assert run("list", "residents", "--unmask").code == 2


@pytest.mark.parametrize("words", [("--limit", "-3"), ("--limit", "many"), ()])
def test_a_search_needs_words_and_a_count(run: Run, words: tuple[str, ...]) -> None:
    answer = run("search", *(("王", *words) if words else words), "--json")
    assert (answer.code, answer.kind) == (2, "Usage")


@pytest.mark.parametrize(
    "day", ["rubbish", "2026-13-01", "20261101", "2026-W45-1", "2026-11", "9999-12-31", "0001-01-01"]
)
def test_a_day_is_a_day_somebody_can_live_in(run: Run, day: str) -> None:
    assert run("due", "--as-of", day, "--json").kind == "Usage"


def test_cases_of_an_unknown_programme_are_wrong_usage(run: Run) -> None:
    assert run("cases", "tests/cases/follow-up.json", "--programme", "hypertension,zzz").code == 2
