"""The sentinel of an upload slot: what makes every upload happen exactly once (sync.md 5.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Integer, bindparam, select
from sqlalchemy.orm import Session

from healthdesk.base import canonical
from healthdesk.base.errors import AnswerUnclear, NotFound, PlatformError, Refused
from healthdesk.fhir import bundles, markers
from healthdesk.store.platform import Remote, Slot
from healthdesk.sync import cursors, histories
from healthdesk.sync.answers import Answer
from healthdesk.sync.bound import FIRST_SLOT
from healthdesk.sync.client import Client
from healthdesk.sync.link import GONE, Link

_REQUEST = select(Slot.request).where(
    Slot.remote_id == bindparam("remote", type_=Integer), Slot.slot == bindparam("slot", type_=Integer)
)
_SENT = "UPDATE slot SET request_id = ?, request = ? WHERE remote_id = ? AND slot = ?"
_MOVED = "UPDATE slot SET sentinel_version = ?, counter = ?, request = ? WHERE remote_id = ? AND slot = ?"


class ClonedWorkstation(PlatformError):
    """Somebody else wrote with our sentinel: this store was copied or brought back from a backup."""


class RestoredPlatform(PlatformError):
    """The platform knows less than it had confirmed: it was brought back from a backup.

    `found` is the sentinel as it is there now, None when it is gone.
    """

    def __init__(self, found: markers.Sentinel | None) -> None:
        super().__init__("restored")
        self.found = found


class Verdict(StrEnum):
    """What the sentinel says about the requests that were sent."""

    UNMOVED = "unmoved"
    COMMITTED = "committed"


@dataclass(frozen=True, slots=True)
class Holding:
    """The slot as this store remembers it. `sent` are the requests that may move it or have moved it."""

    sentinel_id: str
    version: str
    counter: int
    sent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A sentinel that has not moved yet, and by how many seconds the platform's two clocks differ."""

    found: markers.Sentinel
    skew: int | None


def numbers(session: Session, remote_id: int) -> set[int]:
    """The slots that were ever used."""
    return set(session.scalars(select(Slot.slot).where(Slot.remote_id == remote_id)))


def holding(session: Session, remote_id: int, number: int = FIRST_SLOT) -> Holding | None:
    """The slot of that number, or None before the first contact."""
    slot = session.get(Slot, (remote_id, number))
    if slot is None or slot.sentinel_id is None or slot.sentinel_version is None:
        return None
    return Holding(
        slot.sentinel_id, slot.sentinel_version, slot.counter, tuple((slot.request or {}).get("sent", ()))
    )


def required(session: Session, link: Link) -> Holding:
    """The link's slot, which has been met. Raises NotFound."""
    held = holding(session, link.remote_id, link.slot)
    if held is None:
        raise NotFound("Slot")
    return held


def body(link: Link, held: Holding, request_id: str, intents: tuple[str, ...]) -> bytes:
    """The next state of the sentinel, to be put in the transaction of `request_id`."""
    made = markers.sentinel(
        link.profile,
        markers.slot_name(link.station, link.slot),
        counter=held.counter + 1,
        request_id=request_id,
        intents=intents,
    )
    return canonical.encode(made | {"id": held.sentinel_id})


def sent_elsewhere(session: Session, link: Link) -> list[str]:
    """The requests that may move, or have moved, the sentinel of another slot than the link's."""
    others = select(Slot.request).where(Slot.remote_id == link.remote_id, Slot.slot != link.slot)
    return [one for request in session.scalars(others) if request for one in request["sent"]]


def remember_sent(session: Session, link: Link, request_id: str) -> None:
    """Before the first byte goes out: this request may move the sentinel."""
    before = session.execute(_REQUEST, {"remote": link.remote_id, "slot": link.slot}).scalar_one()
    sent = [*(before or {}).get("sent", ()), request_id]
    request = canonical.encode({"sent": sent})
    session.connection().exec_driver_sql(_SENT, (request_id, request, link.remote_id, link.slot))


def remember_moved(
    session: Session, link: Link, version: str, counter: int, sent: Iterable[str] = ()
) -> None:
    """A request of ours was written. `sent` may still come: on a stick whose package is not wholly there."""
    request = canonical.encode({"sent": list(sent)}) if sent else None
    session.connection().exec_driver_sql(_MOVED, (version, counter, request, link.remote_id, link.slot))


def look(link: Link, held: Holding) -> tuple[Verdict, markers.Sentinel | None]:
    """Ask the platform. Raises ClonedWorkstation, RestoredPlatform, PlatformError."""
    try:
        answer = link.client.get(f"Basic/{held.sentinel_id}", version=held.version)
    except Refused as refused:
        if refused.status in GONE:
            raise RestoredPlatform(None) from None
        raise
    if answer.status == 304 or _same_version(answer, held):
        return Verdict.UNMOVED, None
    return _judged(_read(answer), held)


def _same_version(answer: Answer, held: Holding) -> bool:
    return answer.etag is not None and bundles.bare_version(answer.etag) == held.version and not answer.body


def _judged(found: markers.Sentinel, held: Holding) -> tuple[Verdict, markers.Sentinel | None]:
    if found.version == held.version and found.counter == held.counter:
        return Verdict.UNMOVED, None
    if found.request_id in held.sent and found.counter > held.counter:
        return Verdict.COMMITTED, found
    if found.counter < held.counter:
        raise RestoredPlatform(found)
    raise ClonedWorkstation("counter")


def written(link: Link, held: Holding, found: markers.Sentinel) -> dict[str, str]:
    """The saves that moved the sentinel from `held` to `found`, and by which request, in their order.

    There are several steps when a package was carried.

    Raises ClonedWorkstation when one of the steps between was not ours.
    """
    if found.counter == held.counter + 1:
        return dict.fromkeys(found.intents, str(found.request_id))
    steps = [one for one in history(link.client, held.sentinel_id) if one.counter > held.counter]
    if any(one.request_id not in held.sent for one in steps):
        raise ClonedWorkstation("step")
    if len({one.counter for one in steps}) != found.counter - held.counter:
        raise AnswerUnclear("steps are missing")  # what they wrote must not be sent again
    return {intent: str(one.request_id) for one in reversed(steps) for intent in one.intents}


def history(client: Client, sentinel_id: str) -> list[markers.Sentinel]:
    """Every state the sentinel ever had that can be read, the newest first."""
    states = histories.read(client, "Basic", sentinel_id)
    try:
        found = [markers.read_sentinel(one.body) for one in states if one.body]
    except ValueError:
        raise AnswerUnclear("sentinel") from None
    return sorted(found, key=lambda one: one.counter, reverse=True)


def meet(link: Link) -> None:
    """Make the sentinel at the first contact, look at it at every other."""
    with link.database.reading() as session:
        held = holding(session, link.remote_id, link.slot)
    if held is None:
        ensure(link)
    else:
        look(link, held)


def ensure(link: Link) -> Holding:
    """The slot, made on the platform at the first contact.

    By POST with a condition, never by PUT: a late PUT would overwrite the living sentinel.
    """
    with link.database.reading() as session:
        held = holding(session, link.remote_id, link.slot)
    if held is not None:
        return held
    made = make(link)
    keep(link, made)
    return Holding(made.found.id, made.found.version, 0, ())


def make(link: Link) -> Made:
    """The sentinel on the platform, where it is made unless it is there already. Raises ClonedWorkstation."""
    name = markers.slot_name(link.station, link.slot)
    fresh = markers.sentinel(link.profile, name, counter=0, request_id=None, intents=())
    token = f"{link.profile.sentinel}|{name}"
    made = link.client.create_once("Basic", canonical.encode(fresh), f"identifier={token}")
    link.reached("sentinel-made")
    found = _find(link, token)
    skew = _skew(made, found) if made.status == 201 else None
    if found.counter > 0:
        raise ClonedWorkstation("counter")
    return Made(found, skew)


def keep(link: Link, made: Made) -> None:
    """From now on the slot may be used."""
    found, skew = made.found, made.skew
    with link.writing() as session:
        place = {"remote_id": link.remote_id, "slot": link.slot}
        session.merge(Slot(**place, sentinel_id=found.id, sentinel_version=found.version))
        if skew is not None:
            remote = session.get_one(Remote, link.remote_id)
            remote.probe = (remote.probe or {}) | {"date_skew_s": skew}


def _skew(made: Answer, found: markers.Sentinel) -> int | None:
    """Seconds between the Date header and the time in the resource it came with.

    Only a platform whose two clocks agree may move the cursor by its Date header (cursors.py).
    """
    date, time = cursors.http_date(made.date), found.time
    return round((date - cursors.instant(time)).total_seconds()) if date and time else None


def _find(link: Link, token: str) -> markers.Sentinel:
    answer = link.client.search("Basic", {"identifier": token})
    try:
        page = bundles.page(answer.body)
        return min((markers.read_sentinel(one.body or b"{}") for one in page.entries), key=lambda one: one.id)
    except ValueError:
        raise AnswerUnclear("sentinel") from None


def _read(answer: Answer) -> markers.Sentinel:
    try:
        return markers.read_sentinel(answer.body)
    except ValueError:
        raise AnswerUnclear("sentinel") from None
