"""`quality`: records worth a look, and a random sample to telephone; for the head of the centre."""

import argparse
from typing import Any

from healthdesk.base import errors
from healthdesk.cli import exits
from healthdesk.cli.opening import add_store, count, day, opened
from healthdesk.cli.output import Output, counted

SAMPLE = 0
SEED = 1


def add_options(parser: argparse.ArgumentParser) -> None:
    """The period, and the sample."""
    add_store(parser)
    parser.add_argument("--from", dest="first", type=day, metavar="DATE", required=True)
    parser.add_argument("--to", dest="last", type=day, metavar="DATE", required=True)
    parser.add_argument(
        "--sample", type=count, default=SAMPLE, metavar="N", help="draw N records to telephone"
    )
    parser.add_argument("--seed", type=int, default=SEED, help="the same seed draws the same records")


def run(options: argparse.Namespace, out: Output) -> int:
    """Print the findings and the sample. Telephone numbers of the sample are in full, which is audited."""
    if options.last < options.first:
        raise errors.InvalidInput("to", "before-from")
    with opened(options) as desk:
        found = desk.quality.findings(options.first, options.last)
        drawn = (
            desk.quality.sample(options.first, options.last, options.sample, options.seed)
            if options.sample
            else ()
        )
    answer: dict[str, Any] = {"findings": found, "sample": drawn}
    out.document(answer)
    out.table(
        ("kind", "staff", "records", "share"),
        ((one.kind, one.staff, len(one.visits), one.share) for one in found),
    )
    out.table(
        ("name", "phone", "date", "programme", "staff", "values", "outcome"),
        ((s.name, s.phone, s.on, s.programme, s.doctor, s.values, s.outcome) for s in drawn),
    )
    out.line(f"{counted(len(found), 'findings')}, {len(drawn)} in the sample")
    return exits.DONE
