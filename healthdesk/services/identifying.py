"""Whom a scanned booklet, a typed number, or a name with a birth date means."""

import re
import unicodedata
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from healthdesk.store.attendances import Attendance
from healthdesk.store.residents import Resident

_NAME_AND_BIRTH = re.compile(r"(\D+?)(\d{4})[-./年]?(\d{2})[-./月]?(\d{2})日?")
_NUMBER = re.compile(r"\d{1,3}")
LONGEST = 120


def how_identified(row: Resident, number: int | None, scanned: str) -> str:
    """By what the person is known: archive, id, number, name; nothing when somebody else is meant."""
    typed = _plain(scanned)
    if not typed:
        return ""
    if typed == (row.archive_no or ""):
        return "archive"
    if typed == (row.id_no or "").upper():
        return "id"
    if number and _NUMBER.fullmatch(typed) and int(typed) == number:
        return "number"
    said = _NAME_AND_BIRTH.fullmatch(typed)
    if said and said[1] == _plain(row.name) and row.born and _birth(said) == row.born.isoformat():
        return "name"
    return ""


def people_meant(session: Session, scanned: str, today: date) -> tuple[str, ...]:
    """The residents that is right for; several only where two have one name and one birthday."""
    typed = _plain(scanned)
    if not typed:
        return ()
    if _NUMBER.fullmatch(typed):
        by_number = select(Attendance.resident_id).where(
            Attendance.day == today, Attendance.number == int(typed)
        )
        return tuple(session.scalars(by_number))
    said = _NAME_AND_BIRTH.fullmatch(typed)
    which = or_(Resident.archive_no == typed, Resident.id_no == typed)
    if said:
        which = Resident.born == _date(said) if _date(said) else which
    found = session.scalars(select(Resident).where(which, Resident.status != "deleted"))
    return tuple(row.id for row in found if not said or how_identified(row, None, scanned))


def _plain(text: str) -> str:
    shown = unicodedata.normalize("NFKC", text[:LONGEST])
    return "".join(mark for mark in shown if not mark.isspace() and mark not in "·•").upper()


def _birth(said: re.Match[str]) -> str:
    return f"{said[2]}-{said[3]}-{said[4]}"


def _date(said: re.Match[str]) -> date | None:
    try:
        return date.fromisoformat(_birth(said))
    except ValueError:
        return None
