"""Records that were deleted on the platform and stay, because a person here said so (sync.md 7)."""

from healthdesk.store.platform import Head, Version
from healthdesk.sync.link import Link


def is_kept(link: Link, type_: str, id_: str) -> bool:
    """Whether a person was asked about the deletion, kept the record, and it is not there again yet."""
    with link.database.reading() as session:
        head = session.get(Head, (link.remote_id, type_, id_))
        if head is None or head.state != "dirty" or head.acked_seq is not None or head.remote_seq is None:
            return False
        return not session.get_one(Version, head.remote_seq).body
