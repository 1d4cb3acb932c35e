"""How this platform really behaves, tried on a scratch Basic, and the mode that follows (sync.md 3)."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

from healthdesk.base import canonical
from healthdesk.base.errors import AnswerUnclear, PlatformError, Refused
from healthdesk.fhir import bundles, resources
from healthdesk.fhir.bundles import Entry
from healthdesk.fhir.resources import OWN
from healthdesk.store.platform import Remote
from healthdesk.sync.cursors import Stream
from healthdesk.sync.link import Link
from healthdesk.sync.order import SYNCHRONISED

FULL = "full"
UNSAFE = "unsafe"
FORBIDDEN = 403


class UnsafePlatform(PlatformError):
    """It lets a stale write through or writes half a transaction: nothing is sent there."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was tried, and held."""

    makes_own_ids: bool
    refuses_stale: bool
    rolls_back: bool
    keeps_history: bool
    has_system_history: bool

    @property
    def mode(self) -> str:
        """Exactly-once upload needs all four; other modes are not sent to."""
        is_full = self.makes_own_ids and self.refuses_stale and self.rolls_back and self.keeps_history
        return FULL if is_full else UNSAFE


OVERLOADED = frozenset({429, 503})


def ensure(link: Link) -> None:
    """Probe once for each address that is found safe; raise UnsafePlatform where nothing may be sent.

    A platform that was unsafe is asked again in every run: it may have been mended, or badly found out.
    """
    with link.database.reading() as session:
        remote = session.get_one(Remote, link.remote_id)
        mode, url = remote.mode, (remote.probe or {}).get("url")
    if mode != FULL or url != link.client.base_url:
        findings = probe(link)
        mode = findings.mode
        with link.writing("Remote") as session:
            remote = session.get_one(Remote, link.remote_id)
            remote.mode = mode
            remote.probe = (remote.probe or {}) | asdict(findings) | {"url": link.client.base_url}
    if mode != FULL:
        raise UnsafePlatform(mode)


def streams(link: Link) -> tuple[Stream, ...]:
    """What is to be pulled, and how."""
    with link.database.reading() as session:
        found = session.get_one(Remote, link.remote_id).probe or {}
    if found.get("has_system_history"):
        return (Stream("history"),)
    kind = "history" if found.get("keeps_history") else "search"
    return tuple(Stream(kind, type_) for type_ in SYNCHRONISED)


def probe(link: Link) -> Findings:
    """Try it out. The scratch resource is deleted again. Raises PlatformError when there is no answer."""
    scratch = link.ids.new()
    try:
        made = _tries(lambda: link.client.put("Basic", scratch, _scratch(scratch, 1)))
        first = _version(link, scratch) if made else None
        moved = _tries(lambda: link.client.put("Basic", scratch, _scratch(scratch, 2), first))
        stale = _tries(lambda: link.client.put("Basic", scratch, _scratch(scratch, 3), first))
        current = _version(link, scratch)
        rolled_back = (
            not _tries(lambda: _half_wrong(link, scratch, first)) and _version(link, scratch) == current
        )
        return Findings(
            makes_own_ids=made,
            refuses_stale=moved and not stale,
            rolls_back=rolled_back and not _exists(link, resources.part_id(scratch, "other")),
            keeps_history=_tries(lambda: _paged(link, f"Basic/{scratch}/_history")),
            has_system_history=_tries(lambda: _paged(link, "_history")),
        )
    finally:
        _tries(lambda: link.client.delete("Basic", scratch))


def _scratch(id_: str, step: int) -> bytes:
    return canonical.encode(
        {
            "resourceType": "Basic",
            "id": id_,
            "code": resources.concept(OWN + "basic", "probe"),
            "extension": [{"url": OWN + "step", "valueInteger": step}],
        }
    )


def _half_wrong(link: Link, scratch: str, stale: str | None) -> object:
    """One good create and one stale update: both must be refused."""
    other = resources.part_id(scratch, "other")
    entries = [
        Entry("Basic", other, _scratch(other, 1)),
        Entry("Basic", scratch, _scratch(scratch, 9), stale or "0"),
    ]
    return link.client.transact(bundles.transaction(entries), link.ids.new())


def _tries(attempt: Callable[[], object]) -> bool:
    """Whether it was accepted. Only a clear no counts: an overloaded or closed platform has said nothing."""
    try:
        attempt()
    except Refused as refused:
        if refused.status in (*OVERLOADED, FORBIDDEN):
            raise
        return False
    return True


def _paged(link: Link, path: str) -> object:
    answer = link.client.get(path, {"_count": "1"})
    try:
        return bundles.page(answer.body)
    except ValueError:
        raise AnswerUnclear("not a page") from None


def _version(link: Link, id_: str) -> str | None:
    try:
        return bundles.resource(link.client.get(f"Basic/{id_}").body).version
    except (Refused, ValueError):
        return None


def _exists(link: Link, id_: str) -> bool:
    return _version(link, id_) is not None
