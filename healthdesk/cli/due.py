"""`due`: who is to be followed up."""

import argparse

from healthdesk.cli import exits
from healthdesk.cli.opening import add_store, day, opened
from healthdesk.cli.output import Output
from healthdesk.services import due_order


def add_options(parser: argparse.ArgumentParser) -> None:
    """--programme, --as-of and --order."""
    add_store(parser)
    parser.add_argument("--programme", metavar="P")
    parser.add_argument("--as-of", type=day, metavar="DATE")
    parser.add_argument(
        "--order",
        choices=tuple(due_order.KEYS),
        default=due_order.DUE,
        help="the most overdue first (default), along the houses, or by responsible doctor",
    )


def run(options: argparse.Namespace, out: Output) -> int:
    """Print the due list in the order that is asked for."""
    with opened(options) as desk:
        if options.programme:
            desk.programmes.get(options.programme)
        rows = desk.worklist.everybody_due(programme=options.programme, as_of=options.as_of)
    if options.order != due_order.DUE:
        rows = tuple(sorted(rows, key=due_order.KEYS[options.order]))
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
        ("name", "programme", "due on", "latest", "state", "last value", "doctor", "address"),
        (
            (
                r.name,
                r.programme,
                r.due_on,
                r.latest_on,
                r.state,
                r.latest,
                r.responsible_doctor,
                r.address,
            )
            for r in rows
        ),
    )
    out.line(f"{len(rows)} due")
    return exits.DONE
