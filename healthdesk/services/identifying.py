"""Whom a scanned booklet, a typed number, or a name with a birth date means."""

import re
import unicodedata
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from healthdesk.store import search
from healthdesk.store.attendances import Attendance
from healthdesk.store.backgrounds import Background, background_id
from healthdesk.store.residents import Resident, records_of
from healthdesk.store.settings import Installation
from healthdesk.store.visits import Visit

_NAME_AND_BIRTH = re.compile(r"(\D+?)(\d{4})[-./年]?(\d{2})[-./月]?(\d{2})日?")
_NUMBER = re.compile(r"\d{1,5}")
_BOOKLET = re.compile(r"[0-9A-Z-]{6,40}")
LONGEST = 120
NUMBERS_A_DESK = 1000
"""More than a workstation calls in a day, so that its numbers begin with its own."""


def booklet_codes(session: Session, resident_id: str) -> frozenset[str]:
    """The codes of the person's booklet: the one that was scanned, and those of the child's card."""
    whose = records_of(session, [resident_id])[resident_id]
    known = [row for id_ in whose if (row := session.get(Background, background_id(id_)))]
    cards = select(Visit.answers).where(
        Visit.resident_id.in_(whose), Visit.form_key == search.CARD_FORM, Visit.status != "void"
    )
    codes = [row.booklet_no or "" for row in known]
    codes += [str(answers.get(item, "")) for answers in session.scalars(cards) for item in search.CARD_ITEMS]
    return frozenset(_plain(code) for code in codes if code)


def how_identified(
    row: Resident, number: int | None, scanned: str, booklets: frozenset[str] = frozenset()
) -> str:
    """By what the person is known: booklet, archive, id, number, name; nothing when another is meant.

    `booklets` are the codes of the person's own.
    """
    typed = _plain(scanned)
    if not typed:
        return ""
    if typed in booklets:
        return "booklet"
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
    of_booklet = select(Background.resident_id).where(Background.booklet_no == typed)
    of_card = Resident.id.in_(search.owners(session, typed))
    which = or_(Resident.archive_no == typed, Resident.id_no == typed, Resident.id.in_(of_booklet), of_card)
    if said:
        which = Resident.born == _date(said) if _date(said) else which
    found = session.scalars(select(Resident).where(which, Resident.status != "deleted"))
    return tuple(row.id for row in found if not said or how_identified(row, None, scanned))


def numbers_before(session: Session) -> int:
    """What the numbers of this workstation count on from: nothing on the first, 2000 on the second."""
    own = session.scalars(select(Installation.number)).one()
    return own * NUMBERS_A_DESK if own > 1 else 0


def desk_of_number(session: Session, scanned: str) -> int:
    """The other workstation that gave this number; 0 where it was this one, or for what is no number."""
    typed = _plain(scanned)
    if not _NUMBER.fullmatch(typed):
        return 0
    gave = max(1, int(typed) // NUMBERS_A_DESK)
    return 0 if gave == session.scalars(select(Installation.number)).one() else gave


def booklet_key(scanned: str) -> str:
    """A scan as the code of a booklet; nothing for what cannot be one: a number of the day, a name."""
    typed = _plain(scanned)
    return typed if _BOOKLET.fullmatch(typed) else ""


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
