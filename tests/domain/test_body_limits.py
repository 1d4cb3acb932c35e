"""The bands of weight and waist."""

from decimal import Decimal

from healthdesk.domain.body_limits import body_limits


def test_a_height_gives_the_weights_of_a_normal_index() -> None:
    assert body_limits().weight_kg(Decimal(160)) == (Decimal("47.4"), Decimal("61.4"))


def test_the_waist_depends_on_the_sex() -> None:
    assert body_limits().waist_below == {"1": Decimal(90), "2": Decimal(85)}
