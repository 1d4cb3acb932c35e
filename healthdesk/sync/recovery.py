"""After the platform or this workstation was brought back from a backup (sync.md 8)."""

from sqlalchemy import delete, update

from healthdesk.fhir.markers import Sentinel
from healthdesk.store.platform import Ack, Cursor, Head, InboxEntry, Intent, Remote, ServerId, Slot
from healthdesk.store.settings import Installation
from healthdesk.sync import sentinel, settle, whole
from healthdesk.sync.link import Link


def begin_new_epoch(link: Link, found: Sentinel | None) -> None:
    """The platform lost what it had confirmed: believe none of it, read everything again.

    Whatever it still holds is met again by its content; the rest is unsent once more. Nothing is
    overwritten, because every upload names the version that was read in the new epoch. `found` is the
    sentinel of the link's slot as the platform still has it.
    """
    with link.writing("Intent") as session:
        settle.put_back_all(session, link.remote_id)
        if found is None:
            lost = Slot.remote_id == link.remote_id, Slot.slot == link.slot
            session.execute(delete(Slot).where(*lost))
        else:
            sentinel.remember_moved(session, link, found.version, found.counter)
        session.execute(delete(Cursor).where(Cursor.remote_id == link.remote_id))
        session.execute(
            delete(InboxEntry).where(InboxEntry.remote_id == link.remote_id, InboxEntry.state != "new")
        )
        session.execute(delete(Ack).where(Ack.remote_id == link.remote_id))
        session.execute(delete(ServerId).where(ServerId.remote_id == link.remote_id))
        whole.forget(session, link.remote_id)
        session.execute(
            update(Head)
            .where(Head.remote_id == link.remote_id, Head.state.in_(("clean", "dirty")))
            .values(acked_seq=None, remote_seq=None, state="dirty")
            .execution_options(synchronize_session=False)
        )
        session.get_one(Remote, link.remote_id).epoch_seen = link.ids.new()


def enrol_again(link: Link) -> None:
    """A store that was copied or restored becomes a workstation of its own before it sends again.

    What the other self has sent meanwhile is pulled first and met by its content.
    """
    with link.writing("Intent") as session:
        settle.put_back_all(session, link.remote_id)
        session.execute(delete(Slot).where(Slot.remote_id == link.remote_id))
        session.execute(
            update(Intent)
            .where(Intent.remote_id == link.remote_id, settle.OPEN)
            .values(request_id=None)
            .execution_options(synchronize_session=False)
        )
        session.execute(
            update(Installation).values(id=link.ids.new(), generation=Installation.generation + 1)
        )
