"""What is known of this platform's behaviour, and when it is tried out anew (sync.md 3)."""

from dataclasses import asdict, replace
from functools import partial
from typing import NamedTuple

from healthdesk.base import canonical
from healthdesk.base.errors import AnswerUnclear, PlatformError, Refused
from healthdesk.fhir import exports, markers
from healthdesk.store.platform import Remote
from healthdesk.sync import behaviour, server_ids, whole
from healthdesk.sync.behaviour import Mode
from healthdesk.sync.cursors import Stream
from healthdesk.sync.link import Border, Link
from healthdesk.sync.order import SYNCHRONISED
from healthdesk.sync.replacing import Replacing
from healthdesk.sync.server_ids import ServerIds


class UnsafePlatform(PlatformError):
    """It makes no Basic, under no id: nothing could be marked as being there, and nothing is sent."""


class DropsExtensions(PlatformError):
    """It keeps half of what it is given: nothing is sent there."""


_TRIED_LAST = "keeps_extensions"
"""What the newest version of this program tries: a store that does not know of it tries everything anew."""


def ensure(link: Link) -> Mode:
    """Probe once for each address and each program there.

    Raises UnsafePlatform or DropsExtensions where nothing can be sent.

    Once a day the platform is asked who it is: another program, version or date may behave in another way.
    One that was less than good is tried again each day, and an unsafe one in every run: it may have been
    mended, or mistaken. Who once gave us ids is spoken to by its ids for ever.
    """
    with link.database.reading() as session:
        remote = session.get_one(Remote, link.remote_id)
        mode, found = remote.mode, remote.probe or {}
        gave_ids = server_ids.has_any(session, link.remote_id)
        with_offers = link.takes_exports and whole.is_first_load(session, link.remote_id)
    ask = partial(_statement, link, with_offers=with_offers)
    today = link.clock.now().date().isoformat()
    is_known = found.get("url") == link.client.base_url and mode != Mode.UNSAFE and _TRIED_LAST in found
    if not is_known or found.get("asked_on") != today:
        fresh: dict[str, object] = {"url": link.client.base_url, "asked_on": today}
        said = ask(found.get("statement", {})) if is_known else None
        is_good = mode == Mode.FULL and found.get("takes_provenance")
        if not is_good or said is None or said.who != found.get("statement"):
            findings = behaviour.tried(link)
            findings = replace(findings, makes_own_ids=findings.makes_own_ids and not gave_ids)
            mode = findings.mode
            fresh |= asdict(findings)
        said = said or ask({})
        fresh |= {"statement": said.who, "offers_export": said.offers_export}
        with link.writing("Remote") as session:
            remote = session.get_one(Remote, link.remote_id)
            remote.mode = mode
            found = remote.probe = (remote.probe or {}) | fresh
    link.client.pack(is_packed=bool(found.get("takes_gzip")))
    if mode == Mode.UNSAFE:
        raise DropsExtensions(mode) if found.get("makes_any") else UnsafePlatform(mode)
    return Mode(mode)


def forget(link: Link) -> None:
    """It takes a kind of request no more that it took when it was tried: it is tried anew."""
    with link.writing("Remote") as session:
        remote = session.get_one(Remote, link.remote_id)
        remote.probe = (remote.probe or {}) | {"url": None}
    link.client.pack(is_packed=False)


def facing(link: Link) -> Link:
    """The link as this platform wants to be spoken to. Asked after `ensure`."""
    with link.database.reading() as session:
        remote = session.get_one(Remote, link.remote_id)
        mode, found = remote.mode, remote.probe or {}
    own = ServerIds() if mode == Mode.SERVER_IDS else Border()
    return replace(
        link,
        border=own if found.get("keeps_history") else Replacing(own),
        marker=markers.PROVENANCE if found.get("takes_provenance") else markers.BASIC,
    )


class _Said(NamedTuple):
    """Who a platform says it is, and whether it offers a bulk export."""

    who: dict[str, str]
    offers_export: bool = False


def _statement(link: Link, before: dict[str, str], *, with_offers: bool) -> _Said:
    """Who it was `before` where the answer is cut, or a bad line never got past it."""
    try:
        body = link.client.statement(with_offers=with_offers).body
        said = canonical.decode(body)
    except (AnswerUnclear, ValueError):
        return _Said(before)
    except Refused:
        return _Said({})
    software = said.get("software") or {}
    told = {"name": software.get("name"), "version": software.get("version"), "date": said.get("date")}
    return _Said({key: str(value) for key, value in told.items() if value}, exports.is_offered(body))


def streams(link: Link) -> tuple[Stream, ...]:
    """What is to be pulled, and how."""
    with link.database.reading() as session:
        found = session.get_one(Remote, link.remote_id).probe or {}
    if found.get("has_system_history"):
        return (Stream("history", scope=link.scope),)
    kind = "history" if found.get("keeps_history") else "search"
    return tuple(Stream(kind, type_, link.scope) for type_ in SYNCHRONISED)
