"""Lot ↔ QuestionnaireResponse about the centre."""

from healthdesk.fhir.centre_lines import Line

FORM = "vaccine-lot"
LINE = Line(
    FORM,
    {
        "product": "String",
        "number": "String",
        "key": "String",
        "manufacturer": "Text",
        "expires_on": "Date",
        "specification": "Text",
        "doses_per_vial": "Integer",
        "is_free": "Boolean",
        "trace_product": "String",
        "change_reason": "String",
    },
    at="changed_at",
    by="changed_by",
)
