"""The queue on a stick: packed here, sent from elsewhere under this workstation's own sentinel (sync.md 5.2).

What is packed counts as sent into the unknown: the same doubt as after a lost answer. Whoever sends it first,
the stick or the line, moves the sentinel, and every other copy fails as a whole. Who carries the stick needs
no store, only the platform.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base.errors import InvalidInput
from healthdesk.base.progress import Progress
from healthdesk.fhir import markers
from healthdesk.store.platform import Intent, Remote
from healthdesk.sync import probe, queue, sentinel, settle, under_way
from healthdesk.sync.behaviour import Mode
from healthdesk.sync.bound import FIRST_SLOT
from healthdesk.sync.link import Link
from healthdesk.sync.push import marker
from healthdesk.sync.saves import Item, Key, Save
from healthdesk.sync.unsent import Unsent

PURPOSE, RECEIPT = "package", "receipt"
SAVES_A_REQUEST = 50


class Packed(msgspec.Struct, frozen=True):
    """One resource, with the version it was made from; `seq` is our own name of its frozen text.

    `after` names the earlier save of this package that makes that version: nobody knows yet what the platform
    will call it.
    """

    type: str
    id: str
    seq: int
    base: str | None
    body: str
    after: str | None = None


class PackedSave(msgspec.Struct, frozen=True):
    """One save: its resources, then its marker (a Provenance, or the Basic that stands in for one)."""

    intent: str
    items: tuple[Packed, ...]
    provenance: str


class Request(msgspec.Struct, frozen=True):
    """Saves that go together in one transaction; in smaller ones, under the same id, when it is refused."""

    id: str
    saves: tuple[PackedSave, ...]


class Package(msgspec.Struct, frozen=True):
    """Everything that whoever sends it has to know; the sentinel is as this workstation last met it."""

    station: str
    system: str
    slot: str
    sentinel_id: str
    version: str
    counter: int
    requests: tuple[Request, ...]

    @property
    def saves(self) -> int:
        """How many saves are in it."""
        return sum(len(request.saves) for request in self.requests)


def pack(link: Link, progress: Progress, saves_a_request: int = SAVES_A_REQUEST) -> Package:
    """The open saves that may go now. From here on they are in doubt until a receipt or the line says more.

    Raises InvalidInput("platform", …): never-met while this workstation has no sentinel there, not-exact
    where the platform does not keep what exactly-once needs.
    """
    with link.writing("Intent") as session:
        settle.requeue_mended(session, link.remote_id)
    unsent = Unsent(link)
    while unsent.intend() and not progress.is_cancelled:
        pass
    with link.database.reading() as session:
        held = sentinel.holding(session, link.remote_id)
        mode = session.get_one(Remote, link.remote_id).mode
    if held is None:
        raise InvalidInput("platform", "never-met")
    link = probe.facing(link)
    if mode != Mode.FULL:
        raise InvalidInput("platform", "not-exact")  # exactly once needs whole transactions there
    sent = [*held.sent, *_put_under_way(link, held.sent, progress, saves_a_request)]
    with link.database.reading() as session:
        flying = [(one, _in_flight(session, link.remote_id, one)) for one in sent]
    makers: dict[Key, str] = {}
    requests = tuple(Request(one, _packed(link, saves, makers)) for one, saves in flying if saves)
    return Package(
        station=link.station,
        system=link.profile.sentinel,
        slot=markers.slot_name(link.station, FIRST_SLOT),
        sentinel_id=held.sentinel_id,
        version=held.version,
        counter=held.counter,
        requests=requests,
    )


def _put_under_way(
    link: Link, sent: Sequence[str], progress: Progress, saves_a_request: int
) -> Iterator[str]:
    """Noted as sent, request by request, until nothing more may go along; yields their ids."""
    along = list(sent)
    with link.database.reading() as session:
        flying = {
            key for one in along for save in _in_flight(session, link.remote_id, one) for key in save.keys
        }
    while not progress.is_cancelled:
        with link.database.reading() as session:
            choice = queue.choose(session, link, saves_a_request, along=along)
        request_id = link.ids.new()
        with link.writing("Intent") as session:
            settle.close(session, choice.done, "acked")
            settle.wait_for_merge(session, choice.merging)
            if choice.saves:
                settle.sending(session, link, request_id, [_behind(save, flying) for save in choice.saves])
        if not choice.saves:
            break
        along.append(request_id)
        flying.update(*(save.keys for save in choice.saves))
        yield request_id


def _behind(save: Save, flying: Collection[Key]) -> Save:
    """It is made from what an earlier save of the package makes: that has no version yet."""
    items = (replace(one, base=None) if (one.type, one.id) in flying else one for one in save.items)
    return replace(save, items=tuple(items))


def _in_flight(session: Session, remote_id: int, request_id: str) -> tuple[Save, ...]:
    """The saves of a request as they were sent, in their order."""
    ids = session.scalars(
        select(Intent.id)
        .where(
            Intent.remote_id == remote_id,
            Intent.request_id == request_id,
            Intent.state.in_(settle.DOUBTFUL),
        )
        .order_by(Intent.seq)
    ).all()
    found = {save.id: save for save in under_way.named(session, ids)}
    return tuple(found[one] for one in ids if one in found)


def _packed(link: Link, saves: Sequence[Save], makers: dict[Key, str]) -> tuple[PackedSave, ...]:
    """As it travels. `makers` are the saves before these, by the resource they make, and these are added."""
    packed = tuple(
        PackedSave(
            save.id,
            tuple(_resource(item, makers.get((item.type, item.id))) for item in save.items),
            marker(link, save, save.targets).decode(),
        )
        for save in saves
    )
    makers |= {key: save.id for save in saves for key in save.keys}
    return packed


def _resource(item: Item, after: str | None) -> Packed:
    base = item.base if after is None else None
    return Packed(item.type, item.id, item.version_seq, base, item.body.decode(), after)
