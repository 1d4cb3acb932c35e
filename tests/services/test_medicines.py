"""What somebody takes, as the record, the referral and the doctor's list know it."""

from typing import Any

from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.services.prefill import About
from healthdesk.store.programmes import Enrolment
from healthdesk.store.visits import Visit
from tests.desks import FULL_VISIT, registered, seat
from tests.services.test_chronic_programmes import COPD_VISIT, written

INSULIN = {"insulin_kind": "甘精胰岛素", "insulin_use": "睡前皮下 10 U"}


def sugar(desk: Desk, person: str, **changes: Any) -> str:
    """A diabetes visit of a good class with metformin and, where said, insulin; returns its id."""
    filling = desk.visits.start(person, "diabetes").filling
    metformin = {"drug_name": "二甲双胍", "drug_times": 2, "drug_dose": "0.5", "drug_unit": "g"}
    shared = {key: value for key, value in FULL_VISIT.items() if filling.form.has(key)}
    own = {"foot_pulse": "1", "staple": 250, "fbg": "6.2", "hypo": "1", "drugs": [metformin]}
    for link_id, value in (shared | own | changes).items():
        filling = filling.answer(link_id, value)
    return desk.visits.sign(person, "diabetes", filling).id


def test_insulin_is_among_the_medicines_and_on_the_referral(desk: Desk) -> None:
    person = registered(desk)
    visit = sugar(desk, person, **INSULIN)
    assert desk.records.open(person).medicines == ("二甲双胍 0.5 g 每日 2 次", "甘精胰岛素 睡前皮下 10 U")
    assert "甘精胰岛素 睡前皮下 10 U" in str(desk.referrals.start(person, About(visit)).value("treatment"))


def test_whoever_takes_insulin_alone_is_signed_without_a_tablet(desk: Desk) -> None:
    person = registered(desk)
    sugar(desk, person, drugs=[], **INSULIN)
    assert desk.records.open(person).medicines == ("甘精胰岛素 睡前皮下 10 U",)


def test_a_dose_without_its_times_is_not_left_out(desk: Desk) -> None:
    person = registered(desk)
    sugar(desk, person, drugs=[{"drug_name": "二甲双胍", "drug_dose": "0.5", "drug_unit": "g"}])
    assert desk.records.open(person).medicines == ("二甲双胍 0.5 g",)


def test_another_dose_of_insulin_by_a_nurse_waits_for_a_doctor(desk: Desk) -> None:
    person = registered(desk)
    sugar(desk, person, visit_date="2026-08-03", **INSULIN)
    seat(desk, Role.NURSE)
    sugar(desk, person, visit_date="2026-09-03", **INSULIN)
    assert desk.doctor_list.waiting() == ()
    changed = sugar(desk, person, insulin_kind="甘精胰岛素", insulin_use="睡前皮下 14 U")
    assert [row.id for row in desk.doctor_list.waiting()] == [changed]


def test_who_was_not_reached_goes_on_taking_what_was_written_before(desk: Desk) -> None:
    person = registered(desk)
    sugar(desk, person, visit_date="2026-08-03")
    lost = desk.visits.start(person, "diabetes").filling
    for link_id, value in {"mode": "3", "visit_outcome": "2", "end_reason": "3"}.items():
        lost = lost.answer(link_id, value)
    desk.visits.sign(person, "diabetes", lost)
    assert desk.records.open(person).medicines == ("二甲双胍 0.5 g 每日 2 次",)


def test_who_takes_nothing_any_more_has_no_medicines(desk: Desk) -> None:
    person = registered(desk)
    sugar(desk, person, visit_date="2026-08-03")
    sugar(desk, person, adherence="3", drugs=[])
    assert desk.records.open(person).medicines == ()


def test_an_inhaler_is_named_in_words(desk: Desk) -> None:
    person = registered(desk)
    inhaled = {
        "drug_name": "噻托溴铵",
        "drug_times": 1,
        "drug_dose": "1",
        "drug_unit": "吸",
        "drug_device": "4",
    }
    visit = written(desk, person, "copd", COPD_VISIT, drugs=[inhaled], inhaler="1").id
    line = "噻托溴铵 1 吸 每日 1 次 软雾吸入剂"
    assert desk.records.open(person).medicines == (line,)
    assert desk.referrals.start(person, About(visit)).value("treatment") == line


def test_of_a_form_version_that_is_not_known_the_medicines_stand_as_they_came(desk: Desk) -> None:
    person = registered(desk)
    visit = sugar(desk, person)
    with desk.database.writing("test") as session:
        session.get_one(Visit, visit).form_version = "2099.1"
    (line,) = desk.records.open(person).medicines
    assert line == ("二甲双胍 drug_dose=0.5 drug_times=2 drug_unit=g（表单版本 2099.1 本机不识别，原始值）")
    said = str(desk.referrals.start(person, About(visit)).value("present_history_reason"))
    assert "fbg=6.2（表单版本 2099.1 本机不识别，原始值）" in said
    assert "症状：1（表单版本 2099.1 本机不识别，原始值）" in said


def test_the_enrolment_says_what_the_last_record_does(desk: Desk) -> None:
    person = registered(desk)
    sugar(desk, person, visit_date="2026-08-03", **INSULIN)
    assert [one["drug_name"] for one in taken(desk)] == ["二甲双胍", "甘精胰岛素 睡前皮下 10 U"]
    sugar(desk, person, visit_date="2026-09-03", drugs=[], insulin_kind="甘精胰岛素", insulin_use="10 U")
    assert [one["drug_name"] for one in taken(desk)] == ["甘精胰岛素 10 U"]


def taken(desk: Desk) -> list[dict[str, Any]]:
    with desk.database.reading() as session:
        return session.query(Enrolment).one().medicines
