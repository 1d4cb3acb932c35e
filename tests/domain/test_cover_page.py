"""The cover page: every mark from a record, and gone with it (archive-chronic/08)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from healthdesk.domain.cover.page import (
    Diagnosis,
    Evidence,
    Mark,
    Measured,
    Membership,
    Service,
    cover_page,
)
from healthdesk.domain.forms.catalogue import Forms

TODAY = date(2026, 11, 2)
FORM = Forms.read().current("personal-information")
WEIGHED = {
    "height": Measured(Decimal(160), date(2026, 5, 4)),
    "weight": Measured(Decimal(60), date(2026, 8, 3)),
}


def known(**changes: Any) -> Evidence:
    start = Evidence(today=TODAY, born=date(1980, 1, 1), form=FORM, answers={})
    return replace(start, **changes)


def marks(evidence: Evidence, kind: str) -> list[Mark]:
    return list(cover_page(evidence, ()).marks[kind])


def texts(evidence: Evidence, kind: str) -> list[str]:
    return [mark.text for mark in marks(evidence, kind)]


def facts(evidence: Evidence) -> dict[str, str]:
    return {fact.label: fact.text for _, section in cover_page(evidence, ()).sections for fact in section}


def a_past(code: str, month: str | None = "2015-06", text: str = "") -> dict[str, str]:
    row = {"past_disease_code": code, "past_disease_month": month, "past_disease_text": text}
    return {key: value for key, value in row.items() if value}


def test_nobody_has_a_mark_without_a_record() -> None:
    assert all(not found for found in cover_page(known(), ()).marks.values())


@pytest.mark.parametrize(
    ("born", "kind", "is_marked"),
    [
        (date(2019, 11, 3), "maternal-child", True),
        (date(2019, 11, 2), "maternal-child", False),
        (date(1961, 11, 2), "older", True),
        (date(1961, 11, 3), "older", False),
    ],
)
def test_ages_count_on_the_day(born: date, kind: str, *, is_marked: bool) -> None:
    assert bool(marks(known(born=born), kind)) is is_marked


def test_an_older_person_is_one_since_the_65th_birthday() -> None:
    (mark,) = marks(known(born=date(1959, 3, 12)), "older")
    assert (mark.since, "1959-03-12" in mark.because) == ("2024-03-12", True)


def test_a_pregnancy_shows_its_colour() -> None:
    mother = known(
        memberships=[Membership("maternal", "孕产妇健康管理", date(2026, 9, 1))], risk="黄色（一般风险）"
    )
    (mark,) = marks(mother, "maternal-child")
    assert (mark.text, mark.since) == ("孕产妇 黄色（一般风险）", "2026-09-01")


def test_the_earliest_record_says_since_when() -> None:
    evidence = known(
        answers={"past_disease": [a_past("2")]},
        memberships=[Membership("hypertension", "高血压患者健康管理", date(2018, 1, 5))],
        diagnoses=[Diagnosis("I10", date(2026, 1, 5), "接诊记录表")],
    )
    (mark,) = marks(evidence, "chronic")
    assert (mark.text, mark.since) == ("高血压", "2015-06")
    (mark,) = marks(replace(evidence, answers={}), "chronic")
    assert (mark.since, mark.because) == ("2018-01-05", "2018-01-05 纳入高血压患者健康管理")
    (mark,) = marks(replace(evidence, answers={}, memberships=()), "chronic")
    assert (mark.since, mark.because) == ("2026-01-05", "2026-01-05 接诊记录表：诊断 I10")
    assert marks(replace(evidence, answers={}, memberships=(), diagnoses=()), "chronic") == []


def test_a_disease_without_a_month_is_dated_by_another_record() -> None:
    evidence = known(
        answers={"past_disease": [a_past("4", month=None)]},
        diagnoses=[Diagnosis("I25.1", date(2026, 1, 5), "接诊记录表")],
    )
    assert [mark.since for mark in marks(evidence, "chronic")] == ["2026-01-05"]
    assert [mark.since for mark in marks(replace(evidence, diagnoses=()), "chronic")] == [""]


def test_a_tumour_is_named_and_one_kind_of_diabetes_is_enough() -> None:
    tumour = known(answers={"past_disease": [a_past("6", text="乳腺癌")]})
    assert texts(tumour, "chronic") == ["恶性肿瘤 乳腺癌"]
    diabetes = known(
        answers={"past_disease": [a_past("3")]},
        memberships=[Membership("diabetes", "2型糖尿病患者健康管理", date(2018, 1, 5))],
    )
    assert texts(diabetes, "chronic") == ["2型糖尿病"]
    assert texts(replace(diabetes, memberships=()), "chronic") == ["糖尿病"]


def test_who_may_not_know_reads_no_word_of_it() -> None:
    evidence = known(
        answers={"past_disease": [a_past("2"), a_past("8"), a_past("10"), a_past("11", text="梅毒")]},
        reports=[(date(2026, 3, 1), "梅毒")],
    )
    assert texts(evidence, "chronic") == ["高血压", "严重精神障碍"]
    assert texts(evidence, "notifiable") == ["病毒性肝炎", "其他法定传染病 梅毒", "梅毒"]
    hidden = replace(
        evidence,
        hidden=frozenset({"severe-mental-disorder", "hepatitis"}),
        answers={"past_disease": [a_past("2"), a_past("11", text="梅毒")]},
    )
    assert texts(hidden, "chronic") == ["高血压"]
    assert texts(hidden, "notifiable") == []
    assert "肝炎" not in facts(hidden)["既往疾病"]
    assert "严重精神障碍" not in facts(hidden)["既往疾病"]
    assert "高血压" in facts(hidden)["既往疾病"]


@pytest.mark.parametrize(
    ("weight", "text"),
    [
        ("47.3", "体重过低"),
        ("47.4", "体重正常"),
        ("61.4", "体重正常"),
        ("61.44", "超重"),
        ("71.6", "超重"),
        ("71.68", "肥胖"),
    ],
)
def test_weight_by_the_exact_index(weight: str, text: str) -> None:
    last = WEIGHED | {"weight": Measured(Decimal(weight), date(2026, 8, 3))}
    (mark,) = marks(known(last=last), "weight")
    assert (mark.text, mark.since) == (text, "2026-08-03")


def test_no_weight_mark_for_children_or_without_both_sizes() -> None:
    assert marks(known(last=WEIGHED, born=date(2010, 1, 1)), "weight") == []
    assert marks(known(last={"weight": WEIGHED["weight"]}), "weight") == []


def test_blood_groups_as_far_as_they_are_known() -> None:
    assert texts(known(answers={"blood_abo": "1", "blood_rh": "1"}), "blood") == ["A型", "RH阴性"]
    assert texts(known(answers={"blood_abo": "5", "blood_rh": "3"}), "blood") == []


def test_facts_are_the_answers_in_words_and_silence_is_said() -> None:
    answers = {
        "ethnic": "99", "ethnic_text": "满族", "drug_allergy": ["2", "5"], "drug_allergy_text": "头孢",
        "surgery": "2", "surgery_list": [{"surgery_name": "阑尾切除", "surgery_month": "2001-05"}],
        "education": "77",
    }  # fmt: skip
    found = facts(known(answers=answers, last=WEIGHED))
    assert found["民族"] == "满族"
    assert found["药物过敏史"] == "青霉素、其他 头孢"
    assert found["手术"] == "有 阑尾切除 2001-05"
    assert found["文化程度"] == "77", "a code from elsewhere is shown as it came"
    assert found["体重"] == "60 kg（2026-08-03）"
    assert found["既往疾病"] == "未询问"
    assert "血压" not in found
    assert "残疾情况" not in found


def test_a_pressure_needs_both_values() -> None:
    sbp = Measured(Decimal(132), date(2026, 8, 3))
    dbp = Measured(Decimal(80), date(2026, 8, 3))
    assert "血压" not in facts(known(last={"sbp": sbp}))
    assert facts(known(last={"sbp": sbp, "dbp": dbp}))["血压"] == "132/80 mmHg（2026-08-03）"


def test_services_stand_with_the_newest_first() -> None:
    services = [Service(date(2026, month, 1), "随访", "", "", "") for month in (3, 9, 5)]
    assert [one.on.month for one in cover_page(known(), services).services] == [9, 5, 3]
