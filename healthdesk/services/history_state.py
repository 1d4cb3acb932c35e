"""Whether the doses given elsewhere are known to be here, and how one knows."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from healthdesk.base.clock import CHINA
from healthdesk.domain.immunization.schedule import Schedule
from healthdesk.domain.immunization.stops import Stop
from healthdesk.services import vaccinees
from healthdesk.store.platform import PLATFORM, Conflict, InboxEntry, Remote, Wanted
from healthdesk.sync import wanted

HOLDS_ALL = "immunization.platform_holds_all"
CHECKED, PULLED, UNCHECKED = "checked", "pulled", "unchecked"


@dataclass(frozen=True, slots=True)
class HistoryState:
    """`word` is checked (the booklet was compared), pulled (all the platform has is here) or unchecked.

    `on` and `by` are of the last comparison with the booklet, whether or not it still counts.
    """

    word: str
    on: date | None = None
    by: str = ""

    @property
    def is_known(self) -> bool:
        """Whether vaccinating needs no question."""
        return self.word != UNCHECKED


def history_state(session: Session, resident_id: str, schedule: Schedule, today: date) -> HistoryState:
    """A comparison counts on its day; a pull only where the centre says that the platform has everything."""
    known = vaccinees.background(session, resident_id)
    on, by = (known.booklet_checked_on, known.booklet_checked_by or "") if known else (None, "")
    if on == today:
        return HistoryState(CHECKED, on, by)
    is_pulled = schedule.settings[HOLDS_ALL] == "yes" and _is_in_step(session, resident_id, today)
    return HistoryState(PULLED if is_pulled else UNCHECKED, on, by)


def history_stop(schedule: Schedule) -> Stop:
    """What is asked at the injection table."""
    words = schedule.wording.stops["history"]
    return Stop("history", words.text, words.source, words.confidence, words.may_overrule)


def _is_in_step(session: Session, resident_id: str, today: date) -> bool:
    """Whether everything was asked for today, and nothing of this person waits for anybody."""
    remote = session.get(Remote, PLATFORM)
    if remote is None or remote.last_success_at is None:
        return False
    if remote.last_success_at.astimezone(CHINA).date() < today:
        return False
    waiting = (
        select(InboxEntry.seq).where(InboxEntry.remote_id == PLATFORM, InboxEntry.state != "applied"),
        select(Conflict.key).where(Conflict.lane == resident_id, Conflict.state == "open"),
        select(Wanted.id).where(wanted.of_person(resident_id)),
    )
    return not any(session.scalar(select(exists(query))) for query in waiting)
