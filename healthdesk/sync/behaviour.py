"""How a platform really behaves, tried on a scratch Basic, and the mode that follows (sync.md 3)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from enum import StrEnum

from healthdesk.base import canonical
from healthdesk.base.errors import AnswerUnclear, Refused
from healthdesk.fhir import bundles, given_ids, resources
from healthdesk.fhir.bundles import Entry, Page
from healthdesk.fhir.resources import OWN
from healthdesk.sync.client import Answer, Incapable
from healthdesk.sync.cursors import BEGINNING
from healthdesk.sync.link import Link
from healthdesk.sync.settle import OVERLOADED

FORBIDDEN = 403
TIED = 3
PAGES_OF_TIES = 8


class Mode(StrEnum):
    """How saves are sent to a platform, by what it was found to keep."""

    FULL = "full"
    GUARDED = "guarded"
    APPEND_ONLY = "append-only"
    SERVER_IDS = "server-ids"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True)
class Findings:
    """What was tried, and held. `makes_own_ids`: it keeps the id that we give; `makes_any`: or gives one."""

    makes_own_ids: bool
    makes_any: bool
    refuses_stale: bool
    rolls_back: bool
    keeps_history: bool
    has_system_history: bool
    pages_ties: bool
    takes_gzip: bool

    @property
    def mode(self) -> Mode:
        """Exactly-once upload by the sentinel needs our ids, If-Match, whole transactions and a history."""
        if not self.makes_any:
            return Mode.UNSAFE
        if not self.makes_own_ids:
            return Mode.SERVER_IDS
        if not self.keeps_history:
            return Mode.APPEND_ONLY
        return Mode.FULL if self.refuses_stale and self.rolls_back else Mode.GUARDED


def tried(link: Link) -> Findings:
    """Try it out. The scratch resource is deleted again. Raises PlatformError when there is no answer."""
    scratch, keeps_our_id = _made(link)
    if scratch is None:
        return Findings(**dict.fromkeys((one.name for one in fields(Findings)), False))
    try:
        first = _version(link, scratch)
        moved = _tries(lambda: link.client.put("Basic", scratch, _scratch(scratch, 2), first))
        stale = _tries(lambda: link.client.put("Basic", scratch, _scratch(scratch, 3), first))
        keeps = _tries(lambda: _require(_is_former_shown(link, scratch) or not moved))
        return Findings(
            makes_own_ids=keeps_our_id,
            makes_any=True,
            refuses_stale=moved and not stale,
            rolls_back=_rolls_back(link, scratch, first),
            keeps_history=keeps,
            has_system_history=keeps and _tries(lambda: _page(link.client.get("_history", {"_count": "1"}))),
            pages_ties=_pages_ties(link),
            takes_gzip=_takes_gzip(link, scratch),
        )
    finally:
        _tries(lambda: link.client.delete("Basic", scratch))


def _made(link: Link) -> tuple[str | None, bool]:
    """A scratch resource, or None, and whether it has the id we gave. One no may be a mistake: it has two."""
    for _ in range(2):
        scratch = link.ids.new()
        is_taken = _tries(lambda id_=scratch: link.client.put("Basic", id_, _scratch(id_, 1)))  # type: ignore[misc]
        if is_taken and _exists(link, scratch):
            return scratch, True
    name, value = given_ids.query("Basic", link.ids.new())
    named = given_ids.named(canonical.decode(_scratch("-", 1)), value.rpartition("|")[2])
    if not _tries(lambda: link.client.create_once("Basic", canonical.encode(named), f"{name}={value}")):
        return None, False
    try:
        entries = bundles.page(link.client.search("Basic", {name: value}).body).entries
    except (Refused, ValueError):
        return None, False
    return (entries[0].id, False) if entries else (None, False)


def _pages_ties(link: Link) -> bool:
    """Whether pages of history show every version of one instant (hapi-fhir#5720 skips some)."""
    ids = [link.ids.new() for _ in range(TIED)]
    entries = [Entry("Basic", id_, _scratch(id_, 1)) for id_ in ids]
    if not _tries(lambda: link.client.transact(bundles.transaction(entries), link.ids.new())):
        return False
    try:
        return _tries(lambda: _require(set(ids) <= _walked(link)))
    finally:
        for id_ in ids:
            _tries(lambda one=id_: link.client.delete("Basic", one))  # type: ignore[misc]


def _require(is_so: bool) -> None:
    if not is_so:
        raise Refused(0)


def _walked(link: Link) -> set[str]:
    """The ids on the newest pages of one version each."""
    found: set[str] = set()
    answer = link.client.get("Basic/_history", {"_count": "1"})
    for _ in range(PAGES_OF_TIES):
        page = _page(answer)
        found |= {one.id for one in page.entries}
        if page.next is None:
            break
        answer = link.client.get(page.next)
    return found


def _takes_gzip(link: Link, scratch: str) -> bool:
    """Some answer packed bytes with a crash: whatever is no clear yes is a no."""
    current = _version(link, scratch)
    with _packed(link):
        try:
            return _tries(lambda: link.client.put("Basic", scratch, _scratch(scratch, 4), current))
        except AnswerUnclear:
            return False


@contextmanager
def _packed(link: Link) -> Iterator[None]:
    link.client.pack(is_packed=True)
    try:
        yield
    finally:
        link.client.pack(is_packed=False)


def _scratch(id_: str, step: int) -> bytes:
    return canonical.encode(
        {
            "resourceType": "Basic",
            "id": id_,
            "code": resources.concept(OWN + "basic", "probe"),
            "extension": [{"url": OWN + "step", "valueInteger": step}],
        }
    )


def _rolls_back(link: Link, scratch: str, stale: str | None) -> bool:
    """Whether nothing of a transaction is written when part of it is refused; no where it takes none."""
    current = _version(link, scratch)
    try:
        _half_wrong(link, scratch, stale)
    except Incapable:
        return False
    except Refused as refused:
        if refused.status in (*OVERLOADED, FORBIDDEN):
            raise
        is_left = _exists(link, resources.part_id(scratch, "other"))
        return _version(link, scratch) == current and not is_left
    return False


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


def _is_former_shown(link: Link, scratch: str) -> bool:
    """Some answer with the newest version alone: HAPI, told to keep no others."""
    shown = _page(link.client.get(f"Basic/{scratch}/_history", {"_count": "10", "_since": BEGINNING}))
    return len(shown.entries) > 1 or shown.next is not None


def _page(answer: Answer) -> Page:
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
