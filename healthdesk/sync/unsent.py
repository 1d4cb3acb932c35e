"""Makes intents for versions that came without one: synthetic centres and imports in bulk."""

import threading
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, exists, func, insert, literal_column, select
from sqlalchemy.orm import Session, aliased

from healthdesk.fhir.mapping import ROWS
from healthdesk.store.platform import Head, Intent, IntentItem, Version
from healthdesk.sync.link import Link
from healthdesk.sync.settle import IS_OPEN, IS_UNCLEAN

RESOURCES_A_UNIT = 150


class Unsent:
    """Walks once through the versions nobody has queued, in the order they were written."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._turn = threading.Lock()
        self._after = 0

    def is_any(self) -> bool:
        """Whether there is a version that nobody has queued."""
        with self._link.database.reading() as session:
            return _is_any(session, self._link.remote_id)

    def intend(self) -> int:
        """Queue one short unit's worth of rows, each row whole; returns how many saves were made.

        One after another, whichever slot asks: two would queue the same.
        """
        with self._turn:
            return self._intend()

    def _intend(self) -> int:
        link = self._link
        with link.database.reading() as session:
            if not _is_any(session, link.remote_id):
                return 0
            versions, is_cut = self._next(session)
        if not versions:
            return 0
        groups = [list(group) for _, group in groupby(versions, lambda one: (one.noun, one.row_id))]
        if len(groups) > 1 and is_cut:
            groups.pop()  # perhaps cut in two by the limit; the next unit takes it whole
        with link.writing("Intent") as session:
            lanes = _lanes(session, versions)
            _queue(session, link, lanes, groups)
            link.reached("queueing")
        link.reached("queued")
        self._after = groups[-1][-1].seq
        return len(groups)

    def _next(self, session: Session) -> tuple[Sequence[Any], bool]:
        """The next unsent versions, past stretches where nothing is left; whether more may follow them."""
        while seen := _walked(session, self._link.remote_id, self._after):
            unsent = [version for version in seen if version.is_unsent]
            if unsent:
                return unsent, len(seen) == RESOURCES_A_UNIT
            self._after = seen[-1].seq
        return (), False


_KNOWN = aliased(Version)
_OF_RESOURCE = select(_KNOWN.seq).where(_KNOWN.type == Head.type, _KNOWN.id == Head.id).correlate(Head)
IS_UNQUEUED: ColumnElement[bool] = (
    (Head.state == "dirty")
    & ~exists().where(IntentItem.version_seq == Head.working_seq, IS_OPEN)
    & ~exists().where(IntentItem.version_seq.in_(_OF_RESOURCE), IS_OPEN)
)
"""No open save speaks of it. Nearly always one does, of the newest version: that is asked first."""


def _is_any(session: Session, remote_id: int) -> bool:
    found = select(Head.id).where(Head.remote_id == remote_id, IS_UNCLEAN, IS_UNQUEUED)
    return session.scalar(found.limit(1)) is not None


def _walked(session: Session, remote_id: int, after: int) -> Sequence[Any]:
    """Walks along the versions, not the heads: a row's resources stand together there, parents first.

    The outer join keeps SQLite to that order; from the heads it would sort all of them for each unit.
    """
    return session.execute(
        select(
            Version.seq,
            Version.type,
            Version.id,
            Version.hash,
            Version.parent_a,
            Version.noun,
            Version.row_id,
            Version.actor,
            Version.saved_at,
            func.coalesce(IS_UNQUEUED, literal_column("0")).label("is_unsent"),
        )
        .outerjoin(
            Head,
            (Head.remote_id == remote_id)
            & (Head.type == Version.type)
            & (Head.id == Version.id)
            & (Head.working_seq == Version.seq),
        )
        .where(Version.seq > after)
        .order_by(Version.seq)
        .limit(RESOURCES_A_UNIT)
    ).all()


def _lanes(session: Session, versions: Sequence[Any]) -> dict[str, str | None]:
    lanes: dict[str, str | None] = {}
    for noun in {version.noun for version in versions}:
        row = ROWS.get(noun or "")
        if row is None:
            continue
        ids = {version.row_id for version in versions if version.noun == noun}
        lanes |= {one.id: one.lane for one in session.scalars(select(row).where(row.id.in_(ids)))}
    return lanes


def _queue(
    session: Session, link: Link, lanes: dict[str, str | None], groups: Sequence[Sequence[Any]]
) -> None:
    intents: list[dict[str, Any]] = []
    items: list[dict[str, Any]] = []
    for versions in groups:
        first = versions[0]
        intent = {
            "id": link.ids.new(),
            "remote_id": link.remote_id,
            "lane": lanes.get(first.row_id),
            "kind": "load",
            "state": "queued",
            "created_by": first.actor,
            "created_at": first.saved_at,
        }
        intents.append(intent)
        items += [_item(intent["id"], position, version) for position, version in enumerate(versions)]
    session.connection().execute(insert(Intent), intents)
    session.connection().execute(insert(IntentItem), items)


def _item(intent_id: str, position: int, version: Any) -> dict[str, Any]:
    return {
        "intent_id": intent_id,
        "position": position,
        "op": "update" if version.parent_a else "create",
        "type": version.type,
        "id": version.id,
        "version_seq": version.seq,
        "hash": version.hash,
    }
