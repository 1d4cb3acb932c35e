"""Reads back what the platform holds of single resources, when an answer was lost or a base is stale."""

import math
from collections.abc import Iterable

from healthdesk.base import canonical
from healthdesk.base.errors import AnswerUnclear, Refused
from healthdesk.fhir import bundles, markers, resources, restated
from healthdesk.fhir.bundles import PageEntry, Reply
from healthdesk.sync import inbox, outlived, replacing, settle
from healthdesk.sync.answers import Incapable
from healthdesk.sync.link import NAMELESS, Link, NoHistory, gone
from healthdesk.sync.saves import Item, Key, Save

Age = tuple[float, float, str]


def version(link: Link, item: Item) -> Reply:
    """Under which version an item was written by us; the sentinel has proven that it was.

    Our version is the one right after the base we named, or the first one of a resource we made: the
    transaction would have failed otherwise.
    """
    entries = link.border.history(link, item.type, item.id)
    newest_first = sorted(entries, key=lambda one: age_of(one.time, one.version), reverse=True)
    names = [one.version for one in newest_first]
    is_found = item.base in names
    after = newest_first[: names.index(item.base)] if item.base in names else newest_first
    same = [one for one in after if one.body is not None and is_same(one.body, item.body)]
    if same:
        found = same[-1]
    elif after and (is_found or item.base is None):
        found = after[-1]
    else:
        raise AnswerUnclear("no version of ours")
    return Reply(found.version, found.time)


def next_versions(link: Link, type_: str, items: Iterable[Item]) -> dict[Key, Reply]:
    """The versions of those items that are plainly ours: the platform counts, and is one past our base."""
    bases = {item.id: int(item.base or 0) for item in items if (item.base or "0").isdigit()}
    form = {"_id": ",".join(bases), "_elements": "id,meta", "_count": str(len(bases))}
    try:
        found = bundles.page(link.client.search(type_, form).body).entries if bases else ()
    except (Refused, ValueError):
        return {}
    return {
        (type_, one.id): Reply(one.version, one.time)
        for one in found
        if one.id in bases and one.version == str(bases[one.id] + 1)
    }


def is_on_base(link: Link, item: Item, current: PageEntry | None) -> bool:
    """Whether ours may go over what is there. What was deleted there is a person's to bring back.

    Raises Untold and the other errors of PlatformError.
    """
    if current is None or current.body is not None:
        return (current.version if current else None) == item.base
    asked = outlived.asked_about(link, item.type, item.id) if item.base is None else None
    return asked is not None and not _is_deleted_again(link, item, current, asked)


def _is_deleted_again(link: Link, item: Item, current: PageEntry, asked: str) -> bool:
    """Whether this deletion is another than the one `asked` about: what a person kept was there meanwhile."""
    if isinstance(link.border, replacing.Replacing):  # it has no history
        return replacing.number(current.version) > replacing.used(link, item.type, item.id)
    told = None if asked.startswith(NAMELESS) else deletion(link, item.type, item.id)
    return told is not None and told.version != asked


def outdated(link: Link, saves: Iterable[Save]) -> set[Key]:
    """What a person kept against a deletion, and is there or was deleted once more since; put into the inbox.

    Such a record has no base that an If-Match could name: sekmet refuses that of whatever is deleted.
    """
    kept = [one for save in saves for one in save.items if one.is_kept]
    return stale(link, [one for one in kept if outlived.asked_about(link, one.type, one.id) is not None])


def stale(link: Link, items: Iterable[Item]) -> set[Key]:
    """The resources whose current version is not our base. What is found is put into the inbox."""
    found: set[Key] = set()
    fresh: list[PageEntry] = []
    for item in items:
        if link.should_stop():
            break
        current = link.border.read(link, item.type, item.id)
        if not is_on_base(link, item, current):
            found.add((item.type, item.id))
            fresh.append(as_told(link, item, current))
    if fresh:
        with link.writing() as session:
            inbox.stage(session, link.remote_id, fresh)
    return found


def is_as_sent(link: Link, save: Save) -> bool:
    """Whether the platform's marker of a save speaks of what it says now: it may have been mended since.

    Of either kind: whoever carried it here may have met a platform that took no Provenance any more.
    """
    ours = markers.content_hash(save.targets)
    for kind in (markers.PROVENANCE, markers.BASIC):
        try:
            there = link.border.read(link, kind, save.id)
        except Refused as no:
            if no.status in settle.OVERLOADED:
                raise
            continue
        if there is not None and there.body is not None:
            return markers.read_hash(there.body) == ours
    return False


def deletion(link: Link, type_: str, id_: str) -> PageEntry | None:
    """The deletion of what is gone there, under the version that a history has it under, if there is one.

    Raises Untold and the other errors of PlatformError: a line that was cut says nothing about a deletion.
    """
    try:
        told = link.border.history(link, type_, id_)
    except (NoHistory, Incapable):
        return None
    newest = max(told, key=lambda one: age_of(one.time, one.version))
    return newest if newest.body is None else None


def as_told(link: Link, item: Item, current: PageEntry | None) -> PageEntry:
    """What is there now, under a name by which the next deletion is told from this one, or it goes unseen.

    Where the deletion had been read before, and the record was edited here since, it has to come again.
    """
    if current is not None and (current.body is not None or not current.version.startswith(NAMELESS)):
        return current
    told = deletion(link, item.type, item.id)
    with link.database.reading() as session:
        is_news = told is not None and bool(inbox.unseen(session, link.remote_id, [told]))
    return told if told is not None and is_news else gone(link, item.type, item.id)


def keep_stale(link: Link, item: Item, current: PageEntry | None) -> None:
    """Put what is there instead of our base into the inbox."""
    current = as_told(link, item, current)
    with link.writing() as session:
        inbox.stage(session, link.remote_id, [current])


def age_of(time: str | None, version: str) -> Age:
    """Sorts the versions of one resource by the platform's own number or, without numbers, by its time.

    The clock of a platform may be set back; its numbers only grow.
    """
    if version.startswith(NAMELESS):
        return math.inf, math.inf, version
    moment = resources.moment(time)
    return replacing.rank(version), moment.timestamp() if moment else 0.0, version


def is_same(one: bytes, other: bytes) -> bool:
    """Whether two bodies say the same; 6.5 says the same as 6.50, as a server may have it."""
    if one == other:
        return True
    return bool(bundles.content(canonical.decode(one)) == bundles.content(canonical.decode(other)))


def contains(there: bytes, ours: bytes) -> bool:
    """Whether the platform says all that we say; it may add to what it stores."""
    found, said = (bundles.content(canonical.decode(one)) for one in (there, ours))
    return restated.covers(found, said)
