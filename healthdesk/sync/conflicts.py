"""Heads that went apart: merged when that is safe, set aside for a person when it is not (sync.md 7)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from healthdesk.base import canonical
from healthdesk.fhir import archive_facts, bundles, said
from healthdesk.fhir.resources import Profile
from healthdesk.store.platform import Ack, Conflict, Head, InboxEntry, Version
from healthdesk.sync import agreement, replacing, rows, settle, slots
from healthdesk.sync.link import Link
from healthdesk.sync.merge import FieldRow, Merged, Verdict, three_way

OVERWRITTEN = "overwritten"
"""The origin of a version that a write of ours hides on the platform."""

FOREIGN = "foreign"
"""The origin of a change that others made to what only follows our record: shown, and ours goes on top."""

WHOLE = "*"
"""The path of a conflict about the record as such: changed here, deleted there."""


@dataclass(frozen=True, slots=True)
class _Apart:
    """A diverged head with its three versions."""

    head: Head
    base: Version | None
    here: Version
    there: Version


def reconcile(session: Session, link: Link, heads: Iterable[Head]) -> None:
    """Merge what may be merged and open conflicts for the rest."""
    owners: list[rows.Owner] = []
    given: list[tuple[str, dict[str, Any]]] = []
    for head in heads:
        apart = _apart(session, head)
        if _went_back(session, apart):
            continue
        if (decided := _decided(apart)) is not None:
            _settle(session, link, apart, decided, by="")
            _close(session, head)
            owners += rows.owners_of(apart.here)
            continue
        there = _content(apart.there.body) if apart.there.body else {}
        if slots.is_given(head.type, there):
            _settle(session, link, apart, there, by="")
            _close(session, head)
            given.append((head.id, there))
            continue
        if is_foreign := _is_of_another_hand(apart):
            apart = _on_top(session, link, apart)
        merged = _merged(apart, {}, link.profile)
        is_for_a_person = apart.there.origin == OVERWRITTEN or _is_taken_back(session, apart)
        is_for_a_person |= is_foreign and merged is not None and bool(merged.rows)
        if merged is None or merged.open_paths or is_for_a_person:
            _open(session, link, apart, merged.open_paths if merged else (WHOLE,))
            link.reached("conflict-opened")
            continue
        _settle(session, link, apart, merged.body, by="")
        link.reached("merged-by-rule")
        _close(session, head)
        owners += rows.owners_of(apart.here)
    rows.refresh(session, link, [*owners, *(("BookingSlot", id_) for id_, _ in given)])
    for id_, there in given:
        owners += slots.open_again(session, id_, there)
    agreement.agree(session, link, owners)


def _is_of_another_hand(apart: _Apart) -> bool:
    """Whether another system wrote into what only follows a row of ours (sync/foreign.py)."""
    if apart.head.type not in said.TYPES or not (apart.here.body and apart.there.body):
        return False
    here, there = _content(apart.here.body), _content(apart.there.body)
    return apart.there.origin != OVERWRITTEN and said.is_signed(here) and not said.is_ours(there)


def _on_top(session: Session, link: Link, apart: _Apart) -> _Apart:
    """What is unsent here is made again on top of what another system wrote, so that its own words stay."""
    body = said.on_top(_content(apart.here.body), _content(apart.there.body))
    if body == _content(apart.here.body):
        return apart
    version = agreement.successor(link, apart.here, body)
    session.add(version)
    session.flush()
    apart.head.working_seq = version.seq
    agreement.repoint(session, apart.head, version)
    return replace(apart, here=version)


def _is_taken_back(session: Session, apart: _Apart) -> bool:
    """Whether what we build on was deleted there, so that its former text counts again."""
    named = select(Ack.server_version).where(
        Ack.version_seq == apart.there.seq, Ack.remote_id == apart.head.remote_id
    )
    return (session.scalar(named) or "").endswith(replacing.TAKEN_BACK)


def _decided(apart: _Apart) -> dict[str, Any] | None:
    """What needs neither a merge nor a person; None for all else."""
    if _is_followed_there(apart):
        return _content(apart.there.body)  # the archive's form decides; what it says is made again afterwards
    if apart.head.type != slots.TYPE or not apart.there.body or not apart.here.body:
        return None
    here = _content(apart.here.body)
    return here if slots.is_free_for(here, _content(apart.there.body)) else None


def _is_followed_there(apart: _Apart) -> bool:
    """Whether one of our desks wrote what follows the archive's form: the form is asked about, not this."""
    if apart.head.type not in archive_facts.TYPES or not apart.there.body:
        return False
    return apart.there.origin != OVERWRITTEN and archive_facts.is_ours(canonical.decode(apart.there.body))


def _close(session: Session, head: Head) -> None:
    """What a person was asked about has settled itself: both sides say the same by now."""
    session.execute(
        update(Conflict)
        .where(_asks_about(head))
        .values(state="resolved", result_seq=head.working_seq)
        .execution_options(synchronize_session=False)
    )


def _asks_about(head: Head) -> ColumnElement[bool]:
    """Whether a conflict is the open question about this head."""
    is_of_it = (Conflict.remote_id == head.remote_id) & (Conflict.type == head.type)
    return is_of_it & (Conflict.id == head.id) & (Conflict.state == "open")


def lay_before_a_person(session: Session, link: Link, head: Head) -> None:
    """Open a conflict even where the fields could be brought together by rule."""
    apart = _apart(session, head)
    merged = _merged(apart, {}, link.profile)
    _open(session, link, apart, merged.open_paths if merged else (WHOLE,))


def rows_of(session: Session, conflict: Conflict, profile: Profile) -> tuple[FieldRow, ...]:
    """The fields that differ, as they stand now."""
    head = session.get_one(Head, (conflict.remote_id, conflict.type, conflict.id))
    merged = _merged(_apart(session, head), {}, profile)
    if merged is None:
        return (FieldRow(WHOLE, WHOLE, None, "here", "deleted", Verdict.OPEN, is_safety=False),)
    return merged.rows or (FieldRow(WHOLE, WHOLE, None, "here", "undone", Verdict.HERE, is_safety=False),)


def resolve(session: Session, link: Link, key: str, choices: Mapping[str, Verdict], by: str) -> bool:
    """Settle a conflict by a person's choices; False while some field is still undecided."""
    conflict = session.get_one(Conflict, key)
    head = session.get_one(Head, (conflict.remote_id, conflict.type, conflict.id))
    if conflict.state != "open" or head.state != "diverged":
        return True
    apart = _apart(session, head)
    merged = _merged(apart, choices, link.profile)
    if merged is None:
        if WHOLE not in choices:
            return False
        if choices[WHOLE] is Verdict.HERE:
            _keep_on(session, link, apart, _content(apart.here.body), by)
            head.acked_seq = None
        else:
            _take_deletion(session, apart)
    elif merged.open_paths:
        return False
    else:
        _settle(session, link, apart, merged.body, by=by)
    link.reached("head-settled")
    conflict.state, conflict.resolved_by, conflict.result_seq = "resolved", by, head.working_seq
    session.execute(
        update(InboxEntry)
        .where(InboxEntry.type == head.type, InboxEntry.id == head.id, InboxEntry.state == "parked")
        .values(state="new")
        .execution_options(synchronize_session=False)
    )
    owners = rows.owners_of(apart.here)
    rows.refresh(session, link, owners)
    agreement.adopt(session, link, head, apart.here.body)
    agreement.agree(session, link, [*owners, *slots.settled(session, head)])
    return True


def _apart(session: Session, head: Head) -> _Apart:
    base = session.get(Version, head.acked_seq) if head.acked_seq else None
    here, there = (session.get_one(Version, seq) for seq in (head.working_seq, head.remote_seq))
    return _Apart(head, base, here, there)


def _went_back(session: Session, apart: _Apart) -> bool:
    """A platform brought back from a backup shows us a version we once sent: ours simply goes on from it."""
    if not apart.there.body or apart.base is not None:
        return False
    earlier = session.scalars(
        select(Version).where(
            Version.type == apart.head.type, Version.id == apart.head.id, Version.seq < apart.there.seq
        )
    )
    there = _content(apart.there.body)
    if all(not one.body or _content(one.body) != there for one in earlier):
        return False
    apart.head.acked_seq = apart.there.seq
    is_same = bool(apart.here.body) and _content(apart.here.body) == there
    apart.head.state = "clean" if is_same else "dirty"
    if is_same:
        apart.head.working_seq = apart.there.seq
        agreement.drop(session, apart.head)
    return True


def _merged(apart: _Apart, choices: Mapping[str, Verdict], profile: Profile) -> Merged | None:
    """None when the record was deleted there: that is no question of fields."""
    if not apart.there.body:
        return None
    base = _content(apart.base.body) if apart.base and apart.base.body else None
    here, there = _content(apart.here.body), _content(apart.there.body)
    if base and here == there and apart.there.origin == OVERWRITTEN:  # ours stands again: late, or chosen
        return three_way(None, here, base, choices, profile=profile)
    is_foreign = apart.there.origin == FOREIGN or _is_of_another_hand(apart)
    return three_way(base, here, there, choices, keeps_derived=is_foreign, profile=profile)


def _content(raw: bytes) -> dict[str, Any]:
    return bundles.content(canonical.decode(raw))


def _open(session: Session, link: Link, apart: _Apart, paths: Sequence[str]) -> None:
    head = apart.head
    conflict = session.scalars(select(Conflict).where(_asks_about(head))).first()
    if conflict is None:
        conflict = Conflict(
            key=link.ids.new(),
            remote_id=head.remote_id,
            type=head.type,
            id=head.id,
            lane=_lane(session, apart.here),
            state="open",
            opened_at=link.clock.now(),
        )
        session.add(conflict)
    conflict.base_seq, conflict.local_seq, conflict.remote_seq = (
        head.acked_seq,
        apart.here.seq,
        apart.there.seq,
    )
    conflict.fields = list(paths)
    settle.wait_for_merge(session, [item.intent_id for item in agreement.items(session, head)])


def _lane(session: Session, here: Version) -> str | None:
    """The resident whose record it is."""
    found = [rows.found(session, owner) for owner in rows.owners_of(here)]
    return next((row.lane for row in found if row is not None), None)


def _settle(session: Session, link: Link, apart: _Apart, body: Mapping[str, Any], by: str) -> None:
    """The head goes on from a version with both parents, or from theirs when that says it all."""
    head = apart.head
    head.acked_seq = apart.there.seq
    if body == _content(apart.there.body) and apart.there.origin != OVERWRITTEN:
        head.working_seq, head.state = apart.there.seq, "clean"
        agreement.drop(session, head)
    else:
        _keep_on(session, link, apart, body, by)
    session.flush()


def _keep_on(session: Session, link: Link, apart: _Apart, body: Mapping[str, Any], by: str) -> None:
    """A version with both parents, also where it says what was confirmed before it was deleted there."""
    head, version = apart.head, agreement.successor(link, apart.here, body, apart.there.seq)
    version.actor = by or version.actor
    session.add(version)
    session.flush()
    head.working_seq, head.state = version.seq, "dirty"
    agreement.repoint(session, head, version)


def _take_deletion(session: Session, apart: _Apart) -> None:
    head = apart.head
    head.acked_seq, head.working_seq, head.state = apart.there.seq, apart.there.seq, "deleted"
    agreement.drop(session, head)
    session.flush()
