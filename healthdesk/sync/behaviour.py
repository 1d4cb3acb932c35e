"""How a platform really behaves, tried on a scratch Basic, and the mode that follows (sync.md 3)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from enum import StrEnum

from healthdesk.base import canonical
from healthdesk.base.errors import AnswerUnclear, Refused
from healthdesk.fhir import bundles, given_ids, markers, resources
from healthdesk.fhir.bundles import Entry, Page
from healthdesk.fhir.markers import PROVENANCE
from healthdesk.fhir.resources import OWN, Body
from healthdesk.sync.answers import Answer, Incapable
from healthdesk.sync.cursors import BEGINNING
from healthdesk.sync.link import Link
from healthdesk.sync.packing import Payload
from healthdesk.sync.settle import OVERLOADED

FORBIDDEN = 403
TIED = 3
PAGES_OF_TIES = 8
STEP = OWN + "step"


class Mode(StrEnum):
    """How saves are sent to a platform, by what it was found to keep."""

    FULL = "full"
    GUARDED = "guarded"
    APPEND_ONLY = "append-only"
    SERVER_IDS = "server-ids"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True)
class Findings:
    """What was tried, and held. `makes_own_ids`: it keeps the id that we give; `makes_any`: or gives one.

    `takes_provenance`: else a Basic is the marker of a save.
    """

    makes_own_ids: bool
    makes_any: bool
    refuses_stale: bool
    rolls_back: bool
    keeps_history: bool
    has_system_history: bool
    pages_ties: bool
    takes_gzip: bool
    takes_provenance: bool
    keeps_extensions: bool

    @property
    def mode(self) -> Mode:
        """Exactly-once upload by the sentinel needs our ids, If-Match, whole transactions and a history.

        Without extensions there is no sentinel, and what we send would come back without half of it.
        """
        if not self.makes_any or not self.keeps_extensions:
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
            takes_provenance=_takes_provenance(link, scratch, keeps_our_id=keeps_our_id),
            keeps_extensions=_keeps_extensions(link, scratch),
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
    return _made_under_another_id(link, canonical.decode(_scratch(link.ids.new(), 1))), False


def _made_under_another_id(link: Link, body: Body) -> str | None:
    """The id that the platform gives it, if it makes it and finds it again by the id that we gave."""
    type_, name, value = body["resourceType"], *given_ids.query(body["resourceType"], body["id"])
    named = canonical.encode(given_ids.named(body, body["id"]))
    if not _tries(lambda: link.client.create_once(type_, named, f"{name}={value}")):
        return None
    try:
        entries = bundles.page(link.client.search(type_, {name: value}).body).entries
    except (Refused, ValueError):
        return None
    return entries[0].id if entries else None


def _takes_provenance(link: Link, scratch: str, *, keeps_our_id: bool) -> bool:
    """Asked twice; no clear yes is a no, for without one a Basic does the same.

    The trial is deleted before what it speaks of, or that could not be deleted any more.
    """
    for _ in range(2):
        made = None
        try:
            body = _proof(link, scratch)
            if not keeps_our_id:
                made = _made_under_another_id(link, body)
            elif link.client.put(PROVENANCE, body["id"], canonical.encode(body)):
                made = bundles.resource(link.client.get(f"{PROVENANCE}/{body['id']}").body).id
        except (Refused, AnswerUnclear, ValueError) as no:
            if isinstance(no, Refused) and no.status in OVERLOADED:
                raise
        if made is not None:
            _tries(lambda id_=made: link.client.delete(PROVENANCE, id_))  # type: ignore[misc]
            return True
    return False


def _proof(link: Link, scratch: str) -> Body:
    targets = [("Basic", scratch, canonical.digest(b""))]
    return markers.provenance(link.ids.new(), targets, at=link.clock.now(), by="", site=link.station)


def _keeps_extensions(link: Link, scratch: str) -> bool:
    """Whether what FHIR has no element for comes back: the sentinel and much of a record are such."""
    try:
        kept = canonical.decode(link.client.get(f"Basic/{scratch}").body).get("extension", ())
    except ValueError:
        raise AnswerUnclear("half a resource") from None
    return any(one.get("url") == STEP for one in kept)


def _pages_ties(link: Link) -> bool:
    """Whether pages of history show every version of one instant (hapi-fhir#5720 skips some)."""
    ids = [link.ids.new() for _ in range(TIED)]
    entries = [Entry("Basic", id_, _scratch(id_, 1)) for id_ in ids]
    if not _tries(lambda: link.client.transact(Payload(bundles.transaction(entries)), link.ids.new())):
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
            "extension": [{"url": STEP, "valueInteger": step}],
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
    return link.client.transact(Payload(bundles.transaction(entries)), link.ids.new())


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
