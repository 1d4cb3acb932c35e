"""A synthetic centre looks real, obeys the forms and the rules, and is the same for the same seed."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from healthdesk.base.clock import FixedClock
from healthdesk.base.ids import SeededIds
from healthdesk.desk import Desk
from healthdesk.domain import identity
from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.forms.subject import Subject
from healthdesk.domain.programmes.catalogue import Programmes
from healthdesk.fhir.mapping import Mapper
from healthdesk.store import search
from healthdesk.store.audit import broken_links
from healthdesk.store.bulk import Batch
from healthdesk.store.database import Database
from healthdesk.store.immunization import Vaccination
from healthdesk.store.journal import Actor
from healthdesk.store.measures import Measure
from healthdesk.store.platform import Head, Intent
from healthdesk.store.programmes import Enrolment
from healthdesk.store.residents import Resident
from healthdesk.store.visits import Visit
from healthdesk.trials import centre
from healthdesk.trials.centre.clinic import Clinic
from healthdesk.trials.centre.draw import Draw
from healthdesk.trials.centre.making import Plan, batches, beside
from healthdesk.trials.centre.planned import PlannedRecords
from healthdesk.trials.centre.stock import StockRoom
from tests.desks import a_start, an_environment

AS_OF = date(2026, 11, 2)
FOLLOWED = ("hypertension", "diabetes")
RESIDENTS = 600
COURSE = ("antenatal-first", "antenatal-2-5", "pregnancy-outcome", "postpartum-visit", "postpartum-42-days")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    made = a_store(tmp_path_factory.mktemp("centre"))
    centre.build(made, residents=RESIDENTS, seed=7, as_of=AS_OF)
    yield made
    made.close()


def a_store(folder: Path) -> Database:
    made = Database(
        folder,
        bytes(32),
        actor=lambda: Actor("a", "王医生"),
        clock=FixedClock.on(AS_OF),
        ids=SeededIds(1),
        freeze=Mapper().freeze,
    )
    made.create()
    return made


def rows_of(plan: Plan, noun: str, word: str = "") -> int:
    """How many rows of a noun, of which some value is `word`."""
    return sum(
        not word or word in row
        for batch in batches(plan)
        for kind, _, values in batch.tables
        for row in values
        if kind == noun
    )


def content(batch: Batch) -> tuple[Any, ...]:
    return batch.tables, batch.versions, batch.entries, batch.people


def test_the_same_seed_and_date_make_the_same_centre() -> None:
    one = [content(batch) for batch in batches(Plan(200, 3, AS_OF, 2))]
    other = [content(batch) for batch in batches(Plan(200, 3, AS_OF, 2))]
    different = [content(batch) for batch in batches(Plan(200, 4, AS_OF, 2))]
    assert one == other
    assert one != different


def test_a_second_process_makes_the_same_centre() -> None:
    plan = Plan(200, 3, AS_OF, 2)
    assert [content(batch) for batch in beside(plan)] == [content(batch) for batch in batches(plan)]


def test_a_second_process_that_dies_is_noticed() -> None:
    with pytest.raises(RuntimeError, match="ended early"):
        list(beside(Plan(200, 3, AS_OF, "many")))  # type: ignore[arg-type]  # it dies of this


KILLED_WHILE_IT_WAITS = """
import os, signal
from datetime import date
from healthdesk.trials.centre import making

def killed(made, process):
    os.kill(os.getpid(), signal.SIGKILL)

making._next = killed
list(making.beside(making.Plan(300, 3, date(2026, 11, 2), 1)))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill on this system")
def test_a_second_process_outlives_nobody() -> None:
    # The second process holds the pipe as long as it lives: `run` comes back when both have ended.
    run = subprocess.run(
        [sys.executable, "-c", KILLED_WHILE_IT_WAITS], capture_output=True, check=False, timeout=25
    )
    assert run.returncode == -signal.SIGKILL


def test_there_are_exactly_as_many_residents_as_asked_for(database: Database) -> None:
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Resident)) == RESIDENTS
        numbers = list(session.scalars(select(Resident.archive_no)))
        assert len(set(numbers)) == RESIDENTS


def test_identity_numbers_hold_and_say_birth_date_and_sex(database: Database) -> None:
    with database.reading() as session:
        people = session.execute(select(Resident.id_no, Resident.born, Resident.sex)).all()
    read = [(identity.check(number), born, sex) for number, born, sex in people if number]
    assert len(read) > RESIDENTS * 0.98
    assert all(number.born == born and number.sex == sex for number, born, sex in read)
    assert {number.region for number, _, _ in read} == {"330199"}


def test_every_archive_is_complete_as_the_form_asks(database: Database) -> None:
    form = Forms.read().current("personal-information")
    with database.reading() as session:
        for row in session.scalars(select(Resident).limit(150)):
            subject = Subject(
                today=AS_OF,
                sex=row.sex,
                born=row.born,
                archive_no=row.archive_no,
                is_rural=row.answers["area"] == "2",
            )
            filling = Filling.start(form, subject, prefill=row.answers)
            gaps = set(filling.gaps()) - ({"id_no"} if row.id_no is None else set())
            assert gaps == set()
            assert filling.problems() == ()


def test_every_follow_up_is_complete_and_judged(database: Database) -> None:
    forms = Forms.read()
    with database.reading() as session:
        visits = list(session.scalars(select(Visit)))
        for visit in visits:
            row = session.get_one(Resident, visit.resident_id)
            form = forms.get(visit.form_key, visit.form_version)
            subject = Subject(today=visit.visited_on, sex=row.sex, born=row.born)
            filling = Filling.start(form, subject, prefill=visit.answers)
            assert filling.gaps() == ()
            assert filling.problems() == ()
            assert Filling.restore(form, subject, visit.entries).answers() == filling.answers()
            assert visit.next_due or visit.programme not in FOLLOWED
            assert not visit.next_due or visit.next_due > visit.visited_on
        measures = session.scalar(select(func.count()).select_from(Measure))
    followed = [visit for visit in visits if visit.programme in FOLLOWED]
    assert len(followed) > 40
    assert {visit.grade for visit in followed} >= {"1", "2"}
    assert (measures or 0) >= 5 * len(followed)


def test_the_enrolment_follows_the_last_visit(database: Database) -> None:
    with database.reading() as session:
        visit = session.scalars(
            select(Visit).where(Visit.programme == "hypertension").order_by(Visit.visited_on.desc()).limit(1)
        ).one()
        enrolment = session.scalars(
            select(Enrolment).where(
                Enrolment.resident_id == visit.resident_id, Enrolment.programme == "hypertension"
            )
        ).one()
    assert enrolment.next_due == visit.next_due
    assert enrolment.latest == f"{visit.answers['sbp']}/{visit.answers['dbp']}"
    assert enrolment.latest_grade == visit.grade


def test_children_have_their_doses_and_a_next_date(database: Database) -> None:
    with database.reading() as session:
        doses = list(session.scalars(select(Vaccination)))
        enrolled = session.scalars(select(Enrolment).where(Enrolment.programme == "immunization")).all()
    assert len(doses) > 100
    assert all(dose.given_on <= AS_OF and dose.lot for dose in doses)
    assert enrolled
    assert all(one.next_due for one in enrolled)


def test_people_are_found_and_the_audit_is_whole(database: Database) -> None:
    with database.reading() as session:
        row = session.scalars(select(Resident).where(Resident.status == "active").limit(1)).one()
        assert row.id in {hit.id for hit in search.search(session, row.name)}
        assert broken_links(session) == []
        assert set(session.scalars(select(Head.state))) == {"dirty"}
        assert session.scalar(select(func.count()).select_from(Intent)) == 0


def test_longer_histories_have_more_visits_and_doses() -> None:
    short, long = (Plan(150, 5, AS_OF, years) for years in (2, 5))
    assert rows_of(long, "Visit", "hypertension") > 2 * rows_of(short, "Visit", "hypertension")
    assert rows_of(long, "Vaccination") > rows_of(short, "Vaccination")


def test_children_and_older_people_have_their_planned_records(database: Database) -> None:
    with database.reading() as session:
        written = set(session.scalars(select(Visit.form_key)))
        child = select(Enrolment.due_visit).where(Enrolment.programme == "child", Enrolment.last_visit_on)
        due = session.scalars(child).all()
    assert written >= {"newborn-visit", "child-1-8-months", "child-12-30-months", "health-checkup"}
    assert len({key for key in due if key}) > 1


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A demonstration large enough for a few mothers."""
    made = a_store(tmp_path_factory.mktemp("clinic"))
    centre.build(made, residents=1500, seed=1, as_of=AS_OF)
    yield made
    made.close()


def test_pregnancies_are_told_from_the_booking_to_the_42nd_day(clinic: Database) -> None:
    with clinic.reading() as session:
        of_mother: dict[str, list[Visit]] = {}
        for visit in session.scalars(
            select(Visit).where(Visit.programme == "maternal").order_by(Visit.visited_on)
        ):
            of_mother.setdefault(visit.resident_id, []).append(visit)
        for mother, records in of_mother.items():
            row = session.get_one(Resident, mother)
            years = (records[0].visited_on - row.born).days / 365
            assert row.sex == "2" and 18 <= years <= 50
            assert [one.form_key for one in records] == sorted(
                (one.form_key for one in records), key=COURSE.index
            )
            assert records[0].form_key == "antenatal-first" and records[-1].visited_on <= AS_OF
            weights = [one.answers["weight"] for one in records if "weight" in one.answers]
            assert max(weights) - min(weights) < 20
        ended = session.scalars(
            select(Enrolment).where(Enrolment.programme == "maternal", Enrolment.status == "ended")
        ).all()
    assert {records[-1].form_key for records in of_mother.values()} >= {"antenatal-2-5", COURSE[-1]}
    assert {one.resident_id for one in ended} == {
        mother for mother, records in of_mother.items() if records[-1].form_key == COURSE[-1]
    }


def test_people_came_to_the_clinic_with_a_complaint_of_their_age(clinic: Database) -> None:
    with clinic.reading() as session:
        seen = list(session.scalars(select(Visit).where(Visit.form_key == "encounter")))
        for visit in seen:
            born = session.get_one(Resident, visit.resident_id).born
            (diagnosis,) = visit.answers["diagnoses"]
            assert diagnosis["diagnosis_code"] != "M17.900" or (visit.visited_on - born).days > 50 * 365
    assert len(seen) > 20


def test_a_large_centre_is_made_without_what_is_only_looked_at() -> None:
    forms, programmes = Forms.read(), Programmes.read()
    planned = PlannedRecords(Draw(1), AS_OF, forms, programmes)
    clinic = Clinic(1, AS_OF, planned, programmes.by_key)
    assert (clinic.is_for(3_000), clinic.is_for(100_000)) == (True, False)


def test_the_first_morning_at_a_new_centre_moves_no_due_date(tmp_path: Path) -> None:
    made = Desk.found(tmp_path, a_start(), an_environment(AS_OF))
    try:
        centre.build(made.database, residents=300, seed=3, as_of=AS_OF)
        assert made.due_dates.renew() == 0
        planned = {row.programme for row in made.worklist.due(limit=500).rows if row.visit_title}
        assert {"older-people", "child"} <= planned
    finally:
        made.close()


def test_the_refrigerators_of_the_centre_are_filled_the_same_every_time() -> None:
    made, again = (list(StockRoom(1, AS_OF).rows()) for _ in range(2))
    assert [row.__dict__ for row in made] == [row.__dict__ for row in again]
    assert {type(row).__name__ for row in made} == {"Refrigerator", "Temperature", "Lot", "Movement"}
