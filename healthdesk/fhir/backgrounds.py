"""Background ↔ QuestionnaireResponse of the background form."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from healthdesk.domain.forms.definition import Kind
from healthdesk.fhir import answers, resources
from healthdesk.fhir.resources import Body, Profile, pruned
from healthdesk.store.backgrounds import Background, background_id

FORM = "vaccination-background"
COLUMNS = {
    "asked": "Json",
    "asked_on": "Date",
    "asked_by": "String",
    "consented": "Json",
    "consent_on": "Date",
    "consent_by": "String",
    "consent_as": "String",
    "consent_taken_by": "String",
    "booklet_checked_on": "Date",
    "booklet_checked_by": "String",
    "booklet_no": "String",
}


def to_form(row: Background, profile: Profile, kinds: Mapping[str, Kind]) -> Body:
    """Everything the background holds."""
    items, lists = answers.to_items(row.answers, kinds)
    extensions = resources.columns_extension("background", row, COLUMNS)
    if lists:
        extensions.append(answers.lists_extension(lists))
    return pruned(
        {
            "resourceType": "QuestionnaireResponse",
            "id": row.id,
            "extension": extensions,
            "questionnaire": f"{profile.form}{FORM}|{row.form_version}",
            "status": "completed",
            "subject": resources.reference("Patient", row.resident_id),
            "authored": resources.stamp(row.updated_at),
            "author": resources.named(row.updated_by),
            "item": items,
        }
    )


def from_form(body: Mapping[str, Any]) -> Body:
    """All columns of the background."""
    columns = resources.columns_from("background", body, COLUMNS)
    resources.given(columns, ("asked", "consented"), dict)
    subject = resources.referred(body.get("subject"), "Patient")
    if subject is None:
        raise ValueError("a background without a person")
    return columns | {
        "resident_id": subject,
        "form_version": str(body.get("questionnaire", "")).partition("|")[2] or "2026.1",
        "answers": answers.from_items(body.get("item", ()), answers.lists_of(body)),
        "updated_by": str(body.get("author", {}).get("display", "")),
        "updated_at": resources.moment(body.get("authored")) or datetime.fromtimestamp(0, UTC),
    }


def is_background(body: Mapping[str, Any]) -> bool:
    """Whether a QuestionnaireResponse is the background of the person it speaks of."""
    subject = resources.referred(body.get("subject"), "Patient")
    return subject is not None and body.get("id") == background_id(subject)
