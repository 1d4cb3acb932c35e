"""`cases`: check decision cases against the rules."""

import argparse
from pathlib import Path

from healthdesk.cli import exits
from healthdesk.cli.output import Output
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.trials import cases


def add_options(parser: argparse.ArgumentParser) -> None:
    """FILE… and --programme."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument(
        "--programme", metavar="a,b", help="only follow-up cases of one of these programmes alone"
    )


def run(options: argparse.Namespace, out: Output) -> int:
    """Print what differs; 0 when every case passes."""
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
    for d in report.differences:
        out.line(f"{d.file} {d.id} {d.path}: expected {d.expected}, got {d.got}")
    out.line(f"{report.passed} passed, {report.failed} failed")
    return exits.WRONG if report.failed else exits.DONE
