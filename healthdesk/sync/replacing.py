"""A border for platforms that keep no history: what is there is never changed, it is replaced (sync.md 3).

The change number n of a resource has one id, the same for all workstations, and is made only where it is not
there yet: two cannot make it. So number and id stand in for the version and If-Match that are missing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy import select

from healthdesk.base import canonical
from healthdesk.fhir import replacements
from healthdesk.fhir.bundles import PageEntry, Reply
from healthdesk.store.platform import Ack, Head
from healthdesk.sync.link import Border, Link
from healthdesk.sync.saves import Item

_LONGEST_NUMBER = 20
REPLACED = "~replaced"
"""After the number, in the name of a version that is a resource of its own there."""


def is_beside(known: str, fresh: str) -> bool:
    """Whether the platform changed in place what we had replaced: neither text knows of the other."""
    return known.endswith(REPLACED) and not fresh.endswith(REPLACED)


def number(version: str) -> int:
    """Which version of a resource this is, as far as its name tells; 0 where it does not."""
    count = version.removesuffix(REPLACED)
    return int(count) if count.isdecimal() and len(count) < _LONGEST_NUMBER else 0


class Replacing(Border):
    """`inner` is how single resources are named and made there."""

    def __init__(self, inner: Border) -> None:
        self._inner = inner

    def read(self, link: Link, type_: str, id_: str) -> PageEntry | None:
        newest = self._inner.read(link, type_, id_)
        if newest is None or newest.body is None:
            return newest
        step = _next(newest.version)
        while (found := self._inner.read(link, *_place(type_, id_, step))) is not None and found.body:
            newest, step = _opened(found), step + 1
        return newest

    def status(self, link: Link, type_: str, id_: str) -> int:
        return self._inner.status(link, type_, id_)

    def write(self, link: Link, item: Item) -> Reply | None:
        if item.base is None:
            return self._inner.write(link, item)
        step = _next(item.base)
        type_, id_ = _place(item.type, item.id, step)
        body = canonical.encode(replacements.wrapped(canonical.decode(item.body), step))
        made = self._inner.write(link, replace(item, type=type_, id=id_, body=body, base=None))
        return Reply(f"{step}{REPLACED}", made.time if made else None)

    def incoming(self, link: Link, entries: Iterable[PageEntry]) -> list[PageEntry]:
        return [_opened(one) for one in self._inner.incoming(link, entries)]

    def listed(self, link: Link, type_: str, there: Mapping[str, str]) -> dict[str, str]:
        found = self._inner.listed(link, type_, there)
        with link.database.reading() as session:
            rows = session.execute(
                select(Head.id, Ack.server_version)
                .join(Ack, (Ack.version_seq == Head.acked_seq) & (Ack.remote_id == Head.remote_id))
                .where(
                    Head.remote_id == link.remote_id,
                    Head.type == type_,
                    Ack.server_version.endswith(REPLACED),
                )
            ).all()
        for id_, version in rows:
            steps = [replacements.id_of(id_, step) for step in range(2, number(version) + 1)]
            is_there = replacements.carrier(type_) != type_ or steps[-1] in found
            if id_ in found and is_there:
                found[id_] = version
            for step in steps:
                found.pop(step, None)
        return found


def _next(version: str) -> int:
    return max(number(version), 1) + 1


def _place(type_: str, id_: str, step: int) -> tuple[str, str]:
    return replacements.carrier(type_), replacements.id_of(id_, step)


def _opened(one: PageEntry) -> PageEntry:
    """What a carrier stands for; anything else, and a carrier that makes no sense, as it is."""
    if one.body is None or replacements.MARK not in one.body:
        return one
    try:
        found = replacements.unwrapped(canonical.decode(one.body))
        if found is None:
            return one
        body, step = found
        meta = {"versionId": f"{step}{REPLACED}"} | ({"lastUpdated": one.time} if one.time else {})
        body["meta"] = body.get("meta", {}) | meta
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return one
    return PageEntry(
        str(body["resourceType"]), str(body["id"]), f"{step}{REPLACED}", one.time, canonical.encode(body)
    )
