"""`backup`: write a verified backup."""

import argparse
from pathlib import Path

from healthdesk.cli import exits
from healthdesk.cli.files import require_place
from healthdesk.cli.opening import add_store, opened
from healthdesk.cli.output import Output


def add_options(parser: argparse.ArgumentParser) -> None:
    """-o FILE."""
    add_store(parser)
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="default: the store's backups folder"
    )


def run(options: argparse.Namespace, out: Output) -> int:
    """Make the backup and say where it is.

    A folder that is not there is not made: a stick that is not plugged in leaves none.
    """
    if options.output is not None:
        require_place(options.output)
    with opened(options) as desk:
        made = desk.upkeep.backup(options.output)
    size = made.stat().st_size
    out.document({"file": str(made), "bytes": size, "verified": True})
    out.line(f"Backup written and verified: {made} ({size // 1024} kB)")
    return exits.DONE
