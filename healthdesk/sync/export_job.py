"""What is remembered of a bulk export from run to run; it stands where the cursor of a stream would."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.fhir.exports import File
from healthdesk.store.platform import Ack, Cursor
from healthdesk.sync.cursors import Stream
from healthdesk.sync.link import Link
from healthdesk.sync.parts import Part

COMING, BELIEVED, REFUSED, OVER = "coming", "believed", "refused", "over"
_JOB, _PLACE = Stream("export").name, Stream("export", "place").name

NOT_MADE = "export-not-made"
NOT_BELIEVED = "export-not-believed"


class Unfit(Exception):
    """It cannot be used: NOT_MADE or NOT_BELIEVED, for the log of attempts."""


@dataclass(frozen=True, slots=True)
class Job:
    """`counts` is how many of each type the platform counted before it began, `scope` as whom we asked.

    `address` is where it is asked for, `begun` when by our clock; what was written since has no earlier time
    than `clock`. `files` are known once it is done, with the platform's `time` of all that is in them.
    """

    scope: str
    phase: str = COMING
    counts: dict[str, int] = field(default_factory=dict)
    address: str = ""
    begun: datetime | None = None
    clock: datetime | None = None
    time: datetime | None = None
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Of the files the first `file` are here, and of the next so many lines, which are `part` of its bytes.

    Of these lines the row numbers in the inbox are higher than `row`. `fruitless` runs in a row brought
    nothing that the next could go on from.
    """

    file: int = 0
    line: int = 0
    part: Part = field(default_factory=Part)
    row: int = 0
    fruitless: int = 0

    @property
    def is_begun(self) -> bool:
        """Whether any of it is here."""
        return bool(self.file or self.line)


class Kept:
    """The job of one run as the store has it, and how far it is.

    These stand apart: the place moves with every two hundred lines, and the list of files may be long.
    """

    def __init__(self, link: Link, job: Job, place: Place) -> None:
        self._link = link
        self.job, self.place = job, place

    @property
    def lines(self) -> int:
        """How many are here, as far as that is told."""
        return sum(one.lines or 0 for one in self.job.files[: self.place.file]) + self.place.line

    def note(self, **changes: Any) -> None:
        """From now on the job stands so."""
        with self._link.writing() as session:
            self.note_with(session, **changes)

    def note_with(self, session: Session, **changes: Any) -> None:
        """The same, together with what else is written."""
        self.job = replace(self.job, **changes)
        self._write(session, _JOB, self.job)

    def stand_with(self, session: Session, place: Place) -> None:
        """From now on so much is here, together with what else is written."""
        self.place = place
        self._write(session, _PLACE, place)

    def end(self) -> None:
        """What is held was thrown away, and there is never another."""
        with self._link.writing() as session:
            self.note_with(session, phase=OVER, files=())
            self._forget(session, _PLACE)

    def forget(self) -> None:
        """All of it is in the inbox, and the streams go on from there."""
        with self._link.writing() as session:
            self._forget(session, _JOB)
            self._forget(session, _PLACE)

    def _write(self, session: Session, stream: str, what: Job | Place) -> None:
        said: dict[str, Any] = msgspec.to_builtins(what)
        cursor = session.get(Cursor, (self._link.remote_id, stream, ""))
        if cursor is None:
            session.add(Cursor(remote_id=self._link.remote_id, stream=stream, scope="", pending=said))
        else:
            cursor.pending = said

    def _forget(self, session: Session, stream: str) -> None:
        if (cursor := session.get(Cursor, (self._link.remote_id, stream, ""))) is not None:
            session.delete(cursor)


def load(session: Session, remote_id: int) -> Job | None:
    """None where none was ever asked for."""
    cursor = session.get(Cursor, (remote_id, _JOB, ""))
    return msgspec.convert(cursor.pending, Job) if cursor is not None else None


def place(session: Session, remote_id: int) -> Place:
    """How far it is; the beginning where nothing is here."""
    cursor = session.get(Cursor, (remote_id, _PLACE, ""))
    return msgspec.convert(cursor.pending, Place) if cursor is not None else Place()


def is_anything_known(session: Session, remote_id: int) -> bool:
    """Whether anything was ever read or confirmed there: then only a history tells the rest."""
    asked = (select(Cursor.stream), Cursor.remote_id), (select(Ack.version_seq), Ack.remote_id)
    return any(session.scalar(what.where(whose == remote_id).limit(1)) is not None for what, whose in asked)
