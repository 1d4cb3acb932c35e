"""What a refusal speaks of: which question of which record, and what stands there.

The platform names an element by its path, in our resource or in the transaction that carried it; what the
path means on the form is found in the very body that was sent.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base import canonical
from healthdesk.fhir import visits
from healthdesk.fhir.resources import Profile
from healthdesk.store.platform import Intent, Version
from healthdesk.sync import fields

SENTINELS = 1
"""Entries of a transaction before the first of ours."""

_COMPLAINT = re.compile(r"(?P<issue>[a-z-]+)(?: (?P<place>\S+))?")
_ENTRY = re.compile(r"^Bundle\.entry\[(\d+)\]\.resource(?:\.ofType\([A-Za-z]+\))?\.?")
_STEP = re.compile(r"([A-Za-z]+)(?:\[(\d+)\])?")
_ELEMENT = re.compile(r"\.(?:ofType|as)\([A-Za-z]+\)")

Step = tuple[str, int]
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that was not accepted. `issue` is FHIR's word for what is wrong with it.

    `field` is the question (a link id) of the form `form` (empty: the house's own word for an element),
    `value` what stands there in a few words, None for nothing. `noun` and `row_id` are the record. All but
    `issue` are empty where the platform named no place that we know.
    """

    issue: str
    field: str = ""
    form: str = ""
    value: str | None = None
    noun: str = ""
    row_id: str = ""


def complaints(session: Session, intent: Intent, profile: Profile) -> tuple[Complaint, ...]:
    """What the platform said of a save, in its order, each once."""
    said = _matches((intent.last_error_text or "").split("; "))
    if not said:
        return ()
    seqs = [item.version_seq for item in intent.items]
    known = {one.seq: one for one in session.scalars(select(Version).where(Version.seq.in_(seqs)))}
    sent = [known[item.version_seq] for item in intent.items if item.is_open]
    found = [_complaint(sent, match["issue"], match["place"] or "", profile) for match in said]
    return tuple(dict.fromkeys(found))


def is_of_the_record(issues: Iterable[str], types: Sequence[str]) -> bool:
    """Whether a refusal names a place in one of the resources of a save that went alone, of these `types`."""
    return any(_is_in(match["place"] or "", set(types), len(types)) for match in _matches(issues))


def _is_in(place: str, types: Collection[str], many: int) -> bool:
    if entry := _ENTRY.match(place):
        return 0 <= int(entry[1]) - SENTINELS < many
    steps = _steps(place)
    return bool(steps) and steps[0][0] in types


def _matches(issues: Iterable[str]) -> list[re.Match[str]]:
    return [match for match in map(_COMPLAINT.fullmatch, issues) if match]


def _complaint(sent: Sequence[Version], issue: str, place: str, profile: Profile) -> Complaint:
    version, path = _meant(sent, _ELEMENT.sub("", place))
    if version is None or not version.body:
        return Complaint(issue)
    body = canonical.decode(version.body)
    field, value = _looked_up(body, path, profile) if path else ("", None)
    form = re.split(r"[/:]", str(body.get("questionnaire", "")).partition("|")[0])[-1]
    form = form if path and path[0][0] == "item" else ""
    return Complaint(issue, field, form, value, version.noun or "", version.row_id or "")


def _meant(sent: Sequence[Version], place: str) -> tuple[Version | None, list[Step]]:
    """The resource a place lies in, and the steps within it."""
    entry = _ENTRY.match(place)
    if entry is not None:
        at = int(entry[1]) - SENTINELS
        steps = _steps(place[entry.end() :])
        version = sent[at] if 0 <= at < len(sent) else None
        is_named = bool(steps) and version is not None and steps[0][0] == version.type
        return version, steps[1:] if is_named else steps
    steps = _steps(place)
    mine = [version for version in sent if steps and version.type == steps[0][0]]
    return (mine[0], steps[1:]) if mine else (None, [])


def _steps(place: str) -> list[Step]:
    return [(name, int(at or 0)) for name, at in _STEP.findall(place)]


def _looked_up(body: Body, path: Sequence[Step], profile: Profile) -> tuple[str, str | None]:
    """The question behind a path, and what stands there."""
    if path[0][0] == "item":
        found = list(_items(body, path))
        return (str(found[0].get("linkId", "")), _answer(found[-1])) if found else ("", None)
    if body.get("resourceType") == "Observation":
        part = _at(body, *path[0]) if path[0][0] == "component" else body
        observed = part if isinstance(part, Mapping) else {}
        return visits.asked(observed), fields.shown(observed.get("valueQuantity"))
    name, at = path[0]
    element = _at(body, name, at)
    for where, value in fields.flatten(body).items():
        if where[0] == name and (value is element or (isinstance(value, list) and element in value)):
            return fields.label(where, profile), fields.shown(element)
    return fields.label((name,)), None


def _items(body: Body, path: Sequence[Step]) -> Iterator[Body]:
    """The item of a question, and the items within it as far as the path goes."""
    for name, at in path:
        item = _at(body, name, at) if name == "item" else None
        if not isinstance(item, Mapping):
            return
        yield item
        body = item


def _answer(item: Body) -> str | None:
    return fields.shown(item["answer"]) if "answer" in item else None


def _at(body: Body, name: str, at: int) -> Any:
    value = body.get(name)
    if isinstance(value, list):
        return value[at] if at < len(value) else None
    return value
