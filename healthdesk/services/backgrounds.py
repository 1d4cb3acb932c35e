"""What about a person changes the immunization schedule: asked, written down, and the booklet compared."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.base.ids import Ids
from healthdesk.domain.access import Permission
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.stock.trace_codes import product_code
from healthdesk.services import reading, shelves, vaccinees
from healthdesk.services.identifying import booklet_key, people_meant
from healthdesk.services.schedules import Schedules
from healthdesk.services.seat import Seat
from healthdesk.store.backgrounds import Background, background_id
from healthdesk.store.database import Database, JournalSession

FORM = "vaccination-background"


@dataclass(frozen=True, slots=True)
class Said:
    """What a sheet said when it was opened. A booklet compared or a consent beside it is no other answer."""

    answers: Mapping[str, Any]
    asked: Mapping[str, Any]
    asked_on: date | None


@dataclass(frozen=True, slots=True)
class Agreed:
    """A consent of today: who, what that one is to the person, to which vaccines, recorded by whom."""

    by: str
    as_: str
    vaccines: tuple[str, ...]
    taken_by: str


class Backgrounds:
    """One sheet for each person, always the present one; what it was before is in the journal."""

    def __init__(  # noqa: PLR0913  all are named
        self,
        *,
        database: Database,
        seat: Seat,
        schedules: Schedules,
        forms: Forms,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._database = database
        self._seat = seat
        self._schedules = schedules
        self._forms = forms
        self._clock = clock
        self._ids = ids

    def sheet(self, resident_id: str) -> tuple[Filling, Said]:
        """The sheet as it stands, and what it is opened with.

        What was said before today is carried: it is seen, and kept by saying so.
        """
        self._seat.require(Permission.VACCINATE)
        with self._database.writing("audit") as session:
            session.audit("view", "Background", background_id(resident_id), resident_id)
            row = reading.resident(session, resident_id)
            known = vaccinees.background(session, resident_id)
            subject = reading.subject(row, self._clock.today())
            carried = vaccinees.told(session, resident_id)
        form = self._forms.get(FORM, known.form_version) if known else self._forms.current(FORM)
        filling = Filling.start(form, subject, last=carried)
        said_today = known.asked if known and known.asked_on == self._clock.today() else {}
        for link_id, value in said_today.items():
            if form.has(link_id):
                filling = filling.answer(link_id, value)
        return filling, _said(known)

    def keep(self, resident_id: str, filling: Filling, opened: Said) -> Said:
        """Write the sheet down, and let the doses and the next date follow. Returns what it says now.

        Raises InvalidInput with the first refused or missing item, NotAllowed, StaleRecord when the answers
        are no longer those it was `opened` with.
        """
        self._seat.require(Permission.VACCINATE)
        for problem in filling.problems():
            raise errors.InvalidInput(problem.link_id, problem.reason)
        for link_id in filling.gaps():
            raise errors.InvalidInput(link_id, "required")
        with self._database.writing("background", lane=resident_id) as session:
            row = reading.resident(session, resident_id)
            known = vaccinees.background(session, resident_id)
            if _said(known) != opened:
                raise errors.StaleRecord("Background", background_id(resident_id))
            known = known or self._new(session, resident_id)
            known.answers, known.form_version = filling.answers(), filling.form.version
            known.asked = _asked_today(filling)
            known.asked_on, known.asked_by = self._clock.today(), self._seat.sitter.full_name
            self._sign(known)
            session.flush()
            vaccinees.follow(session, row, self._schedules.current, self._ids, self._clock.today())
            return _said(known)

    def booklet_checked(self, resident_id: str) -> None:
        """The doses here were compared with the booklet (and the platform) today, by whoever sits here."""
        self._seat.require(Permission.VACCINATE)
        with self._database.writing("background", lane=resident_id) as session:
            reading.resident(session, resident_id)
            known = vaccinees.background(session, resident_id) or self._new(session, resident_id)
            known.booklet_checked_on = self._clock.today()
            known.booklet_checked_by = self._seat.sitter.full_name
            self._sign(known)

    def keep_booklet(self, resident_id: str, scanned: str) -> None:
        """The scanned code is that of this person's booklet: somebody has read name and birth date in it.

        Raises InvalidInput for what cannot be a booklet's, for the code of a pack of vaccine, and for one
        that is somebody else's; NotAllowed.
        """
        self._seat.require(Permission.VACCINATE)
        code, stock = booklet_key(scanned), self._schedules.current.stock
        if not code:
            raise errors.InvalidInput("booklet_no", "format")
        with self._database.writing("background", lane=resident_id) as session:
            reading.resident(session, resident_id)
            if product_code(code, stock) or shelves.meant(session, code, stock).lots:
                raise errors.InvalidInput("booklet_no", "is-pack")
            if set(people_meant(session, code, self._clock.today())) - {resident_id}:
                raise errors.InvalidInput("booklet_no", "of-another")
            known = vaccinees.background(session, resident_id) or self._new(session, resident_id)
            known.booklet_no = code
            self._sign(known)

    def forget_booklet(self, resident_id: str) -> bool:
        """The code that was noted is not that of this person's booklet; False where none was noted."""
        self._seat.require(Permission.VACCINATE)
        with self._database.writing("background", lane=resident_id) as session:
            known = vaccinees.background(session, resident_id)
            if known is None or known.booklet_no is None:
                return False
            known.booklet_no = None
            self._sign(known)
            return True

    def consent(self, resident_id: str, by: str, as_: str, vaccines: Collection[str]) -> None:
        """A guardian (or the person) agrees to these vaccines today. `as_` is what that one is to the person.

        Recorded by whoever sits here. Raises InvalidInput, NotAllowed.
        """
        self._seat.require(Permission.VACCINATE)
        for field, text, longest in (("consent_by", by, 60), ("consent_as", as_, 20)):
            if not text.strip():
                raise errors.InvalidInput(field, "required")
            if len(text.strip()) > longest:
                raise errors.InvalidInput(field, "length")
        known_vaccines = self._schedules.current.products
        if not vaccines or any(vaccine not in known_vaccines for vaccine in vaccines):
            raise errors.InvalidInput("consented", "required")
        with self._database.writing("background", lane=resident_id) as session:
            reading.resident(session, resident_id)
            known = vaccinees.background(session, resident_id) or self._new(session, resident_id)
            known.consented = {"vaccines": sorted(vaccines)}
            known.consent_on, known.consent_by = self._clock.today(), by.strip()
            known.consent_as, known.consent_taken_by = as_.strip(), self._seat.sitter.full_name
            self._sign(known)

    def agreed(self, resident_id: str) -> Agreed | None:
        """The consent of today; None while nobody has agreed."""
        self._seat.require(Permission.VIEW_RECORD)
        with self._database.reading() as session:
            known = vaccinees.background(session, resident_id)
            agreed = vaccinees.consented(known, self._clock.today())
            if known is None or not agreed:
                return None
            vaccines = tuple(code for code in self._schedules.current.products if code in agreed)
            return Agreed(
                known.consent_by or "", known.consent_as or "", vaccines, known.consent_taken_by or ""
            )

    def companion(self, resident_id: str) -> tuple[str, str]:
        """Who agreed the last time and as what, or whom the archive names as the contact; empty if nobody."""
        self._seat.require(Permission.VIEW_RECORD)
        with self._database.reading() as session:
            known = vaccinees.background(session, resident_id)
            if known is not None and known.consent_by:
                return known.consent_by, known.consent_as or ""
            contact = reading.resident(session, resident_id).answers.get("contact_name", "")
            return str(contact), ""

    def _new(self, session: JournalSession, resident_id: str) -> Background:
        made = Background(
            id=background_id(resident_id),
            resident_id=resident_id,
            form_version=self._forms.current(FORM).version,
            answers={},
            asked={},
            consented={},
        )
        session.add(made)
        return made

    def _sign(self, row: Background) -> None:
        row.updated_by, row.updated_at = self._seat.sitter.full_name, self._clock.now()


def _said(row: Background | None) -> Said:
    return Said(row.answers, row.asked, row.asked_on) if row else Said({}, {}, None)


def _asked_today(filling: Filling) -> dict[str, Any]:
    """What was typed or kept on this sheet; what is only carried was not asked today."""
    entries = filling.entries
    return {link_id: value for link_id, value in filling.answers().items() if entries[link_id].is_fresh}
