"""`restore`: make a store from a backup."""

import argparse
from pathlib import Path

from healthdesk.cli import exits
from healthdesk.cli.opening import add_store, folder, opened
from healthdesk.cli.output import Output
from healthdesk.desk import restore


def add_options(parser: argparse.ArgumentParser) -> None:
    """FILE --store DIR."""
    add_store(parser)
    parser.add_argument("file", type=Path, metavar="FILE")


def run(options: argparse.Namespace, out: Output) -> int:
    """Unpack into an empty folder, open it and check it."""
    place = restore(options.file, folder(options))
    options.store = place
    with opened(options) as desk:
        report = desk.upkeep.verify()
    out.document({"store": str(place), "versions": report.versions, "faults": report.faults})
    out.line(f"Restored to {place}: {report.versions} versions, {len(report.faults)} faults")
    return exits.WRONG if report.faults else exits.DONE
