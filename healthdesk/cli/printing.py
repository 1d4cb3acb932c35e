"""`print`: a referral as PDF."""

import argparse
from pathlib import Path

from healthdesk.base import errors
from healthdesk.cli import exits
from healthdesk.cli.opening import add_store, opened
from healthdesk.cli.output import Output


def add_options(parser: argparse.ArgumentParser) -> None:
    """Referral ID -o FILE.pdf."""
    add_store(parser)
    parser.add_argument("kind", choices=("referral",))
    parser.add_argument("id", metavar="ID")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.pdf")


def run(options: argparse.Namespace, out: Output) -> int:
    """Write the PDF; printing is audited."""
    with opened(options) as desk:
        raw = desk.printing.referral(options.id)
    try:
        options.output.write_bytes(raw)
    except OSError as error:
        raise errors.from_os(error) from None
    out.document({"file": str(options.output), "bytes": len(raw)})
    out.line(f"Wrote {options.output} ({len(raw) // 1024} kB)")
    return exits.DONE
