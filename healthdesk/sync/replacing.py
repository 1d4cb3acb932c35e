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
from healthdesk.store.platform import Ack, Head, Version
from healthdesk.sync import outlived
from healthdesk.sync.link import DELETED, Border, Link
from healthdesk.sync.saves import Item

OK = 200
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
        if newest is None:
            return None
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
        if not is_taken_back:
            return newest
        told = f"{step - 1}{TAKEN_BACK}"
        return _named(newest, told) if newest.body is not None else replace(newest, version=told)

    def there(self, link: Link, type_: str, id_: str) -> str:
        return self._inner.there(link, type_, id_)

    def status(self, link: Link, type_: str, id_: str) -> int:
        """What was deleted and lives on in a change is there."""
        said = self._inner.status(link, type_, id_)
        found = self.read(link, type_, id_) if said == DELETED else None
        return OK if found is not None and found.body is not None else said

    def write(self, link: Link, item: Item) -> Reply | None:
        """What was deleted there is not brought back in its place: what a person keeps is a change of it."""
        if item.base is not None:
            step = _next(item.base)
        elif outlived.asked_about(link, item.type, item.id) is not None:
            step = self._unused(link, item.type, item.id)
        else:
            return self._inner.write(link, item)
        type_, id_ = _place(item.type, item.id, step)
        body = canonical.encode(replacements.wrapped(canonical.decode(item.body), step))
        made = self._inner.write(link, replace(item, type=type_, id=id_, body=body, base=None))
        return Reply(f"{step}{REPLACED}", made.time if made else None)

    def _unused(self, link: Link, type_: str, id_: str) -> int:
        """The next number that no change of it ever had, as far as anybody here or there can tell."""
        step = used(link, type_, id_) + 1
        while self._inner.status(link, *_place(type_, id_, step)) == DELETED:
            step += 1
        return step

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
            lives_on = not is_carried_apart and steps[-1] in found and version.endswith(REPLACED)
            is_former = steps[-1] not in found and version.endswith(TAKEN_BACK)
            if lives_on or (id_ in found and (is_carried_apart or is_former)):
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


def used(link: Link, type_: str, id_: str) -> int:
    """The highest number that a version of it had; the first has 1, whoever made it."""
    named = (
        select(Ack.server_version)
        .join(Version, Version.seq == Ack.version_seq)
        .where(Ack.remote_id == link.remote_id, Version.type == type_, Version.id == id_)
    )
    with link.database.reading() as session:
        names = session.scalars(named).all()
    return max((number(name) for name in names if name.endswith((REPLACED, TAKEN_BACK))), default=1)


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
