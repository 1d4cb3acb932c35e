"""Before a long first load whoever comes in the next days is fetched whole, by name (sync.md 6.1.3).

The stream brings everything, but in nobody's order, and rows made of half of it would lie. Where it is going
to last, persons are searched for: each with all that is about them, through the same inbox, and in the rows
as soon as they are whole. What the stream brings of them again is a version that is known, and free.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, TypeAlias

from healthdesk.base import canonical
from healthdesk.base.clock import CHINA
from healthdesk.base.errors import Refused
from healthdesk.base.progress import Progress
from healthdesk.fhir import appointments, programmes, resources
from healthdesk.fhir.bundles import Page, PageEntry
from healthdesk.store.platform import Remote
from healthdesk.sync import by_person, inbox, settle, wanted, whole
from healthdesk.sync.apply import apply
from healthdesk.sync.by_person import ByPerson, Unfit
from healthdesk.sync.cursors import Stream
from healthdesk.sync.link import Link
from healthdesk.sync.moved import Moved
from healthdesk.sync.saves import Key

LONG_S = 300
"""A first load that is over in five minutes is not worth asking for anything twice."""

LONG_UNCOUNTED_S = 60
"""So long the stream is watched where the platform does not say how much there is."""

MOST_PERSONS = 500
MOST_PAGES = 10
DAYS_AHEAD = 7
MOST_FRUITLESS = 3
"""So many that brought nobody: no contact is long enough for a person, and the stream waits no more."""

MOST_AT_ONCE = 16
QUICK_S, SLOW_S = 5, 15
"""A request for several persons saves requests, but the first of them is whole only with the last."""

NOT_BY_PERSON = "not-searched-by-person"
Dated: TypeAlias = tuple[date, str]
_KEPT = "forerun"
_OVER = ("cancelled", "noshow", "entered-in-error", "fulfilled")


class Forerun:
    """Told of each page of the stream; begins once, when it is plain that this will last."""

    def __init__(self, link: Link, moved: Moved, progress: Progress) -> None:
        self._link, self._moved, self._progress = link, moved, progress
        self._entries, self._seconds = 0, 0.0
        self._searches = ByPerson(link)
        self._left: list[str] = []
        self._asked: set[str] = set()
        self._today = link.clock.now().astimezone(CHINA).date()
        self._day = f"{self._today} {Stream(scope=link.scope).scope_key}".strip()
        with link.database.reading() as session:
            remote = session.get_one(Remote, link.remote_id)
            found = remote.probe or {}
            self._is_open = whole.is_first_load(session, link.remote_id) and bool(found.get("keeps_history"))
            self._state: dict[str, Any] = found.get(_KEPT, {})
            self._was_cut = remote.offline_since is not None
        self._is_open &= not self._state.get("is_unfit") and self._state.get("ended") != self._day
        self._is_open &= self._state.get("fruitless", 0) < MOST_FRUITLESS

    def look(self, page: Page, stream: Stream) -> None:
        """A page of the stream was read and is not stored yet. Raises PlatformError."""
        if not self._is_open:
            return
        self._entries += len(page.entries)
        self._seconds += self._link.client.last_seconds
        if self._will_last(None if stream.type else page.total):
            self.go()

    def go(self) -> None:
        """Whoever asks knows that it will last. Raises PlatformError."""
        if not self._is_open:
            return
        self._is_open = False
        self._begin()
        try:
            self._run()
        except Unfit:
            self._give_up()
        except Refused as no:
            if no.status in settle.OVERLOADED:
                raise
            self._give_up()

    def _begin(self) -> None:
        """Who was whole on another day is asked for again: what was written since the stream brings last."""
        if self._state.get("begun") != self._day:
            with self._link.writing("Resident") as session:
                whole.forget(session, self._link.remote_id)
        self._remember(begun=self._day, fruitless=self._state.get("fruitless", 0) + 1)

    def _will_last(self, total: int | None) -> bool:
        if total is None:
            return self._was_cut or self._seconds > LONG_UNCOUNTED_S
        return (total - self._entries) * self._seconds > LONG_S * max(1, self._entries)

    def _give_up(self) -> None:
        """Nothing is believed of what was found so, before either."""
        self._moved.remarks.append(NOT_BY_PERSON)
        with self._link.writing("Resident") as session:
            whole.forget(session, self._link.remote_id)
        self._remember(is_unfit=True)

    def _remember(self, **changes: Any) -> None:
        self._state |= changes
        with self._link.writing() as session:
            remote = session.get_one(Remote, self._link.remote_id)
            remote.probe = (remote.probe or {}) | {_KEPT: self._state}

    def _run(self) -> None:
        with self._link.database.reading() as session:
            known = whole.known_there(session, self._link.remote_id)
        planned = [one for one in dict.fromkeys(self._planned()) if one not in known]
        self._left = planned[: max(0, MOST_PERSONS - len(known))]
        self._asked = known | set(self._left)
        done, size, most = 0, 1, MOST_AT_ONCE
        while self._left:
            self._progress.step(done, done + len(self._left))
            group, before = self._left[:size], self._searches.seconds
            self._bring(group)
            if size > 1 and not self._searches.takes_lists:
                size = most = 1
                continue
            done += len(group)
            self._left = [one for one in self._left if one not in group]
            took = self._searches.seconds - before
            size = min(most, 2 * size) if took < QUICK_S else max(1, size // 2) if took > SLOW_S else size
        self._remember(ended=self._day)

    def _bring(self, group: Sequence[str]) -> None:
        """These persons with all that is about them, into the inbox page by page and then into the rows."""
        ours: dict[str, str] = {}
        came: dict[str, set[Key]] = defaultdict(set)
        for type_, page in self._searches.everything(group):
            if type_ == "Patient":
                entries = [mine for one in page for mine in self._named(one, ours)]
                self._add_joined(page)
            else:
                entries = self._link.border.incoming(self._link, page)
            self._stage(entries)
            _share_out(entries, tuple(ours), came)
        apply(self._link)
        if len(group) == 1 or self._searches.takes_lists:
            with self._link.writing("Resident") as session:
                is_any = whole.note(session, self._link.remote_id, ours, came)
            if is_any and self._state.get("fruitless"):
                self._remember(fruitless=0)
            self._link.reached("person-whole")

    def _named(self, one: PageEntry, ours: dict[str, str]) -> Iterator[PageEntry]:
        """A Patient in our words; `ours` learns what the platform calls it."""
        for mine in self._link.border.incoming(self._link, [one]):
            ours[mine.id] = one.id
            yield mine

    def _add_joined(self, page: Sequence[PageEntry]) -> None:
        """Another record of the same person is part of what is known of him."""
        spoken = {other for one in page for other in wanted.people(one.body or b"")} - self._asked
        joined = sorted(spoken)[: max(0, MOST_PERSONS - len(self._asked))]
        self._asked |= set(joined)
        self._left += joined

    def _stage(self, entries: Sequence[PageEntry]) -> None:
        with self._link.database.reading() as session:
            fresh = inbox.unseen(session, self._link.remote_id, entries)
        if fresh:
            with self._link.writing() as session:
                inbox.stage(session, self._link.remote_id, fresh)
            self._moved.received += len(fresh)
            self._link.reached("person-stored")

    def _planned(self) -> Iterator[str]:
        """Who has an appointment, then who is due in the order of the days, by the platform's ids."""
        asked = {"date": f"ge{self._today.isoformat()}", "_sort": "date"}
        yield from (whom for _, whom in sorted(self._found("Appointment", asked, self._coming)))
        asked = {"status": "active", "_elements": "status,category,subject,activity"}
        yield from (whom for _, whom in sorted(self._found("CarePlan", asked, self._due)))

    def _coming(self, body: Mapping[str, Any]) -> Dated | None:
        """Who comes in the next days, and on which."""
        whom, on = appointments.patient_of(body), resources.day(body.get("start"))
        if whom is None or on is None or body.get("status") in _OVER:
            return None
        return (on, whom) if self._today <= on <= self._today + timedelta(days=DAYS_AHEAD) else None

    def _due(self, body: Mapping[str, Any]) -> Dated | None:
        """Who is in a programme, and the last day on which to be seen."""
        whom = resources.referred(body.get("subject"), "Patient")
        if whom is None or body.get("status") != "active":
            return None
        if programmes.programme_of(body, self._link.profile) is None:
            return None
        periods = [one.get("detail", {}).get("scheduledPeriod", {}) for one in body.get("activity", ())]
        days = [day for one in periods if (day := resources.day(one.get("end") or one.get("start")))]
        return min(days, default=date.max), whom

    def _found(
        self, type_: str, asked: Mapping[str, str], read: Callable[[Mapping[str, Any]], Dated | None]
    ) -> Iterator[Dated]:
        """What `read` makes of the first pages of a search; nothing where there is none like it."""
        try:
            for _, page in zip(range(MOST_PAGES), self._searches.pages(type_, asked), strict=False):
                for one in page.entries:
                    if one.type == type_ and (dated := _read(one, read)):
                        yield dated
        except Refused as no:
            if no.status in settle.OVERLOADED:
                raise


def _share_out(entries: Sequence[PageEntry], persons: Sequence[str], came: dict[str, set[Key]]) -> None:
    for one in entries:
        for person in by_person.about(one, persons):
            came[person].add((one.type, one.id))


def _read(one: PageEntry, read: Callable[[Mapping[str, Any]], Dated | None]) -> Dated | None:
    try:
        return read(canonical.decode(one.body or b""))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None  # what makes no sense comes with the stream, and is set apart there
