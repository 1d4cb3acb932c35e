"""The shape of what comes in: which elements are texts, lists or objects (FHIR R4), as far as we read them.

A platform may answer with anything. Readers, merging and saving on top of it take the shape for granted, so
a body that lacks it is kept apart before anything is made of it (sync.md 5.6). What it says, and whether
that makes sense, is for the readers.
"""

from typing import TypeAlias

import msgspec

from healthdesk.fhir.elements import (
    NO_CODING,
    NO_CONCEPT,
    NO_IDENTIFIER,
    NO_META,
    NO_NAME,
    NO_NARRATIVE,
    NO_PERIOD,
    NO_QUANTITY,
    NO_REFERENCE,
    Address,
    Coding,
    Concept,
    Contact,
    Extension,
    Identifier,
    Meta,
    Name,
    Narrative,
    Period,
    Quantity,
    Reference,
    Small,
)


class Resource(msgspec.Struct, rename="camel"):
    """What all have in common."""

    id: str
    meta: Meta = NO_META
    text: Narrative = NO_NARRATIVE
    extension: list[Extension] = []
    status: str = ""


class _Other(Resource, rename="camel"):
    """A type that is only kept; some of R4 have one identifier, most have several."""

    identifier: list[Identifier] | Identifier = []


class _Identified(Resource, rename="camel"):
    identifier: list[Identifier] = []


class _Link(msgspec.Struct, rename="camel"):
    other: Reference = NO_REFERENCE
    type: str = ""


class _Relative(msgspec.Struct, rename="camel"):
    name: Name = NO_NAME
    telecom: list[Contact] = []


class _Patient(_Identified, rename="camel"):
    name: list[Name] = []
    telecom: list[Contact] = []
    address: list[Address] = []
    active: bool = True
    gender: str = ""
    birth_date: str = ""
    marital_status: Concept = NO_CONCEPT
    contact: list[_Relative] = []
    general_practitioner: list[Reference] = []
    deceased_boolean: bool = False
    deceased_date_time: str = ""
    link: list[_Link] = []


class _RelatedPerson(_Identified, rename="camel"):
    patient: Reference = NO_REFERENCE
    name: list[Name] = []
    telecom: list[Contact] = []


class _Answer(msgspec.Struct, rename="camel"):
    value_coding: Coding = NO_CODING
    value_string: str = ""
    value_date: str = ""
    value_date_time: str = ""
    value_time: str = ""
    value_boolean: bool = False
    value_integer: Small = 0
    value_decimal: int | float = 0
    extension: list[Extension] = []


class _Item(msgspec.Struct, rename="camel"):
    link_id: str
    answer: list[_Answer] = []
    item: list["_Item"] = []
    extension: list[Extension] = []


class _Response(Resource, rename="camel"):
    identifier: Identifier = NO_IDENTIFIER
    questionnaire: str = ""
    subject: Reference = NO_REFERENCE
    encounter: Reference = NO_REFERENCE
    author: Reference = NO_REFERENCE
    authored: str = ""
    based_on: list[Reference] = []
    item: list[_Item] = []


class _Participant(msgspec.Struct, rename="camel"):
    actor: Reference = NO_REFERENCE
    status: str = ""


class _Encounter(_Identified, rename="camel"):
    subject: Reference = NO_REFERENCE
    participant: list[_Participant] = []


class _Component(msgspec.Struct, rename="camel"):
    code: Concept = NO_CONCEPT
    value_quantity: Quantity = NO_QUANTITY


class _Observation(_Identified, rename="camel"):
    code: Concept = NO_CONCEPT
    value_quantity: Quantity = NO_QUANTITY
    subject: Reference = NO_REFERENCE
    component: list[_Component] = []


class _Performer(msgspec.Struct, rename="camel"):
    function: Concept = NO_CONCEPT
    actor: Reference = NO_REFERENCE


class _Immunization(_Identified, rename="camel"):
    vaccine_code: Concept = NO_CONCEPT
    patient: Reference = NO_REFERENCE
    occurrence_date_time: str = ""
    recorded: str = ""
    primary_source: bool = True
    manufacturer: Reference = NO_REFERENCE
    lot_number: str = ""
    expiration_date: str = ""
    site: Concept = NO_CONCEPT
    route: Concept = NO_CONCEPT
    performer: list[_Performer] = []
    location: Reference = NO_REFERENCE


class _ServiceRequest(_Identified, rename="camel"):
    subject: Reference = NO_REFERENCE
    authored_on: str = ""
    requester: Reference = NO_REFERENCE
    performer: list[Reference] = []


class _Output(msgspec.Struct, rename="camel"):
    type: Concept = NO_CONCEPT
    value_string: str = ""


class _Task(_Identified, rename="camel"):
    based_on: list[Reference] = []
    business_status: Concept = NO_CONCEPT
    status_reason: Concept = NO_CONCEPT
    focus: Reference = NO_REFERENCE
    last_modified: str = ""
    output: list[_Output] = []


class _CarePlan(_Identified, rename="camel"):
    category: list[Concept] = []
    subject: Reference = NO_REFERENCE
    period: Period = NO_PERIOD


class _Group(_Identified, rename="camel"):
    code: Concept = NO_CONCEPT


class _Fact(_Identified, rename="camel"):
    clinical_status: Concept = NO_CONCEPT
    verification_status: Concept = NO_CONCEPT
    code: Concept = NO_CONCEPT
    patient: Reference = NO_REFERENCE
    subject: Reference = NO_REFERENCE
    asserter: Reference = NO_REFERENCE
    recorder: Reference = NO_REFERENCE
    recorded_date: str = ""
    onset_date_time: str = ""


class _MedicationStatement(_Identified, rename="camel"):
    medication_codeable_concept: Concept = NO_CONCEPT
    medication_reference: Reference = NO_REFERENCE
    subject: Reference = NO_REFERENCE
    information_source: Reference = NO_REFERENCE
    date_asserted: str = ""
    based_on: list[Reference] = []


class _Appointment(_Identified, rename="camel"):
    participant: list[_Participant] = []
    slot: list[Reference] = []
    start: str = ""
    end: str = ""
    description: str = ""
    comment: str = ""
    cancelation_reason: Concept = NO_CONCEPT
    service_type: list[Concept] = []
    reason_code: list[Concept] = []
    appointment_type: Concept = NO_CONCEPT


class _Slot(_Identified, rename="camel"):
    schedule: Reference = NO_REFERENCE
    start: str = ""
    end: str = ""


_Decoder: TypeAlias = msgspec.json.Decoder[Resource]
_ANY: _Decoder = msgspec.json.Decoder(_Other)
_BY_TYPE: dict[str, _Decoder] = {
    "Patient": msgspec.json.Decoder(_Patient),
    "RelatedPerson": msgspec.json.Decoder(_RelatedPerson),
    "QuestionnaireResponse": msgspec.json.Decoder(_Response),
    "Encounter": msgspec.json.Decoder(_Encounter),
    "Observation": msgspec.json.Decoder(_Observation),
    "Immunization": msgspec.json.Decoder(_Immunization),
    "ServiceRequest": msgspec.json.Decoder(_ServiceRequest),
    "Task": msgspec.json.Decoder(_Task),
    "CarePlan": msgspec.json.Decoder(_CarePlan),
    "Group": msgspec.json.Decoder(_Group),
    "AllergyIntolerance": msgspec.json.Decoder(_Fact),
    "Condition": msgspec.json.Decoder(_Fact),
    "MedicationStatement": msgspec.json.Decoder(_MedicationStatement),
    "Appointment": msgspec.json.Decoder(_Appointment),
    "Slot": msgspec.json.Decoder(_Slot),
}


def check(type_: str, raw: bytes) -> None:
    """Raises ValueError for a body of `type_` whose parts are not what FHIR says they are."""
    try:
        _BY_TYPE.get(type_, _ANY).decode(raw)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(str(error)) from None
