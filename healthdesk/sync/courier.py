"""Sends a package for another workstation, under that workstation's sentinel: once, whoever carries it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from healthdesk.base import canonical
from healthdesk.base.errors import AnswerUnclear, PlatformError, Refused, Unreachable
from healthdesk.fhir import bundles, markers
from healthdesk.fhir.bundles import Entry, Reply
from healthdesk.fhir.resources import Profile
from healthdesk.sync import sentinel
from healthdesk.sync.client import Client
from healthdesk.sync.packages import Package, Receipt, Request, Written

Key = tuple[str, str]
_REFERENCE = re.compile(r'"reference":"([A-Za-z]+)/([A-Za-z0-9.-]+)"')


class Overtaken(PlatformError):
    """The workstation has sent by line since it wrote the package: nothing in it may be sent any more."""


class Restored(PlatformError):
    """The platform knows less than the workstation had seen confirmed."""


@dataclass
class _Run:
    """Where one delivery stands."""

    version: str
    counter: int
    done: dict[str, tuple[Written, ...]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    missing: set[Key] = field(default_factory=set)


def deliver(client: Client, package: Package) -> Receipt:
    """Send what was not sent. What the platform does wrong is in the receipt, for it travels back."""
    run = _Run(package.version, package.counter)
    reason = None
    try:
        _catch_up(client, package, run)
        for request in package.requests:
            if request.id not in run.done and not _depends(request, run.missing):
                _send(client, package, request, run)
    except PlatformError as error:
        reason = type(error).__name__.lower()
    settled = {*run.done, *run.refused}
    left = tuple(one.id for one in package.requests if one.id not in settled)
    if left and reason is None:
        reason = "refused"
    return Receipt(package.station, run.version, run.counter, run.done, run.refused, left, reason)


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
    _believe(client, package, run, found)


def _believe(client: Client, package: Package, run: _Run, found: markers.Sentinel) -> None:
    """Every step since the package was written must be one of its own requests."""
    known = {request.id: request for request in package.requests}
    steps = [one for one in sentinel.history(client, package.sentinel_id) if one.counter > package.counter]
    if len(steps) != found.counter - package.counter or any(one.request_id not in known for one in steps):
        raise Overtaken("step")
    for one in steps:
        request = known[str(one.request_id)]
        if request.id not in run.done:
            run.done[request.id] = tuple(_read_back(client, request))
    run.version, run.counter = found.version, found.counter


def _read_back(client: Client, request: Request) -> Iterator[Written]:
    """Under which versions a request of ours was written: right after the bases it named."""
    for save in request.saves:
        for item in save.items:
            asked = {"_count": "100", "_since": "1970-01-01T00:00:00Z"}
            try:
                page = bundles.page(client.get(f"{item.type}/{item.id}/_history", asked).body)
            except ValueError:
                raise AnswerUnclear("history") from None
            oldest_first = list(reversed(page.entries))
            names = [one.version for one in oldest_first]
            at = names.index(item.base) + 1 if item.base in names else 0
            if at >= len(oldest_first):
                raise AnswerUnclear("no version of ours")
            yield Written(item.type, item.id, names[at], oldest_first[at].time)


def _send(client: Client, package: Package, request: Request, run: _Run) -> None:
    entries = _entries(package, request, run)
    try:
        answer = client.transact(bundles.transaction(entries), request.id)
        replies = bundles.replies(answer.body, [(entry.type, entry.id) for entry in entries])
    except (AnswerUnclear, ValueError):
        _ask(client, package, request, run)
    except Refused as refused:
        _refused(client, package, request, run, refused)
    else:
        run.version, run.counter = replies[0].version, run.counter + 1
        run.done[request.id] = tuple(_written(request, replies))


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
        entries += [Entry(one.type, one.id, one.body.encode(), one.base) for one in save.items]
        entries.append(Entry("Provenance", save.intent, save.provenance.encode()))
    return entries


def _written(request: Request, replies: Sequence[Reply]) -> Iterator[Written]:
    position = 1
    for save in request.saves:
        for item in save.items:
            yield Written(item.type, item.id, replies[position].version, replies[position].time)
            position += 1
        position += 1  # its Provenance


def _ask(client: Client, package: Package, request: Request, run: _Run) -> None:
    """Nobody knows what became of it: only the sentinel does. Raises AnswerUnclear while it is unmoved."""
    _catch_up(client, package, run)
    if request.id not in run.done:
        raise AnswerUnclear("unmoved")


def _refused(client: Client, package: Package, request: Request, run: _Run, refused: Refused) -> None:
    """A clear no: by the sentinel (it was written before), else by what is in it, which then stays behind."""
    if refused.status in (429, 503):
        raise Unreachable("overloaded")
    _catch_up(client, package, run)
    if request.id in run.done:
        return
    run.refused[request.id] = str(refused.status)
    run.missing |= {(item.type, item.id) for save in request.saves for item in save.items}


def _depends(request: Request, missing: set[Key]) -> bool:
    """Whether it touches or speaks of something that a refused request would have made."""
    if not missing:
        return False
    touched = {(item.type, item.id) for save in request.saves for item in save.items}
    spoken = {key for save in request.saves for item in save.items for key in _REFERENCE.findall(item.body)}
    return bool((touched | spoken) & missing)
