"""New versions from the platform into the raw inbox, page by page, with the cursor (sync.md 6)."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TypeAlias

from sqlalchemy.orm import Session

from healthdesk.base.errors import AnswerUnclear, Refused
from healthdesk.base.progress import Progress
from healthdesk.fhir import bundles, resources, unreadable
from healthdesk.fhir.bundles import Page, PageEntry
from healthdesk.sync import cursors, inbox, kept, whole
from healthdesk.sync.answers import Answer
from healthdesk.sync.cursors import Mark, Stream, Trail
from healthdesk.sync.link import Link
from healthdesk.sync.moved import Moved
from healthdesk.sync.order import SYNCHRONISED

ENTRIES_A_PAGE = 200
FEWEST_ENTRIES_A_PAGE = 5
RESTARTS = 3


Look: TypeAlias = Callable[[Page, Stream], None]


class UnreadablePage(AnswerUnclear):
    """A page that is no JSON, and as long each time: broken where it is kept, and not on the way."""


class _DeadLink(Exception):
    """The platform no longer knows the page it named."""


def _on(_page: Page, _stream: Stream) -> None:
    """Nobody looks at the pages: go on."""


class Puller:
    """Reads one stream to its end. Whatever happens, what is stored stays and nothing is skipped.

    `look` is shown each page of a history before it is stored.
    """

    def __init__(
        self, link: Link, stream: Stream, progress: Progress, moved: Moved, look: Look = _on
    ) -> None:
        self._look = look
        self._link = link
        self._stream = stream
        self._progress = progress
        self._moved = moved
        with link.database.reading() as session:
            self._count = cursors.page(session, link.remote_id, ENTRIES_A_PAGE)

    def pull(self) -> None:
        """Raises PlatformError; what was received until then is kept and counted in `moved`.

        Of a type that the platform does not know there is nothing to read.
        """
        walk = self._history if self._stream.kind == "history" else self._search
        for _ in range(RESTARTS):
            try:
                walk(self._mark())
                self._learn(min(ENTRIES_A_PAGE, 2 * self._count))
                return
            except _DeadLink:
                with self._link.writing() as session:
                    cursors.forget_link(session, self._link.remote_id, self._stream)
            except AnswerUnclear:
                if not self._link.should_stop():
                    self._learn(max(FEWEST_ENTRIES_A_PAGE, self._count // 2))
                raise
            except Refused as no:
                if not self._is_unknown(self._stream.type, no):
                    raise
                return
        raise AnswerUnclear("dead links")

    def _learn(self, count: int) -> None:
        """A line that is cut every half minute never lets a page of the usual size through."""
        if count != self._count:
            self._count = count
            with self._link.writing() as session:
                cursors.set_page(session, self._link.remote_id, self._stream, count)

    def _is_unknown(self, type_: str, no: Refused) -> bool:
        with self._link.database.reading() as session:
            return bool(type_) and kept.is_unknown(session, self._link.remote_id, type_, no)

    def _mark(self) -> Mark:
        with self._link.database.reading() as session:
            return cursors.load(session, self._link.remote_id, self._stream)

    def _history(self, mark: Mark) -> None:
        """A pass that was interrupted is ended first; what is newer than its beginning needs one more."""
        if mark.link is not None:
            self._pass(mark)
            mark = self._mark()
        if mark.link is None and not self._link.should_stop():
            self._pass(mark)

    def _pass(self, mark: Mark) -> None:
        """Newest first: the mark moves only when the pass has come down to where the last one began."""
        next_link, top, clock, is_paused = mark.link, mark.top, None, mark.link is not None
        boundary, trail = mark.end, Trail()
        while True:
            ask = partial(self._follow, next_link) if next_link else partial(self._first_of_history, mark)
            page, now = self._read(ask)
            self._stand_in_the_present(mark, now)
            self._look(page, self._stream)
            if next_link is None:
                clock = now
            if mark.link is None:
                top = cursors.latest(page.entries, top)
            following = trail.on(page.next) if page.next != next_link else None
            if _is_behind(page.entries, mark.since):
                following = None
            fresh = self._unseen(page)
            fresh += self._passed_over(boundary, page)
            boundary = _boundary(page)
            if following is not None:
                is_paused = self._pause(fresh, Mark(link=following, top=top, end=boundary)) or is_paused
            else:
                reached = mark.reached(top, clock, now)
                if fresh or is_paused or mark.is_worth_writing(reached, top):
                    self._keep(fresh, reached)
            if following is None or self._link.should_stop():
                return
            next_link = following

    def _stand_in_the_present(self, mark: Mark, now: datetime | None) -> None:
        """What was written since the platform's clock was set right lies before such a mark."""
        if mark.is_ahead(now):
            with self._link.writing() as session:
                cursors.forget(session, self._link.remote_id, self._stream)
            raise _DeadLink

    def _passed_over(self, boundary: datetime | None, page: Page) -> list[PageEntry]:
        """What may lie between a page and the one before, up to `boundary`, where ties are skipped."""
        times = [cursors.instant(one.time) for one in page.entries if one.time]
        if boundary is None or self._mark().pages_ties or (times and max(times) >= boundary):
            return []
        return self._of_instant(boundary)

    def _of_instant(self, moment: datetime) -> list[PageEntry]:
        """Everything of one instant, by id: pages of history may have passed over some (sync.md 6.2)."""
        found: list[PageEntry] = []
        types = (self._stream.type,) if self._stream.type else SYNCHRONISED
        for type_ in types:
            form = {"_lastUpdated": _utc(moment), "_sort": "_id", "_count": str(ENTRIES_A_PAGE)}
            try:
                page, _ = self._read(partial(self._link.client.search, type_, form))
            except Refused as no:
                if not self._is_unknown(type_, no):
                    raise
                continue
            found += self._unseen(page)
            trail = Trail()
            while (following := trail.on(page.next)) is not None and not self._link.should_stop():
                page, _ = self._read(partial(self._follow, following))
                found += self._unseen(page)
        return found

    def _unseen(self, page: Page) -> list[PageEntry]:
        entries = self._link.border.incoming(self._link, page.entries)
        with self._link.database.reading() as session:
            return inbox.unseen(session, self._link.remote_id, entries)

    def _pause(self, fresh: Sequence[PageEntry], mark: Mark) -> bool:
        """Store a page in the middle of a pass; one without news is not worth a note on a good line."""
        if not fresh and self._count == ENTRIES_A_PAGE:
            return False
        with self._link.writing() as session:
            self._stage(session, fresh)
            cursors.pause(session, self._link.remote_id, self._stream, mark)
        self._link.reached("page-stored")
        return True

    def _keep(self, fresh: Sequence[PageEntry], reached: datetime | None) -> None:
        """Store the last page and move the mark, in one transaction (I6)."""
        with self._link.writing() as session:
            self._stage(session, fresh)
            cursors.move(session, self._link.remote_id, self._stream, reached)
        self._link.reached("mark-moved")

    def _stage(self, session: Session, fresh: Sequence[PageEntry]) -> None:
        inbox.stage(session, self._link.remote_id, fresh)
        whole.doubt(session, self._link.remote_id, fresh)
        cursors.widen(session, self._link.remote_id, self._stream, fresh)
        self._moved.received += len(fresh)
        self._progress.step(self._moved.received, 0)

    def _search(self, mark: Mark) -> None:
        """Oldest first: the mark moves with every page, and the next page is asked for by time.

        A page number would skip rows that move to the end while we read; only within one instant that
        fills a whole page is the platform's own link followed.
        """
        bound, next_link, trail = mark.since, None, Trail()
        while True:
            ask = partial(self._follow, next_link) if next_link else partial(self._first_of_search, bound)
            page, now = self._read(ask)
            self._stand_in_the_present(mark, now)
            newest = cursors.latest(page.entries)
            fresh, reached = self._unseen(page), mark.reached(newest, None, now)
            if fresh or mark.is_worth_writing(reached, newest):
                self._keep(fresh, reached)
            if page.next is None or self._link.should_stop():
                return
            is_stuck = newest is None or bound is None or newest <= bound
            if is_stuck and page.next == next_link:
                return
            next_link, trail = (trail.on(page.next), trail) if is_stuck else (None, Trail())
            bound = max(filter(None, (newest, bound)), default=None)
            mark = self._mark()

    def _read(self, ask: Callable[[], Answer]) -> tuple[Page, datetime | None]:
        """The page and the platform's clock. One that is no JSON is asked for again: was it cut on the way?

        Then it would hardly be as long once more; servers put an id and a time of their own into each page.
        """
        answer = ask()
        try:
            return bundles.page(answer.body), cursors.http_date(answer.date)
        except ValueError:
            is_bundle = b'"Bundle"' in answer.body and not unreadable.is_sound(answer.body)
        if is_bundle and len(ask().body) == len(answer.body):
            raise UnreadablePage("the same page, unreadable again")
        raise AnswerUnclear("not a page")

    def _first_of_history(self, mark: Mark) -> Answer:
        path = f"{self._stream.type}/_history" if self._stream.type else "_history"
        since = _utc(mark.since) if mark.since else cursors.BEGINNING
        return self._link.client.get(path, {"_count": str(self._count), "_since": since})

    def _first_of_search(self, since: datetime | None) -> Answer:
        params = {"_count": str(self._count), "_sort": "_lastUpdated"}
        if since:
            params["_lastUpdated"] = f"ge{_utc(since)}"
        return self._link.client.search(self._stream.type, params)

    def _follow(self, next_link: str) -> Answer:
        try:
            return self._link.client.get(next_link)
        except Refused:
            raise _DeadLink from None


def _boundary(page: Page) -> datetime | None:
    """The instant a page ends in."""
    times = [cursors.instant(one.time) for one in page.entries if one.time]
    return min(times) if times and page.next is not None else None


def _is_behind(entries: Sequence[PageEntry], since: datetime | None) -> bool:
    """Some servers forget `_since` on the next link: a page, newest first, that ends too early is the end."""
    times = [cursors.instant(one.time) for one in entries if one.time]
    return since is not None and bool(times) and times[0] >= times[-1] and times[-1] < since


def _utc(moment: datetime) -> str:
    return resources.stamp(moment).replace("+00:00", "Z")
