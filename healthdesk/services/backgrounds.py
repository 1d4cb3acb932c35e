"""What about a person changes the immunization schedule: asked, written down, and the booklet compared."""

from typing import Any

from healthdesk.base import errors
from healthdesk.base.clock import Clock
from healthdesk.base.ids import Ids
from healthdesk.domain.access import Permission
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.filling import Filling
from healthdesk.services import reading, vaccinees
from healthdesk.services.schedules import Schedules
from healthdesk.services.seat import Seat
from healthdesk.store.backgrounds import Background, background_id
from healthdesk.store.database import Database, JournalSession

FORM = "vaccination-background"


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

    def sheet(self, resident_id: str) -> tuple[Filling, int | None]:
        """The sheet as it stands, and the row_version it was opened with; None while there is none.

        What was said before today is carried: it is seen, and kept by saying so.
        """
        self._seat.require(Permission.VACCINATE)
        with self._database.writing("audit") as session:
            session.audit("view", "Background", background_id(resident_id), resident_id)
            row = reading.resident(session, resident_id)
            known = vaccinees.background(session, resident_id)
            subject = reading.subject(row, self._clock.today())
        form = self._forms.get(FORM, known.form_version) if known else self._forms.current(FORM)
        filling = Filling.start(form, subject, last=known.answers if known else {})
        of_today = vaccinees.asked_on(known, self._clock.today())
        filling = filling.confirm(*(link_id for link_id in of_today if form.has(link_id)))
        return filling, known.row_version if known else None

    def keep(self, resident_id: str, filling: Filling, opened_version: int | None) -> None:
        """Write the sheet down, and let the doses and the next date follow.

        Raises InvalidInput with the first refused or missing item, StaleRecord, NotAllowed.
        """
        self._seat.require(Permission.VACCINATE)
        for problem in filling.problems():
            raise errors.InvalidInput(problem.link_id, problem.reason)
        for link_id in filling.gaps():
            raise errors.InvalidInput(link_id, "required")
        with self._database.writing("background", lane=resident_id) as session:
            row = reading.resident(session, resident_id)
            known = vaccinees.background(session, resident_id)
            if (known.row_version if known else None) != opened_version:
                raise errors.StaleRecord("Background", background_id(resident_id))
            known = known or self._new(session, resident_id)
            known.answers, known.form_version = filling.answers(), filling.form.version
            known.asked = _asked_today(filling)
            known.asked_on, known.asked_by = self._clock.today(), self._seat.sitter.full_name
            self._sign(known)
            session.flush()
            vaccinees.follow(session, row, self._schedules.current, self._ids, self._clock.today())

    def booklet_checked(self, resident_id: str) -> None:
        """The doses here were compared with the booklet (and the platform) today, by whoever sits here."""
        self._seat.require(Permission.VACCINATE)
        with self._database.writing("background", lane=resident_id) as session:
            reading.resident(session, resident_id)
            known = vaccinees.background(session, resident_id) or self._new(session, resident_id)
            known.booklet_checked_on = self._clock.today()
            known.booklet_checked_by = self._seat.sitter.full_name
            self._sign(known)

    def _new(self, session: JournalSession, resident_id: str) -> Background:
        made = Background(
            id=background_id(resident_id),
            resident_id=resident_id,
            form_version=self._forms.current(FORM).version,
            answers={},
            asked={},
        )
        session.add(made)
        return made

    def _sign(self, row: Background) -> None:
        row.updated_by, row.updated_at = self._seat.sitter.full_name, self._clock.now()


def _asked_today(filling: Filling) -> dict[str, Any]:
    """What was typed or kept on this sheet; what is only carried was not asked today."""
    entries = filling.entries
    return {link_id: value for link_id, value in filling.answers().items() if entries[link_id].is_fresh}
