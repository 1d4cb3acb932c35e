"""`recall`: who is to be called for a dose, as a list, a spreadsheet or paper."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from healthdesk.base import errors
from healthdesk.cli import exits, files, said
from healthdesk.cli.opening import add_store, opened
from healthdesk.cli.output import Output, ProgressLine
from healthdesk.desk import Desk
from healthdesk.domain.immunization.intervals import Span, span
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.exchange import csv_tables
from healthdesk.services.recall import ALL, DUE, OVERDUE, Asked, RecallRow
from healthdesk.services.recall_list import export_rows, recall_table, words


def add_options(parser: argparse.ArgumentParser) -> None:
    """What the list is narrowed to, and the file to write."""
    add_store(parser)
    parser.add_argument("--state", choices=(ALL, DUE, OVERDUE), default=ALL)
    parser.add_argument("--street", default="", metavar="TEXT", help="part of the address, or a village code")
    parser.add_argument("--age-from", type=_age, metavar="AGE", help="such as 18m or 6y")
    parser.add_argument("--age-below", type=_age, metavar="AGE")
    accepted = ", ".join(_words(Schedule.shipped()))
    parser.add_argument("--vaccine", default="", metavar="V", help=f"a series or a product: {accepted}")
    parser.add_argument("--paid", action="store_true", help="doses that are paid for, too")
    parser.add_argument("--unmasked", action="store_true", help="telephones in full (audited)")
    parser.add_argument(
        "-o",
        "--output",
        type=files.ending_in(files.CSV, files.PDF),
        metavar="FILE",
        help=f"{files.CSV} or {files.PDF}",
    )
    parser.add_argument(
        "--letters",
        type=files.ending_in(files.PDF),
        metavar="FILE.pdf",
        help="a letter for each, two on a page",
    )


def run(options: argparse.Namespace, out: Output) -> int:
    """Work out whoever has changed, then print or write the list."""
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
            files.keep(options.letters, desk.immunization_papers.letters(rows))
    out.document(rows)
    out.table(
        ("since", "name", "sex", "born", "phone", "last call", "address", "doses"),
        (
            (r.since, r.name, said.sex(r.sex), r.born, r.phone, r.call_result, r.address, words().of_doses(r))
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
    accepted = _words(desk.schedule)
    if vaccine and vaccine not in accepted:
        raise errors.InvalidInput("vaccine", "unknown", accepted)


def _words(schedule: Schedule) -> tuple[str, ...]:
    """Every series of every edition, then the products."""
    series = (key for edition in schedule.editions for key in edition.groups)
    return tuple(dict.fromkeys((*series, *schedule.products)))


def _write(desk: Desk, file: Path, rows: Sequence[RecallRow]) -> None:
    if file.suffix.lower() == files.PDF:
        table = recall_table(rows, desk.clock.today(), desk.recall.after_days, desk.recall.centre()[0])
        files.keep(file, desk.printing.table(table))
        return
    files.require_place(file)
    csv_tables.write(file, words().export_columns, export_rows(rows))
