"""Benches give figures beside their floors; the window may add its own."""

import re
from collections.abc import Iterator

import pytest

import main
from healthdesk.base.errors import NotFound
from healthdesk.trials import bench
from healthdesk.trials.bench import Options, Result, Room
from healthdesk.trials.bench.report import percentile, within
from ui.trials import bench as window

SMALL = Options(residents=120, rounds=4)


def test_every_bench_of_the_core_gives_figures_with_a_floor() -> None:
    report = bench.run(["search", "due", "referral", "save"], SMALL)
    names = [result.name for result in report.results]
    assert "search initials p95" in names
    assert "signed visit durable p95" in names
    assert "referral PDF p95" in names
    assert all(result.floor for result in report.results)
    assert all(result.budget for result in report.results if result.name.endswith("p95"))
    assert "cores" in report.machine


def test_a_bench_of_the_window_joins_the_others() -> None:
    def keys(room: Room) -> Iterator[Result]:
        yield Result("keys of a visit", 22, "keys", None, 22)

    report = bench.run(["keys"], SMALL, more={"keys": keys})
    assert [result.name for result in report.results] == ["keys of a visit"]
    assert report.is_ok


def test_an_unknown_bench_is_refused() -> None:
    with pytest.raises(NotFound):
        bench.run(["nothing"], SMALL)


def test_a_figure_over_its_budget_fails_the_report() -> None:
    over = within("x", 21.0, "ms", floor=7.0, budget=20.0)
    assert not over.ok
    assert over.ratio == 3.0
    assert not bench.BenchReport("here", (over,)).is_ok


def test_a_percentile_of_one_value_is_that_value() -> None:
    assert percentile([4.0], 95) == 4.0
    assert percentile([1.0, 2.0, 3.0], 50) == 2.0


def test_the_help_names_the_benches_of_the_window_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["bench", "--help"]) == 0
    named = set(re.findall(r"[\w-]+", capsys.readouterr().out))
    assert named >= {*window.BENCHES, *bench.BENCHES}
    assert set(window.BENCHES) == main.WINDOW_BENCHES
