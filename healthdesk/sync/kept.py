"""Types that a platform does not know: nothing of them can be there, and nobody waits for them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base.errors import Refused
from healthdesk.store.platform import Head

UNKNOWN = frozenset({404, 405, 501})


def is_unknown(session: Session, remote_id: int, type_: str, no: Refused) -> bool:
    """Whether the platform will not list `type_` because it keeps none.

    Where it confirmed some before, it does: what is not read then might be written over unseen.
    """
    held = select(Head.id).where(Head.remote_id == remote_id, Head.type == type_, Head.acked_seq.is_not(None))
    return no.status in UNKNOWN and session.scalar(held.limit(1)) is None
