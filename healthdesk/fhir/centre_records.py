"""CentreRecord ↔ QuestionnaireResponse whose subject is the centre itself."""

from collections.abc import Mapping
from typing import Any

from healthdesk.base.clock import CHINA
from healthdesk.domain.forms.definition import Kind
from healthdesk.fhir import resources
from healthdesk.fhir.resources import OWN, Body, Profile, pruned
from healthdesk.fhir.responses import columns_of, response
from healthdesk.store.centre_records import CentreRecord

NAME = "centre-record"
COLUMNS = {
    "recorded_on": "Date",
    "year": "Integer",
    "number": "Integer",
    "entries": "Json",
    "is_late_entry": "Boolean",
    "amend_reason": "String",
    "history": "Json",
}


def to_form(row: CentreRecord, profile: Profile, kinds: Mapping[str, Kind]) -> Body:
    """The one resource: everything the record holds.

    The centre is named by its code: platforms keep their own Organization, whose id is not known here.
    """
    made = response(row, resources.columns_extension(NAME, row, COLUMNS), kinds, profile)
    about = {"subject": _institution(row, profile), "author": resources.named(row.signed_by)}
    return made | pruned(about)


def _institution(row: CentreRecord, profile: Profile) -> Body:
    made: Body = {"type": "Organization", "display": row.institution}
    if row.institution_code:
        made["identifier"] = resources.identifier(profile.institution, row.institution_code)
    return made


def from_form(body: Mapping[str, Any], profile: Profile) -> Body:
    """All columns of the record."""
    columns = resources.columns_from(NAME, body, COLUMNS)
    written, subject = columns_of(body, profile), body.get("subject", {})
    signed_at = written["signed_at"]
    if signed_at is None or not str(body.get("questionnaire", "")).startswith(profile.form):
        raise ValueError("a record of the centre without time or form")
    resources.given(columns, ["entries"], dict)
    resources.listed(columns, "history")
    resources.given(columns, ["is_late_entry"], bool)
    resources.given(columns, ["number"], int)
    resources.given(columns, ["recorded_on"], signed_at.astimezone(CHINA).date)
    resources.given(columns, ["year"], lambda: columns["recorded_on"].year)
    code = resources.identified({"identifier": [subject.get("identifier", {})]}, profile.institution)
    return (
        columns
        | written
        | {
            "status": "void" if written["status"] == "void" else "signed",  # never half written
            "institution": subject.get("display", ""),
            "institution_code": code or "",
            "signed_by": body.get("author", {}).get("display", ""),
        }
    )


def is_centre_record(body: Mapping[str, Any]) -> bool:
    """Whether a QuestionnaireResponse is one of ours about the centre."""
    return any(extension.get("url") == OWN + NAME for extension in body.get("extension", ()))
