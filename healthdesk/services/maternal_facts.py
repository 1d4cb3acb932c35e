"""What a sheet about a pregnancy is filled in with: the rule of dates, diseases, what earlier sheets show."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.programmes.facts import Facts
from healthdesk.domain.programmes.flags import Risk, proposed_colours, risk
from healthdesk.domain.programmes.judgement import VisitFacts
from healthdesk.domain.programmes.next_service import records_of_pregnancy
from healthdesk.services import privacy, reading
from healthdesk.services.seat import Seat
from healthdesk.store import settings
from healthdesk.store.residents import Resident

PROGRAMME = "maternal"
GROUPS = 7
"""Groups of the screening table (maternal-child/15)."""

NAMES = (
    "edd_rule",
    "maternal_past",
    "maternal_risk_proposed",
    *(f"maternal_risk_{group}" for group in range(1, GROUPS + 1)),
)

PAST = {"1": "1", "2": "5", "3": "7", "4": "2"}
"""Numbers of 既往史 on the first page, and those of form 11: none, hypertension, diabetes, heart.

What is sensitive there is left to be asked.
"""


def known(session: Session, row: Resident, programmes: Programmes, seat: Seat, today: date) -> dict[str, Any]:
    """The facts by name; none of a programme that could not be read.

    A record that is hidden from the person at the desk says nothing here either.
    """
    programme = programmes.by_key.get(PROGRAMME)
    if programme is None:
        return {}
    rule = next((one.default for one in programme.settings if one.key == "edd_rule"), None)
    chosen = settings.value(session, f"programme.{PROGRAMME}", {})
    found = {"edd_rule": chosen.get("edd_rule", rule), "maternal_past": _past(row.answers)}
    own = reading.enrolments(session, row.id)
    person = reading.person(row, own, PROGRAMME)
    past = (one for one in reading.records(session, row.id, programme) if privacy.sees(seat, one))
    records = [reading.facts(one) for one in past]
    mine = records_of_pregnancy(person, records)
    if not mine or programme.risk is None:
        return found
    together: dict[str, Any] = {}
    for one in mine:
        together |= one.answers
    shown = risk(programme, Facts(person, VisitFacts(today, mine[-1].mode, together)))
    return found | _screened(shown) | {"maternal_risk_proposed": proposed_colours(programme, shown)}


def _past(answers: Mapping[str, Any]) -> list[str]:
    rows = answers.get("past_disease") or ()
    given = {str(one.get("past_disease_code") or "") for one in rows}
    return sorted({PAST[code] for code in given if code in PAST})


def _screened(shown: Risk) -> dict[str, Any]:
    """The items that earlier sheets show, by their group: 1.1, 1.3 under 1."""
    found: dict[str, Any] = {}
    for item in shown.items:
        found.setdefault(f"maternal_risk_{item.number.split('.')[0]}", []).append(item.number)
    return found
