"""A record written on a form ↔ the QuestionnaireResponse that holds all of it, whoever it is about."""

from collections.abc import Mapping
from typing import Any

from healthdesk.domain.forms.definition import Kind
from healthdesk.fhir import answers, resources
from healthdesk.fhir.resources import Body, Profile, pruned
from healthdesk.store.centre_records import CentreRecord
from healthdesk.store.visits import Visit

STATUSES = {"signed": "completed", "incomplete": "in-progress", "void": "entered-in-error"}
_WORDS = {status: word for word, status in STATUSES.items()}


def response(
    row: Visit | CentreRecord, extensions: list[Body], kinds: Mapping[str, Kind], profile: Profile
) -> Body:
    """Form, state, time and answers. `extensions` hold the columns; who it is about is the caller's."""
    items, lists = answers.to_items(row.answers, kinds)
    status = STATUSES.get(row.status, "completed")
    return pruned(
        {
            "resourceType": "QuestionnaireResponse",
            "id": row.id,
            "extension": [*extensions, *([answers.lists_extension(lists)] if lists else ())],
            "questionnaire": f"{profile.form}{row.form_key}|{row.form_version}",
            "status": "amended" if status == "completed" and row.history else status,
            "authored": resources.stamp(row.signed_at),
            "item": items,
        }
    )


def columns_of(body: Mapping[str, Any], profile: Profile) -> Body:
    """The columns that `response` writes; `signed_at` is None where the time is missing."""
    form, _, version = str(body.get("questionnaire", "")).partition("|")
    return {
        "form_key": form.removeprefix(profile.form),
        "form_version": version,
        "status": _WORDS.get(body.get("status", ""), "signed"),
        "signed_at": resources.moment(body.get("authored")),
        "answers": answers.from_items(body.get("item", ()), answers.lists_of(body)),
    }
