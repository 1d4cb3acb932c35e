"""The centre, its staff and its workstation → Organization, Location, Practitioner, Device. One way only.

Records name people and houses by their words, so that they stay readable wherever they go; these say who is
meant. The centre's ids come from its code: every desk of a centre speaks of the same two.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from healthdesk.fhir import resources
from healthdesk.fhir.resources import OWN, Body, Profile, pruned

PRACTITIONERS = OWN + "account"
DEVICES = OWN + "installation"


@dataclass(frozen=True, slots=True)
class Member:
    """One of the staff; who left is no longer active."""

    id: str
    name: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class House:
    """What a workstation tells of itself and its centre. Without a code the centre has no id of its own."""

    station: str
    name: str
    centre: str
    code: str
    phone: str
    staff: Sequence[Member]


def names(profile: Profile, system: str) -> bool:
    """Whether identifiers of this system are ours to write; those of every other are kept as they came."""
    own = (
        *(profile.id_card, profile.archive_no, profile.referral_no, profile.trace_code),
        *(profile.institution, PRACTITIONERS, DEVICES),
    )
    return system in own or system.startswith(profile.other_document)


def to_resources(house: House, profile: Profile) -> Iterator[Body]:
    """The centre before what refers to it."""
    owner = _centre_id(house, profile)
    if owner:
        yield _organization(house, owner, profile)
        yield _location(house, owner)
    yield _device(house, owner)
    for member in house.staff:
        yield {
            "resourceType": "Practitioner",
            "id": member.id,
            "identifier": [resources.identifier(PRACTITIONERS, member.id)],
            "active": member.is_active,
            "name": [{"use": "official", "text": member.name}],
        }


def _centre_id(house: House, profile: Profile) -> str | None:
    return resources.part_id(f"{profile.institution}|{house.code}", "Organization") if house.code else None


def _organization(house: House, id_: str, profile: Profile) -> Body:
    return pruned(
        {
            "resourceType": "Organization",
            "id": id_,
            "identifier": [resources.identifier(profile.institution, house.code)],
            "active": True,
            "name": house.centre,
            "telecom": _phone(house),
        }
    )


def _location(house: House, owner: str) -> Body:
    return pruned(
        {
            "resourceType": "Location",
            "id": resources.part_id(owner, "Location"),
            "status": "active",
            "mode": "instance",
            "name": house.centre,
            "telecom": _phone(house),
            "managingOrganization": resources.reference("Organization", owner),
        }
    )


def _device(house: House, owner: str | None) -> Body:
    return pruned(
        {
            "resourceType": "Device",
            "id": house.station,
            "identifier": [resources.identifier(DEVICES, house.station)],
            "status": "active",
            "deviceName": [{"name": house.name, "type": "user-friendly-name"}],
            "owner": resources.reference("Organization", owner) if owner else None,
        }
    )


def _phone(house: House) -> list[dict[str, Any]]:
    return [{"system": "phone", "value": house.phone, "use": "work"}] if house.phone else []
