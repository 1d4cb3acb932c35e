"""`show`: one resident's record as one object."""

import argparse
from typing import Any

import msgspec

from healthdesk.cli import exits
from healthdesk.cli.opening import add_store, opened
from healthdesk.cli.output import Output
from healthdesk.desk import Desk


def add_options(parser: argparse.ArgumentParser) -> None:
    """The resident's id."""
    add_store(parser)
    parser.add_argument("id", metavar="ID", help="id of the resident, as `search` gives it")


def run(options: argparse.Namespace, out: Output) -> int:
    """Print the record; opening it is audited."""
    with opened(options) as desk:
        record = whole(desk, options.id)
    out.document(record)
    if not options.json:
        _read_out(record, out)
    out.line(f"{record['name']}: {len(record['events'])} events")
    return exits.DONE


def whole(desk: Desk, resident_id: str) -> dict[str, Any]:
    """Card, first page, timeline and full visits of a resident."""
    record = desk.records.open(resident_id)
    sheet, _ = desk.residents.sheet(resident_id)
    card = msgspec.to_builtins(record.card)
    return {
        **card,
        "born": record.card.born,
        "answers": _masked(dict(sheet.answers()), card),
        "events": record.events,
        "visits": desk.visits.full(resident_id),
        "doses": desk.immunization.of(resident_id),
        "referrals": desk.referrals.of(resident_id),
        "measures": record.measures,
        "family": record.family,
        "missing": [key for key, _ in record.missing_items],
        "medicines": record.medicines,
    }


def _masked(answers: dict[str, Any], card: dict[str, Any]) -> dict[str, Any]:
    hidden = {"id_no": card["id_masked"], "phone": card["phone_masked"]}
    return answers | {key: value for key, value in hidden.items() if key in answers}


def _read_out(record: dict[str, Any], out: Output) -> None:
    for key in ("name", "sex", "born", "id_masked", "phone_masked", "archive_no", "address", "status"):
        out.line(f"{key}: {record[key] or ''}")
    out.line(f"allergies: {', '.join(record['allergies']) or record['allergy_state']}")
    out.table(
        ("date", "kind", "what", "facts", "result", "who"),
        ((e.on, e.kind, e.title, e.facts, e.grade, e.who) for e in record["events"]),
    )
