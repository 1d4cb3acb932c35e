"""`due`: who is to be followed up."""

import argparse

from healthdesk.cli import exits
from healthdesk.cli.opening import add_store, day, opened
from healthdesk.cli.output import Output


def add_options(parser: argparse.ArgumentParser) -> None:
    """--programme and --as-of."""
    add_store(parser)
    parser.add_argument("--programme", metavar="P")
    parser.add_argument("--as-of", type=day, metavar="DATE")


def run(options: argparse.Namespace, out: Output) -> int:
    """Print the due list, the most overdue first."""
    with opened(options) as desk:
        if options.programme:
            desk.programmes.get(options.programme)
        rows = desk.worklist.everybody_due(programme=options.programme, as_of=options.as_of)
    out.document(
        [
            {
                "resident_id": row.resident_id,
                "name": row.name,
                "programme": row.programme,
                "due_on": row.due_on,
                "latest": row.latest_on,
                "state": row.state,
            }
            for row in rows
        ]
    )
    out.table(
        ("name", "programme", "due on", "latest", "state", "last value", "address"),
        ((r.name, r.programme, r.due_on, r.latest_on, r.state, r.latest, r.address) for r in rows),
    )
    out.line(f"{len(rows)} due")
    return exits.DONE
