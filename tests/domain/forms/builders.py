"""Sheets for tests: one line says what matters."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.definition import Form
from healthdesk.domain.forms.filling import Filling, Subject
from healthdesk.domain.forms.questionnaire import read_form

TODAY = date(2026, 11, 2)
FORMS = Forms.read()
LAST_VISIT: dict[str, Any] = {
    "visit_date": "2026-08-03",
    "mode": "1",
    "symptoms": ["1"],
    "sbp": 146,
    "dbp": 86,
    "weight": Decimal("64.0"),
    "height": Decimal(158),
    "heart_rate": 78,
    "smoke": 0,
    "drink": 0,
    "ex_times": 5,
    "ex_min": 30,
    "salt": "2",
    "staple": 300,
    "psych": "1",
    "compliance": "1",
    "weight_target": 60,
    "adherence": "1",
    "adr": "1",
    "drugs": [{"drug_name": "氨氯地平", "drug_times": 1, "drug_dose": 5, "drug_unit": "mg"}],
}
FRESH_VISIT: dict[str, Any] = {
    "mode": "1",
    "symptoms": ["2"],
    "sbp": 138,
    "dbp": 84,
    "weight": "63.5",
    "heart_rate": 76,
    "adherence": "1",
    "adr": "1",
    "class": "1",
    "next_date": "2027-02-02",
}


def a_woman(**changes: Any) -> Subject:
    """67 years old, 158 cm, at the desk on 2026-11-02."""
    facts: dict[str, Any] = {
        "today": TODAY,
        "sex": "2",
        "born": date(1959, 3, 4),
        "height_cm": Decimal(158),
        "archive_no": "33010600501200457",
    }
    return Subject(**(facts | changes))


def a_hypertension_visit(last: Mapping[str, Any] | None = None, **answers: Any) -> Filling:
    """A sheet of today for the woman, with these answers given."""
    return answered(Filling.start(FORMS.current("hypertension-visit"), a_woman(), last=last), answers)


def answered(filling: Filling, answers: Mapping[str, Any]) -> Filling:
    """The filling after these answers, in their order."""
    for link_id, value in answers.items():
        filling = filling.answer(link_id, value)
    return filling


def a_form(*items: dict[str, Any]) -> Form:
    """A small form of one's own."""
    return read_form(json.dumps(a_questionnaire(*items)).encode())


def a_questionnaire(*items: dict[str, Any]) -> dict[str, Any]:
    """A Questionnaire around the items."""
    return {
        "resourceType": "Questionnaire",
        "url": "urn:healthdesk:form:small",
        "version": "2026.1",
        "status": "active",
        "title": "小表",
        "item": list(items),
    }
