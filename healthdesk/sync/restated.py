"""Our own version as the platform stores it: what it added or changed is met like what others write (5.3).

Both are kept, what we sent and what is there, under one version of the platform's. What is there becomes the
base of the next upload, so that what it added survives; where it changed what we said, the three ways of a
merge decide (sync.md 7), and nothing that could harm somebody moves without a person.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from healthdesk.base import canonical
from healthdesk.fhir import bundles, restated, said, shapes
from healthdesk.fhir.bundles import PageEntry
from healthdesk.fhir.resources import Body, Profile
from healthdesk.store.platform import Head, Version
from healthdesk.sync import fields
from healthdesk.sync.merge import three_way


class Sent(NamedTuple):
    """A version of ours that the platform is proven to hold."""

    seq: int
    hash: str


ORIGINS = frozenset({"local", "merge", "demo"})
"""The origins of versions that this workstation made itself."""


def differs(session: Session, remote_id: int, one: PageEntry, sent: Sent) -> PageEntry | None:
    """What the platform made of a version of ours, in our words; None where it says nothing else."""
    if one.body is None:
        return None
    try:
        shapes.check(one.type, one.body)
        there = bundles.content(canonical.decode(one.body))
    except (ValueError, RecursionError):
        return None  # what nobody can read brings nothing; what we sent stands
    if canonical.digest(canonical.encode(there)) == sent.hash:
        return None
    ours, head = session.get_one(Version, sent.seq), session.get(Head, (remote_id, one.type, one.id))
    if head is not None and head.state == "kept":
        return None  # a person took what follows out of the queue
    meant = restated.in_our_words(there, bundles.content(canonical.decode(ours.body)))
    raw = canonical.encode(meant)
    if canonical.digest(raw) == ours.hash or _is_insisting(session, ours, canonical.digest(raw)):
        return None
    return one if meant == there else replace(one, body=raw)


def _is_insisting(session: Session, sent: Version, stored: str) -> bool:
    """Whether we put something back by rule and the platform changed it again: that would have no end.

    What a person wrote or decided is no such thing, and is asked about each time.
    """
    is_by_rule = sent.noun is None or (sent.origin == "merge" and sent.parent_b is None)
    before = session.get(Version, sent.parent_a) if is_by_rule and sent.parent_a else None
    return before is not None and before.hash == stored


def asks(session: Session, head: Head, pulled: Mapping[str, Any], profile: Profile) -> bool:
    """Whether a person must see what the platform made of ours, also where nothing is unsent."""
    sent = session.get(Version, head.acked_seq) if head.acked_seq else None
    if sent is None or not sent.body:
        return False
    ours = bundles.content(canonical.decode(sent.body))
    there = bundles.content(dict(pulled))
    return bool(three_way(ours, ours, there, profile=profile).open_paths)


def regained(sent: Mapping[str, Any], stored: Mapping[str, Any], here: Mapping[str, Any]) -> Body:
    """`here`, which we made of what we had sent, with what the platform had made of that as it stored it.

    What we changed since stays as it is, but for what was added to a list. All come without the server's own
    parts.
    """
    was, became, found = fields.flatten(sent), fields.flatten(stored), fields.flatten(here)
    for path in dict.fromkeys([*became, *was]):
        before, made, ours = was.get(path), became.get(path), found.get(path)
        if made != before and ours == before:
            found[path] = made
        elif made != before and isinstance(ours, list) and isinstance(made, list):
            found[path] = [*ours, *(one for one in made if one not in ours and one not in (before or ()))]
    body = fields.unflatten({path: value for path, value in found.items() if value is not None})
    return said.on_top(here, body) if here["resourceType"] in said.TYPES else body
