"""Growth: both standards, their tails and their ends."""

from dataclasses import replace
from decimal import Decimal

import pytest

from healthdesk.domain.growth import GrowthTables

TABLES = GrowthTables.read()


def z_of(value: str, indicator: str = "weight_for_age", month: int = 24) -> float:
    z = TABLES.who_2006("male", indicator, Decimal(month), Decimal(value)).z
    assert z is not None
    return z


def grade_of(month: str, value: str, indicator: str = "weight_for_age", method: str = "sd") -> str:
    return TABLES.wst_423("male", indicator, Decimal(month), Decimal(value), method).grade


def test_the_median_has_no_deviation() -> None:
    assert z_of("12.1548") == pytest.approx(0)


def test_the_tail_is_straight_on_both_sides() -> None:
    assert z_of("18.4") == pytest.approx(3.68, abs=0.01)
    assert z_of("7.0") == pytest.approx(-4.57, abs=0.01)
    steps = [z_of("20") - z_of("19"), z_of("21") - z_of("20")]
    assert steps[0] == pytest.approx(steps[1])


def test_a_row_without_skew_is_logarithmic() -> None:
    row = {Decimal(1): {"L": Decimal(0), "M": Decimal(10), "S": Decimal("0.1")}}
    tables = replace(TABLES, who={("male", "weight_for_age"): row})
    z = [tables.who_2006("male", "weight_for_age", Decimal(1), Decimal(value)).z for value in ("10", "15")]
    assert z == [0, pytest.approx(3 + (15 - 13.4986) / (13.4986 - 12.2140), abs=0.001)]


def test_height_keeps_the_formula_beyond_three() -> None:
    assert z_of("100", "length_height_for_age") == pytest.approx((100 / 87.1303 - 1) / 0.03508, abs=0.001)


def test_nothing_is_said_outside_a_table() -> None:
    assert TABLES.who_2006("male", "weight_for_age", Decimal(61), Decimal(20)).is_out_of_range
    assert TABLES.wst_423("male", "weight_for_length", Decimal(44), Decimal(2), "sd").is_out_of_range
    assert TABLES.wst_423("male", "weight_for_length", Decimal(101), Decimal(15), "sd").is_out_of_range
    assert TABLES.wst_423("male", "weight_for_age", Decimal(84), Decimal(20), "sd").is_out_of_range
    assert TABLES.wst_423(
        "male", "head_circumference_for_age", Decimal(37), Decimal(50), "sd"
    ).is_out_of_range


def test_the_last_row_of_age_serves_until_the_seventh_birthday() -> None:
    grown = TABLES.wst_423("male", "weight_for_age", Decimal(83), Decimal(22), "sd")
    assert (grown.row, grown.is_out_of_range) == (Decimal(81), False)


def test_limits_between_two_rows_are_interpolated() -> None:
    lower = TABLES.wst["male", "weight_for_age", "sd"][Decimal(24)]["-2SD"]
    upper = TABLES.wst["male", "weight_for_age", "sd"][Decimal(27)]["-2SD"]
    limit = lower + (upper - lower) / 3
    assert grade_of("25", str(limit)) == "中下"
    assert grade_of("25", str(limit - Decimal("0.001"))) == "下"


@pytest.mark.parametrize(
    ("value", "nutrition"),
    [("11.9", "重度消瘦"), ("13.2", None), ("16.7", "超重"), ("18.4", "肥胖"), ("23", "重度肥胖")],
)
def test_nutrition_is_read_from_the_body_mass_index(value: str, nutrition: str | None) -> None:
    assert TABLES.wst_423("male", "bmi_for_age", Decimal(60), Decimal(value), "sd").nutrition == nutrition


def test_percentiles_and_head_circumference_give_no_nutrition() -> None:
    assert TABLES.wst_423("male", "weight_for_age", Decimal(6), Decimal(3), "percentile").nutrition is None
    assert (
        TABLES.wst_423("male", "head_circumference_for_age", Decimal(6), Decimal(30), "sd").nutrition is None
    )
