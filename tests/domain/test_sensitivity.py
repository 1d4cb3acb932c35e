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
    assert KNOWN.topic_of([code]) == topic


def test_one_sensitive_diagnosis_among_others_is_enough() -> None:
    assert KNOWN.topic_of(["I10", "B18.1"]) == "hepatitis"
    assert KNOWN.topic_of([]) is None


@pytest.mark.parametrize(
    ("options", "is_past"), [(["2", "8"], True), (["9"], True), (["10"], True), (["2"], False)]
)
def test_past_diseases_may_be_sensitive(options: list[str], *, is_past: bool) -> None:
    assert KNOWN.is_past(options) is is_past


def test_every_sensitive_programme_is_a_topic() -> None:
    sensitive = {one.key for one in Programmes.read() if one.is_sensitive}
    assert sensitive
    assert sensitive <= KNOWN.keys
    assert all(topic.confidence and topic.source for topic in KNOWN.topics)
