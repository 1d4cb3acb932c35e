"""`search`: find residents by name, pinyin, number, telephone, address."""

import argparse
from typing import Any

from healthdesk.cli import exits, said
from healthdesk.cli.opening import add_store, count, opened
from healthdesk.cli.output import Output, counted
from healthdesk.services.rows import ResidentRow


def add_options(parser: argparse.ArgumentParser) -> None:
    """QUERY and --limit."""
    add_store(parser)
    parser.add_argument("query", nargs="+", metavar="QUERY")
    parser.add_argument("--limit", type=count, default=20)


def run(options: argparse.Namespace, out: Output) -> int:
    """Print the hits, the likeliest first."""
    with opened(options) as desk:
        rows = desk.residents.search(" ".join(options.query), limit=options.limit)
    out.document([as_json(row) for row in rows])
    out.table(
        ("id", "name", "sex", "born", "identity", "archive no", "address", "programmes", "next due"),
        (
            (r.id, r.name, said.sex(r.sex), r.born, r.id_masked, r.archive_no, r.address, r.tags, r.next_due)
            for r in rows
        ),
    )
    out.line(counted(len(rows), "residents"))
    return exits.DONE


def as_json(row: ResidentRow) -> dict[str, Any]:
    """The documented fields of a hit."""
    return {
        "id": row.id,
        "name": row.name,
        "sex": row.sex,
        "born": row.born,
        "id_masked": row.id_masked,
        "archive_no": row.archive_no,
        "address": row.address,
        "tags": row.tags,
        "next_due": row.next_due,
    }
