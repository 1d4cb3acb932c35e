"""Topics that only those who treat them are shown."""

from typing import Any

import pytest

from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.domain.sensitivity import Sensitivity

KNOWN = Sensitivity.read()


@pytest.mark.parametrize(
    ("code", "topic"),
    [
        ("B20", "hiv"),
        ("b24.x00", "hiv"),
        ("Z21.x01", "hiv"),
        ("HIV", "hiv"),
        ("B18.1", "hepatitis"),
        ("VIRAL_HEPATITIS", "hepatitis"),
        ("A16.2", "tuberculosis"),
        ("TUBERCULOSIS", "tuberculosis"),
        ("F20.0", "severe-mental-disorder"),
        ("F0681", "severe-mental-disorder"),
        ("F32.0", None),
        ("B25", None),
        ("I10", None),
        ("MEASLES", None),
        ("", None),
    ],
)
def test_a_diagnosis_or_a_reported_disease_has_a_topic(code: str, topic: str | None) -> None:
    assert KNOWN.topics_of([code], {}) == ((topic,) if topic else ())


def test_one_sensitive_diagnosis_among_others_is_enough() -> None:
    assert KNOWN.topics_of(["I10", "B18.1"], {}) == ("hepatitis",)
    assert KNOWN.topics_of([], {}) == ()


def test_a_record_about_two_topics_has_both() -> None:
    assert KNOWN.topics_of(["B20", "A16.2"], {"assessment": "慢性乙肝"}) == (
        "tuberculosis",
        "hepatitis",
        "hiv",
    )
    assert KNOWN.topics_of([], {"groups": ["1", "6"]}) == ("severe-mental-disorder",)


@pytest.mark.parametrize(
    ("text", "topic"),
    [("精神分裂症", "severe-mental-disorder"), ("陈旧性肺结核", "tuberculosis"), ("乙肝携带", "hepatitis"),
     ("hiv 感染", "hiv"), ("脂肪性肝炎", None), ("感冒", None)],
)  # fmt: skip
def test_a_diagnosis_in_words_has_a_topic(text: str, topic: str | None) -> None:
    assert KNOWN.topics_of([], {"diagnoses": [{"diagnosis_text": text}]}) == ((topic,) if topic else ())


@pytest.mark.parametrize(
    ("code", "text", "topic"),
    [("8", "", "severe-mental-disorder"), ("9", "", "tuberculosis"), ("10", "", "hepatitis"),
     ("11", "艾滋病", "hiv"), ("13", "双相情感障碍", "severe-mental-disorder"), ("11", "梅毒", None),
     ("2", "", None)],
)  # fmt: skip
def test_past_diseases_may_be_sensitive(code: str, text: str, topic: str | None) -> None:
    row = {"past_disease_code": code, "past_disease_text": text}
    found = [one.key for one, _ in KNOWN.past({"past_disease": [row]})]
    assert found == ([topic] if topic else [])


def test_every_sensitive_programme_is_a_topic() -> None:
    sensitive = {one.key for one in Programmes.read() if one.is_sensitive}
    assert sensitive
    assert sensitive <= KNOWN.keys
    assert all(topic.confidence and topic.source for topic in KNOWN.topics)


@pytest.mark.parametrize(
    "item",
    ["assessment", "opinion", "impression", "subjective", "objective", "plan", "xray_text", "abnormal_1",
     "symptoms_text", "treatment", "an_item_of_a_new_form"],
)  # fmt: skip
def test_what_somebody_wrote_counts_in_words(item: str) -> None:
    assert KNOWN.topics_of([], {item: "疑似肺结核，建议转诊"}) == ("tuberculosis",)
    assert KNOWN.topics_of([], {item: "上呼吸道感染"}) == ()
    assert KNOWN.topics_of([], {"admissions": [{"adm_in": "2026-01-03", item: "乙肝活动期"}]}) == (
        "hepatitis",
    )


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param({"family_text": "父亲肺结核"}, id="a relative"),
        pytest.param({"preg_illness_text": "母亲乙肝大三阳"}, id="the mother"),
        pytest.param({"plan": "建议接种乙肝疫苗、甲型肝炎疫苗"}, id="a vaccine"),
        pytest.param({"doses": [{"vaccine": "重组乙型肝炎疫苗（CHO细胞）"}]}, id="a vaccine that was given"),
        pytest.param({"sbp": 150, "symptoms": ["1"], "mode": "1"}, id="numbers"),
    ],
)
def test_what_is_no_illness_of_this_person_hides_nothing(answers: dict[str, Any]) -> None:
    assert KNOWN.topics_of([], answers) == ()


def test_a_vaccine_beside_the_illness_does_not_hide_the_words() -> None:
    assert KNOWN.topics_of([], {"plan": "乙肝病毒携带，家属接种乙肝疫苗"}) == ("hepatitis",)
