"""The course of a child: points in order, the lines around them, and what they show."""

from datetime import date
from decimal import Decimal

import pytest

from healthdesk.base.calendar import add_months
from healthdesk.domain import growth
from healthdesk.domain.child_growth import Body, Indicator
from healthdesk.domain.growth_course import SignKind, Span, chart, course, signs

TABLES = growth.tables()
BORN = date(2025, 5, 12)
YEARS_2 = Span(0, 24, 3)


def a_course(**weights: str) -> tuple[Body, ...]:
    """A boy's weights by month: m3="6.8"."""
    return course(
        "male",
        BORN,
        [
            ("weight", add_months(BORN, int(month.removeprefix("m"))), Decimal(kg))
            for month, kg in weights.items()
        ],
    )


def kinds(*bodies: Body) -> list[SignKind]:
    return [sign.kind for sign in signs(TABLES, bodies)]


def test_what_was_taken_at_birth_stands_at_birth() -> None:
    at_home = date(2025, 5, 20)
    bodies = course(
        "male",
        BORN,
        [
            ("weight", at_home, Decimal("3.3")),
            ("birth_weight", at_home, Decimal("3.4")),
            ("birth_length", at_home, Decimal("50.5")),
            ("haemoglobin", date(2025, 5, 21), Decimal(180)),
        ],
    )
    assert bodies == (
        Body("male", BORN, BORN, Decimal("3.4"), Decimal("50.5")),
        Body("male", BORN, at_home, Decimal("3.3")),
    )


def test_what_cannot_be_drawn_is_left_out() -> None:
    seventh = add_months(BORN, 84)
    values = [("weight", date(2025, 5, 11), Decimal(3)), ("weight", seventh, Decimal(22))]
    assert course("male", BORN, values) == ()
    assert course("male", BORN, [("weight", seventh.replace(day=11), Decimal(22))]) != ()


def test_a_chart_has_the_lines_of_the_standard_in_round_numbers() -> None:
    drawn = chart(TABLES, "male", Indicator.WEIGHT, YEARS_2, a_course(m6="8.5", m30="13"))
    assert [curve.name for curve in drawn.curves] == ["P3", "P10", "P25", "P50", "P75", "P90", "P97"]
    assert drawn.curve("P50").points[6] == (6, Decimal("8.4"))
    assert (drawn.low, drawn.high, drawn.step) == (2, 16, 2)
    assert [(dot.place, dot.value) for dot in drawn.dots] == [(6, Decimal("8.5"))]


def test_a_point_beyond_the_lines_widens_the_scale() -> None:
    drawn = chart(TABLES, "male", Indicator.WEIGHT, YEARS_2, a_course(m12="19.5"))
    assert (drawn.low, drawn.high) == (0, 20)


def test_weight_by_length_is_entered_by_length() -> None:
    body = Body("female", BORN, add_months(BORN, 6), Decimal("7.2"), Decimal("66.5"))
    drawn = chart(TABLES, "female", Indicator.WEIGHT_FOR_LENGTH, Span(45, 100, 10), [body])
    assert [(dot.place, dot.value) for dot in drawn.dots] == [(Decimal("66.5"), Decimal("7.2"))]


def test_a_weight_that_falls_through_two_lines_is_shown_since_when() -> None:
    """P50–75 at six months (8.5 of 8.4), P10–25 at eighteen (10.1 of 9.9 and 10.5)."""
    found = signs(TABLES, a_course(m0="3.4", m6="8.5", m12="9.7", m18="10.1"))
    assert [(sign.kind, sign.lines, sign.since and sign.since.on) for sign in found] == [
        (SignKind.CROSSED_DOWN, ("P50", "P25"), add_months(BORN, 6))
    ]


@pytest.mark.parametrize(
    ("weights", "shown"),
    [
        ({"m6": "8.4", "m12": "9.4"}, []),
        ({"m6": "8.4", "m12": "9.3"}, [SignKind.CROSSED_DOWN]),
        ({"m6": "7.8", "m12": "10.1"}, [SignKind.CROSSED_UP]),
        ({"m0": "3.5", "m3": "5.6"}, []),
        ({"m12": "10.1", "m18": "10.1"}, [SignKind.NOT_GAINED, SignKind.CROSSED_DOWN]),
        ({"m6": "6.8"}, [SignKind.BELOW]),
        ({"m6": "6.9"}, []),
        ({"m6": "10.3"}, [SignKind.ABOVE]),
    ],
)
def test_what_a_course_shows(weights: dict[str, str], shown: list[SignKind]) -> None:
    """At six months P3 6.9, P25 7.9, P50 8.4, P97 10.3; at twelve P25 9.4, P50 10.1; at eighteen P10 9.9."""
    assert kinds(*a_course(**weights)) == shown


def test_a_length_that_stays_is_no_hint_of_weight() -> None:
    lengths = [("height", add_months(BORN, month), Decimal("67.6")) for month in (6, 7)]
    assert SignKind.NOT_GAINED not in kinds(*course("male", BORN, lengths))
