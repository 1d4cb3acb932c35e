"""Temperature ↔ QuestionnaireResponse about the centre."""

from healthdesk.fhir.centre_lines import Line

LINE = Line(
    "refrigerator-temperature",
    {
        "refrigerator_id": "String",
        "read_on": "Date",
        "read_at": "DateTime",
        "celsius": "Decimal",
        "remark": "Text",
        "status": "String",
        "void_reason": "String",
    },
    at="recorded_at",
    by="read_by",
    void="void",
)
