"""`restore`: make a store from a backup."""

import argparse
from pathlib import Path

from healthdesk.base import errors
from healthdesk.cli import exits
from healthdesk.cli.opening import add_store, folder, opened
from healthdesk.cli.output import Output, counted
from healthdesk.desk import restore


def add_options(parser: argparse.ArgumentParser) -> None:
    """FILE --store DIR."""
    add_store(parser)
    parser.add_argument("file", type=Path, metavar="FILE")


def run(options: argparse.Namespace, out: Output) -> int:
    """Unpack into an empty folder, open it and check it."""
    place = restore(options.file, folder(options))
    options.store = place
    try:
        with opened(options) as desk:
            report = desk.upkeep.verify()
    except errors.LoginFailed:
        out.line(f"Restored to {place}, not checked: it opens with the passwords of the day it was made.")
        raise
    out.document({"store": str(place), "versions": report.versions, "faults": report.faults})
    found = f"{counted(report.versions, 'versions')}, {counted(len(report.faults), 'faults')}"
    out.line(f"Restored to {place}: {found}")
    return exits.WRONG if report.faults else exits.DONE
