"""Several upload slots at once, each with its own sentinel, session and thread (sync.md 5.3, 11)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from healthdesk.base.progress import Progress, Silence
from healthdesk.sync import doubt, queue, recovery, sentinel
from healthdesk.sync.answers import Incapable
from healthdesk.sync.bound import FIRST_SLOT
from healthdesk.sync.company import Company
from healthdesk.sync.link import NOT_FOUND, Link
from healthdesk.sync.moved import Moved
from healthdesk.sync.push import Way
from healthdesk.sync.transactions import Transactions
from healthdesk.sync.unsent import Unsent


class Abreast(Way):
    """The way of `Transactions`, in all slots of the link. What is queued goes in whichever is free."""

    def __init__(self, link: Link, progress: Progress, moved: Moved) -> None:
        self._link = link
        self._progress = progress
        self.moved = moved

    def resolve(self) -> None:
        """The first slot is like any other."""
        Transactions(self._link, self._progress, self.moved).resolve()

    def push(self) -> None:
        """Send until nothing more may go in any slot, the platform is not there, or somebody says stop."""
        link = self._link
        with link.database.reading() as session:
            is_any = queue.is_any(session, link.remote_id)
        if link.should_stop() or not (is_any or Unsent(link).is_any()):
            return
        _make_slots(link)
        company = link.company(link.slots, link.should_stop)
        with ThreadPoolExecutor(link.slots, "slot") as threads:
            for slot, way in enumerate(self._ways(company), FIRST_SLOT):
                threads.submit(_push, way, slot, company)
        if company.error is not None:
            raise company.error

    def _ways(self, company: Company) -> list[Transactions]:
        unsent = Unsent(self._link)
        clients = self._link.client.abreast(self._link.slots)
        links = [
            replace(self._link, client=client, slot=FIRST_SLOT + number, should_stop=company.is_over)
            for number, client in enumerate(clients)
        ]
        return [Transactions(one, self._progress, self.moved, company, unsent) for one in links]


def _push(way: Transactions, slot: int, company: Company) -> None:
    """On the slot's own thread. What ends it ends all of them, and is raised where they were begun."""
    error = None
    try:
        company.begin(slot)
        way.push()
    except BaseException as raised:  # noqa: BLE001  raised again by Abreast.push
        error = raised
    finally:
        company.leave(slot, error)


def meet(link: Link, pusher: Way, *, is_exact: bool) -> None:
    """Doubts of the last run, slot by slot, and whether the platform still is who it was.

    Also those of slots that are used no more; the first is the last, for what is in no slot at all is its.
    """
    with link.database.reading() as session:
        numbers = {*sentinel.numbers(session, link.remote_id), FIRST_SLOT}
    for one in (replace(link, slot=number) for number in sorted(numbers, reverse=True)):
        try:
            if one.slot == FIRST_SLOT:
                pusher.resolve()
            elif is_exact:
                Transactions(one, Silence(), pusher.moved).resolve()
            sentinel.meet(one)
        except sentinel.RestoredPlatform as restored:
            if restored.found is None and not pusher.moved.is_tried_anew:
                raise Incapable(NOT_FOUND) from None  # if it takes no Basic any more, nothing is forgotten
            recovery.begin_new_epoch(one, restored.found)
            if one.slot == FIRST_SLOT:
                sentinel.ensure(one)


def _make_slots(link: Link) -> None:
    """The sentinels of the further slots, at their first use.

    The first one moves with the making of each: a copy of this store from before it knows of the first alone,
    and must see that another self went on.
    """
    with link.database.reading() as session:
        there = sentinel.numbers(session, link.remote_id)
    for number in range(FIRST_SLOT + 1, FIRST_SLOT + link.slots):
        if number not in there:
            one = replace(link, slot=number)
            made = sentinel.make(one)
            link.reached("slot-made")
            doubt.outdate(link)
            sentinel.keep(one, made)
