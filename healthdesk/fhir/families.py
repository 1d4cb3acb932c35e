"""Family ↔ Group. The members name their family in the Patient; the Group names only its head."""

from collections.abc import Mapping
from typing import Any

from healthdesk.fhir import resources
from healthdesk.fhir.resources import OWN, Body, pruned
from healthdesk.store.families import Family

COLUMNS = {"head_id": "Patient", "address": "String"}
KIND = OWN + "group"


def to_group(row: Family) -> Body:
    """One household."""
    return pruned(
        {
            "resourceType": "Group",
            "id": row.id,
            "extension": resources.columns_extension("family", row, COLUMNS),
            "type": "person",
            "actual": True,
            "code": resources.concept(KIND, "family"),
        }
    )


def from_group(body: Mapping[str, Any]) -> Body:
    """All columns of the family."""
    return resources.columns_from("family", body, COLUMNS)


def is_family(body: Mapping[str, Any]) -> bool:
    """Whether a Group is a household of ours."""
    return resources.code_of(body.get("code"), KIND) == "family"
