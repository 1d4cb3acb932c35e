"""`import`: bring in residents from a table."""

import argparse
from pathlib import Path

from healthdesk.cli import exits
from healthdesk.cli.opening import add_store, opened
from healthdesk.cli.output import Output


def add_options(parser: argparse.ArgumentParser) -> None:
    """FILE."""
    add_store(parser)
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV (UTF-8 or GB 18030) or spreadsheet")


def run(options: argparse.Namespace, out: Output) -> int:
    """Import; 3 when some rows were refused, 5 when the store could not go on in the middle."""
    with opened(options) as desk:
        report = desk.transfer.bring_in(options.file)
    out.document(
        {
            "rows": report.rows,
            "imported": report.imported,
            "already_here": report.already_here,
            "refused": [{"line": r.line, "field": r.field, "reason": r.reason} for r in report.refused],
        }
    )
    for refusal in report.refused:
        out.line(f"line {refusal.line}: {refusal.field} refused ({refusal.reason})")
    if report.broken_off:
        out.line(exits.sentence(report.broken_off))
    out.line(
        f"{report.rows} rows: {report.imported} imported, {report.already_here} already here, "
        f"{len(report.refused)} refused"
    )
    if report.broken_off:
        return exits.code(report.broken_off)
    return exits.LEFT if report.refused else exits.DONE
