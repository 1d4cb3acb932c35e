"""A border for platforms that give the ids: every resource is made once, by its identifier (sync.md 3).

Which id there means which here is kept per remote. Conditional creates race on real servers, so after each
create it is looked whether there is one only; of several the same one is kept by every workstation, and the
others are taken away if they say nothing else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base import canonical
from healthdesk.base.errors import AnswerUnclear, Refused
from healthdesk.fhir import bundles, given_ids, replacements, restated, shapes
from healthdesk.fhir.bundles import PageEntry, Reply
from healthdesk.fhir.given_ids import Key
from healthdesk.store.platform import Head, ServerId
from healthdesk.sync.link import NOT_FOUND, Border, Link
from healthdesk.sync.order import IGNORED
from healthdesk.sync.saves import Item

STALE = 412
IDS_A_QUESTION = 400


class ServerIds(Border):
    """Remembers for the time of a run which resources others made."""

    def __init__(self) -> None:
        self._others: set[Key] = set()

    def read(self, link: Link, type_: str, id_: str) -> PageEntry | None:
        known = _theirs(link, [(type_, id_)]).get((type_, id_))
        found = super().read(link, type_, known) if known else None
        if (
            found is None or found.body is None
        ):  # never met, or lost there and made anew by another workstation
            copies = self._copies(link, type_, id_)
            if copies or known is None:
                found = super().read(link, type_, copies[0].id if copies else id_)
        return self.incoming(link, [found])[0] if found else None

    def there(self, link: Link, type_: str, id_: str) -> str:
        return _theirs(link, [(type_, id_)]).get((type_, id_), id_)

    def status(self, link: Link, type_: str, id_: str) -> int:
        return super().status(link, type_, self.there(link, type_, id_))

    def history(self, link: Link, type_: str, id_: str) -> list[PageEntry]:
        return self.incoming(link, super().history(link, type_, self.there(link, type_, id_)))

    def write(self, link: Link, item: Item) -> Reply | None:
        known = _theirs(link, [(item.type, item.id)]).get((item.type, item.id))
        body = _outgoing(link, canonical.decode(item.body))
        if item.base is None and (known is None or super().status(link, item.type, known) == NOT_FOUND):
            return self._create(link, item, given_ids.named(body, item.id))
        there = known or item.id
        if known is not None:
            body = given_ids.named(body, item.id)
        return super().write(link, replace(item, id=there, body=canonical.encode(body | {"id": there})))

    def incoming(self, link: Link, entries: Iterable[PageEntry]) -> list[PageEntry]:
        found = list(entries)
        read = [(one, _decoded(one)) for one in found]
        copies = self._meet(link, [(one, body) for one, body in read if body is not None])
        bases = link.client.addresses
        spoken_of = {key for _, body in read if body for key in given_ids.references(body, bases)}
        self._learn(link, spoken_of)
        names = _ours(link, [*spoken_of, *((one.type, one.id) for one in found)])
        told = [(one, body) for one, body in read if (one.type, one.id) not in copies]
        return [_in_our_words(one, body, names, bases) for one, body in told]

    def listed(self, link: Link, type_: str, there: Mapping[str, str]) -> dict[str, str]:
        names = _ours(link, [(type_, id_) for id_ in there])
        return {names.get((type_, id_), id_): version for id_, version in there.items()}

    def _create(self, link: Link, item: Item, body: Mapping[str, Any]) -> Reply:
        """Made once, and looked at again. Another text under our identifier is another version: 412."""
        name, value = given_ids.query(item.type, item.id)
        link.client.create_once(item.type, canonical.encode(body), f"{name}={value}")
        link.reached("created-there")
        copies = self._copies(link, item.type, item.id)
        if not copies:
            raise AnswerUnclear("made, and not found")
        kept = copies[0]
        found = _decoded(kept)
        if found is None or not restated.covers(_bare(found), _bare(body)):
            raise Refused(STALE)
        for extra in copies[1:]:
            _take_away(link, extra, kept)
        return Reply(kept.version, kept.time)

    def _copies(self, link: Link, type_: str, id_: str) -> list[PageEntry]:
        """All that carry our identifier there, the one that counts first; its id is remembered."""
        name, value = given_ids.query(type_, id_)
        try:
            found = bundles.page(link.client.search(type_, {name: value}).body).entries
        except ValueError:
            raise AnswerUnclear("not a page") from None
        copies = sorted((one for one in found if one.body and one.type == type_), key=_by_age)
        if copies:
            with link.writing() as session:
                _remember(session, link.remote_id, {(type_, id_): copies[0].id})
        return copies

    def _meet(self, link: Link, entries: Sequence[tuple[PageEntry, Mapping[str, Any]]]) -> set[Key]:
        """Remember the ids of what is ours; returns the second copies, which are no content."""
        named = {
            (one.type, one.id): (one, our_id)
            for one, body in entries
            if (our_id := given_ids.ours(body)) is not None and one.type not in IGNORED
        }
        known = _theirs(link, [(one.type, our_id) for one, our_id in named.values()])
        fresh: dict[Key, str] = {}
        second: set[Key] = set()
        for one, our_id in named.values():
            before = fresh.get((one.type, our_id)) or known.get((one.type, our_id))
            if before is None:
                fresh[one.type, our_id] = one.id
            elif before != one.id:
                second |= self._settle(link, one, before, fresh, our_id)
        fresh = self._formers(link, entries) | fresh
        if fresh:
            with link.writing() as session:
                _remember(session, link.remote_id, fresh)
        return second

    def _formers(self, link: Link, entries: Sequence[tuple[PageEntry, Mapping[str, Any]]]) -> dict[Key, str]:
        """Names that only a replacement still tells, for what it replaces was deleted."""
        found = [former for _, body in entries if (former := replacements.former(body)) is not None]
        known = _theirs(link, [(type_, id_) for type_, id_, _ in found])
        return {(type_, id_): there for type_, id_, there in found if (type_, id_) not in known}

    def _settle(
        self, link: Link, one: PageEntry, before: str, fresh: dict[Key, str], our_id: str
    ) -> set[Key]:
        """Two carry one identifier: the older counts, for everybody. The other goes, or is a record apart."""
        there = {id_: super(ServerIds, self).read(link, one.type, id_) for id_ in (one.id, before)}
        living = sorted(filter(None, there.values()), key=_by_age)
        living = [found for found in living if found.body is not None]
        if not living:
            return set()
        kept = living[0]
        fresh[one.type, our_id] = kept.id
        gone = {(one.type, id_) for id_ in there.keys() - {found.id for found in living}}
        for extra in living[1:]:
            if _take_away(link, extra, kept):
                gone.add((one.type, extra.id))
        return gone

    def _learn(self, link: Link, spoken_of: set[Key]) -> None:
        """Ask for the names of resources that are spoken of and have not been met."""
        asked = {key for key in spoken_of - self._others if key[0] not in IGNORED}
        asked -= _ours(link, asked).keys() | _heads(link, asked)
        for type_, id_ in sorted(asked):
            if link.should_stop():
                return
            found = super().read(link, type_, id_)
            if found is None or not self._is_ours(link, found):
                self._others.add((type_, id_))

    def _is_ours(self, link: Link, found: PageEntry) -> bool:
        body = _decoded(found)
        if body is None or given_ids.ours(body) is None:
            return False
        self._meet(link, [(found, body)])
        return True


def has_any(session: Session, remote_id: int) -> bool:
    """Whether the platform ever gave an id: then it is spoken to by its ids for ever."""
    return session.scalar(select(ServerId.id).where(ServerId.remote_id == remote_id).limit(1)) is not None


def _by_age(one: PageEntry) -> tuple[int, str]:
    """Ids that are given one after another tell which is older; in any case all workstations agree."""
    return len(one.id), one.id


def _says(there: PageEntry, body: Mapping[str, Any]) -> bool:
    found = _decoded(there)
    if found is None:
        return False
    return _bare(found) == _bare(body)


def _bare(body: Mapping[str, Any]) -> dict[str, Any]:
    """What it says, without the id that it has there."""
    return {key: value for key, value in bundles.content(dict(body)).items() if key != "id"}


def _take_away(link: Link, extra: PageEntry, kept: PageEntry) -> bool:
    """Delete a second copy that says nothing else and that nobody changed; whether it is gone."""
    body = _decoded(kept)
    if body is None or not _says(extra, body):
        return False
    try:
        link.client.delete(extra.type, extra.id, extra.version)
    except Refused:
        return False
    return True


def _decoded(one: PageEntry) -> dict[str, Any] | None:
    """The body; None for a deletion or for what cannot be read, which the inbox sets apart."""
    if one.body is None:
        return None
    try:
        shapes.check(one.type, one.body)
        body = canonical.decode(one.body)
        given_ids.referring(body, {})  # or it is nested deeper than anybody can go
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _in_our_words(
    one: PageEntry, body: Mapping[str, Any] | None, names: Mapping[Key, str], bases: Sequence[str]
) -> PageEntry:
    id_ = names.get((one.type, one.id), one.id)
    if body is None:
        return replace(one, id=id_)
    ours = given_ids.referring(given_ids.bare(body, id_), names, bases)
    return replace(one, id=id_, body=canonical.encode(ours))


def _outgoing(link: Link, body: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = given_ids.referring(body, _theirs(link, set(given_ids.references(body))))
    return made


def _theirs(link: Link, keys: Iterable[Key]) -> dict[Key, str]:
    """The platform's id of each of ours that it is known to hold."""
    return {(one.type, one.id): one.there for one in _rows(link, keys, ServerId.id)}


def _ours(link: Link, keys: Iterable[Key]) -> dict[Key, str]:
    """Our id of each of the platform's that means one of ours."""
    return {(one.type, one.there): one.id for one in _rows(link, keys, ServerId.there)}


def _rows(link: Link, keys: Iterable[Key], column: Any) -> list[ServerId]:
    wanted = set(keys)
    ids = sorted({id_ for _, id_ in wanted})
    found: list[ServerId] = []
    with link.database.reading() as session:
        for first in range(0, len(ids), IDS_A_QUESTION):
            asked = ids[first : first + IDS_A_QUESTION]
            rows = select(ServerId).where(ServerId.remote_id == link.remote_id, column.in_(asked))
            found += session.scalars(rows)
    return [one for one in found if (one.type, getattr(one, column.key)) in wanted]


def _heads(link: Link, keys: Iterable[Key]) -> set[Key]:
    """Those that are held here under the platform's id: somebody else made them."""
    wanted = set(keys)
    with link.database.reading() as session:
        rows = session.execute(
            select(Head.type, Head.id).where(
                Head.remote_id == link.remote_id, Head.id.in_({id_ for _, id_ in wanted})
            )
        )
        return {(type_, id_) for type_, id_ in rows} & wanted


def _remember(session: Session, remote_id: int, names: Mapping[Key, str]) -> None:
    for (type_, id_), there in names.items():
        session.merge(ServerId(remote_id=remote_id, type=type_, id=id_, there=there))
