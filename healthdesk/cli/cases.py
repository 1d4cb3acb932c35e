"""`cases`: check decision cases against the rules."""

import argparse
from collections.abc import Iterable
from pathlib import Path

from healthdesk.cli import exits
from healthdesk.cli.output import Output
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.trials import cases, immunization_readings, immunization_table


def add_options(parser: argparse.ArgumentParser) -> None:
    """FILE…, --programme, --table and --readings."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument(
        "--programme", metavar="a,b", help="only follow-up cases of one of these programmes alone"
    )
    parser.add_argument(
        "--table", action="store_true", help="immunization cases as a table in Markdown, for a clinician"
    )
    parser.add_argument(
        "--readings", action="store_true", help="what the engine says about each history, in Markdown"
    )


def run(options: argparse.Namespace, out: Output) -> int:
    """Print what differs; 0 when every case passes."""
    if options.table:
        return _show_table(options.files, out)
    if options.readings:
        return _show_readings(options.files, out)
    chosen = frozenset(options.programme.split(",")) if options.programme else None
    known = Programmes.read()
    for key in sorted(chosen or ()):
        known.get(key)
    report = cases.run(options.files, chosen, known)
    out.document(
        {
            "passed": report.passed,
            "failed": report.failed,
            "differences": [
                {"file": d.file, "id": d.id, "path": d.path, "expected": d.expected, "got": d.got}
                for d in report.differences
            ],
        }
    )
    for line in report.lines():
        out.line(line)
    return exits.DONE if report.is_clean else exits.WRONG


def _show_table(files: Iterable[Path], out: Output) -> int:
    tables = [immunization_table.table(cases.read(path)) for path in files]
    out.document({"lines": [line for table in tables for line in table.lines]})
    for table in tables:
        for line in table.lines:
            out.line(line)
    return exits.DONE if all(table.is_clean for table in tables) else exits.WRONG


def _show_readings(files: Iterable[Path], out: Output) -> int:
    lines = [line for path in files for line in immunization_readings.readings(cases.read(path))]
    out.document({"lines": lines})
    for line in lines:
        out.line(line)
    return exits.DONE
