"""Sends a package for another workstation, under that workstation's sentinel: once, whoever carries it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from healthdesk.base import canonical
from healthdesk.base.errors import AnswerUnclear, PlatformError, Refused, Unreachable
from healthdesk.fhir import bundles, markers
from healthdesk.fhir.bundles import Entry, PageEntry, Reply
from healthdesk.fhir.resources import Profile
from healthdesk.sync import cursors, sentinel, witness
from healthdesk.sync.answers import Broken
from healthdesk.sync.client import Client
from healthdesk.sync.link import GONE
from healthdesk.sync.packages import Package, Packed, PackedSave, Request
from healthdesk.sync.receipts import Found, Receipt, Refusal, Written

Key = tuple[str, str]
STALE = (409, 412)
OVERLOADED = (429, 503)
FAILURES_OF_AN_OUTAGE = 3
"""So many single saves answered with 500 before any was written: the platform is ill, not the records."""

_REFERENCE = re.compile(r'"reference":"([A-Za-z]+)/([A-Za-z0-9.-]+)"')


class Overtaken(PlatformError):
    """The workstation has sent by line since it wrote the package: nothing in it may be sent any more."""


class Restored(PlatformError):
    """The platform knows less than the workstation had seen confirmed."""


@dataclass
class _Run:
    """Where one delivery stands. `missing` are the resources that a save left behind would have made."""

    version: str
    counter: int
    done: dict[str, tuple[Written, ...]] = field(default_factory=dict)
    refused: dict[str, Refusal] = field(default_factory=dict)
    missing: set[Key] = field(default_factory=set)
    failures: int = 0

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
        spoken = {key for item in save.items for key in _REFERENCE.findall(item.body)}
        return (touched | spoken).isdisjoint(self.missing)


def deliver(client: Client, package: Package) -> Receipt:
    """Send what was not sent. What the platform does wrong is in the receipt, for it travels back."""
    run = _Run(package.version, package.counter)
    reason = None
    try:
        _catch_up(client, package, run)
        for request in package.requests:
            _send(client, package, Request(request.id, _left_of(request, run)), run)
    except PlatformError as error:
        reason = type(error).__name__.lower()
    settled = {*run.done, *run.refused}
    left = tuple(
        save.intent for request in package.requests for save in request.saves if save.intent not in settled
    )
    if left and reason is None:
        reason = "refused"
    return Receipt(package.station, run.version, run.counter, run.done, run.refused, left, reason)


def _left_of(request: Request, run: _Run) -> tuple[PackedSave, ...]:
    """Its saves that may go, each judged with those before it that stay behind."""
    going = []
    for save in request.saves:
        if run.may_go(save):
            going.append(save)
        elif save.intent not in run.done:
            run.leave(save)
    return tuple(going)


def _catch_up(client: Client, package: Package, run: _Run) -> None:
    """What of the package is there already: it may have been carried before, by anybody."""
    try:
        found = markers.read_sentinel(client.get(f"Basic/{package.sentinel_id}").body)
    except Refused:
        raise Restored("sentinel") from None
    except ValueError:
        raise AnswerUnclear("sentinel") from None
    if found.counter < package.counter:
        raise Restored("counter")
    if found.counter == package.counter:
        if found.version != package.version:
            raise Overtaken("version")
        return
    if found.version != run.version:
        _believe(client, package, run, found)


def _believe(client: Client, package: Package, run: _Run, found: markers.Sentinel) -> None:
    """Every step since the package was written must be one of its own requests, whole or in part."""
    known = {(request.id, save.intent): save for request in package.requests for save in request.saves}
    ours = {request.id for request in package.requests}
    steps = [one for one in sentinel.history(client, package.sentinel_id) if one.counter > package.counter]
    made = [(str(one.request_id), intent) for one in reversed(steps) for intent in one.intents]
    is_ours = all(one.request_id in ours for one in steps) and all(one in known for one in made)
    if len(steps) != found.counter - package.counter or not is_ours:
        raise Overtaken("step")
    for one in made:
        save = known[one]
        if save.intent not in run.done:
            run.done[save.intent] = tuple(_read_back(client, save, run))
    run.version, run.counter = found.version, found.counter


def _read_back(client: Client, save: PackedSave, run: _Run) -> Iterator[Written]:
    """Under which versions a save of ours was written: right after the bases it named."""
    for item in save.items:
        base = run.base(item)
        oldest_first = _history(client, item)
        names = [one.version for one in oldest_first]
        if base is not None and base not in names:
            raise AnswerUnclear("the base is not there")
        at = names.index(base) + 1 if base is not None else 0
        if at >= len(oldest_first):
            raise AnswerUnclear("no version of ours")
        yield Written(item.type, item.id, item.seq, names[at], oldest_first[at].time)


def _history(client: Client, item: Packed) -> list[PageEntry]:
    """All versions of a resource, the oldest first, over as many pages as they stand on."""
    found: list[PageEntry] = []
    asked = {"_count": "100", "_since": cursors.BEGINNING}
    answer = client.get(f"{item.type}/{item.id}/_history", asked)
    seen: set[str] = set()
    try:
        while True:
            page = bundles.page(answer.body)
            found += page.entries
            if page.next is None or page.next in seen:
                break
            seen.add(page.next)
            answer = client.get(page.next)
    except ValueError:
        raise AnswerUnclear("history") from None
    return sorted(found, key=lambda one: witness.age_of(one.time, one.version))


def _send(client: Client, package: Package, request: Request, run: _Run) -> None:
    """One transaction with the saves of `request`; what is refused goes in halves, to the bad one alone."""
    if not request.saves:
        return
    entries = _entries(package, request, run)
    try:
        answer = client.transact(bundles.transaction(entries), request.id)
        replies = bundles.replies(answer.body, [(entry.type, entry.id) for entry in entries])
    except (AnswerUnclear, ValueError) as doubt:
        _ask(client, package, request, run, doubt)
    except Refused as refused:
        _refused(client, package, request, run, refused)
    else:
        run.version, run.counter = replies[0].version, run.counter + 1
        run.done |= _written(request, replies)


def _entries(package: Package, request: Request, run: _Run) -> list[Entry]:
    body = markers.sentinel(
        replace(Profile(), sentinel=package.system),
        package.slot,
        counter=run.counter + 1,
        request_id=request.id,
        intents=[save.intent for save in request.saves],
    )
    marked = canonical.encode(body | {"id": package.sentinel_id})
    entries = [Entry("Basic", package.sentinel_id, marked, run.version)]
    for save in request.saves:
        entries += [Entry(one.type, one.id, one.body.encode(), run.base(one)) for one in save.items]
        kind = str(canonical.decode(save.provenance)["resourceType"])
        entries.append(Entry(kind, save.intent, save.provenance.encode()))
    return entries


def _written(request: Request, replies: Sequence[Reply]) -> dict[str, tuple[Written, ...]]:
    left = iter(replies[1:])
    done = {}
    for save in request.saves:
        made = [(item, next(left)) for item in save.items]
        next(left)  # its marker
        done[save.intent] = tuple(
            Written(item.type, item.id, item.seq, reply.version, reply.time) for item, reply in made
        )
    return done


def _ask(client: Client, package: Package, request: Request, run: _Run, doubt: Exception) -> None:
    """Nobody knows what became of it: only the sentinel does. Raises AnswerUnclear while it is unmoved.

    A save that the platform answers with 500 is left for another time, that the others may go.
    """
    before = run.version
    _catch_up(client, package, run)
    if run.version != before:
        _send(client, package, Request(request.id, _left_of(request, run)), run)
    elif not isinstance(doubt, Broken):
        raise AnswerUnclear("unmoved")
    elif len(request.saves) > 1:
        _halve(client, package, request, run)
    else:
        run.failures += 1
        if run.failures >= FAILURES_OF_AN_OUTAGE and not run.done:
            raise AnswerUnclear("broken")
        run.leave(request.saves[0])


def _refused(client: Client, package: Package, request: Request, run: _Run, refused: Refused) -> None:
    """A clear no: by the sentinel (somebody carried it before), else by one of the saves that are in it."""
    if refused.status in OVERLOADED:
        raise Unreachable("overloaded")
    before = run.version
    _catch_up(client, package, run)
    if run.version != before:
        _send(client, package, Request(request.id, _left_of(request, run)), run)
    elif len(request.saves) > 1:
        _halve(client, package, request, run)
    else:
        _stay_behind(client, request.id, request.saves[0], run, refused)


def _halve(client: Client, package: Package, request: Request, run: _Run) -> None:
    middle = len(request.saves) // 2
    for part in (request.saves[:middle], request.saves[middle:]):
        _send(client, package, Request(request.id, _left_of(Request(request.id, part), run)), run)


def _stay_behind(client: Client, request_id: str, save: PackedSave, run: _Run, refused: Refused) -> None:
    """The bad one alone. What was written there instead goes home with the receipt, to be merged."""
    run.leave(save)
    found: tuple[Found, ...] = ()
    if refused.status in STALE:
        found = tuple(_instead(client, save, run))
        if not found:
            return  # two writers met: another time
    run.refused[save.intent] = Refusal(request_id, refused.status, refused.issues[:5], found)


def _instead(client: Client, save: PackedSave, run: _Run) -> Iterator[Found]:
    """What stands on the platform where a base of ours should."""
    for item in save.items:
        base = run.base(item)
        try:
            there = bundles.resource(client.get(f"{item.type}/{item.id}").body)
        except Refused as refused:
            if refused.status not in GONE:
                raise
            if base is not None:
                yield Found(item.type, item.id, "", None, None)
            continue
        except ValueError:
            raise AnswerUnclear("not a resource") from None
        if there.version != base and there.body is not None:
            yield Found(item.type, item.id, there.version, there.time, there.body.decode())
