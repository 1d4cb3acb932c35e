"""Bundles: transactions out, their replies and pages of history back.

Bodies go out as the bytes they were frozen in and come back as the bytes the platform sent: nothing
is decoded that need not be, and no digit of a decimal is lost on the way.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import msgspec

from healthdesk.base import canonical
from healthdesk.fhir import resources, unreadable


@dataclass(frozen=True, slots=True)
class Entry:
    """One resource of a transaction. `if_match` is a bare version id, None for a create."""

    type: str
    id: str
    body: bytes
    if_match: str | None = None


class Reply(NamedTuple):
    """What the platform says of one entry: the version it made, and its own time."""

    version: str
    time: str | None


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One version in a page of history or search. `body` is None for a deletion."""

    type: str
    id: str
    version: str
    time: str | None
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page; `next` is the platform's own opaque link."""

    entries: tuple[PageEntry, ...]
    next: str | None
    total: int | None


class _Request(msgspec.Struct):
    method: str | None = None
    url: str | None = None


class _Response(msgspec.Struct, rename="camel"):
    status: str = ""
    etag: str | None = None
    location: str | None = None
    last_modified: str | None = None


class _Entry(msgspec.Struct, rename="camel"):
    full_url: str | None = None
    resource: msgspec.Raw = msgspec.Raw(b"")
    request: _Request | None = None
    response: _Response | None = None


class _Link(msgspec.Struct):
    relation: str = ""
    url: str = ""


class _Meta(msgspec.Struct, rename="camel"):
    version_id: str | None = None
    last_updated: str | None = None


class _Bundle(msgspec.Struct, rename="camel"):
    resource_type: str = ""
    type: str = ""
    meta: _Meta | None = None
    total: int | None = None
    link: list[_Link] = []
    entry: list[_Entry] = []


class _Head(msgspec.Struct, rename="camel"):
    resource_type: str = ""
    id: str = ""
    meta: _Meta | None = None


_bundle = msgspec.json.Decoder(_Bundle)
_head = msgspec.json.Decoder(_Head)


def transaction(entries: Iterable[Entry]) -> bytes:
    """The transaction Bundle of `entries`, in their order."""
    first, *others = entries
    return begun(first) + ended(others)


def begun(first: Entry) -> bytes:
    """A transaction Bundle up to the end of its first entry."""
    return b'{"resourceType":"Bundle","type":"transaction","entry":[' + _put(first)


def ended(others: Iterable[Entry]) -> bytes:
    """The same Bundle from there on: the other entries, in their order."""
    return b"".join([b"," + _put(entry) for entry in others]) + b"]}"


def _put(entry: Entry) -> bytes:
    request = {"method": "PUT", "url": f"{entry.type}/{entry.id}"}
    if entry.if_match is not None:
        request["ifMatch"] = f'W/"{entry.if_match}"'
    return b'{"request":' + canonical.encode(request) + b',"resource":' + entry.body + b"}"


def replies(raw: bytes, sent: Sequence[tuple[str, str]]) -> tuple[Reply, ...]:
    """The replies to a transaction of the entries `sent` (type, id), in their order.

    Raises ValueError unless the answer proves that every entry was written (sync.md 5.4).
    """
    bundle = _read(raw)
    if bundle.type != "transaction-response" or len(bundle.entry) != len(sent):
        raise ValueError("not the answer to this transaction")
    told = {entry.response.last_modified for entry in bundle.entry if entry.response}
    times = {text: _time(text) for text in told}  # one for all, mostly
    return tuple(_reply(entry, place, times) for entry, place in zip(bundle.entry, sent, strict=True))


def _reply(entry: _Entry, place: tuple[str, str], times: Mapping[str | None, str | None]) -> Reply:
    type_, id_ = place
    response = entry.response
    if response is None or not response.status.startswith("2"):
        raise ValueError("an entry without success")
    version = _version(response)
    if not version:
        raise ValueError("an entry without version")
    if f"{type_}/{id_}/" not in f"/{response.location or f'{type_}/{id_}'}/":
        raise ValueError("an answer to something else")
    return Reply(version, times[response.last_modified])


def _version(response: _Response) -> str | None:
    if response.etag:
        return bare_version(response.etag)
    _, found, version = (response.location or "").partition("/_history/")
    return version.strip("/") if found else None


def bare_version(etag: str) -> str:
    """The version id inside an entity tag: W/"3" → 3."""
    return etag.removeprefix("W/").strip('"')


def page(raw: bytes) -> Page:
    """A page of history or of search results. Raises ValueError for anything else.

    A resource in it that nobody can read comes as it is, under the name and version of its entry.
    """
    try:
        bundle = _read(raw)
    except ValueError:
        rest, apart = unreadable.without(raw)
        bundle = _read(rest)
        for number, resource_ in apart.items():
            bundle.entry[number].resource = msgspec.Raw(resource_)
    if bundle.type not in ("history", "searchset"):
        raise ValueError("not a page")
    links = {link.relation: link.url for link in bundle.link}
    entries = _timed([one for one in map(_page_entry, bundle.entry) if one], bundle, links)
    return Page(tuple(entries), links.get("next"), bundle.total)


def _timed(entries: list[PageEntry], bundle: _Bundle, links: Mapping[str, str]) -> list[PageEntry]:
    """HAPI tells no time of a deletion: it gets a neighbour's, and the version decides a tie.

    One that stands alone is as old as the page, but not on a later page: what was made again after it would
    seem older.
    """
    made = bundle.meta.last_updated if bundle.meta and "previous" not in links else None
    timed: list[PageEntry] = []
    for at, one in enumerate(entries):
        if one.time is None and one.body is None:
            below = next((older.time for older in entries[at:] if older.time), made)
            one = replace(one, time=timed[-1].time if timed and timed[-1].time else below)
        timed.append(one)
    return timed


def _page_entry(entry: _Entry) -> PageEntry | None:
    raw = bytes(entry.resource)
    response = entry.response or _Response()
    if raw and raw != b"null":
        if not unreadable.is_sound(raw):
            return set_aside(raw, *_place(entry), _version(response), _time(response.last_modified))
        head = _headed(raw)
        if head.resource_type == "OperationOutcome":
            return None
        meta = head.meta or _Meta()
        version = meta.version_id or _version(response) or ""
        time = _time(meta.last_updated) or _time(response.last_modified)
        return PageEntry(head.resource_type, head.id, version, time, raw)
    return PageEntry(*_place(entry), _version(response) or "", _time(response.last_modified), None)


def set_aside(raw: bytes, type_: str, id_: str, version: str | None, time: str | None = None) -> PageEntry:
    """What nobody can read, under the name it was asked for or listed by.

    Where no version is told beside it, its digest stands for one. Raises ValueError for what was cut off.
    """
    if not unreadable.is_whole(raw):
        raise ValueError("cut off")
    return PageEntry(type_, id_, version or canonical.digest(raw), time, raw)


def _place(entry: _Entry) -> tuple[str, str]:
    """The type and the id that an entry names beside its resource."""
    where = (entry.request.url if entry.request else None) or entry.full_url or ""
    parts = where.split("/_history")[0].rsplit("/", 2)
    if len(parts) < len(("type", "id")):
        raise ValueError("an entry of nothing")
    return parts[-2], parts[-1]


def _time(text: str | None) -> str | None:
    """A time the platform gave, if it is one: a version whose time nobody can read has none."""
    try:
        return text if resources.moment(text) else None
    except ValueError:
        return None


def _headed(raw: bytes) -> _Head:
    try:
        return _head.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        return _Head()


def resource(raw: bytes) -> PageEntry:
    """Type, id, version and time of a single resource. Raises ValueError for anything else."""
    try:
        head = _head.decode(raw)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(str(error)) from None
    meta = head.meta or _Meta()
    if not head.resource_type or not head.id or not meta.version_id:
        raise ValueError("not a versioned resource")
    return PageEntry(head.resource_type, head.id, meta.version_id, _time(meta.last_updated), raw)


def content(body: dict[str, Any]) -> dict[str, Any]:
    """A body without what the server owns: version, time, and a narrative it made itself."""
    meta = resources.lasting_meta(body)
    kept = {key: value for key, value in body.items() if key != "meta"}
    if body.get("text", {}).get("status") == "generated":
        kept.pop("text")
    return kept | {"meta": meta} if meta else kept


def fingerprint(raw: bytes) -> str:
    """The hash of a body's content: equal for what we sent and what a server gives back of it."""
    return canonical.digest(canonical.encode(content(canonical.decode(raw))))


def _read(raw: bytes) -> _Bundle:
    try:
        bundle = _bundle.decode(raw)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(str(error)) from None
    if bundle.resource_type != "Bundle":
        raise ValueError("not a Bundle")
    return bundle
