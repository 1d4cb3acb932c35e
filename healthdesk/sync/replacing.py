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
from healthdesk.sync.link import DELETED, Border, Link
from healthdesk.sync.saves import Item

_LONGEST_NUMBER = 20
REPLACED = "~replaced"
"""After the number, in the name of a version that is a resource of its own there."""

TAKEN_BACK = "~taken-back"
"""After the number, where the resource that stood for that change was deleted: its former counts again."""


def is_beside(known: str, fresh: str) -> bool:
    """Whether the platform changed in place what we had replaced: neither text knows of the other."""
    return known.endswith(REPLACED) and not fresh.endswith((REPLACED, TAKEN_BACK))


def number(version: str) -> int:
    """Which version of a resource this is, as far as its name tells; 0 where it does not."""
    count = version.removesuffix(REPLACED).removesuffix(TAKEN_BACK)
    return int(count) if count.isdecimal() and len(count) < _LONGEST_NUMBER else 0


def rank(version: str) -> float:
    """Sorts versions: a change that was taken back after the change, what was changed in place after both."""
    beside = 0.0 if version.endswith(REPLACED) else 0.25 if version.endswith(TAKEN_BACK) else 0.5
    return number(version) + beside


class Replacing(Border):
    """`inner` is how single resources are named and made there."""

    def __init__(self, inner: Border) -> None:
        self._inner = inner

    def read(self, link: Link, type_: str, id_: str) -> PageEntry | None:
        """A deleted change uses up its number: whoever saw it would take the next of that number for it.

        One that is missing without a word (404) was lost and goes again, unless unsent work stands on it.
        """
        newest = self._inner.read(link, type_, id_)
        if newest is None or newest.body is None:
            return newest
        step, is_taken_back = _next(newest.version), False
        known, has_unsent = _known(link, type_, id_)
        while True:
            place = _place(type_, id_, step)
            found = self._inner.read(link, *place)
            if found is not None and found.body:
                newest, is_taken_back = _opened(found), False
            else:
                is_deleted = self._inner.status(link, *place) == DELETED
                if step > known and not is_deleted:
                    break
                is_taken_back |= is_deleted or has_unsent
            step += 1
        return _named(newest, f"{step - 1}{TAKEN_BACK}") if is_taken_back else newest

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
                    Ack.server_version.endswith(REPLACED) | Ack.server_version.endswith(TAKEN_BACK),
                )
            ).all()
        for id_, version in rows:
            steps = [replacements.id_of(id_, step) for step in range(2, number(version) + 1)]
            is_carried_apart = replacements.carrier(type_) != type_
            is_there = is_carried_apart or (steps[-1] in found) is version.endswith(REPLACED)
            if id_ in found and is_there:
                found[id_] = version
            for step in steps:
                found.pop(step, None)
        return found


def _next(version: str) -> int:
    return max(number(version), 1) + 1


def _known(link: Link, type_: str, id_: str) -> tuple[int, bool]:
    """The number of the last change that this workstation has seen there; whether it has unsent work."""
    confirmed = (
        select(Ack.server_version, Head.state)
        .join(Head, (Head.acked_seq == Ack.version_seq) & (Head.remote_id == Ack.remote_id))
        .where(Head.remote_id == link.remote_id, Head.type == type_, Head.id == id_)
    )
    with link.database.reading() as session:
        found = session.execute(confirmed).first()
    version, state = found or ("", "clean")
    return (number(version) if version.endswith((REPLACED, TAKEN_BACK)) else 0), state != "clean"


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
        said = replace(one, type=str(body["resourceType"]), id=str(body["id"]), body=canonical.encode(body))
        return _named(said, f"{step}{REPLACED}")
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return one


def _named(one: PageEntry, version: str) -> PageEntry:
    """The same under the name that this version has here."""
    body = canonical.decode(one.body or b"{}")
    meta = {"versionId": version} | ({"lastUpdated": one.time} if one.time else {})
    body["meta"] = body.get("meta", {}) | meta
    return replace(one, version=version, body=canonical.encode(body))
