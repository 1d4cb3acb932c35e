"""A person's day at the clinic as a list and the injection table show it."""

from dataclasses import dataclass
from datetime import date, datetime

from healthdesk.domain.immunization.attending import Stage
from healthdesk.store.attendances import Attendance
from healthdesk.store.backgrounds import Background
from healthdesk.store.residents import Resident


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """`number` 0: an appointment nobody has come to. `is_asked`, `is_agreed`: the questions and the consent.

    `observed_from` is when the last dose was given; `reaction` what was seen since.
    """

    resident_id: str
    day: date
    name: str
    sex: str
    born: date | None
    number: int
    stage: Stage
    arrived_at: datetime | None
    called_at: datetime | None
    is_asked: bool
    is_agreed: bool
    is_identified: bool
    observed_from: datetime | None
    left_at: datetime | None
    reaction: str


@dataclass(frozen=True, slots=True)
class Identified:
    """Whether what was scanned is the person's: `how` by booklet, archive, id, number or name; else whose."""

    is_same: bool
    how: str
    others: tuple[str, ...] = ()


def attendance_row(found: Attendance, row: Resident, known: Background | None) -> AttendanceRow:
    """A row as a value."""
    return AttendanceRow(
        resident_id=row.id,
        day=found.day,
        name=row.name,
        sex=row.sex,
        born=row.born,
        number=found.number or 0,
        stage=Stage(found.stage),
        arrived_at=found.arrived_at,
        called_at=found.called_at,
        is_asked=known is not None and known.asked_on == found.day,
        is_agreed=known is not None and known.consent_on == found.day,
        is_identified=found.identified_at is not None,
        observed_from=found.observed_from,
        left_at=found.left_at,
        reaction=found.reaction or "",
    )
