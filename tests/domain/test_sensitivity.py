"""Topics that only those who treat them are shown."""

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
    assert KNOWN.topics_of([code]) == ((topic,) if topic else ())


def test_one_sensitive_diagnosis_among_others_is_enough() -> None:
    assert KNOWN.topics_of(["I10", "B18.1"]) == ("hepatitis",)
    assert KNOWN.topics_of([]) == ()


def test_a_record_about_two_topics_has_both() -> None:
    assert KNOWN.topics_of(["B20", "A16.2"], texts=["慢性乙肝"]) == ("tuberculosis", "hepatitis", "hiv")
    assert KNOWN.topics_of([], {"groups": ["1", "6"]}) == ("severe-mental-disorder",)


@pytest.mark.parametrize(
    ("text", "topic"),
    [("精神分裂症", "severe-mental-disorder"), ("陈旧性肺结核", "tuberculosis"), ("乙肝携带", "hepatitis"),
     ("hiv 感染", "hiv"), ("脂肪性肝炎", None), ("感冒", None)],
)  # fmt: skip
def test_a_diagnosis_in_words_has_a_topic(text: str, topic: str | None) -> None:
    assert KNOWN.topics_of([], texts=[text]) == ((topic,) if topic else ())


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


@pytest.mark.parametrize("item", ["assessment", "opinion", "impression"])
def test_what_somebody_says_it_is_counts_in_words(item: str) -> None:
    assert KNOWN.topics_of([], {item: "疑似肺结核，建议转诊"}) == ("tuberculosis",)
    assert KNOWN.topics_of([], {item: "上呼吸道感染"}) == ()
    assert KNOWN.topics_of([], {"plan": "到结核病定点医院"}) == ()
