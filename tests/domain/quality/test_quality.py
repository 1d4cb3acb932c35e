"""What an auditor would find."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.quality.completeness import completeness
from healthdesk.domain.quality.findings import Finding, Kind, RecordFacts, ResidentFacts, findings
from healthdesk.domain.quality.limits import Limits
from healthdesk.domain.quality.sample import draw
from tests.domain.forms.builders import FRESH_VISIT, LAST_VISIT, a_hypertension_visit

LIMITS = Limits.read()
DAY = date(2026, 11, 2)


def a_record(at: int, sbp: int = 136, **changes: Any) -> RecordFacts:
    """Record number `at` of a morning, one every ten minutes."""
    values: dict[str, Any] = {
        "id": f"v{at:02}",
        "resident_id": f"r{at:02}",
        "on": DAY,
        "entered_at": datetime(2026, 11, 2, 1, tzinfo=UTC) + timedelta(minutes=10 * at),
        "staff": "李护士",
        "mode": "1",
        "measured": {"sbp": Decimal(sbp), "dbp": Decimal(82), "weight": Decimal(64)},
        "is_late": False,
    }
    return RecordFacts(**values | changes)


def found(*records: RecordFacts, **residents: ResidentFacts) -> list[tuple[Kind, tuple[str, ...]]]:
    return [(one.kind, one.visits) for one in findings(records, residents, LIMITS)]


def test_three_records_with_the_same_values_in_a_row_are_found_and_two_are_not() -> None:
    assert found(a_record(1), a_record(2), a_record(3)) == [(Kind.IDENTICAL, ("v01", "v02", "v03"))]
    assert found(a_record(1), a_record(2), a_record(3, sbp=138)) == []


def test_the_row_is_of_one_member_of_staff_and_in_the_order_of_signing() -> None:
    assert found(a_record(1), a_record(2, staff="王护士"), a_record(3)) == []
    assert found(a_record(3), a_record(1), a_record(2)) == [(Kind.IDENTICAL, ("v01", "v02", "v03"))]


def test_two_values_are_too_few_to_compare() -> None:
    few = {"sbp": Decimal(136), "dbp": Decimal(82)}
    assert found(*(a_record(at, measured=few) for at in range(5))) == []


@pytest.mark.parametrize(("rounded", "is_found"), [(12, True), (11, False)])
def test_sixty_in_a_hundred_round_pressures_are_found(rounded: int, is_found: bool) -> None:
    records = [a_record(at, sbp=140 if at < rounded else 131 + at % 9, resident_id="r") for at in range(20)]
    kinds = {one.kind for one in findings(records, {}, LIMITS)}
    assert (Kind.ROUNDED in kinds) is is_found


def test_few_round_pressures_say_nothing() -> None:
    records = [a_record(at, sbp=140 + 10 * (at % 2)) for at in range(19)]
    assert Kind.ROUNDED not in {one.kind for one in findings(records, {}, LIMITS)}


def test_a_visit_after_death_is_found_and_one_on_the_day_is_not() -> None:
    died = ResidentFacts(died_on=DAY - timedelta(days=1))
    assert found(a_record(1), r01=died) == [(Kind.AFTER_DEATH, ("v01",))]
    assert found(a_record(1), r01=ResidentFacts(died_on=DAY)) == []


def test_a_visit_in_the_middle_of_a_hospital_stay_is_found() -> None:
    stay = ResidentFacts(admissions=((DAY - timedelta(days=2), DAY + timedelta(days=2)),))
    leaving = ResidentFacts(admissions=((DAY - timedelta(days=2), DAY),))
    assert found(a_record(1), r01=stay) == [(Kind.DURING_ADMISSION, ("v01",))]
    assert found(a_record(1), r01=leaving) == []


def test_nobody_is_at_home_and_in_the_clinic_with_two_people_on_one_day() -> None:
    home = a_record(1, resident_id="r", mode="2")
    clinic = a_record(2, resident_id="r", staff="张医生", sbp=140)
    assert found(home, clinic) == [(Kind.OVERLAPPING, ("v01", "v02"))]
    assert found(home, a_record(2, resident_id="r", sbp=140)) == []


def test_many_late_entries_are_found_with_their_share() -> None:
    records = [a_record(at, sbp=121 + at, is_late=at < 3) for at in range(10)]
    (late,) = findings(records, {}, LIMITS)
    assert late == Finding(Kind.LATE, "李护士", ("v00", "v01", "v02"), 30)


def test_the_order_in_which_records_come_does_not_matter() -> None:
    records = [a_record(1), a_record(2), a_record(3), a_record(4, mode="2", resident_id="r01", staff="王")]
    residents = {"r01": ResidentFacts(died_on=date(2026, 1, 1))}
    assert findings(records, residents, LIMITS) == findings(records[::-1], residents, LIMITS)


def test_a_sample_can_be_drawn_again() -> None:
    ids = [f"v{at}" for at in range(100)]
    assert draw(ids, 5, seed=7) == draw(ids[::-1], 5, seed=7)
    assert draw(ids, 5, seed=7) != draw(ids, 5, seed=8)
    assert len(draw(ids[:3], 5, seed=7)) == 3
    with pytest.raises(ValueError, match="negative"):
        draw(ids, -1, seed=7)


def whole_visit() -> Filling:
    filling = a_hypertension_visit(LAST_VISIT, **FRESH_VISIT)
    return filling.confirm(*filling.carried())


def test_three_empty_items_are_not_standard_and_two_are() -> None:
    whole = whole_visit()
    assert completeness(whole, LIMITS).faults == 0
    two = whole.clear("sbp").clear("dbp")
    assert (completeness(two, LIMITS).faults, completeness(two, LIMITS).is_standard) == (2, True)
    three = two.clear("heart_rate")
    assert completeness(three, LIMITS).missing == ("sbp", "dbp", "heart_rate")
    assert not completeness(three, LIMITS).is_standard


def test_a_wrong_item_counts_like_an_empty_one() -> None:
    wrong = whole_visit().answer("sbp", 900)
    assert completeness(wrong, LIMITS).wrong == ("sbp",)
