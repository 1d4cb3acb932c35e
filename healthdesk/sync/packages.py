"""The queue on a stick: packed here, sent from elsewhere under this workstation's own sentinel (sync.md 5.2).

What is packed counts as sent into the unknown: the same doubt as after a lost answer. Whoever sends it first,
the stick or the line, moves the sentinel, and every other copy fails as a whole. Who carries the stick needs
no store, only the platform.
"""

from collections.abc import Sequence

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base.errors import InvalidInput
from healthdesk.base.progress import Progress
from healthdesk.fhir import markers
from healthdesk.fhir.bundles import Reply
from healthdesk.store.platform import Intent, Remote
from healthdesk.sync import probe, queue, sentinel, settle
from healthdesk.sync.link import Link
from healthdesk.sync.push import provenance
from healthdesk.sync.saves import Save
from healthdesk.sync.unsent import Unsent

PURPOSE, RECEIPT = "package", "receipt"
SAVES_A_REQUEST = 50


class Written(msgspec.Struct, frozen=True):
    """One resource as the platform has it now."""

    type: str
    id: str
    version: str
    time: str | None


class Receipt(msgspec.Struct, frozen=True):
    """What became of a package: `done` are requests proven to be written, with the versions they made.

    `refused` are those the platform said no to, `left` those that could not be tried. `reason` says why
    something is left: overtaken (the workstation has sent by line since), restored, unclear, unreachable,
    or a refusal before it.
    """

    station: str
    version: str
    counter: int
    done: dict[str, tuple[Written, ...]]
    refused: dict[str, str]
    left: tuple[str, ...]
    reason: str | None = None


class Packed(msgspec.Struct, frozen=True):
    """One resource, with the version it was made from; `body` is the frozen text."""

    type: str
    id: str
    base: str | None
    body: str


class PackedSave(msgspec.Struct, frozen=True):
    """One save: its resources, then its Provenance."""

    intent: str
    items: tuple[Packed, ...]
    provenance: str


class Request(msgspec.Struct, frozen=True):
    """One transaction: all of it is written, or none."""

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
    unsent = Unsent(link)
    while unsent.intend() and not progress.is_cancelled:
        pass
    with link.database.reading() as session:
        held = sentinel.holding(session, link.remote_id)
        mode = session.get_one(Remote, link.remote_id).mode
    if held is None:
        raise InvalidInput("platform", "never-met")
    if mode != probe.Mode.FULL:
        raise InvalidInput("platform", "not-exact")  # exactly once needs whole transactions there
    sent = list(held.sent)
    while not progress.is_cancelled:
        with link.database.reading() as session:
            choice = queue.choose(session, link.remote_id, link.clock.now(), saves_a_request, along=sent)
        if not choice.saves:
            break
        request_id = link.ids.new()
        with link.writing("Intent") as session:
            settle.sending(session, link, request_id, choice.saves)
        sent.append(request_id)
    with link.database.reading() as session:
        flying = [(one, _in_flight(session, link.remote_id, one)) for one in sent]
    requests = tuple(Request(one, _packed(link, saves)) for one, saves in flying if saves)
    return Package(
        station=link.station,
        system=link.profile.sentinel,
        slot=markers.slot_name(link.station, sentinel.SLOT),
        sentinel_id=held.sentinel_id,
        version=held.version,
        counter=held.counter,
        requests=requests,
    )


def _in_flight(session: Session, remote_id: int, request_id: str) -> tuple[Save, ...]:
    """The saves of a request as they were sent, in their order."""
    ids = session.scalars(
        select(Intent.id)
        .where(
            Intent.remote_id == remote_id,
            Intent.request_id == request_id,
            Intent.state.in_(("sending", "unknown")),
        )
        .order_by(Intent.seq)
    ).all()
    found = {save.id: save for save in queue.named(session, ids)}
    return tuple(found[one] for one in ids if one in found)


def _packed(link: Link, saves: Sequence[Save]) -> tuple[PackedSave, ...]:
    return tuple(
        PackedSave(
            save.id,
            tuple(Packed(one.type, one.id, one.base, one.body.decode()) for one in save.items),
            provenance(link, save, save.targets).decode(),
        )
        for save in saves
    )


def take(link: Link, receipt: Receipt) -> int:
    """Believe a receipt: what was done is acknowledged. Returns how many saves that were.

    What is left stays in doubt, for the stick may be carried again; the line settles it. Raises
    InvalidInput("file", …) for the receipt of another workstation or of an older time.
    """
    if receipt.station != link.station:
        raise InvalidInput("file", "another-station")
    with link.database.reading() as session:
        held = sentinel.holding(session, link.remote_id)
        if held is None or receipt.counter <= held.counter:
            return 0
        saves = {one: _in_flight(session, link.remote_id, one) for one in receipt.done}
    versions = {
        (one.type, one.id): Reply(one.version, one.time) for made in receipt.done.values() for one in made
    }
    with link.writing("Intent") as session:
        for made in saves.values():
            settle.acknowledge(session, link, made, versions)
        sentinel.remember_moved(session, link.remote_id, receipt.version, receipt.counter)
        for request_id in held.sent:
            if request_id not in receipt.done:
                sentinel.remember_sent(session, link.remote_id, request_id)
    return sum(len(made) for made in saves.values())
