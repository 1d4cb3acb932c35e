"""Papers on their way to a printer: kept until it has taken them, offered again after a crash."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Select, select

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.base.ids import Ids
from healthdesk.services.immunization_papers import note_lines
from healthdesk.services.seat import Seat
from healthdesk.store.database import Database, JournalSession
from healthdesk.store.print_jobs import PrintJob
from healthdesk.store.residents import Resident

if TYPE_CHECKING:
    from healthdesk.store.journal import Actor

PRINTED = "printed"
"""In the audit: a printer took the whole paper. `print` is that it was drawn, to be looked at or saved."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What is to be printed. `key` names the very sheet: two clicks on one button have the same.

    `doses` are the lines of a booklet on it; `is_exact`: not fitted to the sheet that lies in the printer.
    """

    key: str
    title: str
    document: bytes
    pages: int
    resident_id: str | None = None
    doses: tuple[str, ...] = ()
    is_exact: bool = False


@dataclass(frozen=True, slots=True)
class Printout:
    """A paper whose printing begins; the first `taken` pages went to a printer before."""

    id: str
    paper: Paper
    taken: int


@dataclass(frozen=True, slots=True)
class PrintJobRow:
    """A line in the list of papers that wait. `name` is empty for a list or a blank form."""

    id: str
    key: str
    title: str
    name: str
    pages: int
    taken: int
    asked_at: datetime


class PrintJobs:
    """Everybody's own: nobody is offered a paper that somebody else may have been shown alone."""

    def __init__(self, *, database: Database, seat: Seat, clock: Clock, ids: Ids) -> None:
        self._database = database
        self._seat = seat
        self._clock = clock
        self._ids = ids
        self._under_way: dict[str, Actor] = {}

    def keep(self, paper: Paper) -> str:
        """Keep the paper before the printer is asked; its id. One that waited since a crash gives way.

        Raises InvalidInput while this very paper is being printed.
        """
        with self._database.writing("print") as session:
            for before in session.scalars(self._mine().where(PrintJob.paper == paper.key)):
                if before.id in self._under_way:
                    raise errors.InvalidInput("paper", "being-printed")
                session.delete(before)
            session.flush()
            job = PrintJob(
                id=self._ids.new(),
                account_id=self._seat.sitter.account_id,
                paper=paper.key,
                title=paper.title,
                resident_id=paper.resident_id,
                document=paper.document,
                pages=paper.pages,
                taken=0,
                doses=list(paper.doses),
                is_exact=paper.is_exact,
                asked_at=self._clock.now(),
            )
            session.add(job)
        return job.id

    def begin(self, job_id: str) -> Printout:
        """The printer is asked now. Raises NotFound; InvalidInput when it is being printed already."""
        with self._database.reading() as session:
            job = self._job(session, job_id)
            if job_id in self._under_way:
                raise errors.InvalidInput("paper", "being-printed")
            self._under_way[job_id] = self._seat.actor
            doses = tuple(job.doses)
            paper = Paper(job.paper, job.title, job.document, job.pages, job.resident_id, doses, job.is_exact)
            return Printout(job.id, paper, job.taken)

    def page_taken(self, job_id: str, taken: int) -> None:
        """The printer has the first `taken` pages of what is under way."""
        with self._database.writing("print") as session:
            session.get_one(PrintJob, job_id).taken = taken

    def finish(self, job_id: str) -> None:
        """The printer has taken all of it: that is audited, and a booklet's lines stand in it now.

        Whoever began it is named, for somebody else may sit at the desk by now.
        """
        by = self._under_way[job_id]
        with self._database.writing("print") as session:
            job = session.get_one(PrintJob, job_id)
            session.audit(PRINTED, "Paper", job.id, job.resident_id, by=by)
            if job.resident_id:
                note_lines(session, job.resident_id, job.doses, by=by)
            session.delete(job)

    def put_back(self, job_id: str) -> None:
        """The printing has ended: what is not finished waits."""
        self._under_way.pop(job_id, None)

    def again(self, job_id: str) -> None:
        """All of it is wanted once more, from the first page. Raises NotFound."""
        with self._database.writing("print") as session:
            self._job(session, job_id).taken = 0

    def drop(self, job_id: str) -> None:
        """Nobody wants it any more. Raises NotFound."""
        with self._database.writing("print") as session:
            session.delete(self._job(session, job_id))

    def waiting(self) -> tuple[PrintJobRow, ...]:
        """What the person at the desk sent to a printer that did not take all of it, oldest first."""
        columns = (PrintJob.id, PrintJob.paper, PrintJob.title, Resident.name, PrintJob.pages,
                   PrintJob.taken, PrintJob.asked_at)  # fmt: skip
        with self._database.reading() as session:
            found = session.execute(
                select(*columns)
                .outerjoin(Resident, Resident.id == PrintJob.resident_id)
                .where(PrintJob.account_id == self._seat.sitter.account_id)
                .order_by(PrintJob.asked_at, PrintJob.id)
            )
            return tuple(
                PrintJobRow(r.id, r.paper, r.title, r.name or "", r.pages, r.taken, r.asked_at)
                for r in found
                if r.id not in self._under_way
            )

    def _mine(self) -> Select[PrintJob]:
        return select(PrintJob).where(PrintJob.account_id == self._seat.sitter.account_id)

    def _job(self, session: JournalSession, job_id: str) -> PrintJob:
        job = session.scalars(self._mine().where(PrintJob.id == job_id)).first()
        if job is None:
            raise errors.NotFound("print-job", job_id)
        return job
