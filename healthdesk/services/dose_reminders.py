"""What the immunization card lacks of the doses that a visit asks about (the first two of a newborn).

Only whether a dose is recorded is told, never why one has to wait: that is for the immunization desk.
"""

from healthdesk.base.clock import Clock
from healthdesk.domain.access import Permission
from healthdesk.domain.immunization.forecast import Status, forecast
from healthdesk.domain.programmes.asked_doses import AskedDose
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.services import reading, vaccinees
from healthdesk.services.schedules import Schedules
from healthdesk.services.seat import Seat
from healthdesk.store.database import Database

OWED = frozenset({Status.DUE, Status.OVERDUE, Status.NOT_YET_DUE})


class DoseReminders:
    """Read anew each time a sheet is opened."""

    def __init__(
        self, *, database: Database, seat: Seat, programmes: Programmes, schedules: Schedules, clock: Clock
    ) -> None:
        self._database = database
        self._seat = seat
        self._programmes = programmes
        self._schedules = schedules
        self._clock = clock

    def of(self, resident_id: str, form_key: str) -> tuple[str, ...]:
        """A sentence for each dose that this form asks about and nobody has recorded. Raises NotFound."""
        self._seat.require(Permission.VIEW_RECORD)
        asked = {
            one.group: one
            for programme in self._programmes
            for one in programme.asked_doses
            if one.form == form_key
        }
        return self._lacking(resident_id, asked) if asked else ()

    def _lacking(self, resident_id: str, asked: dict[str, AskedDose]) -> tuple[str, ...]:
        today, schedule = self._clock.today(), self._schedules.current
        with self._database.reading() as session:
            row = reading.resident(session, resident_id)
            if row.born is None or row.born > today:
                return ()
            past = vaccinees.history(vaccinees.doses(session, resident_id))
            person = vaccinees.person(session, row, schedule, today)
        coming = {one.group: one for one in forecast(person, past, schedule, today) if one.group in asked}
        products = (schedule.products.get(one.vaccine) for one in past)
        had = {group for product in products if product for group in product.counts_for}
        return tuple(
            one.missing if coming[group].status in OWED else one.waiting
            for group, one in asked.items()
            if group in coming and group not in had and coming[group].status is not Status.COMPLETE
        )
