"""What the head of the centre sees: findings, a sample to telephone, and what forms lack."""

from datetime import date
from pathlib import Path
from typing import ClassVar

import pytest

from healthdesk.base import errors
from healthdesk.base.progress import Silence
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.domain.quality.findings import Kind
from healthdesk.services.quality import Outcome
from healthdesk.store.visits import Visit
from tests.desks import registered, seat, signed

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
NAMES = ("王秀英", "李建国", "赵桂兰")


def people(desk: Desk, many: int = 3) -> list[str]:
    return [registered(desk, name=NAMES[at], id_no=None, phone=f"1390000000{at}") for at in range(many)]


def test_three_identical_records_are_found_with_their_names(desk: Desk) -> None:
    visits = [signed(desk, one) for one in people(desk)]
    (found,) = desk.quality.findings(*YEAR)
    assert (found.kind, found.staff, set(found.visits)) == (Kind.IDENTICAL, "张建国", set(visits))
    assert {name for _, name, _ in desk.quality.names(found.visits).values()} == set(NAMES)


def test_a_visit_that_was_there_before_a_death_became_known_is_found(desk: Desk) -> None:
    (person,) = people(desk, 1)
    visit = signed(desk, person)
    desk.residents.mark_dead(person, date(2026, 10, 1))
    assert [(one.kind, one.visits) for one in desk.quality.findings(*YEAR)] == [(Kind.AFTER_DEATH, (visit,))]


def test_a_visit_during_a_stay_in_hospital_is_found(desk: Desk) -> None:
    (person,) = people(desk, 1)
    visit = signed(desk, person, visit_date="2026-10-10")
    stay = {"adm_in": "2026-10-01", "adm_out": "2026-10-15"}
    checkup = desk.visits.start(person, "archive", "health-checkup").filling.answer("admissions", [stay])
    assert desk.quality.findings(*YEAR) == ()
    desk.visits.sign(person, "archive", checkup, is_incomplete=True)
    found = [(one.kind, one.visits) for one in desk.quality.findings(*YEAR)]
    assert (Kind.DURING_ADMISSION, (visit,)) in found


def test_a_search_through_a_period_says_how_far_it_is_and_stops(desk: Desk) -> None:
    class Stopped(Silence):
        steps: ClassVar[list[tuple[int, int]]] = []
        is_cancelled = False

        def step(self, done: int, total: int) -> None:
            self.steps.append((done, total))

    for one in people(desk):
        signed(desk, one)
    desk.quality.findings(*YEAR, Stopped())
    assert Stopped.steps == [(3, 3)]
    Stopped.is_cancelled = True
    with pytest.raises(errors.Cancelled):
        desk.quality.findings(*YEAR, Stopped())


def test_only_the_head_and_the_administrator_look(desk: Desk) -> None:
    seat(desk, Role.NURSE)
    with pytest.raises(errors.NotAllowed):
        desk.quality.findings(*YEAR)
    with pytest.raises(errors.NotAllowed):
        desk.quality.sample(*YEAR, size=1, seed=1)


def test_a_sample_is_the_same_for_the_same_seed_and_keeps_what_was_said(desk: Desk) -> None:
    for person in people(desk):
        signed(desk, person)
    drawn = desk.quality.sample(*YEAR, size=2, seed=5)
    assert drawn == desk.quality.sample(*YEAR, size=2, seed=5)
    assert {one.phone for one in drawn} <= {"13900000000", "13900000001", "13900000002"}
    desk.quality.note_call(drawn[0].visit_id, Outcome.TRUE)
    with pytest.raises(errors.InvalidInput, match="note"):
        desk.quality.note_call(drawn[1].visit_id, Outcome.FALSE)
    desk.quality.note_call(drawn[1].visit_id, Outcome.FALSE, "没有量过血压")
    again = desk.quality.sample(*YEAR, size=2, seed=5)
    assert [(one.outcome, one.note) for one in again] == [("true", ""), ("false", "没有量过血压")]
    with pytest.raises(errors.NotFound):
        desk.quality.note_call("nobody", Outcome.TRUE)


def test_drawing_a_sample_is_audited_for_it_shows_numbers(desk: Desk, tmp_path: Path) -> None:
    (person,) = people(desk, 1)
    signed(desk, person)
    before = desk.upkeep.verify().audit
    desk.quality.sample(*YEAR, size=1, seed=1)
    assert desk.upkeep.verify().audit == before + 1


def test_every_form_of_a_resident_says_what_it_lacks(desk: Desk) -> None:
    (person,) = people(desk, 1)
    signed(desk, person, visit_date="2026-08-03")
    sheet = desk.visits.start(person, "hypertension")
    filling = sheet.filling.answer("sbp", 132).answer("dbp", 84)
    quick = desk.visits.sign(person, "hypertension", filling, is_incomplete=True).id
    archive, newest, older = desk.quality.completeness(person)
    assert (archive.form_key, archive.on) == ("personal-information", None)
    assert newest.visit_id == quick and not newest.completeness.is_standard
    assert "symptoms" in newest.completeness.missing
    assert older.completeness.is_standard and older.completeness.faults == 0


def test_a_record_on_a_form_of_a_newer_program_hides_nothing_else(desk: Desk) -> None:
    (person,) = people(desk, 1)
    known = signed(desk, person, visit_date="2026-08-03")
    newer = signed(desk, person)
    with desk.database.writing("visit") as session:
        session.get_one(Visit, newer).form_key = "sleep-visit"
    assert [one.visit_id for one in desk.quality.completeness(person)] == ["", known]
