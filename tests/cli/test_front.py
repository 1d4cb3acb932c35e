"""Wrong usage, help and bugs: exit codes, and one JSON document whatever happens."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from healthdesk.cli.front import COMMANDS
from tests.cli.conftest import Run

PROGRAM = Path(__file__).resolve().parents[2] / "main.py"


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


def test_the_overview_has_every_command_and_the_window(run: Run) -> None:
    said = run("--help").out
    assert all(f"  {command} " in said for command in (*COMMANDS, "tour", "words"))
    assert "--demo" in said


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


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_a_command_that_is_stopped_ends_the_server_it_started(tmp_path: Path) -> None:
    command = [sys.executable, str(PROGRAM), "journey", "--out", str(tmp_path)]
    started = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with started:
        log = tmp_path / "platform" / "server.log"
        while not (log.exists() and log.stat().st_size):
            assert started.poll() is None
            time.sleep(0.05)
        servers = children(started.pid)
        started.send_signal(signal.SIGTERM)
        said = started.communicate(timeout=25)[1]
    assert servers
    assert started.returncode == 3
    assert "Stopped." in said
    assert not any(Path(f"/proc/{one}").exists() for one in servers)


@pytest.mark.parametrize(
    "words", [("bench", "centre", "--residents", "-5"), ("bench", "centre", "--rounds", "0"),
              ("quality", "--from", "2026-01-01", "--to", "2026-12-31", "--sample", "-1")],
)  # fmt: skip
def test_a_number_of_things_is_not_below_nothing(run: Run, words: tuple[str, ...]) -> None:
    answer = run(*words, "--json")
    assert (answer.code, answer.kind) == (2, "Usage")
