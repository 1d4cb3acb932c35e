"""The doses of a resident as rows of a form: the card shows all, the report of a reaction the last ones."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from healthdesk.domain.codes import text_of
from healthdesk.store import settings
from healthdesk.store.immunization import Vaccination
from healthdesk.store.residents import records_of

PRODUCTS = "vaccine-product"


def all_doses(session: Session, resident_id: str) -> list[dict[str, Any]]:
    """Every dose that counts as given, the oldest first; a dose given elsewhere leaves its clinic open."""
    here = settings.value(session, "centre.name", None)
    given = session.scalars(
        select(Vaccination)
        .where(Vaccination.resident_id.in_(records_of(session, [resident_id])[resident_id]))
        .where(Vaccination.status == "done")
        .order_by(Vaccination.given_on, Vaccination.recorded_at)
    )
    return [_row(dose, here) for dose in given]


def last_of(doses: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was given on the last day anything was: the first suspects when a reaction is reported."""
    return [dose for dose in doses if dose["given_on"] == doses[-1]["given_on"]]


def _row(dose: Vaccination, here: str | None) -> dict[str, Any]:
    number = (dose.counts_as or "").rpartition("-")[2]
    row = {
        "vaccine": text_of(PRODUCTS, dose.vaccine),
        "dose_no": int(number) if number.isdecimal() else None,
        "given_on": dose.given_on.isoformat(),
        "site": dose.site,
        "lot": dose.lot,
        "maker": dose.manufacturer,
        "trace_code": dose.trace_code,
        "clinic": None if dose.is_elsewhere else here,
        "nurse": dose.injector,
    }
    return {key: value for key, value in row.items() if value}
