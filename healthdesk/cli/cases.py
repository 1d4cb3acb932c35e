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
    for line in report.lines():
        out.line(line)
    return exits.DONE if report.is_clean else exits.WRONG
