"""`list`: residents, visits, doses, referrals, enrolments, reactions, reports, results of referrals
to be asked for, or records of the centre.
"""

import argparse
from collections.abc import Callable
from typing import Any

from healthdesk.cli import exits, said
from healthdesk.cli.opening import add_store, opened
from healthdesk.cli.output import Output, counted
from healthdesk.desk import Desk


def add_options(parser: argparse.ArgumentParser) -> None:
    """The noun and --unmasked."""
    add_store(parser)
    parser.add_argument("noun", choices=sorted(_LISTS))
    parser.add_argument(
        "--unmasked", action="store_true", help="identity numbers and telephones in full (audited)"
    )


def run(options: argparse.Namespace, out: Output) -> int:
    """Print every row of the noun."""
    with opened(options) as desk:
        rows = _LISTS[options.noun](desk, options.unmasked)
    out.document(rows)
    heads = tuple(rows[0]) if rows else ("id",)
    out.table(heads, (tuple(_in_words(row).values()) for row in rows))
    out.line(counted(len(rows), options.noun))
    return exits.DONE


def _in_words(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"sex": said.sex(row["sex"])} if "sex" in row else row


def _residents(desk: Desk, is_unmasked: bool) -> list[dict[str, Any]]:
    return [
        {
            "id": row.id,
            "name": row.name,
            "sex": row.sex,
            "born": row.born,
            "id_no": row.id_no,
            "archive_no": row.archive_no,
            "phone": row.phone,
            "address": row.address,
            "status": row.status,
        }
        for row in desk.residents.everybody(is_unmasked=is_unmasked)
    ]


def _visits(desk: Desk, _: bool) -> list[dict[str, Any]]:
    return [
        {
            "id": row.id,
            "resident_id": row.resident_id,
            "name": row.name,
            "programme": row.programme,
            "date": row.on,
            "class": row.grade,
            "status": row.status,
            "next": row.next_due,
            "doctor": row.doctor,
        }
        for row in desk.visits.all()
    ]


def _doses(desk: Desk, _: bool) -> list[dict[str, Any]]:
    return [
        {
            "id": row.id,
            "resident_id": row.resident_id,
            "name": row.name,
            "vaccine": row.vaccine,
            "date": row.on,
            "lot": row.lot,
            "counts_as": row.counts_as,
            "status": row.status,
        }
        for row in desk.immunization.all()
    ]


def _referrals(desk: Desk, _: bool) -> list[dict[str, Any]]:
    return [
        {
            "id": row.id,
            "resident_id": row.resident_id,
            "name": row.name,
            "number": row.number,
            "date": row.out_date,
            "to_org": row.to_org,
            "to_dept": row.to_dept,
            "status": row.status,
            "result_due": row.result_due_on,
        }
        for row in desk.referrals.all()
    ]


def _enrolments(desk: Desk, _: bool) -> list[dict[str, Any]]:
    return [
        {
            "id": row.enrolment.id,
            "resident_id": row.resident_id,
            "name": row.name,
            "programme": row.enrolment.programme,
            "status": row.enrolment.status,
            "enrolled_on": row.enrolment.enrolled_on,
            "next_due": row.enrolment.next_due,
        }
        for row in desk.enrolments.all()
    ]


def _reactions(desk: Desk, _: bool) -> list[dict[str, Any]]:
    return [
        {
            "id": row.id,
            "resident_id": row.resident_id,
            "name": row.name,
            "found": row.found,
            "vaccines": row.vaccines,
            "reactions": row.reactions,
            "grave": row.is_grave,
            "cause": row.cause,
            "outcome": row.outcome,
            "report_by": row.report_by,
            "reported": row.reported,
            "state": row.state,
            "draft_of": row.drafted_by,
        }
        for row in desk.reactions.all()
    ]


def _centre_records(desk: Desk, _: bool) -> list[dict[str, Any]]:
    return [
        {
            "id": row.id,
            "form": row.form,
            "number": f"{row.year}-{row.number}",
            "date": row.on,
            "about": row.about,
            "status": row.status,
            "signed_by": row.signed_by,
            "late": row.is_late_entry,
        }
        for row in desk.centre_records.all()
    ]


def _referral_results(desk: Desk, _: bool) -> list[dict[str, Any]]:
    return [
        {
            "id": row.visit_id,
            "resident_id": row.resident_id,
            "name": row.name,
            "phone": row.phone_masked,
            "programme": row.programme,
            "date": row.on,
            "result_due": row.due_on,
            "to": row.to,
            "why": row.why,
            "sheet": row.sheet,
            "doctor": row.doctor,
        }
        for row in desk.referral_results.waiting()
    ]


def _reports(desk: Desk, _: bool) -> list[dict[str, Any]]:
    return [
        {
            "id": row.id,
            "resident_id": row.resident_id,
            "form": row.form,
            "name": row.name,
            "about": row.about,
            "started": row.started,
            "report_by": row.report_by,
            "event_by": row.event_by,
            "reported": row.reported,
            "state": row.state,
        }
        for row in desk.reports.all()
    ]


_LISTS: dict[str, Callable[[Desk, bool], list[dict[str, Any]]]] = {
    "residents": _residents,
    "visits": _visits,
    "doses": _doses,
    "referrals": _referrals,
    "enrolments": _enrolments,
    "reactions": _reactions,
    "referral-results": _referral_results,
    "reports": _reports,
    "centre-records": _centre_records,
}
