"""`verify`: check that a store is whole."""

import argparse

from healthdesk.cli import exits
from healthdesk.cli.opening import add_store, opened
from healthdesk.cli.output import Output, counted


def add_options(parser: argparse.ArgumentParser) -> None:
    """Only the store."""
    add_store(parser)


def run(options: argparse.Namespace, out: Output) -> int:
    """Check pages, hashes, the audit chain, and every row against its versions; 1 when something is wrong."""
    with opened(options) as desk:
        report = desk.upkeep.verify()
    out.document(report)
    for fault in report.faults:
        out.line(fault)
    found = f"{counted(report.versions, 'versions')}, {report.audit} audit entries"
    out.line(f"{found}, {counted(len(report.faults), 'faults')}")
    return exits.WRONG if report.faults else exits.DONE
