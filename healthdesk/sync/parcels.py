"""What goes to the platform at once: the next state of the sentinel, and whole saves with their markers."""

from collections.abc import Sequence
from dataclasses import dataclass

from healthdesk.fhir import bundles
from healthdesk.fhir.bundles import Entry, Reply
from healthdesk.sync import packing, sentinel
from healthdesk.sync.link import Link
from healthdesk.sync.push import marker
from healthdesk.sync.saves import Key, Save


@dataclass(frozen=True, slots=True)
class Ready:
    """A request that is noted and made ready, but for the sentinel: its version comes with another answer."""

    request_id: str
    saves: tuple[Save, ...]
    places: tuple[Key, ...]
    end: packing.End

    def on(self, held: sentinel.Holding) -> "Parcel":
        """It follows upon this state of the sentinel."""
        also_sent = (*held.sent, self.request_id)
        return Parcel(self, sentinel.Holding(held.sentinel_id, held.version, held.counter, also_sent))


@dataclass(frozen=True, slots=True)
class Parcel:
    """A request under way on top of this state of the sentinel."""

    ready: Ready
    held: sentinel.Holding

    @property
    def request_id(self) -> str:
        """The name under which it goes, each time that it goes."""
        return self.ready.request_id

    @property
    def saves(self) -> tuple[Save, ...]:
        """What is in it."""
        return self.ready.saves


@dataclass(frozen=True, slots=True)
class Arrived:
    """A parcel that is there: under which version each resource, and the sentinel as it is now."""

    saves: tuple[Save, ...]
    versions: dict[Key, Reply]
    held: sentinel.Holding


def ready(link: Link, request_id: str, saves: Sequence[Save]) -> Ready:
    """These saves as they will go."""
    entries: list[Entry] = []
    for save in saves:
        entries += [Entry(item.type, item.id, item.body, item.base) for item in save.items]
        entries.append(Entry(link.marker, save.id, marker(link, save, save.targets)))
    places = tuple((entry.type, entry.id) for entry in entries)
    return Ready(request_id, tuple(saves), places, link.client.ahead(bundles.ended(entries)))


def bundle(link: Link, parcel: Parcel) -> packing.Payload:
    """The transaction: the sentinel first, on top of the version it has, so that all of it fails with it."""
    held, intents = parcel.held, tuple(save.id for save in parcel.saves)
    moved = sentinel.body(link, held, parcel.request_id, intents)
    front = bundles.begun(Entry("Basic", held.sentinel_id, moved, held.version))
    return packing.Payload(front, parcel.ready.end)


def arrived(parcel: Parcel, answer: bytes) -> Arrived:
    """What the platform's answer says. Raises ValueError unless it proves that all of it was written."""
    places = [("Basic", parcel.held.sentinel_id), *parcel.ready.places]
    replies = bundles.replies(answer, places)
    held = sentinel.Holding(parcel.held.sentinel_id, replies[0].version, parcel.held.counter + 1, ())
    return Arrived(parcel.saves, dict(zip(places[1:], replies[1:], strict=True)), held)
