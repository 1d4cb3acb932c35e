"""Numbers a centre may choose otherwise: within their bounds, with a reason, from the next record on."""

import pytest

from healthdesk.base import errors
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.services.rules import RuleNumber
from tests.desks import registered, seat, signed

KEY = "hypertension.older_systolic_below"


def number(desk: Desk) -> RuleNumber:
    return next(one for one in desk.rules.all() if one.setting.key == KEY)


def test_a_changed_number_counts_from_the_next_record_on(desk: Desk) -> None:
    person = registered(desk)
    before = signed(desk, person, sbp=146, dbp=84, visit_date="2026-08-03")
    desk.rules.change("hypertension", KEY, "140", "本区要求")
    after = signed(desk, person, sbp=146, dbp=84)
    grades = {one.id: one.grade for one in desk.visits.full(person)}
    assert (grades[before], grades[after]) == ("1", "2")
    assert (number(desk).value, number(desk).is_own) == ("140", True)
    assert number(desk).remark == "2026-11-02 张建国：本区要求"


@pytest.mark.parametrize(
    ("value", "reason", "field"),
    [("90", "本区要求", "value"), ("many", "本区要求", "value"), ("140", " ", "reason")],
)
def test_bounds_and_reason_are_kept(desk: Desk, value: str, reason: str, field: str) -> None:
    with pytest.raises(errors.InvalidInput, match=field):
        desk.rules.change("hypertension", KEY, value, reason)
    assert not number(desk).is_own


def test_only_an_administrator_changes_numbers(desk: Desk) -> None:
    with pytest.raises(errors.NotFound):
        desk.rules.change("hypertension", "no-such", "1", "理由")
    seat(desk, Role.DOCTOR)
    assert desk.rules.all()
    with pytest.raises(errors.NotAllowed):
        desk.rules.change("hypertension", KEY, "140", "本区要求")
