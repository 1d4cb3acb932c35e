"""Sends a package for another workstation, under that workstation's sentinel: once, whoever carries it."""

from collections.abc import Iterator

from healthdesk.base import canonical
from healthdesk.base.errors import AnswerUnclear, PlatformError, Refused, Unreachable
from healthdesk.fhir import bundles, markers
from healthdesk.sync import histories, refusals, sentinel, witness
from healthdesk.sync.answers import Broken
from healthdesk.sync.client import Client
from healthdesk.sync.delivery import Delivery, entries, left_of, written
from healthdesk.sync.link import GONE
from healthdesk.sync.packages import Package, PackedSave, Request
from healthdesk.sync.packing import Payload
from healthdesk.sync.push import STALE, UNKNOWN_KIND
from healthdesk.sync.receipts import Found, Receipt, Refusal, Written
from healthdesk.sync.settle import OVERLOADED

FAILURES_OF_AN_OUTAGE = 3
"""So many single saves answered with 500 before any was written: the platform is ill, not the records."""


class Overtaken(PlatformError):
    """The workstation has sent by line since it wrote the package: nothing in it may be sent any more."""


class Restored(PlatformError):
    """The platform knows less than the workstation had seen confirmed."""


def deliver(client: Client, package: Package) -> Receipt:
    """Send what was not sent. What the platform does wrong is in the receipt, for it travels back."""
    run = Delivery(package.version, package.counter)
    reason = None
    try:
        _catch_up(client, package, run)
        for request in package.requests:
            _send(client, package, Request(request.id, left_of(request, run)), run)
    except PlatformError as error:
        reason = type(error).__name__.lower()
    settled = {*run.done, *run.refused}
    left = tuple(
        save.intent for request in package.requests for save in request.saves if save.intent not in settled
    )
    if left and reason is None:
        reason = "refused"
    return Receipt(package.station, run.version, run.counter, run.done, run.refused, left, reason)


def _catch_up(client: Client, package: Package, run: Delivery) -> None:
    """What of the package is there already: it may have been carried before, by anybody."""
    try:
        found = markers.read_sentinel(client.get(f"Basic/{package.sentinel_id}").body)
    except Refused as no:
        if no.status in OVERLOADED:
            raise Unreachable("overloaded") from None
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


def _believe(client: Client, package: Package, run: Delivery, found: markers.Sentinel) -> None:
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


def _read_back(client: Client, save: PackedSave, run: Delivery) -> Iterator[Written]:
    """Under which versions a save of ours was written: right after the bases it named."""
    for item in save.items:
        base = run.base(item)
        found = histories.read(client, item.type, item.id)
        oldest_first = sorted(found, key=lambda one: witness.age_of(one.time, one.version))
        names = [one.version for one in oldest_first]
        if base is not None and base not in names:
            raise AnswerUnclear("the base is not there")
        at = names.index(base) + 1 if base is not None else 0
        if at >= len(oldest_first):
            raise AnswerUnclear("no version of ours")
        yield Written(item.type, item.id, item.seq, names[at], oldest_first[at].time)


def _send(client: Client, package: Package, request: Request, run: Delivery) -> None:
    """One transaction with the saves of `request`; what is refused goes in halves, to the bad one alone."""
    if not request.saves:
        return
    going = entries(package, request, run)
    try:
        answer = client.transact(Payload(bundles.transaction(going)), request.id)
        replies = bundles.replies(answer.body, [(entry.type, entry.id) for entry in going])
    except (AnswerUnclear, ValueError) as doubt:
        _ask(client, package, request, run, doubt)
    except Refused as refused:
        _refused(client, package, request, run, refused)
    else:
        run.version, run.counter = replies[0].version, run.counter + 1
        run.done |= written(request, replies)
        run.marks = going[-1].type


def _ask(client: Client, package: Package, request: Request, run: Delivery, doubt: Exception) -> None:
    """Nobody knows what became of it: only the sentinel does. Raises AnswerUnclear while it is unmoved.

    A save that the platform answers with 500 is left for another time, that the others may go.
    """
    before = run.version
    _catch_up(client, package, run)
    if run.version != before:
        _send(client, package, Request(request.id, left_of(request, run)), run)
    elif not isinstance(doubt, Broken):
        raise AnswerUnclear("unmoved")
    elif len(request.saves) > 1:
        _halve(client, package, request, run)
    else:
        run.failures += 1
        if run.failures >= FAILURES_OF_AN_OUTAGE and not run.done:
            raise AnswerUnclear("broken")
        run.leave(request.saves[0])


def _refused(client: Client, package: Package, request: Request, run: Delivery, refused: Refused) -> None:
    """A clear no: by the sentinel (somebody carried it before), else by one of the saves that are in it."""
    if refused.status in OVERLOADED:
        raise Unreachable("overloaded")
    before = run.version
    _catch_up(client, package, run)
    if run.version != before:
        _send(client, package, Request(request.id, left_of(request, run)), run)
    elif len(request.saves) > 1:
        _halve(client, package, request, run)
    elif run.marks is None and _may_be_to_the_marker(request.saves[0], refused):
        _mark_otherwise(client, package, request, run)
    else:
        _stay_behind(client, request.id, request.saves[0], run, refused)


def _may_be_to_the_marker(save: PackedSave, refused: Refused) -> bool:
    """Whether a no that names nothing in the record may be to the Provenance beside it (push.py)."""
    types = [item.type for item in save.items]
    is_unknown = refused.status in UNKNOWN_KIND and not refusals.is_of_the_record(refused.issues, types)
    return is_unknown and canonical.decode(save.provenance)["resourceType"] == markers.PROVENANCE


def _mark_otherwise(client: Client, package: Package, request: Request, run: Delivery) -> None:
    """The same request with a Basic as its marker, on the same state of the sentinel: one of them can win."""
    run.marks = markers.BASIC
    _send(client, package, request, run)
    if request.saves[0].intent not in run.done:
        run.marks = None  # then it was the record


def _halve(client: Client, package: Package, request: Request, run: Delivery) -> None:
    middle = len(request.saves) // 2
    for part in (request.saves[:middle], request.saves[middle:]):
        _send(client, package, Request(request.id, left_of(Request(request.id, part), run)), run)


def _stay_behind(client: Client, request_id: str, save: PackedSave, run: Delivery, refused: Refused) -> None:
    """The bad one alone. What was written there instead goes home with the receipt, to be merged."""
    run.leave(save)
    found: tuple[Found, ...] = ()
    if refused.status in STALE:
        found = tuple(_instead(client, save, run))
        if not found:
            return  # two writers met: another time
    run.refused[save.intent] = Refusal(request_id, refused.status, refused.issues[:5], found)


def _instead(client: Client, save: PackedSave, run: Delivery) -> Iterator[Found]:
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
