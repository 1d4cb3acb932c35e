"""Limits of measurements and what lies beyond them."""

from decimal import Decimal

import pytest

from healthdesk.base.errors import NotFound
from healthdesk.domain.measures import Measures, Plausibility, pressure_plausibility

MEASURES = Measures.read()


@pytest.mark.parametrize(
    ("code", "value", "verdict"),
    [
        ("sbp", "39", "impossible"),
        ("sbp", "40", "doubtful"),
        ("sbp", "80", "fine"),
        ("sbp", "200", "fine"),
        ("sbp", "201", "doubtful"),
        ("sbp", "301", "impossible"),
        ("fbg", "3.8", "doubtful"),
        ("fbg", "3.9", "fine"),
        ("fbg", "50.1", "impossible"),
        ("bmi", "41", "doubtful"),
        ("temperature", "37.6", "doubtful"),
    ],
)
def test_hard_limits_refuse_and_soft_limits_ask(code: str, value: str, verdict: str) -> None:
    assert MEASURES.get(code).plausibility(Decimal(value)) == verdict


@pytest.mark.parametrize(
    ("code", "last", "now", "verdict"),
    [
        ("height", "160", "163", "fine"),
        ("height", "160", "163.1", "doubtful"),
        ("weight", "60", "66", "fine"),
        ("weight", "60", "66.1", "doubtful"),
        ("sbp", "120", "190", "fine"),
    ],
)
def test_a_jump_since_the_last_record_is_asked_about(code: str, last: str, now: str, verdict: str) -> None:
    assert MEASURES.get(code).plausibility(Decimal(now), Decimal(last)) == verdict


@pytest.mark.parametrize(
    ("code", "value", "is_alarming"),
    [
        ("sbp", "179", False),
        ("sbp", "180", True),
        ("fbg", "3.9", True),
        ("fbg", "4.0", False),
        ("fbg", "16.7", True),
        ("temperature", "39.0", False),
        ("temperature", "39.1", True),
        ("waist", "150", False),
    ],
)
def test_values_of_the_emergency_lists_alarm(code: str, value: str, is_alarming: bool) -> None:
    assert MEASURES.get(code).is_alarming(Decimal(value)) is is_alarming


def test_glucose_of_an_old_meter_is_converted() -> None:
    glucose = MEASURES.get("fbg")
    assert glucose.converted(Decimal(126), "mg/dL") == Decimal("7.0")
    assert glucose.converted(Decimal("7.0"), "mmol/L") == Decimal("7.0")
    with pytest.raises(NotFound):
        glucose.converted(Decimal(1), "stone")


@pytest.mark.parametrize(
    ("sbp", "dbp", "verdict"),
    [(120, 80, "fine"), (95, 76, "doubtful"), (190, 89, "doubtful"), (80, 80, "impossible")],
)
def test_a_pair_of_pressures_is_checked_together(sbp: int, dbp: int, verdict: str) -> None:
    assert pressure_plausibility(Decimal(sbp), Decimal(dbp)) is Plausibility(verdict)


def test_an_unknown_measure_is_not_found() -> None:
    with pytest.raises(NotFound):
        MEASURES.get("aura")
