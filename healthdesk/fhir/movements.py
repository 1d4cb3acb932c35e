"""Movement ↔ QuestionnaireResponse about the centre."""

from healthdesk.fhir.centre_lines import Line

LINE = Line(
    "stock-movement",
    {
        "lot_id": "String",
        "kind": "String",
        "doses": "Integer",
        "moved_on": "Date",
        "reason": "Text",
        "about": "String",
        "refrigerator_id": "String",
        "partner": "Text",
        "document_no": "Text",
        "celsius": "Decimal",
        "counted": "Integer",
        "trace_codes": "List",
    },
    at="moved_at",
    by="moved_by",
)
