"""Nobody is registered twice under one identity number."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.base import errors
from healthdesk.store.residents import Resident


def refuse_known(session: Session, id_no: str | None, own_id: str) -> None:
    """Raises InvalidInput when another archive that counts has this number."""
    if not id_no:
        return
    other = session.scalars(
        select(Resident.id).where(Resident.id_no == id_no, Resident.id != own_id, Resident.status != "merged")
    ).first()
    if other:
        raise errors.InvalidInput("id_no", "already-here")


def not_here(session: Session, residents: Sequence[Resident]) -> list[Resident]:
    """Those without a number, and the first of each number that no archive has."""
    numbers = {resident.id_no for resident in residents if resident.id_no}
    known = set(session.scalars(select(Resident.id_no).where(Resident.id_no.in_(numbers))))
    fresh: list[Resident] = []
    for resident in residents:
        if resident.id_no is None or resident.id_no not in known:
            fresh.append(resident)
            known.add(resident.id_no)
    return fresh
