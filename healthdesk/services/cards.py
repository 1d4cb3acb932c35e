"""The header of a record: who this is, what to beware of, and what the person is followed up for."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base.phrase import Typed
from healthdesk.domain.forms.definition import Form
from healthdesk.services import all_records, first_page, outside_facts, privacy, reading
from healthdesk.services.rows import ResidentCard
from healthdesk.services.seat import Seat
from healthdesk.store.platform import PLATFORM, Conflict
from healthdesk.store.programmes import Enrolment
from healthdesk.store.residents import Resident
from healthdesk.store.visits import Visit
from healthdesk.sync import whole


def card(session: Session, resident_id: str, form: Form, seat: Seat) -> ResidentCard:
    """The header of a record, made inside a service's unit of work."""
    row = reading.resident(session, resident_id)
    own = reading.enrolments(session, resident_id)
    id_masked, phone_masked = reading.masked(row)
    known, state = all_allergies(session, row, form)
    whose = reading.whose(session, row.id)
    others = others_of(session, whose)
    return ResidentCard(
        id=row.id,
        name=row.name,
        sex=row.sex,
        born=row.born,
        id_masked=id_masked,
        phone_masked=phone_masked,
        archive_no=row.archive_no,
        address=row.address or "",
        status=row.status,
        died_on=row.died_on,
        allergies=known,
        allergy_state=state,
        enrolments=tuple(reading.enrolment_row(one) for one in own if seat.sees(one.programme)),
        responsible_doctor=row.responsible_doctor or "",
        row_version=row.row_version,
        has_hidden_programme=any(first_page.hides(seat, one.answers) for one in (row, *others))
        or _has_hidden(session, whose, own, seat)
        or outside_facts.hides(session, whose, seat),
        has_conflict=has_conflict(session, whose),
        is_incomplete_here=whole.is_incomplete(session, PLATFORM, whose),
    )


def all_allergies(session: Session, row: Resident, form: Form) -> tuple[tuple[str, ...], str]:
    """The medicines a person must not have, whoever said so: this record, a joined one, another system.

    In words, and whether that is known, none or unasked.
    """
    own = allergies(form, row.answers)
    whose = reading.whose(session, row.id)
    words = list(own[0])
    for other in others_of(session, whose):
        words += allergies(form, other.answers)[0]
    words += outside_facts.allergies(session, whose)
    return (tuple(dict.fromkeys(words)), "known") if words else own


def known_answers(session: Session, row: Resident) -> dict[str, Any]:
    """The answers of this record with the history that stands only in a joined one."""
    whose = reading.whose(session, row.id)
    others = [one.answers for one in others_of(session, whose)]
    return all_records.together(row.answers, others, outside_facts.allergies(session, whose))


def others_of(session: Session, whose: Sequence[str]) -> Sequence[Resident]:
    """The other records of the same person."""
    if len(whose) == 1:
        return ()
    return session.scalars(select(Resident).where(Resident.id.in_(whose[1:])).order_by(Resident.id)).all()


def _has_hidden(session: Session, whose: Sequence[str], own: Sequence[Enrolment], seat: Seat) -> bool:
    """Whether there is more than this person is shown: others see a neutral safety note."""
    if not seat.hidden():
        return False
    if any(one.status == "active" and not seat.sees(one.programme) for one in own):
        return True
    hidden = select(Visit.id).where(
        Visit.resident_id.in_(whose), Visit.status != "void", ~privacy.visible_visits(seat)
    )
    return _exists(session, hidden)


def has_conflict(session: Session, whose: Sequence[str]) -> bool:
    """Whether something about this person was changed here and elsewhere, and nobody has decided yet."""
    return _exists(session, select(Conflict.key).where(Conflict.lane.in_(whose), Conflict.state == "open"))


def allergies(form: Form, answers: Mapping[str, Any]) -> tuple[tuple[str, ...], str]:
    """The medicines a person must not have, in words, and whether that is known, none or unasked."""
    codes = reading.codes(answers.get(first_page.ALLERGY))
    if not codes:
        return (), "unasked"
    if codes == (first_page.NO_ALLERGY,):
        return (), "none"
    detail = str(answers.get(first_page.ALLERGY_TEXT) or "")
    words = [
        Typed(detail)
        if detail and code == first_page.OTHER_ALLERGY
        else first_page.option_text(form, first_page.ALLERGY, code)
        for code in codes
        if code != first_page.NO_ALLERGY
    ]
    return tuple(words), "known"


def _exists(session: Session, query: Any) -> bool:
    return session.execute(query.limit(1)).first() is not None
