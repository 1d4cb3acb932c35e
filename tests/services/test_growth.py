"""What child visits measured, as one course, and its chart."""

from datetime import date
from decimal import Decimal

import pytest

from healthdesk.base.errors import InvalidInput, NotAllowed, NotFound
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from tests.builders import TODAY
from tests.desks import registered, seat

BORN = date(2026, 4, 30)


def a_child(desk: Desk, born: date = BORN, sex: str = "1") -> str:
    return registered(desk, name="李沐阳", id_no=None, sex=sex, birth_date=born.isoformat())


def keep(desk: Desk, child: str, form: str, **answers: object) -> str:
    """A record with these answers, unfinished but kept."""
    filling = desk.visits.start(child, "child", form).filling
    for link_id, value in answers.items():
        filling = filling.answer(link_id, value)
    return desk.visits.sign(child, "child", filling, is_incomplete=True).id


def test_every_measurement_has_its_day_and_birth_its_own(desk: Desk) -> None:
    child = a_child(desk)
    keep(
        desk, child, "newborn-visit",
        visit_date="2026-05-08", birth_weight="2.31", birth_length="46.0", cur_weight="2.40", gest_weeks=35,
    )  # fmt: skip
    keep(desk, child, "child-1-8-months", weight="7.20", length="65.5", head="42.0")
    course = desk.growth.course(child)
    assert course is not None
    assert [(body.on, body.weight, body.length, body.head) for body in course.bodies] == [
        (BORN, Decimal("2.31"), Decimal("46.0"), None),
        (date(2026, 5, 8), Decimal("2.40"), None, None),
        (TODAY, Decimal("7.20"), Decimal("65.5"), Decimal("42.0")),
    ]
    assert (course.weeks, course.who[TODAY]) == (35, "张建国")


def test_what_is_void_is_not_on_the_chart(desk: Desk) -> None:
    child = a_child(desk)
    desk.visits.void(keep(desk, child, "child-1-8-months", weight="9.90"), "写错了人")
    course = desk.growth.course(child)
    assert course is not None
    assert (course.bodies, course.who) == ((), {})


@pytest.mark.parametrize(
    ("born", "sex", "has_course"),
    [
        (date(2019, 11, 3), "1", True),
        (date(2019, 11, 2), "1", False),
        (date(2020, 11, 3), "9", False),
    ],
)
def test_a_course_is_that_of_a_child_whose_sex_is_known(
    desk: Desk, born: date, sex: str, *, has_course: bool
) -> None:
    assert (desk.growth.course(a_child(desk, born, sex)) is not None) is has_course


def test_a_chart_is_printed_and_that_is_kept(desk: Desk) -> None:
    child = a_child(desk)
    assert desk.printing.growth_chart(child).startswith(b"%PDF")
    assert "print" in [look.act for look in desk.auditing.who_looked(child)]
    with pytest.raises(NotFound):
        desk.printing.growth_chart("nobody")
    for stranger in (a_child(desk, sex="9"), a_child(desk, date(1996, 3, 3))):
        with pytest.raises(InvalidInput):
            desk.printing.growth_chart(stranger)
    with pytest.raises(InvalidInput):
        desk.printing.blank_growth_chart("both")


def test_who_may_not_look_at_records_sees_no_chart(desk: Desk) -> None:
    child = a_child(desk)
    seat(desk, Role.SYNCHRONISER)
    with pytest.raises(NotAllowed):
        desk.growth.course(child)
