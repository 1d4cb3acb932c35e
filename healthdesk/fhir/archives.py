"""The archive's form and the plan, and the resources that say parts of them again in FHIR's own words."""

from collections.abc import Callable, Iterator

from healthdesk.base import canonical
from healthdesk.fhir import archive_facts, medications, programmes, recommendations, residents, resources
from healthdesk.fhir.resources import Body, Profile
from healthdesk.store.programmes import Enrolment
from healthdesk.store.residents import Resident

Previous = Callable[[str, str], bytes | None]


def to_resources(row: Resident, form: Body, word: archive_facts.Word, previous: Previous) -> Iterator[Body]:
    """The form, its allergies and diseases, and the contact; what it no longer names is taken back."""
    facts = archive_facts.of(row.answers)
    before = read(previous("QuestionnaireResponse", form["id"]))
    parts = {*facts, *(archive_facts.parts_of(before) if before else ())}
    if parts:
        form["extension"] = [*form.get("extension", ()), archive_facts.facts_extension(parts)]
    yield form
    for part in sorted(parts):
        held = read(previous(archive_facts.type_of(part), resources.part_id(row.id, part)))
        if part in facts:
            yield archive_facts.to_resource(row.id, facts[part], word, held)
        elif held and archive_facts.patient_of(held) == row.id:  # else it was given to another person
            yield archive_facts.to_withdrawn(part, held)
    yield from residents.to_contact(row, previous)


def plan_resources(row: Enrolment, profile: Profile, previous: Previous) -> Iterator[Body]:
    """The plan of an enrolment, its medicines (one that is no longer named has stopped), and coming doses."""
    plan = programmes.to_plan(row, profile)
    taken = medications.parts(row.medicines)
    before = read(previous("CarePlan", row.id))
    parts = {*taken, *(archive_facts.parts_of(before) if before else ())}
    if parts:
        plan["extension"] = [*plan.get("extension", ()), archive_facts.facts_extension(parts)]
    yield plan
    for part in sorted(parts):
        if part in taken:
            yield medications.to_statement(row, part, taken[part])
        elif held := read(previous(medications.TYPE, resources.part_id(row.id, part))):
            yield medications.to_stopped(held)
    held = read(previous(recommendations.TYPE, resources.part_id(row.id, recommendations.TYPE)))
    yield from recommendations.to_recommendation(row, profile, held)


def read(raw: bytes | None) -> Body | None:
    """A body that was held before; None for one that never was, or was deleted there."""
    found: Body | None = canonical.decode(raw) if raw else None
    return found
