"""Invented residents and visits for the trials of synchronising."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from healthdesk.base.clock import FixedClock
from healthdesk.store.journal import Actor
from healthdesk.store.residents import Resident
from healthdesk.store.visits import Visit

TODAY = date(2026, 11, 2)
NURSE = Actor("11111111-1111-4111-8111-111111111111", "李慧")
PERSONAL_INFORMATION = "2017.1"


def some_answers(**changes: Any) -> dict[str, Any]:
    """The least that is known of a resident, with `changes`."""
    known: dict[str, Any] = {
        "name": "王秀英",
        "sex": "2",
        "birth_date": "1959-03-12",
        "phone": "13800005521",
        "current_address": "幸福里 3-2-501",
    }
    return {key: value for key, value in (known | changes).items() if value is not None}


def a_resident_row(number: int = 1, answers: Mapping[str, Any] | None = None) -> Resident:
    """A row that is not in any store yet; `number` makes its id and archive number."""
    row = Resident(
        id=f"00000000-0000-4000-8000-{number:012d}",
        archive_no=f"110105009012{number:05d}",
        form_version=PERSONAL_INFORMATION,
        status="active",
        created_at=FixedClock.on(TODAY).now(),
        created_by=NURSE.who,
    )
    row.take(answers or some_answers())
    return row


def a_visit(id_: str, resident_id: str, **changes: Any) -> Visit:
    """A hypertension visit with all kinds of answers, a decimal that ends in zero among them."""
    columns: dict[str, Any] = {
        "programme": "hypertension",
        "form_key": "hypertension-visit",
        "form_version": "2017.1",
        "visited_on": date(2026, 11, 2),
        "mode": "1",
        "status": "signed",
        "answers": {
            "visit_date": "2026-11-02",
            "mode": "1",
            "symptoms": ["1"],
            "sbp": 146,
            "dbp": 86,
            "weight": Decimal("70.50"),
            "heart_rate": 72,
            "drugs": [{"drug_name": "氨氯地平", "drug_times": 1}],
            "tests": "血钾 4.1",
        },
        "entries": {"sbp": {"origin": "typed"}},
        "judgement": {"grade": "2"},
        "grade": "2",
        "next_due": date(2026, 11, 16),
        "doctor": "李慧",
        "signed_at": datetime(2026, 11, 2, 1, 2, 3, 456789, tzinfo=UTC),
        "history": [],
    }
    return Visit(id=id_, resident_id=resident_id, **(columns | changes))
