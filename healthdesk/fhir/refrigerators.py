"""Refrigerator ↔ QuestionnaireResponse about the centre."""

from healthdesk.fhir.centre_lines import Line

LINE = Line(
    "refrigerator",
    {"name": "String", "kind": "String", "low": "Decimal", "high": "Decimal", "status": "String"},
)
