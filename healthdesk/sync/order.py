"""Which resources come first: residents before visits before referrals."""

HOUSE = ("Organization", "Location", "Practitioner", "Device")
"""Who writes and where: no part of anybody's record."""

SYNCHRONISED = (
    *HOUSE,
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
    "ImmunizationRecommendation",
    "AdverseEvent",
    "ServiceRequest",
    "Task",
    "DocumentReference",
    "Slot",
    "Appointment",
)
"""What is asked for type by type where a platform has no history of everything: whatever we write.

Of what was not read the version is not known, and what others wrote there would be written over unseen.
"""

_RANK = {type_: rank for rank, type_ in enumerate(SYNCHRONISED)}

IGNORED = frozenset({"Basic", "Provenance", "AuditEvent", "Bundle", "OperationOutcome", "Subscription"})
"""What we write as marks for ourselves and never read as content."""


def rank(type_: str) -> int:
    """Lower is earlier; types this version does not know come last."""
    return _RANK.get(type_, len(_RANK))


def in_order(types: set[str]) -> list[str]:
    """The types, parents first."""
    return sorted(types, key=lambda type_: (rank(type_), type_))
