"""`recall`: who is to be called for a dose, as a list, a spreadsheet or paper."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from healthdesk.base import errors
from healthdesk.cli import exits
from healthdesk.cli.opening import add_store, opened
from healthdesk.cli.output import Output, ProgressLine
from healthdesk.desk import Desk
from healthdesk.domain.immunization.intervals import Span, span
from healthdesk.exchange import csv_tables
from healthdesk.services.recall import ALL, DUE, OVERDUE, Asked, RecallRow
from healthdesk.services.recall_list import export_rows, recall_table, words

CSV, PDF = ".csv", ".pdf"


def add_options(parser: argparse.ArgumentParser) -> None:
    """What the list is narrowed to, and the file to write."""
    add_store(parser)
    parser.add_argument("--state", choices=(ALL, DUE, OVERDUE), default=ALL)
    parser.add_argument("--street", default="", metavar="TEXT", help="part of the address, or a village code")
    parser.add_argument("--age-from", type=_age, metavar="AGE", help="such as 18m or 6y")
    parser.add_argument("--age-below", type=_age, metavar="AGE")
    parser.add_argument("--vaccine", default="", metavar="V", help="a series or product: MMR, HepB, JE-L")
    parser.add_argument("--paid", action="store_true", help="doses that are paid for, too")
    parser.add_argument("--unmasked", action="store_true", help="telephones in full (audited)")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=f"{CSV} or {PDF}")
    parser.add_argument("--letters", type=Path, metavar="FILE.pdf", help="a letter for each, two on a page")


def run(options: argparse.Namespace, out: Output) -> int:
    """Work out whoever has changed, then print or write the list."""
    if options.output is not None and options.output.suffix.lower() not in (CSV, PDF):
        raise errors.InvalidInput("output", "format")
    asked = Asked(
        street=options.street,
        age_from=options.age_from,
        age_below=options.age_below,
        vaccine=options.vaccine,
        state=options.state,
        is_paid_too=options.paid,
    )
    with opened(options) as desk:
        _require_known(desk, options.vaccine)
        desk.recall.renew(ProgressLine(out))
        rows = desk.recall.phone_list(asked) if options.unmasked else desk.recall.rows(asked)
        if options.output is not None:
            _write(desk, options.output, rows)
        if options.letters is not None:
            _keep(options.letters, desk.immunization_papers.letters(rows))
    out.document(rows)
    out.table(
        ("since", "name", "sex", "born", "phone", "doses", "last call", "address"),
        (
            (r.since, r.name, r.sex, r.born, r.phone, words().of_doses(r), r.call_result, r.address)
            for r in rows
        ),
    )
    out.line(f"{len(rows)} to call")
    return exits.DONE


def _age(text: str) -> Span:
    try:
        return span(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not an age such as 18m or 6y: {text}") from None


def _require_known(desk: Desk, vaccine: str) -> None:
    known = desk.schedule.products.keys() | desk.schedule.edition(desk.clock.today()).groups.keys()
    if vaccine and vaccine not in known:
        raise errors.InvalidInput("vaccine", "unknown")


def _keep(file: Path, raw: bytes) -> None:
    if not file.parent.is_dir():
        raise errors.InvalidInput("output", "no-such-folder")
    try:
        file.write_bytes(raw)
    except OSError as error:
        raise errors.from_os(error) from None


def _write(desk: Desk, file: Path, rows: Sequence[RecallRow]) -> None:
    if file.suffix.lower() == PDF:
        table = recall_table(rows, desk.clock.today(), desk.recall.after_days, desk.recall.centre()[0])
        _keep(file, desk.printing.table(table))
        return
    if not file.parent.is_dir():
        raise errors.InvalidInput("output", "no-such-folder")
    csv_tables.write(file, words().export_columns, export_rows(rows))
