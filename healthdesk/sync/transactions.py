"""Whole saves in transactions, with the sentinel in each: exactly once (sync.md 5.2 to 5.5)."""

import threading
from collections.abc import Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait

from sqlalchemy.orm import Session

from healthdesk.base.errors import (
    AnswerUnclear,
    Outdated,
    PlatformError,
    PlatformFull,
    Refused,
    Unreachable,
)
from healthdesk.base.progress import Progress
from healthdesk.sync import doubt, parcels, queue, sentinel, settle, witness
from healthdesk.sync.answers import Broken, Incapable, Overloaded
from healthdesk.sync.company import Company
from healthdesk.sync.link import Link
from healthdesk.sync.moved import Moved
from healthdesk.sync.parcels import Arrived, Parcel, Ready
from healthdesk.sync.push import next_size
from healthdesk.sync.saves import Save
from healthdesk.sync.setbacks import Setbacks
from healthdesk.sync.unsent import Unsent


class Transactions(Setbacks):
    """For a platform that refuses stale writes and takes a transaction whole or not at all.

    While a request is under way, what arrived before it is acknowledged and the next one is noted and made
    ready. `company` are the other slots that send at the same time. So at most three requests are in doubt
    when a run is killed: one that was answered, one that may have been written, one that has not gone yet.
    The sentinel tells of the steps it took.
    """

    def __init__(
        self,
        link: Link,
        progress: Progress,
        moved: Moved,
        company: Company | None = None,
        unsent: Unsent | None = None,
    ) -> None:
        super().__init__(link, progress, moved, unsent)
        self._is_out = threading.Event()
        self._company = company
        self._since = 0

    def resolve(self) -> None:
        """Settle what an earlier run left in doubt, before anything else is done (sync.md 5.5).

        What was not written goes again, on the same state of the sentinel: whichever copy comes first moves
        it, and every other one fails. It may go in smaller requests, which a line that was cut lets through.
        """
        link = self._link
        with link.database.reading() as session:
            held = sentinel.holding(session, link.remote_id, link.slot)
            if held is None or not doubt.is_any(session, link, held):
                return
        with link.writing("Intent") as session:
            settle.unclear(session, link)
        is_committed = self._is_committed(held)
        if not is_committed:
            self._batch = max(1, self._batch // 2)
        if not doubt.is_alone(link):
            self.moved.sent += doubt.outdate(link)
        if not is_committed:
            self._put_back()

    def _deliver(self, saves: Sequence[Save]) -> None:
        """One request and those that follow from it; one that is refused is followed by ever smaller ones."""
        link = self._link
        if link.should_stop():
            return
        held = sentinel.ensure(link)
        if self._company is None:
            with link.writing() as session:
                request_id = self._note(session, saves)
            first: Ready | None = parcels.ready(link, request_id, saves)
        else:
            first = self._settle(None, [])  # chosen anew: another slot may have been faster
        if first is not None:
            with ThreadPoolExecutor(1, "acknowledging") as beside:
                self._send_on(beside, first.on(held))
            self._tell()

    def _choose(self, limit: int) -> tuple[Save, ...]:
        self._since = self._company.news if self._company else 0
        return super()._choose(limit)

    def _is_more_to_come(self) -> bool:
        """Other slots may bring what the rest waits for."""
        return self._company is not None and self._company.rest(self._link.slot, self._since)

    def _tell(self) -> None:
        if self._company is not None:
            self._company.tell()

    def _send_on(self, beside: Executor, first: Parcel) -> None:
        """Until nothing follows, or a request did not arrive: then everything under way has been put back."""
        sent: Parcel | None = first
        arrived: Arrived | None = None
        while sent is not None:
            self._is_out.clear()
            noted = beside.submit(self._settle_beside, arrived, sent.request_id)
            arrived = self._outcome(sent, noted)
            if arrived is None:
                return
            following, held = noted.result(), arrived.held
            if following is None:
                following, arrived = self._settle(arrived, []), None  # something may have waited for it
            sent = following.on(held) if following else None

    def _settle_beside(self, arrived: Arrived | None, under_way: str) -> Ready | None:
        """Not before the request is out: both would wait for each other's turn to compute."""
        self._is_out.wait()
        return self._settle(arrived, [under_way])

    def _note(self, session: Session, saves: Sequence[Save]) -> str:
        """Written down before the first byte goes out: a kill leaves a trace of the doubt."""
        link = self._link
        request_id = link.ids.new()
        settle.sending(session, link, request_id, saves)
        if link.slots > 1:
            link.bound.note(link.slot, request_id, saves)
        return request_id

    def _settle(self, arrived: Arrived | None, under_way: Sequence[str]) -> Ready | None:
        """Acknowledge what is there and note what goes next in one unit: the disk is waited for once.

        The request `under_way` is on its way meanwhile; nothing that follows it builds on it.
        """
        link = self._link
        if arrived is None and not self._may_follow():
            return None
        with link.writing("Intent") as session:
            if arrived is not None:
                held = arrived.held
                settle.acknowledge(session, link, arrived.saves, arrived.versions)
                sentinel.remember_moved(session, link, held.version, held.counter, under_way)
                link.bound.moved(link.slot, under_way)
                self.moved.sent += len(arrived.saves)
            saves = self._following(session)
            request_id = self._note(session, saves) if saves else ""
        if arrived is not None:
            link.reached("acknowledged")
            self._progress.step(self.moved.sent, 0)
            self._tell()
        return parcels.ready(link, request_id, saves) if saves else None

    def _may_follow(self) -> bool:
        """Enough is queued, so that nothing has to be made ready first."""
        return not self._link.should_stop() and (self._is_filled or self._is_enough_queued())

    def _following(self, session: Session) -> tuple[Save, ...]:
        """The saves of the next request; none when something else has to be done before."""
        link = self._link
        if not self._may_follow():
            return ()
        choice = queue.choose(session, link, self._batch)
        return () if choice.done or choice.merging else choice.saves

    def _outcome(self, parcel: Parcel, noted: Future[Ready | None]) -> Arrived | None:
        """Send it. None, or an error, when it did not arrive: what was noted to follow does not go either."""
        arrived = None
        try:
            if self._company is not None:
                self._company.go(self._link.slot)
            if not self._is_outdated(parcel, noted):
                arrived = self._post(parcel, noted)
        finally:
            self._is_out.set()  # also if it never went, or nobody would ever note what follows
            following = noted.result()
            if arrived is None and following is not None:
                with self._link.writing("Intent") as session:
                    settle.take_back(session, self._link.remote_id, following.request_id)
        return arrived

    def _is_outdated(self, parcel: Parcel, noted: Future[Ready | None]) -> bool:
        """Whether it would bring back what was deleted once more, or go over what somebody brought back."""
        if not any(item.is_kept for save in parcel.saves for item in save.items):
            return False
        try:
            stale = witness.outdated(self._link, parcel.saves)
        except (AnswerUnclear, Refused) as unread:
            self._hold_back(noted)
            self._single_out(parcel, unread)
            return True
        except PlatformError:
            self._hold_back(noted)
            self._put_back()
            raise
        if stale or self._link.should_stop():  # then not all of it was looked at
            self._hold_back(noted)
            self._set_apart(parcel, stale)
            return True
        return False

    def _hold_back(self, noted: Future[Ready | None]) -> None:
        """It does not go; what becomes of it is written down on top of what is noted meanwhile."""
        self._is_out.set()
        wait([noted])

    def _post(self, parcel: Parcel, noted: Future[Ready | None]) -> Arrived | None:
        link = self._link
        try:
            link.reached("noted-sending")
            try:
                bundle = parcels.bundle(link, parcel)
                answer = link.client.transact(bundle, parcel.request_id, sent=self._is_out.set)
            finally:
                self._hold_back(noted)
            link.reached("answered")
            arrived = parcels.arrived(parcel, answer.body)
        except (Unreachable, Outdated, PlatformFull):
            self._put_back()
            raise
        except Incapable as incapable:
            self._incapable(parcel, incapable)
        except Overloaded:
            self._put_back()
            self._batch = max(1, self._batch // 2)
            raise
        except Broken as broken:
            self._broken(parcel, broken)
        except (AnswerUnclear, ValueError) as unclear:
            self._batch = max(1, self._batch // 2)
            self._unclear(parcel, unclear)
        except Refused as refused:
            self._refused(parcel, refused)
        else:
            self._batch = next_size(self._batch, link.client.last_seconds)
            return arrived
        return None
