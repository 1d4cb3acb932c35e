"""`bench`: measure, each figure beside its floor."""

import argparse
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType

from healthdesk.cli import exits
from healthdesk.cli.opening import one_or_more
from healthdesk.cli.output import Output
from healthdesk.trials import bench
from healthdesk.trials.bench import Bench, Options, Result
from healthdesk.trials.syncing.story import live_through_all

FAULTS = "sync-faults"
SEEDS = 100
OF_THE_WINDOW = ("forms", "keys", "record", "start", "stall", "window")
"""`ui.trials.bench` has these, and search as it is painted; here so that the help knows them."""

_NAMES = (*bench.BENCHES, *OF_THE_WINDOW, FAULTS)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Names, the size of the centre, and a store to measure instead."""
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(_NAMES))
    parser.add_argument(
        "--residents", type=one_or_more, default=Options().residents, help="size of the centre"
    )
    parser.add_argument(
        "--rounds", type=one_or_more, default=Options().rounds, help="how often each thing is measured"
    )
    parser.add_argument(
        "--store", type=Path, metavar="DIR", help="measure this store; HEALTHDESK_PASSWORD opens it"
    )
    whole = "sync: the first load of a whole township; stall: an import of 100,000 rows"
    parser.add_argument("--full", action="store_true", help=whole)
    parser.add_argument(
        "--seeds", type=one_or_more, default=SEEDS, help="sync-faults: how many stories are told"
    )
    parser.add_argument("--user", default=None, metavar="U", help="who opens --store")


def run(options: argparse.Namespace, out: Output, more: Mapping[str, Bench] = MappingProxyType({})) -> int:
    """Print each figure as it comes; 1 when one exceeds its budget. `more` are benches of the window."""
    if FAULTS in options.names:
        return _tell_stories(options.seeds, out)
    room = Options(
        residents=options.residents,
        rounds=options.rounds,
        store=options.store,
        login=options.user or Options().login,
        is_full=options.full,
    )
    report = bench.run(options.names, room, more, watch=lambda result: out.line(line(result)))
    out.document({"machine": report.machine, "results": [document(result) for result in report.results]})
    missed = sum(not result.ok for result in report.results)
    out.line(f"{len(report.results)} figures on {report.machine}; {missed} over budget")
    return exits.DONE if report.is_ok else exits.WRONG


def _tell_stories(seeds: int, out: Output) -> int:
    """One seeded story of a bad line after another; 1 when an invariant of the synchroniser breaks in one."""
    broken = exports = 0
    for ending in live_through_all(seeds):
        broken += bool(ending.faults)
        exports += ending.exports
        for fault in ending.faults:
            out.line(f"seed {ending.seed}, step {ending.step}: {fault}")
    out.document({"seeds": seeds, "broken": broken, "exports": exports})
    out.line(f"{seeds} stories, {broken} broken; a first load was an export {exports} times")
    return exits.WRONG if broken else exits.DONE


def document(result: Result) -> dict[str, object]:
    """One figure for programs."""
    return asdict(result) | {"ratio": result.ratio}


def line(result: Result) -> str:
    """One figure for people."""
    floor = f", floor {result.floor:g} (x{result.ratio})" if result.floor else ""
    budget = f", budget {result.budget:g}" if result.budget else ""
    return f"{'ok ' if result.ok else 'OVER'} {result.name}: {result.value:g} {result.unit}{floor}{budget}"
