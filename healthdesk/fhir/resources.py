"""Builders and readers of the parts all FHIR resources are made of."""

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from healthdesk.base import canonical, ids, paths
from healthdesk.base.clock import CHINA
from healthdesk.base.errors import InvalidInput
from healthdesk.store.base import Tracked

Body: TypeAlias = dict[str, Any]

UCUM = "http://unitsofmeasure.org"
LOINC = "http://loinc.org"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
OWN = "urn:healthdesk:"
"""All of China keeps one time (GB/T 7408), without summer time since 1992."""
REFERENCES = frozenset({"Patient", "Group", "QuestionnaireResponse"})
PATIENTS = "Patients"
"""The kind of a column with the ids of several people: one part for each."""
_ENDS = (MINYEAR, MAXYEAR)

ABOUT = frozenset({"title", "source", "tag"})
"""What a file of `resources/platforms` says about itself."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Identifier and code systems of one platform; the defaults are the national OIDs (WS/T 682-2020)."""

    id_card: str = "urn:oid:2.16.156.10011.1.3"
    archive_no: str = "urn:oid:2.16.156.10011.1.2"
    other_document: str = OWN + "id-type:"
    referral_no: str = OWN + "referral-number"
    trace_code: str = OWN + "vaccine-trace-code"
    vaccine: str = OWN + "vaccine"
    programme: str = OWN + "programme"
    institution: str = OWN + "institution"
    form: str = OWN + "form:"
    intent: str = OWN + "intent"
    sentinel: str = OWN + "upload-slot"
    document: str = "urn:oid:2.16.156.10011.2.4"
    referral_document: str = "HSDC00.05"
    """The document code of 转诊（院）记录, the 20th part of WS/T 483-2016."""
    profiles: Mapping[str, str] = field(default_factory=dict)
    """Canonical URL by type, which a new resource claims in `meta.profile`; an old one keeps what it has."""
    bases: tuple[str, ...] = ()
    """Further addresses by which the platform calls itself: what a reference there names is its own."""

    @classmethod
    def read(cls, name: str = "national", folder: Path | None = None) -> "Profile":
        """The systems of `<name>.json` in `resources/platforms`; what it leaves out is national.

        Raises InvalidInput for a platform nobody has described, or a file that says something else.
        """
        file = (folder or paths.resources() / "platforms") / f"{name}.json"
        if not name.replace("-", "").isalnum() or not file.is_file():
            raise InvalidInput("platform_profile", "unknown")
        try:
            said = msgspec.json.decode(file.read_bytes(), type=dict[str, Any])
            read = msgspec.convert({key: said[key] for key in said.keys() - ABOUT}, cls)
        except (OSError, msgspec.DecodeError):
            raise InvalidInput(file.name, "unreadable") from None
        if unknown := said.keys() - {one.name for one in fields(cls)} - ABOUT:
            raise InvalidInput(f"{file.name}: {min(unknown)}", "unknown")
        return read


def part_id(row_id: str, part: str) -> str:
    """The id of a resource that belongs to a row: the same everywhere, and beside the row's own in any index.

    A version-8 UUID (RFC 9562, 5.8): how the row's id begins, and SHA-1 of both. For a row whose id does not
    tell its moment, or is no UUID, SHA-1 alone (version 5).
    """
    try:
        namespace = bytes.fromhex(row_id.replace("-", ""))
    except ValueError:
        namespace = b""
    if len(namespace) != len(uuid.NAMESPACE_URL.bytes):
        namespace, part = uuid.NAMESPACE_URL.bytes, f"{row_id}/{part}"
    digest = hashlib.sha1(namespace + part.encode(), usedforsecurity=False).digest()
    if namespace[ids.MOMENT_BYTES] >> 4 == ids.OF_ITS_MOMENT:
        return ids.shaped(namespace[: ids.MOMENT_BYTES] + digest[ids.MOMENT_BYTES : 16], version=8)
    return ids.shaped(digest[:16], version=5)


def lasting_meta(body: Mapping[str, Any]) -> Body:
    """What of `meta` is content: not version and time, nor the request that HAPI notes in `source` as #…."""
    meta = {k: v for k, v in body.get("meta", {}).items() if k not in ("versionId", "lastUpdated")}
    if str(meta.get("source", "")).startswith("#"):
        del meta["source"]
    return meta


def reference(type_: str, id_: str) -> Body:
    """A relative literal reference."""
    return {"reference": f"{type_}/{id_}"}


def referred(value: Any, type_: str) -> str | None:
    """The id in a reference to `type_`, relative or absolute; None when it points elsewhere."""
    text = value.get("reference") if isinstance(value, Mapping) else None
    if not isinstance(text, str):
        return None
    parts = text.split("/_history")[0].rsplit("/", 2)
    return parts[-1] if len(parts) > 1 and parts[-2] == type_ else None


def coding(system: str, code: str, display: str | None = None) -> Body:
    """One Coding."""
    made = {"system": system, "code": code}
    if display:
        made["display"] = display
    return made


def concept(system: str, code: str, text: str | None = None) -> Body:
    """A CodeableConcept of one Coding."""
    made: Body = {"coding": [coding(system, code)]}
    if text:
        made["text"] = text
    return made


def code_of(value: Any, system: str) -> str | None:
    """The code under `system` in a CodeableConcept, or None."""
    for one in (value or {}).get("coding", ()) if isinstance(value, Mapping) else ():
        if one.get("system") == system:
            return str(one["code"]) if "code" in one else None
    return None


def identifier(system: str, value: str, use: str = "official") -> Body:
    """One Identifier."""
    return {"use": use, "system": system, "value": value}


def identified(body: Mapping[str, Any], system: str) -> str | None:
    """The value of the identifier under `system`, or None."""
    for one in body.get("identifier", ()):
        if one.get("system") == system and one.get("value"):
            return str(one["value"])
    return None


def named(name: str | None) -> Body | None:
    """A person or house that is known by name only."""
    return {"display": name} if name else None


def period(start: date | None, end: date | None) -> Body | None:
    """A Period, or None when both ends are open."""
    made = {}
    if start:
        made["start"] = start.isoformat()
    if end:
        made["end"] = end.isoformat()
    return made or None


def stamp(moment: datetime) -> str:
    """A moment as a FHIR dateTime in UTC, with as much precision as it has."""
    return moment.astimezone(UTC).isoformat()


def day(text: Any) -> date | None:
    """The date in China that a FHIR date or dateTime names, or None when it is only a year or a month."""
    if not isinstance(text, str) or len(text) < len("2026-11-02"):
        return None
    if len(text) == len("2026-11-02"):
        return date.fromisoformat(text)
    found = datetime.fromisoformat(text)
    if found.year in _ENDS:  # 9999-12-31T23:59:59Z is how systems write "for ever"
        return found.date()
    # Midnight in China is 16:00 of the day before in UTC: a dose at eight in the morning must not move.
    return found.astimezone(CHINA).date() if found.tzinfo else found.date()


def moment(text: Any) -> datetime | None:
    """The moment a FHIR dateTime or instant names; midnight UTC of a bare date. Raises ValueError."""
    if not isinstance(text, str) or len(text) < len("2026-11-02"):
        return None
    found = datetime.fromisoformat(text)
    if found.year in _ENDS:
        raise ValueError("a moment outside of the calendar")  # in another zone it has no date
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def pruned(body: Body) -> Body:
    """Without the elements that have no value; FHIR knows no null, no empty list and no empty object."""
    return {key: value for key, value in body.items() if value is not None and value != [] and value != {}}


def columns_extension(name: str, row: Tracked, kinds: Mapping[str, str]) -> list[Body]:
    """The columns of a row that FHIR has no element for, as one complex extension of ours."""
    parts = []
    for column, kind in kinds.items():
        value = getattr(row, column)
        if not value:
            continue
        if kind == PATIENTS:
            parts += [{"url": column, "valueReference": reference("Patient", str(one))} for one in value]
            continue
        if kind == "Json":
            value, kind = canonical.encode(value).decode(), "String"
        elif kind == "DateTime":
            value = stamp(value)
        elif kind == "Date":
            value = value.isoformat()
        elif kind in REFERENCES:
            value, kind = reference(kind, value), "Reference"
        parts.append({"url": column, f"value{kind}": value})
    return [{"url": OWN + name, "extension": parts}] if parts else []


def columns_from(name: str, body: Mapping[str, Any], kinds: Mapping[str, str]) -> Body:
    """The columns that `columns_extension` wrote; columns without a value are None."""
    found: Body = dict.fromkeys(kinds)
    for extension in body.get("extension", ()):
        if extension.get("url") != OWN + name:
            continue
        for part in extension.get("extension", ()):
            column = part.get("url")
            if kinds.get(column) == PATIENTS:
                found[column] = [*(found[column] or ()), _column("Patient", part)]
            elif column in kinds:
                found[column] = _column(kinds[column], part)
    return found


def _column(kind: str, part: Mapping[str, Any]) -> Any:
    match kind:
        case "Json":
            return canonical.decode(part["valueString"])
        case "Date":
            return day(part["valueDate"])
        case "DateTime":
            return moment(part["valueDateTime"])
        case "Patient" | "Group" | "QuestionnaireResponse":
            return referred(part["valueReference"], kind)
        case _:
            return part[f"value{kind}"]


def listed(columns: Body, name: str) -> None:
    """A list there in any case; what another system wrote instead becomes its one member, nothing is lost."""
    found = columns.get(name)
    if not isinstance(found, list):
        columns[name] = [] if found is None else [found]


def given(columns: Body, names: Iterable[str], default: Any) -> None:
    """Put `default()` where a column that may not be empty has no value."""
    for name in names:
        if columns.get(name) is None:
            columns[name] = default()
