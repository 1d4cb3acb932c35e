"""The papers of the immunization clinic: letter, plan, school certificate, consent, booklet, temperatures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base import errors
from healthdesk.base.clock import CHINA, Clock
from healthdesk.base.progress import Progress
from healthdesk.documents.booklet_pdf import BookletLine, booklet_pdf
from healthdesk.documents.fonts import Fonts
from healthdesk.documents.notice import Notice, Place, notice_pdf
from healthdesk.documents.temperature_pdf import TemperatureLog, temperature_pdf
from healthdesk.domain.access import Permission
from healthdesk.domain.immunization.evaluation import evaluate
from healthdesk.domain.immunization.forecast import forecast
from healthdesk.domain.immunization.school import SchoolCheck, school_check
from healthdesk.services import reading, vaccinees
from healthdesk.services.immunization_notices import (
    Centre,
    ConsentDose,
    Whose,
    consent_notice,
    plan_notice,
    recall_letter,
    school_notice,
)
from healthdesk.services.recall import RecallRow
from healthdesk.services.refrigerators import ColdMonth
from healthdesk.services.schedules import Schedules
from healthdesk.services.seat import Seat
from healthdesk.store import settings
from healthdesk.store.audit import AuditEntry
from healthdesk.store.database import Database, JournalSession
from healthdesk.store.immunization import Vaccination
from healthdesk.store.journal import Actor
from healthdesk.store.residents import Resident

PRINT, UNPRINT, DOSE = "print", "unprint", "Vaccination"
MOST_OFFSET_MM = 50.0


@dataclass(frozen=True, slots=True)
class BookletPages:
    """The pages, and the doses whose lines are on them; none on a trial page."""

    document: bytes
    doses: tuple[str, ...]


class ImmunizationPapers:
    """What is handed out is audited; `fonts` are those of all other paper."""

    def __init__(
        self,
        *,
        database: Database,
        seat: Seat,
        schedules: Schedules,
        clock: Clock,
        fonts: Callable[[], Fonts],
    ) -> None:
        self._database = database
        self._seat = seat
        self._schedules = schedules
        self._clock = clock
        self._fonts = fonts

    def letters(
        self, rows: Sequence[RecallRow], progress: Progress | None = None, *, is_a5: bool = False
    ) -> bytes:
        """A letter for each of a recall list, two on a page of A4 to be cut, or each on A5.

        Raises Cancelled, InvalidInput for no rows.
        """
        self._seat.require(Permission.PRINT_LISTS)
        if not rows:
            raise errors.InvalidInput("list", "empty")
        with self._database.writing("audit") as session:
            for row in rows:
                session.audit(PRINT, "RecallLetter", None, row.resident_id)
            centre = self._centre(session)
        letters = [recall_letter(row, centre) for row in rows]
        place = Place.A5 if is_a5 else Place.HALF
        return notice_pdf(letters, "", self._fonts(), place=place, progress=progress)

    def plan(self, resident_id: str) -> bytes:
        """The catch-up plan of a child as of today. Raises NotFound, InvalidInput."""
        return self._checked(resident_id, "CatchUpPlan", self._clock.today(), plan_notice)

    def school(self, resident_id: str, on: date | None = None) -> bytes:
        """The certificate of the check at school entry. Raises NotFound, InvalidInput."""
        return self._checked(resident_id, "SchoolCheck", on or self._clock.today(), school_notice)

    def consent(self, resident_id: str, vaccine: str) -> bytes:
        """What is signed before a dose of this product. Raises NotFound, InvalidInput."""
        self._seat.require(Permission.VACCINATE)
        schedule = self._schedules.current
        if vaccine not in schedule.products:
            raise errors.InvalidInput("vaccine", "unknown", tuple(schedule.products))
        with self._database.writing("audit") as session:
            session.audit(PRINT, "Consent", None, resident_id)
            row = reading.resident(session, resident_id)
            dose = self._dose(session, row, vaccine)
            notice = consent_notice(_whose(row), dose, self._centre(session))
            return self._drawn([notice], session)

    def booklet(
        self,
        resident_id: str,
        *,
        is_whole: bool = False,
        offset: tuple[float, float] = (0, 0),
        is_trial: bool = False,
    ) -> BookletPages:
        """The lines of the booklet that were not printed yet, or all of them (`is_whole`).

        Looking at them prints nothing: whoever hands them out says so (`booklet_printed`). A trial page has
        the table too. Raises NotFound, InvalidInput when nothing is new, or for an offset beyond 50 mm.
        """
        self._seat.require(Permission.VACCINATE)
        if max(map(abs, offset)) > MOST_OFFSET_MM:
            raise errors.InvalidInput("offset", "range")
        with self._database.writing("audit") as session:
            row = reading.resident(session, resident_id)
            given = vaccinees.doses(session, resident_id)
            printed = set() if is_whole else _printed(session, resident_id)
            lines = self._lines(session, row, given, printed)
            new = tuple(dose.id for dose in given if dose.id not in printed)
            if not new and not is_trial:
                raise errors.InvalidInput("dose", "nothing-new")
            session.audit("view", "Booklet", None, resident_id)
            raw = booklet_pdf(lines, self._fonts(), offset=offset, is_trial=is_trial)
        return BookletPages(raw, () if is_trial else new)

    def booklet_printed(self, resident_id: str, doses: Sequence[str]) -> None:
        """The lines of these doses stand in the booklet now: they were sent to a printer, or saved."""
        self._seat.require(Permission.VACCINATE)
        with self._database.writing("audit") as session:
            note_lines(session, resident_id, doses)

    def booklet_not_printed(self, resident_id: str) -> int:
        """The lines handed out the last time are new again, for the printer failed; how many these are.

        Once more, and those of the time before are too.
        """
        self._seat.require(Permission.VACCINATE)
        with self._database.writing("audit") as session:
            done = _printings(session, resident_id)
            last = max(done.values(), default=None)
            again = [id_ for id_, at in done.items() if at == last]
            for id_ in again:
                session.audit(UNPRINT, DOSE, id_, resident_id)
        return len(again)

    def temperatures(self, log: ColdMonth) -> bytes:
        """The log of a refrigerator's month, as `Refrigerators.month` gives it."""
        self._seat.require(Permission.VACCINATE)
        with self._database.reading() as session:
            footer = self._centre(session).name
        readings = [replace(one, at=one.at.astimezone(CHINA)) for day in log.days for one in day.readings]
        sheet = TemperatureLog(log.refrigerator, log.first, log.band.low, log.band.high, readings)
        return temperature_pdf(sheet, footer, self._fonts())

    def _checked(
        self,
        resident_id: str,
        noun: str,
        on: date,
        notice: Callable[[Whose, SchoolCheck, Centre], Notice],
    ) -> bytes:
        self._seat.require(Permission.VACCINATE)
        schedule = self._schedules.current
        with self._database.writing("audit") as session:
            session.audit(PRINT, noun, None, resident_id)
            row = reading.resident(session, resident_id)
            given = vaccinees.history(vaccinees.doses(session, resident_id))
            check = school_check(vaccinees.person(session, row, schedule, on), given, schedule, on)
            return self._drawn([notice(_whose(row), check, self._centre(session))], session)

    def _drawn(self, notices: Sequence[Notice], session: Session) -> bytes:
        return notice_pdf(notices, self._centre(session).name, self._fonts())

    def _centre(self, session: Session) -> Centre:
        name, phone = (settings.value(session, f"centre.{key}", "") for key in ("name", "phone"))
        return Centre(name, phone, self._clock.today())

    def _dose(self, session: Session, row: Resident, vaccine: str) -> ConsentDose:
        schedule, today = self._schedules.current, self._clock.today()
        product = schedule.products[vaccine]
        person = vaccinees.person(session, row, schedule, today)
        given = vaccinees.history(vaccinees.doses(session, row.id))
        found = forecast(person, given, schedule, today)
        coming = next((one for one in found if one.group in product.counts_for and one.number), None)
        route = schedule.routes.get(product.route)
        return ConsentDose(
            vaccine,
            product.title,
            coming.number if coming else 0,
            route.title if route else "",
            route.site_for(vaccine, person.born, today) if route else "",
            product.is_programme and (coming is None or coming.is_programme),
        )

    def _lines(
        self, session: Session, row: Resident, given: Sequence[Vaccination], printed: set[str]
    ) -> list[BookletLine]:
        schedule, here = self._schedules.current, self._centre(session).name
        person = vaccinees.person(session, row, schedule, self._clock.today())
        told = evaluate(person, vaccinees.history(given), schedule)
        return [
            BookletLine(
                places=verdict.places,
                vaccine=schedule.product_title(dose.vaccine),
                number=_number(verdict.places),
                on=dose.given_on,
                site=dose.site or "",
                lot=dose.lot or "",
                maker=dose.manufacturer or "",
                clinic=(dose.place or "") if dose.is_elsewhere else here,
                nurse="" if dose.is_elsewhere else dose.injector,
                is_new=dose.id not in printed,
            )
            for dose, verdict in zip(given, told, strict=True)
        ]


def note_lines(
    session: JournalSession, resident_id: str, doses: Sequence[str], *, by: Actor | None = None
) -> None:
    """The lines of these doses stand in the booklet from now on. `by` as in `JournalSession.audit`."""
    for id_ in doses:
        session.audit(PRINT, DOSE, id_, resident_id, by=by)


def _printed(session: JournalSession, resident_id: str) -> set[str]:
    """The doses whose line stands in the booklet already."""
    return set(_printings(session, resident_id))


def _printings(session: JournalSession, resident_id: str) -> dict[str, datetime]:
    """When the line of each dose was printed, unless somebody said since that it was not."""
    query = (
        select(AuditEntry.row_id, AuditEntry.act, AuditEntry.at)
        .where(
            AuditEntry.resident_id == resident_id,
            AuditEntry.act.in_((PRINT, UNPRINT)),
            AuditEntry.noun == DOSE,
        )
        .order_by(AuditEntry.seq)
    )
    found: dict[str, datetime] = {}
    for id_, act, at in session.execute(query):
        if act == PRINT and id_:
            found[id_] = at
        else:
            found.pop(id_ or "", None)
    return found


def _number(places: Sequence[str]) -> int:
    digits = places[0][-1:] if places else ""
    return int(digits) if digits.isdigit() else 0


def _whose(row: Resident) -> Whose:
    contact = str(row.answers.get("contact_name") or "")
    phone = row.phone or str(row.answers.get("contact_phone") or "")
    return Whose(
        row.name, row.sex, row.born, row.archive_no, row.id_no or "", phone, contact, row.address or ""
    )
