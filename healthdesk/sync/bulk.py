"""The first load by a bulk export, where the platform offers one and it is wanted (sync.md 6.1.3).

Once all of it is here and agrees with what the platform counted, every stream goes on from the time of the
export, as after a pass of its own. One that lies, fails or never ends is thrown away, and the history is read
as if there had been none. How it is taken: docs/decisions/027.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from healthdesk.base.errors import AnswerUnclear, PlatformError, PlatformFull, Refused, Unauthenticated
from healthdesk.base.progress import Progress
from healthdesk.store.platform import Remote
from healthdesk.sync import cursors, export_job, inbox, kept, probe, settle, tally, whole
from healthdesk.sync.answers import Broken
from healthdesk.sync.behaviour import Mode
from healthdesk.sync.client import NDJSON
from healthdesk.sync.cursors import Mark, Stream
from healthdesk.sync.export_files import ACCEPTED, ExportFiles, address, require_going_on
from healthdesk.sync.export_job import BELIEVED, COMING, NOT_BELIEVED, NOT_MADE, OVER, REFUSED, Kept, Unfit
from healthdesk.sync.link import Link
from healthdesk.sync.moved import Moved
from healthdesk.sync.order import SYNCHRONISED

MOST_FRUITLESS = 3
"""So many runs in a row that brought nothing: it is not waited for any more."""


class Bulk:
    """One for each run. What it knows is in the store, and the next run goes on with it."""

    def __init__(self, link: Link, moved: Moved, progress: Progress) -> None:
        self._link, self._moved, self._progress = link, moved, progress
        scope = Stream(scope=link.scope).scope_key
        with link.database.reading() as session:
            remote, found = session.get_one(Remote, link.remote_id), None
            is_first = whole.is_first_load(session, link.remote_id)
            place = export_job.place(session, link.remote_id)
            self._probed = remote.probe or {}
            if is_first:
                found = export_job.load(session, link.remote_id)
            is_new = found is None and not export_job.is_anything_known(session, link.remote_id)
            self._may_be = is_first and link.takes_exports and remote.mode == Mode.FULL
        self._kept = Kept(link, found or export_job.Job(scope), place)
        self._is_one = found is not None or (self._may_be and is_new and self._probed.get("offers_export"))
        self._may_be &= self._kept.job.scope == scope

    def take(self, ahead: Callable[[], None]) -> None:
        """All of it; `ahead` is done while the platform makes it. Raises PlatformError: what came is kept."""
        if not self._is_one or self._kept.job.phase == OVER:
            return
        if self._kept.job.phase == COMING and not self._may_be:
            self._refuse(NOT_MADE)
        if self._goes_well(self._begin):
            if not self._kept.place.is_begun:
                ahead()
            self._goes_well(self._receive)
        self._put_away()

    def _goes_well(self, step: Callable[[], None]) -> bool:
        """Whether there is still something to come after this."""
        if self._kept.job.phase != COMING:
            return False
        try:
            step()
        except Unfit as why:
            self._refuse(str(why))
        except Refused as no:
            if no.status in settle.OVERLOADED and self._may_go_on():
                raise
            self._refuse(NOT_MADE)
        except (AnswerUnclear, Unauthenticated, PlatformFull) as failed:  # 401, 507: perhaps to this alone
            if not isinstance(failed, Broken) and self._may_go_on():
                raise
            self._refuse(NOT_MADE)
        return self._kept.job.phase == COMING

    def _may_go_on(self) -> bool:
        """After a cut the next run goes on, but not for ever where nothing comes."""
        if not self._link.should_stop():
            place = self._kept.place
            with self._link.writing() as session:
                self._kept.note_with(session)
                self._kept.stand_with(session, replace(place, fruitless=place.fruitless + 1))
        return self._kept.place.fruitless < MOST_FRUITLESS

    def _refuse(self, why: str) -> None:
        self._moved.remarks.append(why)
        self._kept.note(phase=REFUSED)

    def _begin(self) -> None:
        """Nothing is asked for that was asked for before."""
        if self._kept.job.address:
            return
        counts = {type_: self._count(type_) for type_ in SYNCHRONISED}
        if sum(counts.values()) < self._link.fewest_exported:
            self._kept.note(phase=OVER)
            return
        asked = {"_type": ",".join(SYNCHRONISED), "_outputFormat": NDJSON}
        answer = self._link.client.job("$export", asked)
        clock, took = cursors.http_date(answer.date), timedelta(seconds=self._link.client.last_seconds)
        if answer.status != ACCEPTED or not answer.location or clock is None:
            raise Unfit(NOT_MADE)  # without its clock the streams might begin after what is in it
        self._kept.note(
            counts=counts,
            address=address(self._link, answer.location),
            begun=self._link.clock.now(),
            clock=Mark(skew_s=self._probed.get("date_skew_s")).earliest(clock - took),
        )
        self._link.reached("export-begun")

    def _count(self, type_: str) -> int:
        require_going_on(self._link)
        try:
            found = tally.count(self._link, type_)
        except Refused as no:
            if no.status not in kept.UNKNOWN:
                raise
            return 0
        if found is None:
            raise Unfit(NOT_BELIEVED)
        return found

    def _receive(self) -> None:
        ExportFiles(self._link, self._kept, self._progress, self._probed.get("date_skew_s")).receive()
        self._believe()

    def _believe(self) -> None:
        """All that was counted is here, or as much as is counted now: the streams go on from its time.

        Never from later than when it was begun: what was written since is perhaps not in it.
        """
        link, job = self._link, self._kept.job
        with link.database.reading() as session:
            here = inbox.by_type(session, link.remote_id)
        for type_, before in job.counts.items():
            many = here.get(type_, 0)
            if many != before and not _is_between(many, before, self._count(type_)):
                raise Unfit(NOT_BELIEVED)
        high = min(filter(None, (job.time, job.clock)), default=None)
        streams = probe.streams(link)
        with link.writing() as session:
            for stream in streams:
                cursors.move(session, link.remote_id, stream, high)
            self._kept.note_with(session, phase=BELIEVED)
        link.reached("export-believed")

    def _put_away(self) -> None:
        """What is held is let go or thrown away, in units that no save waits for."""
        link, phase = self._link, self._kept.job.phase
        if phase not in (BELIEVED, REFUSED):
            return
        with link.database.reading() as session:
            last = inbox.last(session)
        for first in range(0, last + 1, inbox.HELD_A_UNIT):
            require_going_on(link)
            with link.writing() as session:
                if phase == BELIEVED:
                    self._moved.received += inbox.let_go(session, link.remote_id, first)
                else:
                    inbox.throw_away(session, link.remote_id, first)
        self._end()
        if phase == BELIEVED:
            self._kept.forget()
        else:
            self._kept.end()

    def _end(self) -> None:
        """The platform may forget it. If it says no, the log of attempts says that."""
        if self._kept.job.address:
            try:
                self._link.client.job(self._kept.job.address, is_over=True)
            except PlatformError:
                return


def _is_between(many: int, one: int, other: int) -> bool:
    return min(one, other) <= many <= max(one, other)
