"""The codes of a child's booklet as its paper card has them: they find the child like the one scanned."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from healthdesk.base import text
from healthdesk.store.visits import Visit

CARD_FORM, CARD_ITEMS = "immunization-card", ("barcode", "certificate_no")
"""Where the paper card of a child has the codes of its booklet."""

KIND = "c"

_ADD = (
    "INSERT OR IGNORE INTO search_key (kind, key, seq)"
    " SELECT ?, ?, seq FROM search_person WHERE resident_id = ?"
)
OF_CARD = (
    "SELECT p.seq, k.key, p.resident_id FROM search_key k JOIN search_person p ON p.seq = k.seq"  # noqa: S608  constants
    f" WHERE k.kind = '{KIND}' AND k.key BETWEEN ? AND ? AND EXISTS (SELECT 1 FROM visit v"
    f" WHERE v.resident_id = p.resident_id AND v.form_key = '{CARD_FORM}' AND v.status <> 'void'"
    " AND instr(upper(replace(CAST(v.answers AS TEXT), ' ', '')), '\"' || k.key || '\"')) LIMIT ?"
)
"""A key only leads there; whether the code still stands on the card, which may be corrected, is read."""


def add_cards(session: Session, visits: Iterable[Visit]) -> None:
    """Make keys of the codes on cards among `visits`."""
    keys = [
        (KIND, code, visit.resident_id)
        for visit in visits
        if visit.form_key == CARD_FORM and visit.status != "void"
        for item in CARD_ITEMS
        if (code := _plain(visit.answers.get(item)))
    ]
    if keys:
        session.connection().exec_driver_sql(_ADD, keys)


def owners(session: Session, code: str) -> list[str]:
    """The residents on whose card this code stands; one, unless somebody mistyped."""
    rows = session.connection().exec_driver_sql(OF_CARD, (code, code, 2)).all()
    return [resident_id for _seq, _key, resident_id in rows]


def _plain(code: object) -> str:
    return text.squeezed(str(code or "")).replace(" ", "").upper()
