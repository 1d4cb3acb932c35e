"""`print`: a referral or its answer, records, papers of the archive, its cover page, a blank form, as PDF."""

import argparse
from collections.abc import Callable, Mapping

from healthdesk.base import errors
from healthdesk.cli import exits, files
from healthdesk.cli.opening import add_store, month, one_or_more, opened
from healthdesk.cli.output import Output
from healthdesk.desk import Desk
from healthdesk.services import labels, reading, residents
from healthdesk.services.immunization_papers import BookletPages

_Options = argparse.Namespace

_PAPERS: Mapping[str, Callable[[Desk, _Options], bytes | BookletPages]] = {
    "referral": lambda desk, asked: desk.printing.referral(asked.id, is_a5=asked.a5),
    "referral-back": lambda desk, asked: desk.printing.referral_back(asked.id, is_a5=asked.a5),
    "visit": lambda desk, asked: desk.printing.visit(asked.id, is_a5=asked.a5),
    "visits": lambda desk, asked: desk.printing.visits(asked.id, asked.form, is_a5=asked.a5),
    "archive": lambda desk, asked: desk.printing.archive(asked.id, asked.form or residents.FORM),
    "cover-page": lambda desk, asked: desk.printing.cover_page(asked.id),
    "growth-chart": lambda desk, asked: _growth_chart(desk, asked.id),
    "catch-up-plan": lambda desk, asked: desk.immunization_papers.plan(asked.id),
    "school-check": lambda desk, asked: desk.immunization_papers.school(asked.id),
    "consent": lambda desk, asked: desk.immunization_papers.consent(asked.id, asked.vaccine),
    "booklet": lambda desk, asked: _booklet(desk, asked),
    "recall-letter": lambda desk, asked: _recall_letter(desk, asked.id, is_a5=asked.a5),
    "labels": lambda desk, asked: desk.labels.archive(
        [asked.id], asked.sheet, copies=asked.copies, first=asked.first
    ),
    "temperature-log": lambda desk, asked: _temperature_log(desk, asked),
    "form": lambda desk, asked: desk.printing.blank(asked.id, is_a5=asked.a5),
    "centre-record": lambda desk, asked: desk.printing.centre_record(asked.id),
    "register": lambda desk, asked: desk.printing.register(asked.id, asked.year or desk.clock.today().year),
}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Kind, ID and -o FILE.pdf."""
    add_store(parser)
    parser.add_argument("kind", choices=tuple(_PAPERS))
    parser.add_argument(
        "id",
        metavar="ID",
        help="of a referral, visit, resident, refrigerator or centre record; the key of a `form` or "
        "`register`; `male` or `female` for a blank growth chart",
    )
    parser.add_argument("--form", default="", metavar="KEY", help="which form, for `visits` and `archive`")
    parser.add_argument(
        "--vaccine", default="", metavar="V", help="the product of a `consent`, as `recall --help` lists them"
    )
    parser.add_argument("--whole", action="store_true", help="of a `booklet`: lines printed before, too")
    parser.add_argument(
        "--trial", action="store_true", help="of a `booklet`: with its table, to try the offset"
    )
    parser.add_argument("--right", type=float, default=0.0, metavar="MM", help="of a `booklet`: move right")
    parser.add_argument("--down", type=float, default=0.0, metavar="MM", help="of a `booklet`: move down")
    parser.add_argument(
        "--a5",
        action="store_true",
        help="on A5: a `recall-letter`, `referral`, `referral-back`, the information card",
    )
    parser.add_argument(
        "--sheet",
        default=labels.SINGLE,
        metavar="KEY",
        help="of `labels`: a key in resources/documents/labels.json",
    )
    parser.add_argument("--copies", type=one_or_more, default=1, metavar="N", help="of `labels`: of the same")
    parser.add_argument(
        "--first", type=one_or_more, default=1, metavar="N", help="of `labels`: the free place"
    )
    parser.add_argument("--month", type=month, metavar="YYYY-MM", help="of a `temperature-log`, or this one")
    parser.add_argument("--year", type=int, default=0, help="of a register, by default this one")
    parser.add_argument("-o", "--output", type=files.ending_in(files.PDF), required=True, metavar="FILE.pdf")


def run(options: argparse.Namespace, out: Output) -> int:
    """Write the PDF; printing is audited."""
    if options.kind == "visits" and not options.form:
        raise errors.InvalidInput("form", "required")
    if options.kind == "consent" and not options.vaccine:
        raise errors.InvalidInput("vaccine", "required")
    with opened(options) as desk:
        made = _PAPERS[options.kind](desk, options)
        raw = made.document if isinstance(made, BookletPages) else made
        files.keep(options.output, raw)
        if isinstance(made, BookletPages):
            desk.immunization_papers.booklet_printed(options.id, made.doses)
    out.document({"file": str(options.output), "bytes": len(raw)})
    out.line(f"Wrote {options.output} ({len(raw) // 1024} kB)")
    return exits.DONE


def _booklet(desk: Desk, asked: _Options) -> BookletPages:
    offset = (asked.right, asked.down)
    return desk.immunization_papers.booklet(
        asked.id, is_whole=asked.whole, offset=offset, is_trial=asked.trial
    )


def _recall_letter(desk: Desk, resident_id: str, *, is_a5: bool) -> bytes:
    """Of somebody who is to be called. Raises NotFound for nobody, and of a recall when nothing is owed."""
    desk.residents.card(resident_id)
    desk.recall.renew()
    rows = [row for row in desk.recall.rows() if row.resident_id == resident_id]
    if not rows:
        raise errors.NotFound("recall", resident_id)
    return desk.immunization_papers.letters(rows, is_a5=is_a5)


def _temperature_log(desk: Desk, asked: _Options) -> bytes:
    log = desk.refrigerators.month(asked.id, asked.month or desk.clock.today())
    return desk.immunization_papers.temperatures(log)


def _growth_chart(desk: Desk, id_: str) -> bytes:
    if id_ in reading.WORDS_OF_SEX.values():
        return desk.printing.blank_growth_chart(id_)
    return desk.printing.growth_chart(id_)
