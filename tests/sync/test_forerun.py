"""Before a long first load whoever comes in the next days is here whole; nobody else is taken for whole."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import requests
from sqlalchemy import select

from healthdesk.base.clock import FixedClock
from healthdesk.store.platform import PLATFORM, Attempt, WholePerson
from healthdesk.store.programmes import Enrolment
from healthdesk.sync import forerun, whole
from healthdesk.sync.engine import Engine
from healthdesk.trials.syncing import faults, told
from healthdesk.trials.syncing.people import TODAY
from healthdesk.trials.syncing.slow_line import SlowLine
from healthdesk.trials.syncing.stations import Station, a_station

PEOPLE = 8
COMING, OVERDUE, LATER = 7, 5, 3
SLOW, FAST = 50, 100_000_000
"""Bits a second: at the first this platform takes an hour, at the second a moment."""


@pytest.fixture
def line(request: pytest.FixtureRequest) -> SlowLine:
    """A platform of residents with a visit each: one comes today, one is overdue, one is due in spring."""
    return SlowLine(bits_per_second=FAST, contact_seconds=0, page_size=20, **getattr(request, "param", {}))


@pytest.fixture
def clinic(tmp_path: Path, line: SlowLine) -> Iterator[list[str]]:
    """The ids of the residents."""
    sender = a_station(tmp_path / "sender", line.client(), 1, clock=FixedClock.on(TODAY))
    people = [sender.register(number) for number in range(1, PEOPLE + 1)]
    for one in people:
        sender.visit(one)
    enrol(sender, people[OVERDUE], TODAY - timedelta(days=9))
    enrol(sender, people[LATER], TODAY + timedelta(days=150))
    assert sender.sync().state == "in-step"
    booked(line, "a1", people[COMING], TODAY)
    allergy = {"resourceType": "AllergyIntolerance", "id": "al", "code": {"text": "青霉素"}}
    line.write("AllergyIntolerance", "al", allergy | {"patient": {"reference": f"Patient/{people[LATER]}"}})
    booked(line, "a2", people[0], TODAY + timedelta(days=90))
    line.bits_per_second = SLOW
    line.seen.clear()
    yield people
    sender.database.close()


@pytest.fixture
def desk(tmp_path: Path, line: SlowLine, clinic: list[str]) -> Iterator[Station]:
    """A new workstation."""
    desk = a_station(tmp_path / "new", line.client(), 2, clock=FixedClock.on(TODAY))
    yield desk
    desk.database.close()


def enrol(station: Station, resident_id: str, due: date) -> None:
    row = Enrolment(resident_id=resident_id, programme="hypertension", status="active", missed_calls=0)
    row.id, row.enrolled_on, row.next_due, row.next_latest = station.link.ids.new(), TODAY, due, due
    with station.database.writing("enrol", lane=resident_id) as session:
        session.add(row)


def booked(line: SlowLine, id_: str, resident_id: str, on: date) -> None:
    there = told.there(line, "Patient", resident_id)
    person = {"actor": {"reference": f"Patient/{there}"}, "status": "accepted"}
    times = {"start": f"{on}T09:00:00+08:00", "end": f"{on}T09:20:00+08:00"}
    body = {"resourceType": "Appointment", "id": id_, "status": "booked", "participant": [person]}
    line.write("Appointment", id_, body | times)


def is_stream(request: requests.PreparedRequest) -> bool:
    return "/fhir/_history" in (request.url or "") and "_offset=" in (request.url or "")


def by_person(request: requests.PreparedRequest, type_: str) -> bool:
    asked = str(request.body)
    return (request.url or "").endswith(f"/{type_}/_search") and ("Patient%2F" in asked or "_id=" in asked)


def is_incomplete(station: Station, resident_id: str) -> bool:
    with station.database.reading() as session:
        return whole.is_incomplete(session, PLATFORM, [resident_id])


def whole_persons(station: Station) -> set[str]:
    with station.database.reading() as session:
        return set(session.scalars(select(WholePerson.resident_id)))


def outcomes(station: Station) -> list[str]:
    with station.database.reading() as session:
        return list(session.scalars(select(Attempt.outcome)))


def residents(station: Station) -> set[str]:
    return {id_ for noun, id_ in station.rows() if noun == "Resident"}


class Watch:
    """Whoever looks on, and stops it once somebody is whole."""

    def __init__(self) -> None:
        self.steps: list[tuple[int, int]] = []
        self.is_cancelled = False

    def step(self, done: int, total: int) -> None:
        self.steps.append((done, total))

    def reached(self, point: str) -> None:
        self.is_cancelled |= point == "person-whole"


def cut_behind_the_forerun(line: SlowLine, desk: Station) -> None:
    line.seen.clear()
    line.fail(
        faults.no_route,
        lambda request: is_stream(request) and any(by_person(one, "Patient") for one in line.seen),
    )
    assert desk.sync().state == "offline"


def test_who_comes_and_who_is_due_are_whole_before_the_stream_goes_on(
    line: SlowLine, desk: Station, clinic: list[str]
) -> None:
    cut_behind_the_forerun(line, desk)
    first = {clinic[COMING], clinic[OVERDUE], clinic[LATER]}
    assert residents(desk) == whole_persons(desk) == first
    visits = {row["resident_id"] for (noun, _), row in desk.rows().items() if noun == "Visit"}
    assert visits == first
    assert not any(is_incomplete(desk, one) for one in first)


def test_the_one_who_comes_today_is_asked_for_before_who_is_due(
    line: SlowLine, desk: Station, clinic: list[str]
) -> None:
    line.fail(
        faults.no_route,
        lambda request: by_person(request, "Patient") and clinic[OVERDUE] in str(request.body),
    )
    assert desk.sync().state == "offline"
    assert whole_persons(desk) == {clinic[COMING]}


def test_after_it_the_first_load_brings_everything_once(
    line: SlowLine, desk: Station, clinic: list[str]
) -> None:
    outcome = desk.sync()
    assert outcome.state == "in-step"
    marks = ("Basic", "Provenance")
    assert outcome.received == len([one for one in line.log if one.type not in marks])
    assert residents(desk) == set(clinic)
    assert whole_persons(desk) == set()
    assert not any(is_incomplete(desk, one) for one in clinic)
    line.seen.clear()
    assert desk.sync().received == 0
    assert not any(by_person(request, "Patient") for request in line.seen)


NARROW = ({"takes_own_ids": False}, {"has_system_history": False}, {"honours_if_match": False})


@pytest.mark.parametrize("line", NARROW, indirect=True, ids=lambda kind: next(iter(kind)))
def test_they_come_first_from_platforms_that_promise_less(
    line: SlowLine, desk: Station, clinic: list[str]
) -> None:
    watch = Watch()
    first = Engine(replace(desk.link, reached=watch.reached)).run(watch)
    assert whole_persons(desk) == {clinic[COMING]}, first
    assert not is_incomplete(desk, clinic[COMING])
    assert any(
        row["resident_id"] == clinic[COMING] for (noun, _), row in desk.rows().items() if noun == "Visit"
    )
    assert desk.sync().state == "in-step"
    assert residents(desk) == set(clinic)


@pytest.mark.parametrize("line", [{"keeps_history": False}], indirect=True)
def test_where_what_is_there_is_replaced_and_never_changed_nobody_is_asked_for_by_name(
    line: SlowLine, desk: Station, clinic: list[str]
) -> None:
    assert desk.sync().state == "in-step"
    assert not any(by_person(request, "Observation") for request in line.seen)


def test_on_a_good_line_nobody_is_asked_for_by_name(line: SlowLine, desk: Station) -> None:
    line.bits_per_second = FAST
    assert desk.sync().state == "in-step"
    assert not any(by_person(request, "Patient") for request in line.seen)


def test_where_nobody_counts_the_history_it_begins_once_the_stream_has_lasted(
    line: SlowLine, desk: Station, clinic: list[str]
) -> None:
    line.counts_history = False
    desk.sync()
    asked = [at for at, request in enumerate(line.seen) if by_person(request, "Patient")]
    assert asked
    assert desk.sync().state == "in-step"
    assert residents(desk) == set(clinic)


def test_a_cut_in_the_middle_of_a_person_leaves_nobody_half_and_the_next_run_goes_on(
    line: SlowLine, desk: Station, clinic: list[str]
) -> None:
    line.fail(faults.truncated, lambda request: by_person(request, "Observation"))
    assert desk.sync().state == "offline"
    assert whole_persons(desk) == set()
    line.fail(faults.no_route, lambda request: by_person(request, "Patient"))
    desk.sync()
    assert residents(desk) == {clinic[COMING]}
    assert is_incomplete(desk, clinic[COMING])
    cut_behind_the_forerun(line, desk)
    assert not is_incomplete(desk, clinic[COMING])
    assert desk.sync().state == "in-step"
    assert residents(desk) == set(clinic)


@pytest.mark.parametrize(
    "kind",
    [
        "ignores",
        "finds-nothing",
        "refuses",
        "ignores:Encounter",
        "finds-nothing:Encounter",
        "refuses:Observation",
    ],
)
def test_a_platform_that_does_not_search_by_person_makes_nobody_whole(
    line: SlowLine, desk: Station, clinic: list[str], kind: str
) -> None:
    line.searches_people = kind
    cut_behind_the_forerun(line, desk)
    assert whole_persons(desk) == set()
    assert forerun.NOT_BY_PERSON in outcomes(desk)
    line.seen.clear()
    assert desk.sync().state == "in-step"
    assert not any(by_person(request, "Patient") for request in line.seen)
    assert residents(desk) == set(clinic)


def test_who_was_whole_before_a_platform_was_found_to_lie_is_so_no_more(
    line: SlowLine, desk: Station, clinic: list[str]
) -> None:
    def reached(point: str) -> None:
        line.searches_people = "ignores" if point == "person-whole" else line.searches_people

    cut_behind_the_forerun(line, Station(desk.database, replace(desk.link, reached=reached)))
    assert residents(desk) == {clinic[COMING]}
    assert is_incomplete(desk, clinic[COMING])


@pytest.mark.parametrize("kind", ["lists", "lists:AllergyIntolerance"])
def test_where_a_list_of_persons_is_not_understood_each_is_asked_for_alone(
    line: SlowLine, desk: Station, clinic: list[str], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    line.searches_people, line.bits_per_second = kind, FAST
    monkeypatch.setattr(forerun, "LONG_S", 0)
    cut_behind_the_forerun(line, desk)
    assert whole_persons(desk) == {clinic[COMING], clinic[OVERDUE], clinic[LATER]}
    visits = {row["resident_id"] for (noun, _), row in desk.rows().items() if noun == "Visit"}
    facts = {row["resident_id"] for (noun, _), row in desk.rows().items() if noun == "OutsideFact"}
    assert visits == whole_persons(desk)
    assert facts == {clinic[LATER]}


def test_what_changes_between_the_forerun_and_the_stream_makes_a_person_incomplete_until_it_is_here(
    line: SlowLine, desk: Station, clinic: list[str]
) -> None:
    person = clinic[COMING]
    cut_behind_the_forerun(line, desk)
    (form,) = [
        id_ for (noun, id_), row in desk.rows().items() if noun == "Visit" and row["resident_id"] == person
    ]
    line.amend("QuestionnaireResponse", form, language="zh")
    line.fail(faults.no_route, lambda request: is_stream(request) and "1970" not in (request.url or ""))
    assert desk.sync().state == "offline"
    assert is_incomplete(desk, person)
    assert not is_incomplete(desk, clinic[OVERDUE])
    assert desk.sync().state == "in-step"
    assert not is_incomplete(desk, person)


def test_who_has_a_record_that_makes_no_sense_is_not_whole(
    line: SlowLine, desk: Station, clinic: list[str]
) -> None:
    (plan,) = [
        one.id for one in line.log if one.type == "CarePlan" and clinic[OVERDUE].encode() in (one.body or b"")
    ]
    line.amend("CarePlan", plan, period=None)
    cut_behind_the_forerun(line, desk)
    assert whole_persons(desk) == {clinic[COMING], clinic[LATER]}
    assert is_incomplete(desk, clinic[OVERDUE])


def test_on_another_day_all_are_asked_for_again(line: SlowLine, desk: Station, clinic: list[str]) -> None:
    cut_behind_the_forerun(line, desk)
    later = Station(desk.database, replace(desk.link, clock=FixedClock.on(TODAY + timedelta(days=1))))
    line.fail(faults.no_route, lambda request: by_person(request, "Patient"))
    assert later.sync().state == "offline"
    assert is_incomplete(desk, clinic[OVERDUE])
    cut_behind_the_forerun(line, later)
    assert whole_persons(desk) == {clinic[OVERDUE], clinic[LATER]}


def test_a_line_too_bad_for_a_person_is_left_to_the_stream(
    line: SlowLine, desk: Station, clinic: list[str]
) -> None:
    for _ in range(forerun.MOST_FRUITLESS):
        line.fail(faults.truncated, lambda request: by_person(request, "Observation"))
        assert desk.sync().state == "offline"
    line.seen.clear()
    assert desk.sync().state == "in-step"
    assert not any(by_person(request, "Patient") for request in line.seen)
    assert residents(desk) == set(clinic)


def test_a_stop_ends_it_and_who_is_whole_stays(line: SlowLine, desk: Station, clinic: list[str]) -> None:
    watch = Watch()
    Engine(replace(desk.link, reached=watch.reached)).run(watch)
    assert watch.steps[0] == (0, 3)
    assert residents(desk) == whole_persons(desk) == {clinic[COMING]}
