"""`show`: one resident's record as one object."""

import argparse
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec

from healthdesk.base import text
from healthdesk.base.errors import InvalidInput
from healthdesk.cli import exits
from healthdesk.cli.opening import add_store, opened
from healthdesk.cli.output import Output, counted
from healthdesk.desk import Desk
from healthdesk.domain.forms.definition import Form
from healthdesk.services.rows import FullVisit


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
    if record["fault"]:
        out.line(f"The form of the first page cannot be read ({record['fault']}); the rest is whole.")
    out.line(f"{record['name']}: {counted(len(record['events']), 'events')}")
    return exits.DONE


def whole(desk: Desk, resident_id: str) -> dict[str, Any]:
    """Card, first page, timeline and full visits of a resident.

    While a file of the first page cannot be read, `fault` names it, and its answers stand as they are stored.
    """
    record = desk.records.open(resident_id)
    answers, fault = _first_page(desk, resident_id)
    card = msgspec.to_builtins(record.card)
    return {
        **card,
        "born": record.card.born,
        "answers": answers,
        "other_answers": {
            number: _masked(said, None) for number, said in desk.residents.said_in_others(resident_id).items()
        },
        "events": record.events,
        "visits": [_visit(desk, visit) for visit in desk.visits.full(resident_id)],
        "doses": desk.immunization.of(resident_id),
        "referrals": desk.referrals.of(resident_id),
        "measures": desk.records.measures(resident_id),
        "family": record.family,
        "missing": [key for key, _ in record.missing_items],
        "completeness": desk.quality.completeness(resident_id),
        "medicines": record.medicines,
        "outside": record.outside,
        "fault": str(fault) if fault else None,
    }


def _first_page(desk: Desk, resident_id: str) -> tuple[dict[str, Any], InvalidInput | None]:
    try:
        sheet, _ = desk.residents.sheet(resident_id)
    except InvalidInput as fault:
        return _masked(desk.residents.said(resident_id), None), fault
    return _masked(sheet.answers(), sheet.form), None


def _visit(desk: Desk, visit: FullVisit) -> FullVisit:
    key, _, version = visit.form.partition("|")
    form = desk.forms.get(key, version) if version in desk.forms.versions(key) else None
    return replace(visit, answers=_masked(visit.answers, form))


def _masked(answers: Mapping[str, Any], form: Form | None) -> dict[str, Any]:
    """The answers with every number of a person hidden, also those that somebody wrote into a sentence."""
    checks = {item.link_id: item.check for item in (form.leaves() if form else ())}
    return {key: _hidden(value, checks.get(key, ())) for key, value in answers.items()}


def _hidden(value: Any, checks: tuple[str, ...]) -> Any:
    if isinstance(value, Mapping):
        return {key: _hidden(cell, ()) for key, cell in value.items()}
    if isinstance(value, list | tuple):
        return [_hidden(cell, ()) for cell in value]
    if not isinstance(value, str):
        return value
    if "identity-number" in checks:
        return text.masked_id_no(value)
    return text.masked_phone(value) if "phone" in checks else text.masked(value)


def _read_out(record: dict[str, Any], out: Output) -> None:
    for key in ("name", "sex", "born", "id_masked", "phone_masked", "archive_no", "address", "status"):
        out.line(f"{key}: {record[key] or ''}")
    out.line(f"allergies: {', '.join(record['allergies']) or record['allergy_state']}")
    for one in record["outside"]:
        out.line(f"outside {one.kind}: {one.text} ({one.said_by or '-'}, {one.said_on or '-'})")
    for number in record["other_answers"]:
        out.line(f"joined with: {number}")
    out.table(
        ("date", "kind", "what", "facts", "result", "who", "archive"),
        ((e.on, e.kind, e.title, e.facts, e.grade, e.who, e.whence) for e in record["events"]),
    )
