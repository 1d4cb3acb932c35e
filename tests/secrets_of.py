"""One resident with everything that only those who treat it are shown, and the words that would betray it."""

from collections.abc import Mapping
from typing import Any

from healthdesk.desk import Desk
from healthdesk.services.prefill import About
from healthdesk.store.journal import Origin
from healthdesk.store.outside_facts import OutsideFact
from tests.desks import registered, signed
from tests.services.test_chronic_programmes import (
    DISORDER,
    DISORDER_VISIT,
    FIRST_VISIT,
    SUPPLEMENT,
    TUBERCULOSIS,
    written,
)
from tests.services.test_referrals import REST

BETRAYING = (
    "精神", "结核", "肝炎", "艾滋", "HIV", DISORDER, TUBERCULOSIS, "hepatitis", "奥氮平", "2HRZE", "B20",
    "抗病毒", "第七人民医院", "感染科", "其他病毒病",
)  # fmt: skip
"""None of these may stand anywhere that somebody without the right looks at this person."""

PAST: Mapping[str, Any] = {
    "past_disease": [
        {"past_disease_code": "2", "past_disease_month": "2019-05"},
        {"past_disease_code": "8", "past_disease_month": "2009-07"},
        {"past_disease_code": "9", "past_disease_month": "2026-10"},
        {"past_disease_code": "10"},
        {"past_disease_code": "11", "past_disease_text": "艾滋病"},
        {"past_disease_code": "13", "past_disease_text": "慢性乙型肝炎携带"},
    ],
    "disability": ["5", "7"],
}


def a_secretive_person(desk: Desk) -> str:
    """Everything a doctor has written about one person; returns the id."""
    person = registered(desk, **PAST)
    written(desk, person, DISORDER, SUPPLEMENT)
    written(desk, person, DISORDER, DISORDER_VISIT, risk="3")
    written(desk, person, TUBERCULOSIS, FIRST_VISIT)
    _encounter(desk, person, {"diagnosis_code": "B20.1", "diagnosis_text": "艾滋病"}, "抗病毒治疗")
    _encounter(desk, person, {"diagnosis_text": "慢性乙型肝炎"}, "复查肝功能")
    _encounter(desk, person, {"diagnosis_code": "R05", "diagnosis_text": "咳嗽"}, "转结核病防治所")
    signed(desk, person, visit_date="2026-08-03", symptoms=["10"], symptoms_text="精神分裂症复发")
    _checkup(desk, person)
    _contract(desk, person)
    _from_elsewhere(desk, person)
    for about in (About(programme=DISORDER), About()):
        _referral(desk, person, about)
    return person


def _from_elsewhere(desk: Desk, person: str) -> None:
    said = (("1", "condition", "艾滋病", None), ("2", "condition", "其他病毒病", ["B20.1"]))
    with desk.database.writing("sync", origin=Origin.PLATFORM) as session:
        for id_, kind, text, codes in (*said, ("3", "medication", "抗HIV药", None)):
            fact = OutsideFact(id=f"secret-{id_}", resident_id=person, kind=kind, text=text, status="active")
            fact.codes = codes
            session.add(fact)


def _encounter(desk: Desk, person: str, diagnosis: Mapping[str, str], plan: str) -> None:
    sheet = desk.visits.start(person, "archive", "encounter").filling
    sheet = sheet.answer("diagnoses", [diagnosis]).answer("plan", plan)
    desk.visits.sign(person, "archive", sheet, is_incomplete=True)


def _checkup(desk: Desk, person: str) -> None:
    sheet = desk.visits.start(person, "archive", "health-checkup").filling
    for key, value in {"xray": "2", "xray_text": "陈旧性肺结核", "abnormal_1": "乙型肝炎病毒携带"}.items():
        sheet = sheet.answer(key, value)
    desk.visits.sign(person, "archive", sheet, is_incomplete=True)


def _contract(desk: Desk, person: str) -> None:
    sheet = desk.visits.start(person, "archive", "family-doctor-contract").filling
    desk.visits.sign(person, "archive", sheet.answer("groups", ["6", "7"]), is_incomplete=True)


def _referral(desk: Desk, person: str, about: About) -> None:
    filling = desk.referrals.start(person, about)
    rest = REST | {"to_org": "市第七人民医院", "to_dept": "感染科"}
    for link_id in ("impression", "past_history"):
        rest.pop(link_id)
    for link_id, value in rest.items():
        filling = filling.answer(link_id, value)
    desk.referrals.refer(person, filling, about)
