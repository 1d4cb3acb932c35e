"""`schedule`: what counts at this centre; a file with a contradiction leaves it as it was."""

from pathlib import Path

from healthdesk.cli import exits
from tests.cli.conftest import Run


def test_the_editions_and_switches_are_told(run: Run, store: Path) -> None:
    answer = run("schedule", "--json", store=store)
    assert answer.code == exits.DONE
    assert [one["id"] for one in answer.document["editions"]][-1] == "CN-2026"
    assert answer.document["settings"]["immunization.month_end"] == "last-day"
    assert run("schedule", store=store).summary == "4 editions, the newest CN-2026 since 2026-07-03"


def test_a_switch_is_changed_with_its_reason(run: Run, store: Path) -> None:
    change = "immunization.cn2026_from=2026-06-17"
    assert run("schedule", "--set", change, store=store).code == exits.USAGE
    assert run("schedule", "--set", change, "--reason", "本省通知", store=store).code == exits.DONE
    assert run("schedule", store=store).summary.endswith("since 2026-06-17")


def test_a_contradiction_is_named(run: Run, store: Path, tmp_path: Path) -> None:
    (tmp_path / "newer").mkdir()
    (tmp_path / "newer" / "products.json").write_text('{"products": []}', encoding="utf-8")
    answer = run("schedule", tmp_path / "newer", "--json", store=store)
    assert answer.code == exits.WRONG
    assert "no product" in answer.err
    assert "the schedule before stays" in answer.err
    assert answer.document["fault"] is None


def test_newer_files_are_taken_in(run: Run, store: Path, tmp_path: Path) -> None:
    shipped = Path(__file__).resolve().parents[2] / "resources" / "immunization" / "card.json"
    (tmp_path / "newer").mkdir()
    (tmp_path / "newer" / "card.json").write_bytes(shipped.read_bytes())
    assert run("schedule", tmp_path / "newer", store=store).code == exits.DONE


def test_a_folder_that_is_not_there_is_wrong_usage(run: Run, store: Path, tmp_path: Path) -> None:
    answer = run("schedule", tmp_path / "nowhere", "--json", store=store)
    assert answer.code == exits.USAGE
    assert "no folder of that name" in answer.err
