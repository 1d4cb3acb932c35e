"""A follow-up: begun with what is known, judged while typing, signed as one record, amended with a reason."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from healthdesk.base import errors
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.domain.forms.entries import Origin
from healthdesk.services.seat import NOBODY
from healthdesk.services.settling import Overrule, Written
from healthdesk.store.platform import Intent
from healthdesk.store.visits import Visit
from tests.builders import PASSWORD, TODAY
from tests.desks import FULL_VISIT, a_desk, amended, an_environment, registered, seat, signed


def test_a_signed_visit_has_class_and_next_date(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person)
    row = desk.visits.all()[0]
    assert (row.grade, row.next_due, row.status) == ("1", date(2027, 2, 2), "signed")


def test_signing_enrols_and_puts_the_person_on_the_due_list(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person, sbp=158, dbp=92)
    (due,) = desk.worklist.due(as_of=date(2026, 11, 16)).rows
    assert (due.resident_id, due.programme, due.due_on, due.latest) == (
        person,
        "hypertension",
        date(2026, 11, 16),
        "158/92",
    )


def test_the_second_raised_reading_in_a_row_asks_for_a_referral(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person, sbp=158, dbp=92, visit_date="2026-10-19")
    filling = desk.visits.start(person, "hypertension").filling
    for link_id, value in (FULL_VISIT | {"sbp": 156, "dbp": 92}).items():
        filling = filling.answer(link_id, value)
    judgement = desk.visits.start(person, "hypertension").judge(filling)
    assert (judgement.grade, judgement.action, judgement.consecutive_unsatisfactory) == ("2", "refer", 2)


def test_the_height_of_the_archive_stands_as_it_was_measured(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person, height="151.5", weight_target="55")
    sheet = desk.visits.start(person, "tcm", "tcm-elderly")
    assert str(sheet.filling.value("height")) == "151.5"


def test_what_another_system_wrote_into_a_record_is_shown_kept_and_sent_on(desk: Desk) -> None:
    visit_id = signed(desk, registered(desk))
    with desk.database.writing("sync") as session:
        row = session.get_one(Visit, visit_id)
        row.answers = row.answers | {
            "mode": "7",
            "symptoms": ["2", "77"],
            "heart_rate": 91,
            "of_theirs": "值",
        }
    record, filling = desk.visits.open(visit_id)
    assert (filling.value("mode"), filling.value("symptoms")) == ("7", ("2", "77"))
    assert (filling.value("heart_rate"), filling.problems()) == (91, ())
    assert filling.answer("salt", "77").problems() != (), "typed here it is refused"
    desk.visits.amend(visit_id, filling.answer("smoke", 3), "复核", opened_version=record.row_version)
    with desk.database.reading() as session:
        kept = session.get_one(Visit, visit_id).answers
    assert (kept["mode"], tuple(kept["symptoms"]), kept["of_theirs"]) == ("7", ("2", "77"), "值")
    assert (kept["heart_rate"], kept["smoke"]) == (91, 3)


def test_a_record_without_any_story_opens_as_it_is(desk: Desk) -> None:
    visit_id = signed(desk, registered(desk))
    _, before = desk.visits.open(visit_id)
    with desk.database.writing("sync") as session:
        session.get_one(Visit, visit_id).entries = {}
    _, after = desk.visits.open(visit_id)
    assert after.answers() == before.answers()
    assert {one.origin for one in after.entries.values()} <= {Origin.ELSEWHERE, Origin.CALCULATED}


def test_a_gap_is_named_and_nothing_is_saved(desk: Desk) -> None:
    person = registered(desk)
    filling = desk.visits.start(person, "hypertension").filling.answer("sbp", 132).answer("dbp", 84)
    with pytest.raises(errors.InvalidInput) as refused:
        desk.visits.sign(person, "hypertension", filling)
    assert refused.value.reason == "required"
    assert desk.visits.all() == ()


def test_a_quick_record_is_kept_as_incomplete(desk: Desk) -> None:
    person = registered(desk)
    filling = desk.visits.start(person, "hypertension").filling.answer("sbp", 132).answer("dbp", 84)
    made = desk.visits.sign(person, "hypertension", filling, is_incomplete=True)
    assert (made.grade, desk.visits.all()[0].status) == ("1", "incomplete")


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        pytest.param("2026-11-03", "future", id="tomorrow"),
        pytest.param("1950-01-01", "before-birth", id="before birth"),
    ],
)
def test_a_day_that_cannot_be_is_refused(desk: Desk, day: str, reason: str) -> None:
    person = registered(desk)
    with pytest.raises(errors.InvalidInput) as refused:
        signed(desk, person, visit_date=day)
    assert refused.value.reason == reason


def test_nobody_is_visited_after_death(desk: Desk) -> None:
    person = registered(desk)
    desk.residents.mark_dead(person, date(2026, 10, 1))
    with pytest.raises(errors.InvalidInput, match="after-death"):
        signed(desk, person, visit_date="2026-10-15")


def test_one_visit_a_day_and_programme(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person)
    with pytest.raises(errors.InvalidInput, match="already-there"):
        signed(desk, person)


def test_a_nurse_cannot_overrule(desk: Desk) -> None:
    person = registered(desk)
    seat(desk, Role.NURSE)
    filling = desk.visits.start(person, "hypertension").filling
    with pytest.raises(errors.NotAllowed):
        desk.visits.sign(person, "hypertension", filling, overrule=Overrule("1", "复测正常"))


def test_a_nurses_raised_reading_goes_to_the_doctor(desk: Desk) -> None:
    person = registered(desk)
    seat(desk, Role.NURSE)
    signed(desk, person, sbp=158, dbp=92)
    assert desk.worklist.waiting().for_doctor == 1


def test_another_class_without_a_reason_is_refused(desk: Desk) -> None:
    person = registered(desk)
    with pytest.raises(errors.InvalidInput, match="overrule-reason"):
        signed(desk, person, **{"sbp": 158, "dbp": 92, "class": "1"})


def two_sheets(desk: Desk, person: str, **sugar: Any) -> tuple[Written, Written]:
    """One sheet for hypertension and diabetes, as it is split for signing."""
    high = desk.visits.start(person, "hypertension").filling
    low = desk.visits.start(person, "diabetes").filling
    for link_id, value in FULL_VISIT.items():
        high = high.answer(link_id, value)
    for link_id, value in ({"mode": "1", "sbp": 132, "dbp": 84, "fbg": "6.1"} | sugar).items():
        low = low.answer(link_id, value)
    return Written("hypertension", high), Written("diabetes", low)


def test_two_sheets_are_signed_in_one_save(desk: Desk) -> None:
    person = registered(desk)
    sheets = two_sheets(desk, person)
    with desk.database.reading() as session:
        before = session.scalar(select(func.count()).select_from(Intent)) or 0
    desk.visits.sign_together(person, sheets, is_incomplete=True)
    with desk.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Intent)) == before + 1
    assert sorted(one.programme for one in desk.visits.full(person)) == ["diabetes", "hypertension"]


def test_of_two_sheets_none_is_signed_when_one_is_refused(desk: Desk) -> None:
    person = registered(desk)
    with pytest.raises(errors.InvalidInput):
        desk.visits.sign_together(person, two_sheets(desk, person, fbg="600"), is_incomplete=True)
    assert desk.visits.full(person) == ()
    assert desk.residents.card(person).enrolments == ()


def test_a_sheet_is_signed_in_its_own_programme_only(desk: Desk) -> None:
    person = registered(desk)
    filling = desk.visits.start(person, "hypertension").filling
    with pytest.raises(errors.InvalidInput, match="no-form"):
        desk.visits.sign(person, "diabetes", filling, is_incomplete=True)


def test_an_overruled_class_stands_while_neither_class_moves(desk: Desk) -> None:
    person = registered(desk)
    filling = desk.visits.start(person, "hypertension").filling
    for link_id, value in (FULL_VISIT | {"sbp": 158, "dbp": 92}).items():
        filling = filling.answer(link_id, value)
    visit = desk.visits.sign(person, "hypertension", filling, overrule=Overrule("1", "家庭自测达标")).id
    amended(desk, visit, heart_rate=80)
    (made,) = desk.visits.full(person)
    assert (made.grade, made.judgement["grade"], made.overrule_reason) == ("1", "2", "家庭自测达标")
    assert [event.overruled for event in desk.records.open(person).events] == ["家庭自测达标"]
    with pytest.raises(errors.InvalidInput):
        amended(desk, visit, sbp=162)
    amended(desk, visit, sbp=130, dbp=80)
    (made,) = desk.visits.full(person)
    assert (made.grade, made.overrule_reason) == ("1", None), "the rules say it themselves now"


def test_an_overruled_class_keeps_both(desk: Desk) -> None:
    person = registered(desk)
    filling = desk.visits.start(person, "hypertension").filling
    for link_id, value in (FULL_VISIT | {"sbp": 158, "dbp": 92}).items():
        filling = filling.answer(link_id, value)
    desk.visits.sign(person, "hypertension", filling, overrule=Overrule("1", "白大衣效应，家庭血压正常"))
    (visit,) = desk.visits.full(person)
    assert (visit.grade, visit.judgement["grade"]) == ("1", "2")


def test_an_amended_visit_keeps_what_stood_before(desk: Desk) -> None:
    person = registered(desk)
    visit_id = signed(desk, person)
    amended(desk, visit_id, "抄错血压", sbp=160)
    (visit,) = desk.visits.full(person)
    assert (visit.answers["sbp"], visit.grade, visit.amend_reason) == (160, "2", "抄错血压")


def test_a_corrected_visit_goes_on_naming_who_saw_the_person(desk: Desk) -> None:
    person = registered(desk)
    visit_id = signed(desk, person)
    (before,) = desk.visits.full(person)
    seat(desk, Role.DOCTOR)
    assert desk.seat.sitter.full_name != before.doctor
    amended(desk, visit_id, "抄错血压", sbp=160)
    assert desk.visits.full(person)[0].doctor == before.doctor


def test_a_correction_does_not_cover_one_that_came_in_meanwhile(desk: Desk) -> None:
    visit_id = signed(desk, registered(desk))
    looked_at, filling = desk.visits.open(visit_id)
    amended(desk, visit_id, sbp=160)
    with pytest.raises(errors.StaleRecord):
        desk.visits.amend(visit_id, filling.answer("dbp", 99), "抄错", opened_version=looked_at.row_version)
    kept = desk.visits.open(visit_id)[0].answers
    assert (kept["sbp"], kept["dbp"]) == (160, filling.value("dbp"))


def test_a_void_visit_counts_no_more(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person, sbp=158, dbp=92, visit_date="2026-10-19")
    visit_id = signed(desk, person, sbp=158, dbp=92)
    desk.visits.void(visit_id, "记错人")
    sheet = desk.visits.start(person, "hypertension")
    assert [visit.on for visit in sheet.history] == [date(2026, 10, 19)]
    assert {point.on for point in sheet.trend} == {date(2026, 10, 19)}


def test_a_draft_comes_back_after_the_program_died(desk: Desk) -> None:
    person = registered(desk)
    filling = desk.visits.start(person, "hypertension").filling.answer("sbp", 151)
    desk.drafts.keep(
        person, filling.form.key, form_version=filling.form.version, document=filling.entries_document()
    )
    sheet = desk.visits.start(person, "hypertension")
    assert sheet.from_draft
    assert sheet.filling.value("sbp") == 151


def test_signing_ends_the_draft(desk: Desk) -> None:
    person = registered(desk)
    filling = desk.visits.start(person, "hypertension").filling.answer("sbp", 151)
    desk.drafts.keep(
        person, filling.form.key, form_version=filling.form.version, document=filling.entries_document()
    )
    signed(desk, person)
    assert desk.drafts.mine() == ()


def test_a_visit_written_later_is_marked(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person, visit_date="2026-10-20")
    assert desk.visits.full(person)[0].is_late_entry
    assert date(2026, 10, 21) < TODAY


def test_a_death_at_a_visit_closes_the_archive(desk: Desk) -> None:
    person = registered(desk)
    filling = desk.visits.start(person, "hypertension").filling
    for link_id, value in {
        "mode": "3",
        "visit_outcome": "9",
        "end_reason": "1",
        "death_date": "2026-10-30",
        "death_cause": "脑卒中",
    }.items():
        filling = filling.answer(link_id, value)
    made = desk.visits.sign(person, "hypertension", filling)
    card = desk.residents.card(person)
    assert (made.grade, made.next_due, card.status, card.died_on) == (None, None, "dead", date(2026, 10, 30))


def test_a_lost_resident_stays_on_the_due_list_as_lost(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person, sbp=158, dbp=92, visit_date="2026-10-19")
    filling = desk.visits.start(person, "hypertension").filling
    for link_id, value in {"mode": "3", "visit_outcome": "2"}.items():
        filling = filling.answer(link_id, value)
    desk.visits.sign(person, "hypertension", filling)
    (due,) = desk.worklist.due().rows
    assert (due.state, due.due_on, due.latest) == ("lost", date(2026, 11, 2), "158/92")


def test_a_childs_sheet_is_not_for_a_man_of_thirty(desk: Desk) -> None:
    man = registered(desk, sex="1", birth_date="1996-03-08", id_no=None)
    with pytest.raises(errors.InvalidInput, match="programme"):
        desk.visits.start(man, "child", "newborn-visit")
    assert "child" not in {one.programme for one in desk.visits.writable(man)}
    assert "hypertension-visit" in {one.form for one in desk.visits.writable(registered(desk))}


def test_a_later_day_than_the_rules_give_moves_the_end_of_the_window(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person, sbp=158, dbp=92, next_date="2027-01-20")
    (found,) = desk.residents.card(person).enrolments
    assert (found.next_due, found.next_latest) == (date(2027, 1, 20), date(2027, 1, 20))
    due = desk.worklist.due(as_of=date(2027, 1, 10), tab="overdue")
    assert due.rows == ()


def test_a_childs_record_can_be_corrected_after_the_child_has_grown_up(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    baby = registered(desk, birth_date="2026-04-20", id_no=None)
    sheet = desk.visits.start(baby, "child", "child-1-8-months").filling.answer("weight", "7.90")
    visit_id = desk.visits.sign(baby, "child", sheet, is_incomplete=True).id
    desk.close()
    later = Desk.open(tmp_path / "store", "admin", PASSWORD, an_environment(date(2034, 5, 2), seed=2))
    with pytest.raises(errors.InvalidInput, match="another-age-or-sex"):
        later.visits.start(baby, "child", "child-1-8-months")
    visit, _ = later.visits.open(visit_id)
    assert later.visits.start(baby, "child", visit.form_key, on=visit.visited_on).last_on == visit.visited_on
    amended(later, visit_id, weight="8.10")
    assert str(later.visits.full(baby)[0].answers["weight"]) == "8.10"
    later.close()


def test_a_correction_makes_no_late_entry_of_a_record_written_in_time(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    person = registered(desk)
    in_time, late = signed(desk, person), signed(desk, person, visit_date="2026-10-20")
    desk.close()
    later = Desk.open(tmp_path / "store", "admin", PASSWORD, an_environment(date(2026, 11, 20), seed=2))
    amended(later, in_time, heart_rate=80)
    amended(later, late, heart_rate=80)
    marks = {row.id: row.is_late_entry for row in later.visits.all()}
    assert marks == {in_time: False, late: True}
    amended(later, in_time, visit_date="2026-10-01")
    assert {row.id: row.is_late_entry for row in later.visits.all()}[in_time], (
        "of a day long before it was written"
    )
    later.close()


def test_nobody_opens_a_record_at_an_empty_desk(desk: Desk) -> None:
    visit_id = signed(desk, registered(desk))
    desk.seat.take(NOBODY)
    with pytest.raises(errors.NotAllowed):
        desk.visits.open(visit_id)


def test_a_late_entry_names_the_day_it_was_first_written(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    person = registered(desk)
    late = signed(desk, person, visit_date="2026-10-20")
    desk.close()
    later = Desk.open(tmp_path / "store", "admin", PASSWORD, an_environment(date(2026, 11, 20), seed=2))
    amended(later, late, heart_rate=80)
    assert [event.late_on for event in later.records.open(person).events] == [TODAY]
    later.close()
