"""Link: everything one synchronisation with one platform needs, handed from step to step; and its border."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import select

from healthdesk.base.clock import Clock
from healthdesk.base.errors import AnswerUnclear, NotFound, Refused
from healthdesk.base.ids import Ids
from healthdesk.fhir import bundles, markers, unreadable
from healthdesk.fhir.bundles import PageEntry, Reply
from healthdesk.fhir.mapping import Mapper
from healthdesk.fhir.resources import Profile
from healthdesk.store import journal
from healthdesk.store.database import Database, JournalSession
from healthdesk.store.journal import Origin
from healthdesk.store.platform import PLATFORM
from healthdesk.store.settings import Installation
from healthdesk.sync import cursors
from healthdesk.sync.answers import Incapable
from healthdesk.sync.bound import FIRST_SLOT, Bound
from healthdesk.sync.client import Client
from healthdesk.sync.company import Company
from healthdesk.sync.saves import Item

NOT_FOUND = 404
DELETED = 410
GONE = (NOT_FOUND, DELETED)
NAMELESS = "gone-"
"""Before the name of a version that nobody made: the record is gone, and its history is not told."""


class Untold(AnswerUnclear):
    """The history of a resource could not be read this time: nobody knows what it tells.

    Whoever needs it decides nothing. What was to be sent goes later than all else, so that the next run reads
    what others wrote first. Where the platform takes other saves and never tells this one, a person is asked
    after some attempts (`Pusher._put_off`). One that has stopped keeping histories is found out by the trial
    of the next day, other than in full mode (sync/probe.py), and is asked for none from then on.
    """


class NoHistory(Untold):
    """The platform answered, and has none: it does not keep what this resource said before."""


_IS_NOT_KEPT = "not-supported"
"""FHIR's word for an interaction that a platform does not have; some say it with 400."""


FEWEST_EXPORTED = 20_000
"""Of fewer resources the history is read in less time than an export takes to be made."""


def _on(_point: str) -> None:
    """Nobody listens: go on."""


class Border:
    """Where our words become the platform's and theirs ours: ids, and what a change is.

    This one lets everything pass: the platform keeps the ids that we give and takes changes in place.
    Where it gives the ids, or takes new resources only, another stands in its place (server_ids.py,
    replacing.py), and nobody inside has to know.
    """

    def read(self, link: "Link", type_: str, id_: str) -> PageEntry | None:
        """The current version, without a body if it was deleted; None if it is not there and nobody says so.

        Raises PlatformError.
        """
        try:
            answer = link.client.get(f"{type_}/{id_}")
        except Refused as refused:
            if refused.status == DELETED:
                return gone(link, type_, id_)
            if refused.status == NOT_FOUND:
                return None
            raise
        try:
            if unreadable.is_sound(answer.body):
                found = bundles.resource(answer.body)
            else:
                version = bundles.bare_version(answer.etag) if answer.etag else None
                found = bundles.set_aside(answer.body, type_, id_, version)
        except ValueError:
            raise AnswerUnclear("not a resource") from None
        if (found.type, found.id) != (type_, id_):
            raise AnswerUnclear("another resource")
        return found

    def there(self, link: "Link", type_: str, id_: str) -> str:  # noqa: ARG002  others ask
        """The id there of what has that id here."""
        return id_

    def status(self, link: "Link", type_: str, id_: str) -> int:
        """What the platform says when asked for it: 404 if it never knew it, 410 if it was deleted."""
        try:
            return link.client.get(f"{type_}/{id_}").status
        except Refused as refused:
            return refused.status

    def history(self, link: "Link", type_: str, id_: str) -> list[PageEntry]:
        """All versions there of one resource. Raises NoHistory, Untold and the rest of PlatformError."""
        asked = {"_count": "100", "_since": cursors.BEGINNING}
        try:
            answer = link.client.get(f"{type_}/{id_}/_history", asked)
            entries = list(bundles.page(answer.body).entries)
        except (AnswerUnclear, ValueError) as unclear:
            raise Untold(str(unclear)) from None
        except Refused as refused:
            is_kept = all(issue.split(" ")[0] != _IS_NOT_KEPT for issue in refused.issues)
            if isinstance(refused, Incapable) or (refused.status not in GONE and is_kept):
                raise
            raise NoHistory(str(refused.status)) from None
        if not entries:
            raise NoHistory("empty")
        if any((one.type, one.id) != (type_, id_) for one in entries):
            raise Untold("history of another")
        return entries

    def write(self, link: "Link", item: Item) -> Reply | None:
        """One resource on top of its base; None when the platform does not say under which version.

        Raises Refused (412 when another version is there) and the other errors of PlatformError.
        """
        is_new = item.base is None
        answer = link.client.put(item.type, item.id, item.body, item.base, is_new=is_new)
        return Reply(bundles.bare_version(answer.etag), None) if answer.etag else None

    def incoming(self, link: "Link", entries: Iterable[PageEntry]) -> list[PageEntry]:  # noqa: ARG002  others ask
        """Versions from there, in our words."""
        return list(entries)

    def listed(
        self,
        link: "Link",  # noqa: ARG002
        type_: str,  # noqa: ARG002
        there: Mapping[str, str],
    ) -> dict[str, str]:
        """Version by id of all resources of a type there, in our words; for the inventory."""
        return dict(there)


@dataclass(frozen=True, slots=True)
class Link:
    """`station` is the installation id; `should_stop` is asked between requests and units of work.

    `reached` hears where a run is, at every point after which a kill would leave something half done.
    `scope` names as whom the platform knows us: it decides what it shows, and whoever is somebody else to it
    reads everything anew (docs/decisions/024).
    `takes_exports`: a first load may come as a bulk export, where there is one and it is of `fewest_exported`
    resources or more.
    `border` puts into the platform's words what goes there, and into ours what comes; `marker` is the type
    of resource that says of a save that all of it is there. So many `slots` send at
    the same time; what this link sends moves the sentinel of `slot`, and `bound` says who goes in which,
    and `company` how they wait for each other.
    """

    database: Database
    client: Client
    mapper: Mapper
    clock: Clock
    ids: Ids
    station: str
    remote_id: int = PLATFORM
    scope: str = ""
    takes_exports: bool = False
    fewest_exported: int = FEWEST_EXPORTED
    border: Border = field(default_factory=Border)
    marker: str = markers.PROVENANCE
    slots: int = 1
    slot: int = FIRST_SLOT
    bound: Bound = field(default_factory=Bound)
    company: Callable[[int, Callable[[], bool]], Company] = Company
    should_stop: Callable[[], bool] = bool
    reached: Callable[[str], None] = _on

    @classmethod
    def to(cls, client: Client, database: Database, mapper: Mapper, *, clock: Clock, ids: Ids) -> "Link":
        """A link with the platform of `client`; nothing is sent yet. Raises NotFound before a first start."""
        with database.reading() as session:
            station = session.scalars(select(Installation.id).limit(1)).first()
        if station is None:
            raise NotFound("Installation")
        client.also_call(mapper.profile.bases)
        return cls(database, client, mapper, clock, ids, station)

    @property
    def profile(self) -> Profile:
        """The identifier and code systems of this platform."""
        return self.mapper.profile

    @contextmanager
    def writing(self, *kinds: str) -> Iterator[JournalSession]:
        """One short unit of the synchroniser's own work; `kinds` of row are announced as changed."""
        with self.database.writing("sync", origin=Origin.PLATFORM) as session:
            yield session
            session.info[journal.WORK].kinds.update(kinds)


def gone(link: Link, type_: str, id_: str) -> PageEntry:
    """A deletion without the version that the platform has it under."""
    return PageEntry(type_, id_, f"{NAMELESS}{link.ids.new()}", None, None)
