"""`journey`: walk a working day and compare two workstations."""

import argparse
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from healthdesk.cli import exits
from healthdesk.cli.output import Output
from healthdesk.trials.journey import Journey, Step

MOST_DETAILS = 15


def add_options(parser: argparse.ArgumentParser) -> None:
    """--out DIR."""
    parser.add_argument("--out", type=Path, metavar="DIR", help="keep the stores and papers here")


def run(options: argparse.Namespace, out: Output) -> int:
    """Walk the day; 1 when a step went wrong."""

    def heard(step: Step) -> None:
        mark = "ok" if step.ok else "WRONG"
        out.line(f"{step.name:<34}{step.count:>6}{step.seconds:>8.2f} s  {mark}")
        for detail in step.detail[:MOST_DETAILS]:
            out.line(f"    {detail}")
        if len(step.detail) > MOST_DETAILS:
            out.line(f"    and {len(step.detail) - MOST_DETAILS} more")

    with ExitStack() as stack:
        folder = options.out or Path(stack.enter_context(TemporaryDirectory(prefix="healthdesk-journey-")))
        folder.mkdir(parents=True, exist_ok=True)
        journey = Journey(folder, heard)
        journey.walk()
    out.document(
        {
            "steps": [
                {"name": s.name, "count": s.count, "seconds": s.seconds, "ok": s.ok, "detail": s.detail}
                for s in journey.steps
            ],
            "ok": journey.is_ok,
        }
    )
    out.line(f"journey: {'ok' if journey.is_ok else 'wrong'}")
    return exits.DONE if journey.is_ok else exits.WRONG
