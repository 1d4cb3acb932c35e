"""Notes of what is looked at once all that came is in the rows; they stand beside the questions of people."""

from collections.abc import Callable, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from healthdesk.store.platform import Conflict
from healthdesk.store.residents import Resident
from healthdesk.sync.link import Link
from healthdesk.sync.saves import Key

IS_HERE = select(Resident.id).where(Resident.id == Conflict.lane).exists()
"""Whether the person that a note is about is here."""


def make(link: Link, key: Key, state: str, there: int = 0) -> Conflict:
    """A note of the kind `state` about `key`, and about its version `there` if it is about one."""
    type_, id_ = key
    return Conflict(
        key=link.ids.new(),
        remote_id=link.remote_id,
        type=type_,
        id=id_,
        local_seq=there,
        remote_seq=there,
        fields=[],
        state=state,
        opened_at=link.clock.now(),
    )


def of_kind(link: Link, state: str) -> Select[Conflict]:
    """All notes of that kind."""
    return select(Conflict).where(Conflict.state == state, Conflict.remote_id == link.remote_id)


def look_at(
    link: Link, notes: Sequence[Conflict], look: Callable[[Session, Link, Conflict], None], at_once: int = 1
) -> None:
    """Do that with each of `notes`, in units of `at_once`; what a stop leaves is for the next run.

    Two slots may be at it at the same time: what is no note any more, the other one has looked at.
    """
    for first in range(0, len(notes), at_once):
        if link.should_stop():
            return
        with link.writing("Conflict") as session:
            for one in notes[first : first + at_once]:
                noted = session.get(Conflict, one.key)
                if noted is not None and noted.state == one.state:
                    look(session, link, noted)
