"""Body mass index of adults and what it means."""

from decimal import Decimal

import pytest

from healthdesk.domain.programmes.weight_status import weight_status


@pytest.mark.parametrize(
    ("weight", "is_overweight", "is_obese"),
    [("61.4", False, False), ("61.44", True, False), ("71.67", True, False), ("71.68", False, True)],
)
def test_limits_are_tested_before_rounding(weight: str, is_overweight: bool, is_obese: bool) -> None:
    status = weight_status(Decimal(weight), Decimal(160))
    assert (status.is_overweight, status.is_obese, status.is_central) == (is_overweight, is_obese, None)


@pytest.mark.parametrize(
    ("sex", "waist", "is_central"), [("male", 89, False), ("male", 90, True), ("female", 85, True)]
)
def test_central_obesity_depends_on_sex(sex: str, waist: int, is_central: bool) -> None:
    assert weight_status(Decimal(60), Decimal(160), Decimal(waist), sex).is_central is is_central


def test_sizes_of_zero_are_refused() -> None:
    with pytest.raises(ValueError, match="size"):
        weight_status(Decimal(60), Decimal(0))
