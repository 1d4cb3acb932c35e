"""What becomes of a request that did not arrive: in doubt, put back, made smaller, a person's (5.5, 5.6)."""

from healthdesk.base.errors import AnswerUnclear, PlatformError, Refused
from healthdesk.sync import doubt, refusals, sentinel, settle, witness
from healthdesk.sync.answers import Broken, Incapable
from healthdesk.sync.link import GONE
from healthdesk.sync.parcels import Parcel
from healthdesk.sync.push import STALE, UNKNOWN_KIND, Pusher
from healthdesk.sync.saves import Key, Save


class Setbacks(Pusher):
    """For whole saves in transactions (sync/transactions.py); the sentinel tells whether one was written."""

    def _put_back(self) -> None:
        with self._link.writing("Intent") as session:
            settle.put_back(session, self._link)

    def _unclear(self, parcel: Parcel, unclear: Exception) -> None:
        """Ask the sentinel once; if that fails too, the doubt stays written down for the next run."""
        link = self._link
        with link.writing("Intent") as session:
            settle.unclear(session, link)
        if link.should_stop():
            return
        if not self._is_committed(parcel.held):
            raise AnswerUnclear(str(unclear)) from None

    def _broken(self, parcel: Parcel, broken: Broken) -> None:
        """500 and not written: perhaps one record breaks the platform."""
        link = self._link
        with link.writing("Intent") as session:
            settle.unclear(session, link)
        if link.should_stop() or self._is_committed(parcel.held):
            return
        self._single_out(parcel, broken)

    def _incapable(self, parcel: Parcel, incapable: Incapable) -> None:
        """It takes no such request. First the platform is asked what it takes; then it is a record."""
        if not self.moved.is_tried_anew:
            self._put_back()
            raise incapable
        self._single_out(parcel, incapable)

    def _reject(self, save: Save, refused: Refused) -> None:
        """A no that names nothing in the record may be to the marker: first it is tried if that is taken."""
        types = [item.type for item in save.items]
        is_unknown = refused.status in UNKNOWN_KIND and not refusals.is_of_the_record(refused.issues, types)
        if is_unknown and not self.moved.is_tried_anew:
            raise Incapable(refused.status, refused.issues)
        super()._reject(save, refused)

    def _single_out(self, parcel: Parcel, error: PlatformError) -> None:
        """Ever fewer go, until the one stands alone that the platform fails at, or tells nothing of."""
        self._put_back()
        if len(parcel.saves) > 1:
            self._take_half(parcel.saves)
        else:
            self._put_off(parcel.saves[0], error)

    def _is_committed(self, held: sentinel.Holding) -> bool:
        """Whether a request of ours moved the sentinel; if so, everything it wrote is acknowledged."""
        written = doubt.settled(self._link, held)
        if written is not None:
            self._link.bound.moved(self._link.slot)
        self.moved.sent += written or 0
        return written is not None

    def _refused(self, parcel: Parcel, refused: Refused) -> None:
        is_update = any(item.base is not None for save in parcel.saves for item in save.items)
        if refused.status in STALE or (refused.status in GONE and is_update):
            self._stale(parcel, refused)
            return
        self._put_back()
        if len(parcel.saves) > 1:
            self._take_half(parcel.saves)
        else:
            self._reject(parcel.saves[0], refused)

    def _stale(self, parcel: Parcel, refused: Refused) -> None:
        """The sentinel first, then the bases: what is stale waits for a merge, the rest goes again.

        When no base is stale, the record itself is complained of, or others were writing at that moment.
        """
        link = self._link
        if self._is_committed(parcel.held):
            return
        try:
            stale = witness.stale(link, [item for save in parcel.saves for item in save.items])
        except (AnswerUnclear, Refused) as unread:
            self._single_out(parcel, unread)
            return
        if stale:
            self._set_apart(parcel, stale)
            return
        is_alone, is_its_own = len(parcel.saves) == 1, settle.is_about_the_record(refused)
        with link.writing("Intent") as session:
            settle.put_back(session, link)
            if is_alone and not is_its_own:
                settle.put_off(session, [parcel.saves[0].id], link.clock.now(), self._random.random())
        if is_alone and is_its_own:
            self._reject(parcel.saves[0], refused)
        else:
            self._take_half(parcel.saves)

    def _set_apart(self, parcel: Parcel, stale: set[Key]) -> None:
        """Nothing was written: saves of these resources wait for a merge, the rest goes again."""
        guilty = [save.id for save in parcel.saves if save.keys & stale]
        self.moved.stale |= stale
        with self._link.writing("Intent") as session:
            settle.put_back(session, self._link)
            settle.wait_for_merge(session, guilty)
