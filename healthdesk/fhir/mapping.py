"""From rows to resources at every save, and from resources to rows when they are pulled.

| row         | primary resource      | beside it                                          |
|-------------|-----------------------|----------------------------------------------------|
| Resident    | Patient               | QuestionnaireResponse (个人基本信息表),               |
|             |                       | AllergyIntolerance, Condition, RelatedPerson       |
| Family      | Group                 |                                                    |
| Enrolment   | CarePlan              | MedicationStatements, ImmunizationRecommendation   |
| Visit       | QuestionnaireResponse | Encounter, Observations, AdverseEvent              |
| Vaccination | Immunization          |                                                    |
| Background  | QuestionnaireResponse |                                                    |
| Referral    | ServiceRequest        | Task (its course), QuestionnaireResponse (its sheet),|
|             |                       | DocumentReference                                  |
| CentreRecord| QuestionnaireResponse |                                                    |
| Lot, Movement, Refrigerator, Temperature | QuestionnaireResponse |               |
| OutsideFact | of others, read only  |                                                    |
| Appointment, BookingSlot | Appointment, Slot |                                           |

A row can be made again from its primary resource, the form and the Task; everything else is written for
others to read and is never read back as such.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from healthdesk.base import canonical
from healthdesk.base.errors import NotFound
from healthdesk.domain.forms.answers import Answers
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.definition import Form, Kind
from healthdesk.domain.forms.extraction import Measured, measures
from healthdesk.fhir import (
    appointments,
    archive_facts,
    archives,
    backgrounds,
    centre_records,
    families,
    house,
    immunization,
    medications,
    outside_facts,
    owners,
    programmes,
    reactions,
    recommendations,
    referrals,
    residents,
    resources,
    said,
    visits,
)
from healthdesk.fhir.overlay import overlay
from healthdesk.fhir.owners import LINES, Owner
from healthdesk.fhir.resources import Body, Profile
from healthdesk.store.appointments import Appointment, BookingSlot
from healthdesk.store.backgrounds import Background
from healthdesk.store.base import Tracked
from healthdesk.store.centre_records import CentreRecord
from healthdesk.store.families import Family
from healthdesk.store.immunization import Vaccination
from healthdesk.store.journal import Resource
from healthdesk.store.lots import Lot
from healthdesk.store.movements import Movement
from healthdesk.store.outside_facts import OutsideFact
from healthdesk.store.programmes import Enrolment
from healthdesk.store.referrals import Referral
from healthdesk.store.refrigerators import Refrigerator
from healthdesk.store.residents import Resident
from healthdesk.store.temperatures import Temperature
from healthdesk.store.visits import Visit

Previous = Callable[[str, str], bytes | None]
FOLLOWING = frozenset({*archive_facts.TYPES, residents.CONTACT_PART, medications.TYPE, recommendations.TYPE})
"""What says again what the archive's form or the plan says."""

STOCK = (Lot, Movement, Refrigerator, Temperature)
ROWS: dict[str, type[Tracked]] = {
    row.__name__: row
    for row in (
        *(Resident, Family, Enrolment, Visit, Vaccination, Referral, CentreRecord, Background),
        *STOCK,
        *(OutsideFact, Appointment, BookingSlot),
    )
}


@dataclass(frozen=True, slots=True)
class RowChange:
    """What pulled resources make of a row: every column of it but `id` and `row_version`."""

    noun: str
    id: str
    columns: Mapping[str, Any]


class Mapper:
    """Maps in both directions for one platform's `profile`; `forms` tells which answers are codes."""

    def __init__(self, forms: Forms | None = None, profile: Profile | None = None) -> None:
        self.profile = profile or Profile()
        self._forms = forms or Forms.read()
        self._kinds: dict[tuple[str, str], Mapping[str, Kind]] = {}

    def freeze(self, row: Tracked, previous: Previous) -> list[Resource]:
        """The resources of `row`, on top of their last bodies. The `Freezer` of the journal."""
        made = []
        for body in self._bodies(row, previous):
            type_, laid = body["resourceType"], self._laid(body, previous)
            made.append(Resource(type_, body["id"], laid, follows=type_ in FOLLOWING))
        return made

    def _laid(self, body: Body, previous: Previous) -> Body:
        """On top of its last body; a new one claims the profile that the platform asks for."""
        type_ = body["resourceType"]
        if raw := previous(type_, body["id"]):  # empty once it was deleted there
            before = canonical.decode(raw)
            made = overlay(body, before, lambda system: house.names(self.profile, system))
            return said.signed(made, before) if type_ in said.TYPES else made
        claimed = self.profile.profiles.get(type_)
        made = body | {"meta": {"profile": [claimed]}} if claimed else body
        return said.signed(made) if type_ in said.TYPES else made

    def house(self, about: house.House, previous: Previous) -> Iterator[Resource]:
        """The resources of the centre and its workstation, on top of their last bodies."""
        for body in house.to_resources(about, self.profile):
            yield Resource(body["resourceType"], body["id"], self._laid(body, previous))

    def _bodies(self, row: Tracked, previous: Previous) -> Iterator[Body]:
        match row:
            case Visit():
                yield from self._visit(row, previous)
            case Resident():
                yield residents.to_patient(row, self.profile)
                kinds = self.kinds(residents.FORM, row.form_version)
                form = residents.to_form(row, self.profile, kinds)
                yield from archives.to_resources(row, form, self._words(residents.FORM, row), previous)
            case Referral():
                yield referrals.to_request(row, self.profile)
                yield referrals.to_task(row)
                yield referrals.to_form(row, self.profile, self.kinds(referrals.FORM, row.form_version))
                yield referrals.to_document(row, self.profile)
            case OutsideFact():
                return
            case Enrolment():
                yield from archives.plan_resources(row, self.profile, previous)
            case Appointment():
                yield appointments.to_appointment(row, archives.read(previous("Appointment", row.id)))
            case BookingSlot():
                yield appointments.to_slot(row, archives.read(previous("Slot", row.id)))
            case _:
                yield self._only_body(row)

    def _words(self, form_key: str, row: Resident) -> archive_facts.Word:
        form = self._form(form_key, row.form_version)

        def word(link_id: str, code: str) -> str | None:
            option = form.item(link_id).option(code) if form and form.has(link_id) else None
            return option.text if option else None

        return word

    def _visit(self, row: Visit, previous: Previous) -> Iterator[Body]:
        yield visits.to_form(row, self.profile, self.kinds(row.form_key, row.form_version))
        yield visits.to_encounter(row, self.profile)
        yield from self._observations(row, previous)
        if row.form_key == reactions.FORM:
            yield reactions.to_event(row)

    def _only_body(self, row: Tracked) -> Body:
        match row:
            case Vaccination():
                return immunization.to_immunization(row, self.profile)
            case Background():
                return backgrounds.to_form(row, self.profile, self.kinds(backgrounds.FORM, row.form_version))
            case Family():
                return families.to_group(row)
            case CentreRecord():
                return centre_records.to_form(row, self.profile, self.kinds(row.form_key, row.form_version))
            case Lot() | Movement() | Refrigerator() | Temperature():
                return LINES[type(row).__name__].to_form(row, self.profile)
            case _:
                raise TypeError(f"no resource is known for {type(row).__name__}")

    def _observations(self, row: Visit, previous: Previous) -> Iterator[Body]:
        measured = set()
        for body in visits.to_observations(row):
            measured.add(body["id"])
            yield body
        if previous("QuestionnaireResponse", row.id) is None:
            return
        for part in visits.PARTS:
            id_ = resources.part_id(row.id, part)
            before = previous("Observation", id_) if id_ not in measured else None
            if before:
                yield visits.to_withdrawn(row, part, canonical.decode(before))

    def kinds(self, form_key: str, version: str) -> Mapping[str, Kind]:
        """How each item of a form is asked; empty for a form that is not known here."""
        key = (form_key, version)
        if key not in self._kinds:
            form = self._form(form_key, version)
            self._kinds[key] = {item.link_id: item.kind for item in form.walk()} if form else {}
        return self._kinds[key]

    def measures(self, form_key: str, version: str, filled: Answers) -> tuple[Measured, ...]:
        """The numbers among the answers of a visit that lists and trends need."""
        form = self._form(form_key, version)
        return measures(form, filled) if form else ()

    def _form(self, form_key: str, version: str) -> Form | None:
        try:
            return self._forms.get(form_key, version)
        except NotFound:
            return None

    def owner(self, body: Mapping[str, Any]) -> Owner | None:
        """Row class name and id that a resource belongs to; None for one that makes no row here."""
        return owners.owner(body, self.profile)

    def parts(self, noun: str, row_id: str) -> tuple[tuple[str, str], ...]:
        """The (type, id) of the resources a row is made from, the primary first."""
        match noun:
            case "Resident":
                return ("Patient", row_id), _form(row_id)
            case "Referral":
                task = ("Task", resources.part_id(row_id, referrals.TASK_PART))
                return ("ServiceRequest", row_id), task, _form(row_id)
            case "OutsideFact":
                return tuple((type_, row_id) for type_ in outside_facts.KINDS)
            case _:
                return ((_PRIMARY[noun], row_id),)

    def thaw(self, noun: str, row_id: str, bodies: Mapping[str, Mapping[str, Any]]) -> RowChange | None:
        """The row that its resources (by type) describe; None while the primary is missing.

        Raises ValueError, KeyError or TypeError for a body that makes no sense.
        """
        primary = bodies.get(_PRIMARY[noun]) if noun in _PRIMARY else next(iter(bodies.values()), None)
        if primary is None:
            return None
        if noun in LINES:
            columns = LINES[noun].from_form(primary)
        elif noun in _PLAIN:
            columns = _PLAIN[noun](primary)
        else:
            columns = self._columns(noun, primary, bodies)
        return RowChange(noun, row_id, columns)

    def _columns(
        self, noun: str, primary: Mapping[str, Any], bodies: Mapping[str, Mapping[str, Any]]
    ) -> Body:
        match noun:
            case "Resident":
                person = residents.from_patient(primary, self.profile)
                return person | residents.form_columns(bodies.get("QuestionnaireResponse"), person)
            case "Visit":
                return visits.from_form(primary, self.profile)
            case "Vaccination":
                return immunization.from_immunization(primary, self.profile)
            case "Enrolment":
                return programmes.from_plan(primary, self.profile)
            case "CentreRecord":
                return centre_records.from_form(primary, self.profile)
            case _:
                return referrals.from_all(primary, bodies, self.profile)


_PRIMARY = {
    "Resident": "Patient",
    "Family": "Group",
    "Enrolment": "CarePlan",
    "Visit": "QuestionnaireResponse",
    "Vaccination": "Immunization",
    "Background": "QuestionnaireResponse",
    "Referral": "ServiceRequest",
    "CentreRecord": "QuestionnaireResponse",
    "Appointment": "Appointment",
    "BookingSlot": "Slot",
    **dict.fromkeys(LINES, "QuestionnaireResponse"),
}


_PLAIN: dict[str, Callable[[Mapping[str, Any]], Body]] = {
    "Background": backgrounds.from_form,
    "Family": families.from_group,
    "OutsideFact": outside_facts.from_resource,
    "Appointment": appointments.from_appointment,
    "BookingSlot": appointments.from_slot,
}
"""Rows that are read without knowing the systems of a platform."""


def _form(row_id: str) -> tuple[str, str]:
    return "QuestionnaireResponse", resources.part_id(row_id, residents.FORM_PART)
