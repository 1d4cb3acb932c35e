"""Floor 3: rows to FHIR R4 resources and back, pure functions."""
