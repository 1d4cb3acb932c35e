"""Where one delivery of a package stands: what is there, what stays behind, and what goes next."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from healthdesk.base import canonical
from healthdesk.fhir import markers
from healthdesk.fhir.bundles import Entry, Reply
from healthdesk.fhir.resources import Profile
from healthdesk.sync.packages import Package, Packed, PackedSave, Request
from healthdesk.sync.receipts import Refusal, Written
from healthdesk.sync.saves import Key, references


@dataclass
class Delivery:
    """Where one delivery stands. `missing` are the resources that a save left behind would have made."""

    version: str
    counter: int
    done: dict[str, tuple[Written, ...]] = field(default_factory=dict)
    refused: dict[str, Refusal] = field(default_factory=dict)
    missing: set[Key] = field(default_factory=set)
    failures: int = 0
    marks: str | None = None
    """The kind of marker that the platform was seen to take; None as long as it took none."""

    def leave(self, save: PackedSave) -> None:
        """What builds on it stays behind with it."""
        self.missing |= {(item.type, item.id) for item in save.items}

    def base(self, item: Packed) -> str | None:
        """The version it is made from, as the platform calls it."""
        if item.after is None:
            return item.base
        made = {(one.type, one.id): one.version for one in self.done[item.after]}
        return made[item.type, item.id]

    def may_go(self, save: PackedSave) -> bool:
        """Whether it is not there yet, and does not touch or speak of what is missing."""
        if save.intent in self.done or any(item.after not in (None, *self.done) for item in save.items):
            return False
        if not self.missing:
            return True
        touched = {(item.type, item.id) for item in save.items}
        spoken = {key for item in save.items for key in references(item.body.encode())}
        return (touched | spoken).isdisjoint(self.missing)


def left_of(request: Request, run: Delivery) -> tuple[PackedSave, ...]:
    """Its saves that may go, each judged with those before it that stay behind."""
    going = []
    for save in request.saves:
        if run.may_go(save):
            going.append(save)
        elif save.intent not in run.done:
            run.leave(save)
    return tuple(going)


def entries(package: Package, request: Request, run: Delivery) -> list[Entry]:
    """What goes in one transaction: the sentinel first, then each save with its marker behind it."""
    body = markers.sentinel(
        replace(Profile(), sentinel=package.system),
        package.slot,
        counter=run.counter + 1,
        request_id=request.id,
        intents=[save.intent for save in request.saves],
    )
    marked = canonical.encode(body | {"id": package.sentinel_id})
    going = [Entry("Basic", package.sentinel_id, marked, run.version)]
    for save in request.saves:
        going += [Entry(one.type, one.id, one.body.encode(), run.base(one)) for one in save.items]
        going.append(_marker(save, run))
    return going


def _marker(save: PackedSave, run: Delivery) -> Entry:
    """As it was packed, or the Basic that says the same, where that is what the platform takes."""
    packed = save.provenance.encode()
    said = canonical.decode(packed)
    if run.marks == markers.BASIC and said["resourceType"] == markers.PROVENANCE:
        return Entry(markers.BASIC, save.intent, canonical.encode(markers.standing_in(said)))
    return Entry(str(said["resourceType"]), save.intent, packed)


def written(request: Request, replies: Sequence[Reply]) -> dict[str, tuple[Written, ...]]:
    """Under which versions each save is there, by the replies to what `entries` gave."""
    left = iter(replies[1:])
    done = {}
    for save in request.saves:
        made = [(item, next(left)) for item in save.items]
        next(left)  # its marker
        done[save.intent] = tuple(
            Written(item.type, item.id, item.seq, reply.version, reply.time) for item, reply in made
        )
    return done
