"""Which resources come first: residents before visits before referrals."""

_HOUSE = ("Organization", "Location", "Practitioner", "Device")
_ORDER = (
    *_HOUSE,
    "Patient",
    "Group",
    "RelatedPerson",
    "CarePlan",
    "Encounter",
    "QuestionnaireResponse",
    "Observation",
    "AllergyIntolerance",
    "Condition",
    "MedicationStatement",
    "Immunization",
    "ServiceRequest",
    "Task",
    "Slot",
    "Appointment",
)
_RANK = {type_: rank for rank, type_ in enumerate(_ORDER)}

SYNCHRONISED = tuple(type_ for type_ in _ORDER if type_ not in (*_HOUSE, "RelatedPerson"))
"""What is asked for type by type where a platform has no history of everything."""

IGNORED = frozenset({"Basic", "Provenance", "AuditEvent", "Bundle", "OperationOutcome", "Subscription"})
"""What we write as marks for ourselves and never read as content."""


def rank(type_: str) -> int:
    """Lower is earlier; types this version does not know come last."""
    return _RANK.get(type_, len(_ORDER))


def in_order(types: set[str]) -> list[str]:
    """The types, parents first."""
    return sorted(types, key=lambda type_: (rank(type_), type_))
