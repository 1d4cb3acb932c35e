"""Where a stream has been read to, and how that mark may move (sync.md 6.2)."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base.errors import AnswerUnclear
from healthdesk.fhir import resources
from healthdesk.fhir.bundles import PageEntry
from healthdesk.store.platform import Cursor, Remote

FIRST_OVERLAP_S = 600
TRUSTED_SKEW_S = 60
LARGEST_SKEW_S = 86_400
"""Two clocks of one platform that are further apart are none: one of them was wrong when it was asked."""

GRAIN_S = 2
"""What a difference of two times of whole seconds may be short of."""

BEGINNING = "1970-01-01T00:00:00Z"
"""`_since` where everything is meant. HAPI counts a history that names no time once a minute, and a page that
reaches that old count has no next link: everything older would be taken for read (docs/platforms.md)."""


@dataclass(frozen=True, slots=True)
class Stream:
    """One sequence of versions: `history` of a type (of all when empty), or `search` where there is none."""

    kind: str = "history"
    type: str = ""
    scope: str = ""

    @property
    def name(self) -> str:
        """Its key in the cursor table."""
        return f"{self.kind}/{self.type}"

    @property
    def scope_key(self) -> str:
        """A changed catchment is a new scope, read from its own beginning."""
        return hashlib.sha256(self.scope.encode()).hexdigest() if self.scope else ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A copy of the cursor: everything up to `high` is stored.

    A pass under way has a `link`, the newest time it began with (`top`) and the one its last page ended in.
    `skew_s` is how far the platform's Date header is ahead of the times in its resources.
    """

    high: datetime | None = None
    overlap_s: int = FIRST_OVERLAP_S
    link: str | None = None
    top: datetime | None = None
    skew_s: int | None = None
    pages_ties: bool = True
    end: datetime | None = None

    @property
    def since(self) -> datetime | None:
        """Where a new pass begins: late rows carry earlier times, so a stretch is read again."""
        return self.high - timedelta(seconds=self.overlap_s) if self.high else None

    def reached(self, top: datetime | None, clock: datetime | None, now: datetime | None) -> datetime | None:
        """The mark after a whole pass: the newest version seen, or the platform's `clock` when it began.

        Without the clock an idle platform would have its last busy minutes read again for ever. Never past
        what its clock says `now`: after a version that claims to be of next year nothing would arrive.
        """
        is_trusted = self.skew_s is not None and abs(self.skew_s) <= TRUSTED_SKEW_S
        seen = [one for one in (top, self.high, clock if is_trusted else None) if one]
        if now is not None:
            seen = [min(one, self._latest(now)) for one in seen]
        return max(seen, default=None)

    def is_ahead(self, now: datetime | None) -> bool:
        """Whether a pass would begin after the platform's present: its clock was wrong and is right again."""
        return now is not None and self.since is not None and self.since > self._latest(now)

    def earliest(self, clock: datetime) -> datetime:
        """No resource that is written after the Date header said `clock` has a time before this one."""
        return clock - timedelta(seconds=self._skew_s + GRAIN_S)

    def _latest(self, now: datetime) -> datetime:
        """The latest time a resource can have when the Date header says `now`."""
        return now + timedelta(seconds=TRUSTED_SKEW_S - self._skew_s)

    @property
    def _skew_s(self) -> int:
        return self.skew_s if self.skew_s is not None and abs(self.skew_s) <= LARGEST_SKEW_S else 0

    def is_worth_writing(self, reached: datetime | None, top: datetime | None) -> bool:
        """An idle run leaves the file alone, but for a step of half the overlap now and then."""
        if self.link is not None or reached is None or self.high is None:
            return self.link is not None or reached is not None
        return reached - self.high > timedelta(seconds=self.overlap_s / 2) or bool(
            top and self.high < top <= reached
        )


def load(session: Session, remote_id: int, stream: Stream) -> Mark:
    """The mark of a stream; an empty one before its first page."""
    remote = session.get_one(Remote, remote_id)
    found = remote.probe or {}
    skew = found.get("date_skew_s")
    pages_ties = bool(found.get("pages_ties", True))
    cursor = session.get(Cursor, (remote_id, stream.name, stream.scope_key))
    if cursor is None:
        return Mark(skew_s=skew, pages_ties=pages_ties)
    pending = cursor.pending or {}
    high = resources.moment(cursor.high_server_time)
    link, top = pending.get("link"), resources.moment(pending.get("top"))
    end = resources.moment(pending.get("end"))
    return Mark(high, cursor.overlap_s, link, top, skew, pages_ties, end)


def is_any(session: Session, remote_id: int) -> bool:
    """Whether a stream was ever read to its end."""
    found = select(Cursor.stream).where(Cursor.remote_id == remote_id, Cursor.high_server_time.is_not(None))
    return session.scalar(found.limit(1)) is not None


def pause(session: Session, remote_id: int, stream: Stream, mark: Mark) -> None:
    """A pass goes on at the link of `mark`; until it ends the high mark stays."""
    cursor = _cursor(session, remote_id, stream)
    moments = {"top": mark.top, "end": mark.end}
    cursor.pending = {"link": mark.link} | {
        name: resources.stamp(moment) if moment else None for name, moment in moments.items()
    }


def move(session: Session, remote_id: int, stream: Stream, high: datetime | None) -> None:
    """A pass is complete."""
    cursor = _cursor(session, remote_id, stream)
    cursor.pending = None
    if high is not None:
        cursor.high_server_time = resources.stamp(high)


def widen(session: Session, remote_id: int, stream: Stream, fresh: Sequence[PageEntry]) -> None:
    """Versions that arrive behind the mark were late: the overlap becomes twice the largest lateness.

    What is older than was asked for says nothing of lateness.
    """
    cursor = _cursor(session, remote_id, stream)
    high = resources.moment(cursor.high_server_time)
    if high is None:
        return
    late = [(high - instant(one.time)).total_seconds() for one in fresh if one.time]
    believed = [one for one in late if one <= cursor.overlap_s]
    cursor.overlap_s = max(cursor.overlap_s, round(2 * max(believed, default=0.0)))


def page(session: Session, remote_id: int, usual: int) -> int:
    """How many entries of a page the line let through the last time."""
    return int((session.get_one(Remote, remote_id).probe or {}).get("page", usual))


def set_page(session: Session, remote_id: int, stream: Stream, count: int) -> None:
    """From now on so many; a link that was made for more is forgotten."""
    remote = session.get_one(Remote, remote_id)
    if count < page(session, remote_id, count + 1):
        _cursor(session, remote_id, stream).pending = None
    remote.probe = (remote.probe or {}) | {"page": count}


def forget_link(session: Session, remote_id: int, stream: Stream) -> None:
    """The next link has died: begin again at the mark."""
    _cursor(session, remote_id, stream).pending = None


def forget(session: Session, remote_id: int, stream: Stream) -> None:
    """The mark means nothing: everything is read again, and what is known costs no more than its name."""
    cursor = _cursor(session, remote_id, stream)
    cursor.pending = cursor.high_server_time = None


def _cursor(session: Session, remote_id: int, stream: Stream) -> Cursor:
    cursor = session.get(Cursor, (remote_id, stream.name, stream.scope_key))
    if cursor is None:
        cursor = Cursor(
            remote_id=remote_id, stream=stream.name, scope=stream.scope_key, overlap_s=FIRST_OVERLAP_S
        )
        session.add(cursor)
    return cursor


def instant(text: str) -> datetime:
    """A time the platform gave. Raises AnswerUnclear."""
    try:
        found = resources.moment(text)
    except ValueError:
        found = None
    if found is None:
        raise AnswerUnclear("a version without a time")
    return found


def latest(entries: Iterable[PageEntry], top: datetime | None = None) -> datetime | None:
    """The newest time of a page, or `top` if that is newer."""
    times = [instant(one.time) for one in entries if one.time]
    return max([*times, top] if top else times, default=None)


def http_date(text: str | None) -> datetime | None:
    """The Date header: the platform's own clock when it answered; it has no other zone than GMT."""
    try:
        found = parsedate_to_datetime(text) if text else None
    except ValueError:
        return None
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)


class Trail:
    """The links of one walk from page to page."""

    def __init__(self) -> None:
        self._gone: set[str] = set()

    def on(self, link: str | None) -> str | None:
        """The link, to be followed; None at the end. Raises AnswerUnclear for one that leads back."""
        if link is not None and link in self._gone:
            raise AnswerUnclear("pages in a circle")
        self._gone |= {link} if link is not None else set()
        return link
