"""Proof that both sides hold the same: every id and version there against every head here (sync.md 8)."""

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from healthdesk.base.errors import AnswerUnclear
from healthdesk.fhir import bundles
from healthdesk.store.platform import Ack, Head
from healthdesk.sync import inbox
from healthdesk.sync.apply import apply
from healthdesk.sync.link import NOT_FOUND, Link
from healthdesk.sync.order import SYNCHRONISED

TYPES = SYNCHRONISED
IDS_A_PAGE = 500


@dataclass(frozen=True, slots=True)
class Inventory:
    """What was compared, as (type, id). `unsent` waits in the queue and is no fault."""

    agreeing: int
    unsent: int
    missing_there: tuple[tuple[str, str], ...]
    missing_here: tuple[tuple[str, str], ...]
    newer_there: tuple[tuple[str, str], ...]

    @property
    def is_complete(self) -> bool:
        """Whether everything confirmed is there in the version that was confirmed, and nothing is unknown."""
        return not (self.missing_there or self.missing_here or self.newer_there)


def take(link: Link, types: tuple[str, ...] = TYPES) -> Inventory:
    """Compare type by type; asks only for ids and versions. Raises PlatformError."""
    agreeing, unsent = 0, 0
    missing_there: list[tuple[str, str]] = []
    missing_here: list[tuple[str, str]] = []
    newer_there: list[tuple[str, str]] = []
    for type_ in types:
        there = _there(link, type_)
        here = _here(link, type_)
        for id_, version in here.items():
            if version is None:
                unsent += 1
            elif id_ not in there:
                missing_there.append((type_, id_))
            elif there[id_] != version:
                newer_there.append((type_, id_))
            else:
                agreeing += 1
        missing_here += [(type_, id_) for id_ in there if id_ not in here]
    return Inventory(agreeing, unsent, tuple(missing_there), tuple(missing_here), tuple(newer_there))


def heal(link: Link, found: Inventory) -> None:
    """Fetch what is missing or older here, and queue again what the platform has lost. Raises PlatformError.

    A record the platform says was deleted (410) stays so; one it knows nothing of (404) goes again.
    Nothing here is taken away (I10).
    """
    wanted = (*found.missing_here, *found.newer_there)
    fetched = [entry for key in wanted if (entry := link.border.read(link, *key)) is not None]
    with link.writing() as session:
        inbox.stage(session, link.remote_id, inbox.unseen(session, link.remote_id, fetched))
    apply(link)
    lost = [key for key in found.missing_there if link.border.status(link, *key) == NOT_FOUND]
    with link.writing("Intent") as session:
        for type_, id_ in lost:
            head = session.get_one(Head, (link.remote_id, type_, id_))
            if head.state == "clean":
                _forget(session, head)


def _forget(session: Session, head: Head) -> None:
    """What was confirmed is not there: the head is unsent work again, queued like a row from a load."""
    session.execute(delete(Ack).where(Ack.version_seq == head.working_seq, Ack.remote_id == head.remote_id))
    head.acked_seq, head.remote_seq, head.state = None, None, "dirty"


def _here(link: Link, type_: str) -> dict[str, str | None]:
    """Id to the platform's version of the newest thing it confirmed; deleted ones are left out."""
    with link.database.reading() as session:
        rows = session.execute(
            select(Head.id, Ack.server_version)
            .outerjoin(Ack, (Ack.version_seq == Head.acked_seq) & (Ack.remote_id == Head.remote_id))
            .where(Head.remote_id == link.remote_id, Head.type == type_, Head.state != "deleted")
        )
        return {row.id: row.server_version for row in rows}


def _there(link: Link, type_: str) -> dict[str, str]:
    answer = link.client.search(type_, {"_elements": "id,meta", "_count": str(IDS_A_PAGE), "_sort": "_id"})
    found: dict[str, str] = {}
    while True:
        try:
            page = bundles.page(answer.body)
        except ValueError:
            raise AnswerUnclear("not a page") from None
        found |= {one.id: one.version for one in page.entries if one.type == type_}
        if page.next is None or link.should_stop():
            return link.border.listed(link, type_, found)
        answer = link.client.get(page.next)
