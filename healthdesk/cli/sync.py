"""`sync`: synchronise with a platform."""

import argparse

from healthdesk.cli import exits
from healthdesk.cli.opening import add_store, opened
from healthdesk.cli.output import Output

EXIT_OF_STATE = {
    "in-step": exits.DONE,
    "waiting": exits.LEFT,
    "rejected": exits.LEFT,
    "conflict": exits.LEFT,
    "paused": exits.LEFT,
    "offline": exits.PLATFORM,
}


def add_options(parser: argparse.ArgumentParser) -> None:
    """--platform URL."""
    add_store(parser)
    parser.add_argument("--platform", required=True, metavar="URL", help="base address of the FHIR server")


def run(options: argparse.Namespace, out: Output) -> int:
    """One run: pull, apply, push; says what is left."""
    with opened(options) as desk:
        outcome = desk.platform.synchronise(options.platform)
    out.document(
        {
            "state": outcome.state,
            "sent": outcome.sent,
            "received": outcome.received,
            "waiting": outcome.waiting,
            "rejected": outcome.rejected,
            "conflicts": outcome.conflicts,
        }
    )
    out.line(
        f"{outcome.state}: {outcome.sent} sent, {outcome.received} received, {outcome.waiting} waiting, "
        f"{outcome.rejected} rejected, {outcome.conflicts} conflicts"
    )
    return EXIT_OF_STATE[outcome.state]
