"""CentreRecord ↔ QuestionnaireResponse whose subject is the centre itself."""

from collections.abc import Mapping
from typing import Any

from healthdesk.base.clock import CHINA
from healthdesk.domain.forms.definition import Kind
from healthdesk.fhir import answers, resources
from healthdesk.fhir.resources import OWN, Body, Profile, pruned
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
STATUSES = {"signed": "completed", "void": "entered-in-error"}


def to_form(row: CentreRecord, profile: Profile, kinds: Mapping[str, Kind]) -> Body:
    """The one resource: everything the record holds.

    The centre is named by its code: platforms keep their own Organization, whose id is not known here.
    """
    items, lists = answers.to_items(row.answers, kinds)
    extensions = resources.columns_extension(NAME, row, COLUMNS)
    if lists:
        extensions.append(answers.lists_extension(lists))
    status = STATUSES.get(row.status, "completed")
    return pruned(
        {
            "resourceType": "QuestionnaireResponse",
            "id": row.id,
            "extension": extensions,
            "questionnaire": f"{profile.form}{row.form_key}|{row.form_version}",
            "status": "amended" if status == "completed" and row.history else status,
            "subject": _institution(row, profile),
            "authored": resources.stamp(row.signed_at),
            "author": resources.named(row.signed_by),
            "item": items,
        }
    )


def _institution(row: CentreRecord, profile: Profile) -> Body:
    made: Body = {"type": "Organization", "display": row.institution}
    if row.institution_code:
        made["identifier"] = resources.identifier(profile.institution, row.institution_code)
    return made


def from_form(body: Mapping[str, Any], profile: Profile) -> Body:
    """All columns of the record."""
    columns = resources.columns_from(NAME, body, COLUMNS)
    form, _, version = str(body.get("questionnaire", "")).partition("|")
    signed_at = resources.moment(body.get("authored"))
    subject = body.get("subject", {})
    if signed_at is None or not form.startswith(profile.form):
        raise ValueError("a record of the centre without time or form")
    resources.given(columns, ["entries"], dict)
    resources.given(columns, ["history"], list)
    resources.given(columns, ["is_late_entry"], bool)
    resources.given(columns, ["number"], int)
    resources.given(columns, ["recorded_on"], signed_at.astimezone(CHINA).date)
    resources.given(columns, ["year"], lambda: columns["recorded_on"].year)
    statuses = {status: word for word, status in STATUSES.items()}
    return columns | {
        "form_key": form.removeprefix(profile.form),
        "form_version": version,
        "institution": subject.get("display", ""),
        "institution_code": resources.identified(
            {"identifier": [subject.get("identifier", {})]}, profile.institution
        )
        or "",
        "status": statuses.get(body.get("status", ""), "signed"),
        "signed_at": signed_at,
        "signed_by": body.get("author", {}).get("display", ""),
        "answers": answers.from_items(body.get("item", ()), answers.lists_of(body)),
    }


def is_centre_record(body: Mapping[str, Any]) -> bool:
    """Whether a QuestionnaireResponse is one of ours about the centre."""
    return any(extension.get("url") == OWN + NAME for extension in body.get("extension", ()))
