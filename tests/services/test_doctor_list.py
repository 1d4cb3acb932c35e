"""What waits for a doctor, and how it is settled."""

import pytest

from healthdesk.base import errors
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from tests.builders import PASSWORD, TODAY
from tests.desks import FULL_VISIT, amended, registered, seat, signed


def waiting(desk: Desk) -> list[str]:
    return [row.id for row in desk.doctor_list.waiting()]


def test_a_doctors_own_record_waits_for_nobody(desk: Desk) -> None:
    signed(desk, registered(desk), sbp=158, dbp=92)
    assert waiting(desk) == []


def test_a_nurses_record_of_a_good_class_waits_only_when_medicines_changed(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person, visit_date="2026-08-03")
    seat(desk, Role.NURSE)
    signed(desk, person, visit_date="2026-10-03")
    assert waiting(desk) == []
    drug = dict(FULL_VISIT["drugs"][0]) | {"drug_dose": 10}
    changed = signed(desk, person, drugs=[drug])
    assert waiting(desk) == [changed]
    assert [row.has_other_medicines for row in desk.doctor_list.waiting()] == [True]


def test_an_emergency_stands_before_older_records_with_what_was_measured(desk: Desk) -> None:
    seat(desk, Role.NURSE)
    older = signed(desk, registered(desk, name="甲"), visit_date="2026-10-20", sbp=158, dbp=92)
    urgent = signed(
        desk,
        registered(desk, name="乙"),
        sbp=186,
        dbp=112,
        sbp_second=178,
        dbp_second=108,
        emergency_done="休息后复测",
        emergency_outcome="1",
    )
    first, second = desk.doctor_list.waiting()
    assert (first.id, first.is_emergency, first.summary) == (urgent, True, "186/112")
    assert (second.id, second.is_emergency) == (older, False)
    (task,) = (row for row in desk.worklist.due().rows if row.resident_id == first.resident_id)
    assert (task.visit_title, (task.due_on - TODAY).days) == ("转诊结果", 14)


def test_settling_needs_a_doctor_and_a_note(desk: Desk) -> None:
    person = registered(desk)
    seat(desk, Role.NURSE)
    visit = signed(desk, person, sbp=158, dbp=92)
    with pytest.raises(errors.NotAllowed):
        desk.doctor_list.settle(visit, "加量", opened_version=1)
    desk.accounts.log_in("admin", PASSWORD)
    with pytest.raises(errors.InvalidInput, match="review_note"):
        desk.doctor_list.settle(visit, " ", opened_version=1)
    with pytest.raises(errors.NotFound):
        desk.doctor_list.settle("nobody", "加量", opened_version=1)
    (row,) = desk.doctor_list.waiting()
    desk.doctor_list.settle(visit, "加量", opened_version=row.row_version)
    assert waiting(desk) == []


def test_a_record_corrected_since_it_was_seen_is_not_settled(desk: Desk) -> None:
    person = registered(desk)
    seat(desk, Role.NURSE)
    visit = signed(desk, person, sbp=158, dbp=92)
    desk.accounts.log_in("admin", PASSWORD)
    (seen,) = desk.doctor_list.waiting()
    amended(desk, visit, sbp=176)
    with pytest.raises(errors.StaleRecord):
        desk.doctor_list.settle(visit, "加量", opened_version=seen.row_version)
