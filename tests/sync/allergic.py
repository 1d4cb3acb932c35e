"""Somebody whose archive says an allergy and a disease, each of which is a resource of its own there."""

from healthdesk.trials.syncing.stations import Station
from tests.sync import verified

FACTS = (("AllergyIntolerance", "allergy-2"), ("Condition", "condition-2"))


def somebody(desk: Station) -> str:
    """Allergic to penicillin, with a high blood pressure; on the platform."""
    made = desk.register(drug_allergy=["2"], past_disease=[{"past_disease_code": "2"}])
    desk.sync()
    return made


def said_here(desk: Station, person: str) -> tuple[list[str], int]:
    """The allergies of the archive's form, and how many diseases it names."""
    answers = desk.row("Resident", person)["answers"]
    return list(answers["drug_allergy"]), len(answers.get("past_disease", []))


def faults(desk: Station) -> list[str]:
    """What `verify` would say of the rows beside their versions."""
    return verified.row_faults(desk.database, desk.link.mapper.freeze)
