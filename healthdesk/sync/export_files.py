"""The files of a bulk export into the inbox, where their lines are held until all of it is believed."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import urljoin

from healthdesk.base.errors import AnswerUnclear, Refused, Unreachable
from healthdesk.base.progress import Progress
from healthdesk.fhir import exports
from healthdesk.fhir.bundles import PageEntry
from healthdesk.sync import cursors, inbox, parts, whole
from healthdesk.sync.cursors import Mark
from healthdesk.sync.export_job import NOT_BELIEVED, NOT_MADE, Kept, Place, Unfit
from healthdesk.sync.link import Link
from healthdesk.sync.order import SYNCHRONISED
from healthdesk.sync.parts import NotTheRest, Part

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
        while self._kept.place.file < len(self._kept.job.files):
            self._go_on()

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
            self._kept.stand_with(session, Place(row=inbox.last(session)))

    def _wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            require_going_on(self._link)
            time.sleep(min(left, LOOK_S))

    def _go_on(self) -> None:
        """The file that is next, from where it was cut; from its start where the rest is not to be had."""
        place = self._kept.place
        if place.part.is_whole:
            self._store([], self._after(place))
            return
        if not place.line:
            self._throw_away()
        url = address(self._link, self._kept.job.files[place.file].url)
        try:
            self._link.client.download(url, self._take, place.part)
        except NotTheRest:
            self._begin_anew()
        except Refused as no:
            if no.status != parts.UNSATISFIABLE or not place.part.size:
                raise
            self._begin_anew()

    def _begin_anew(self) -> None:
        """Nothing is here of this file: what is held would be of another version of it."""
        place = self._kept.place
        with self._link.writing() as session:
            part = Part(is_plain=place.part.is_plain)
            self._kept.stand_with(session, replace(place, line=0, part=part))
        self._throw_away()

    def _throw_away(self) -> None:
        """What is held of a file that begins, in units that no save waits for."""
        link, before = self._link, self._kept.place.row
        with link.database.reading() as session:
            last = inbox.last(session)
        for first in range(before + 1, last + 1, inbox.HELD_A_UNIT):
            require_going_on(link)
            with link.writing() as session:
                inbox.throw_away(session, link.remote_id, first)

    def _take(self, pieces: Iterable[bytes], begun: Part) -> int:
        """The lines that are not here yet. Of a file that is cut every whole line is kept."""
        if self._kept.place.line and not begun.size:
            self._begin_anew()
        place, lines = self._kept.place, exports.Lines(pieces, begun.size)
        fruitless = 0 if begun.size else place.fruitless
        try:
            for came in _by_hundreds(lines, self._kept.job.files[place.file].type, begun):
                number, part = self._kept.place.line + len(came.entries), replace(begun, size=came.end)
                there = replace(place, line=number, part=part, fruitless=fruitless)
                if came.is_last:  # but cut by a stop, a file without a length ends like a whole one
                    require_going_on(self._link)
                    there = self._after(there)
                self._store(came.entries, there)
                require_going_on(self._link)
        except ValueError:
            raise Unfit(NOT_BELIEVED) from None
        return lines.size - begun.size

    def _after(self, place: Place) -> Place:
        """The beginning of the next file, which is asked for as this one was. Raises Unfit."""
        if self._kept.job.files[place.file].lines not in (None, place.line):
            raise Unfit(NOT_BELIEVED)
        is_plain = place.part.is_plain and bool(place.part.tag)
        return Place(place.file + 1, part=Part(is_plain=is_plain))

    def _store(self, lines: list[PageEntry], place: Place) -> None:
        """These lines, and that they are here, in one transaction (I6)."""
        link = self._link
        with link.database.reading() as session:
            fresh = inbox.unseen(session, link.remote_id, lines)
        with link.writing() as session:
            inbox.hold(session, link.remote_id, fresh)
            whole.doubt(session, link.remote_id, fresh)
            row = place.row if place.line else inbox.last(session)
            self._kept.stand_with(session, replace(place, row=row))
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


class _Some(NamedTuple):
    """Some lines of a file, the byte in which they `end`, and whether the file ends there."""

    entries: list[PageEntry]
    end: int
    is_last: bool = False


def _by_hundreds(lines: exports.Lines, type_: str, begun: Part) -> Iterator[_Some]:
    """What comes, by two hundreds; of a file that is cut what came before, and then AnswerUnclear."""
    entries, end = list[PageEntry](), begun.size
    try:
        for line, is_ended in lines:
            entries.append(_entry(line, type_, is_ended=is_ended))
            end = lines.end
            if len(entries) == LINES_A_PIECE:
                yield _Some(entries, end)
                entries = []
        if begun.length is not None and lines.size < begun.length:
            raise AnswerUnclear("cut off")
    except AnswerUnclear:
        if entries:
            yield _Some(entries, end)
        raise
    yield _Some(entries, end, is_last=True)


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
