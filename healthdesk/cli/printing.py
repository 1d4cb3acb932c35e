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
    _write(options.output, raw)
    out.document({"file": str(options.output), "bytes": len(raw)})
    out.line(f"Wrote {options.output} ({len(raw) // 1024} kB)")
    return exits.DONE


def _write(file: Path, raw: bytes) -> None:
    """All of it or nothing: a sheet cut off by a full disk must not be handed out."""
    if file.is_dir() or not file.parent.is_dir():
        raise errors.InvalidInput("output", "no-such-folder")
    aside = file.with_name(f".{file.name}.new")
    try:
        aside.write_bytes(raw)
        aside.replace(file)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise errors.from_os(error) from None
