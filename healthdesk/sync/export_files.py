"""The files of a bulk export into the inbox, where their lines are held until all of it is believed."""

import time
from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urljoin

from healthdesk.base.errors import AnswerUnclear, Unreachable
from healthdesk.base.progress import Progress
from healthdesk.fhir import exports
from healthdesk.fhir.bundles import PageEntry
from healthdesk.sync import cursors, inbox, whole
from healthdesk.sync.cursors import Mark
from healthdesk.sync.export_job import NOT_BELIEVED, NOT_MADE, Kept, Place, Unfit
from healthdesk.sync.link import Link
from healthdesk.sync.order import SYNCHRONISED

LINES_A_PIECE = 200
LONGEST = timedelta(hours=1)
LEAST_WAIT_S, LONGEST_WAIT_S, LOOK_S = 1.0, 120.0, 0.2
ACCEPTED = 202


class ExportFiles:
    """Those of one job. By `skew` seconds the platform's Date header is ahead of the times that it writes."""

    def __init__(self, link: Link, kept: Kept, progress: Progress, skew: int | None) -> None:
        self._link, self._kept, self._progress, self._skew = link, kept, progress, skew

    def receive(self) -> None:
        """All that is not here yet. Raises Unfit, and PlatformError: what came is kept."""
        while self._kept.job.time is None:
            self._ask()
        files = self._kept.job.files
        while self._kept.place.file < len(files):
            place = address(self._link, files[self._kept.place.file].url)
            self._link.client.download(place, self._take)

    def _ask(self) -> None:
        """Is it done? A platform that is long about it is left alone for as long as it asks for."""
        require_going_on(self._link)
        job, now = self._kept.job, self._link.clock.now()
        answer = self._link.client.job(job.address)
        if answer.status == ACCEPTED:
            if abs(now - (job.begun or now)) >= LONGEST:
                raise Unfit(NOT_MADE)
            self._wait(min(max(answer.retry_after, LEAST_WAIT_S), LONGEST_WAIT_S))
            return
        try:
            found = exports.manifest(answer.body, SYNCHRONISED)
        except ValueError:
            raise Unfit(NOT_BELIEVED) from None
        if Mark(found.time, overlap_s=0, skew_s=self._skew).is_ahead(cursors.http_date(answer.date)):
            raise Unfit(NOT_BELIEVED)
        with self._link.writing() as session:
            self._kept.note_with(session, time=found.time, files=found.files)
            self._kept.stand_with(session, Place())

    def _wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            require_going_on(self._link)
            time.sleep(min(left, LOOK_S))

    def _take(self, pieces: Iterable[bytes]) -> int:
        """The lines that are not here yet; those that are were counted, and a file stays as it is."""
        place, size, number = self._kept.place, 0, 0
        file, part = self._kept.job.files[place.file], list[PageEntry]()
        try:
            for line, is_ended in exports.lines(pieces):
                size, number = size + len(line) + 1, number + 1
                if number > place.line:
                    part.append(_entry(line, file.type, is_ended=is_ended))
                if len(part) == LINES_A_PIECE:
                    self._store(part, Place(place.file, number))
                    part = []
                    require_going_on(self._link)
        except ValueError:
            raise Unfit(NOT_BELIEVED) from None
        require_going_on(self._link)  # cut by a stop, a file without a length ends like a whole one
        if number < place.line or (file.lines is not None and number != file.lines):
            raise Unfit(NOT_BELIEVED)
        self._store(part, Place(place.file + 1))
        return size

    def _store(self, part: list[PageEntry], place: Place) -> None:
        """These lines, and that they are here, in one transaction (I6)."""
        link = self._link
        with link.database.reading() as session:
            fresh = inbox.unseen(session, link.remote_id, part)
        with link.writing() as session:
            inbox.hold(session, link.remote_id, fresh)
            whole.doubt(session, link.remote_id, fresh)
            self._kept.stand_with(session, place)
        self._progress.step(self._kept.lines, sum(self._kept.job.counts.values()))
        link.reached("lines-stored")


def address(link: Link, place: str) -> str:
    """An address there. Whatever host it names, the client asks ours, and shows its token nowhere else.

    Raises Unfit for what is none.
    """
    try:
        return urljoin(f"{link.client.base_url}/", place)
    except ValueError:
        raise Unfit(NOT_BELIEVED) from None


def require_going_on(link: Link) -> None:
    """Raises Unreachable for a run that is told to stop."""
    if link.should_stop():
        raise Unreachable("stopped")


def _entry(line: bytes, type_: str, *, is_ended: bool) -> PageEntry:
    """Raises AnswerUnclear for a line that was cut, and ValueError for one that is no version.

    One that cannot be read is none either: only the history has the one before it, which may be read.
    """
    try:
        found = exports.entry(line, type_)
        inbox.read(type_, found.body)
        return found
    except ValueError:
        if is_ended:
            raise
        raise AnswerUnclear("cut off") from None
