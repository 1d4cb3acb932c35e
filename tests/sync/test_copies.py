"""What one resource repeats of another is not put back where half of a record was merged first."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
import requests
from sqlalchemy import event
from sqlalchemy.engine import Engine

from healthdesk.base import canonical
from healthdesk.base.progress import Silence
from healthdesk.fhir import resources
from healthdesk.sync import engine
from healthdesk.trials.syncing.fake_platform import FakePlatform
from healthdesk.trials.syncing.stations import Station

FORMER, CALLED = "13800005522", "13800005599"
IN_STEP = ("in-step", 0, 0, 0)
ELSEWHERE: tuple[dict[str, Any], ...] = ({"village": "110105001001"}, {"family_role": "1"})
"""What only the Patient says."""


@pytest.fixture
def person(here: Station, there: Station) -> str:
    """Somebody both desks know, with a number of whom to call."""
    made = here.register(1, contact_name="张伟", contact_phone=FORMER)
    for desk in (here, there):
        desk.sync()
    return made


def told_to_call(platform: FakePlatform, person: str) -> str:
    """The number that the platform's Patient names."""
    (contact,) = platform.body("Patient", person)["contact"]
    return str(contact["telecom"][0]["value"])


@pytest.mark.parametrize("columns", ELSEWHERE, ids=str)
def test_a_number_changed_at_one_desk_stands_when_another_changed_the_person(
    here: Station, there: Station, platform: FakePlatform, person: str, columns: dict[str, Any]
) -> None:
    there.edit(person, contact_phone=CALLED)
    there.sync()
    here.change("Resident", person, **columns)
    for desk in (here, there, here):
        assert desk.settled(desk.sync()) == IN_STEP
    assert told_to_call(platform, person) == CALLED
    assert here.row("Resident", person)["answers"]["contact_phone"] == CALLED


def test_it_stands_as_well_when_only_the_person_was_read_before_sending(
    here: Station, there: Station, platform: FakePlatform, person: str
) -> None:
    """The other desk writes between our reading and our sending: the form it sent comes with the next run."""

    def writes_first(platform: FakePlatform, request: requests.PreparedRequest) -> requests.Response:
        there.edit(person, contact_phone=CALLED)
        there.sync()
        return platform.serve(request)

    here.change("Resident", person, **ELSEWHERE[0])
    platform.fail(writes_first)
    for desk in (here, here, there):
        assert desk.settled(desk.sync()) == IN_STEP
    assert told_to_call(platform, person) == CALLED
    assert here.sync().sent == 0


def test_what_was_merged_is_found_by_its_record_not_among_all_there_are(
    here: Station, there: Station, person: str
) -> None:
    """A centre holds a million heads, and this is asked for every fifty rows that changed."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if "version.row_id IN" in statement and "head.working_seq" in statement:
            asked.append((statement, values))

    there.edit(person, contact_phone=CALLED)
    there.sync()
    event.listen(Engine, "before_cursor_execute", note)
    try:
        here.sync()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    with here.database.reading() as session:
        ask = session.connection().exec_driver_sql
        plans = [[row[3] for row in ask(f"EXPLAIN QUERY PLAN {one}", values)] for one, values in asked]
    assert plans
    assert all("ix_version_row" in plan[0] for plan in plans)


class Killed(BaseException):
    """What a kill is to a run: nothing after it is done."""


@pytest.mark.parametrize("unit", range(1, 8))
def test_it_stands_wherever_the_run_that_merged_was_killed(
    here: Station, there: Station, platform: FakePlatform, person: str, unit: int
) -> None:
    """The next run finds nothing new in the inbox: what was left to do must not be known to a run alone."""
    there.edit(person, contact_phone=CALLED)
    there.sync()
    here.change("Resident", person, **ELSEWHERE[0])
    passed = iter(range(1, 100))

    def kills(point: str) -> None:
        if point == "unit-applied" and next(passed) == unit:
            raise Killed

    with suppress(Killed):
        engine.Engine(replace(here.link, reached=kills)).run(Silence())
    for desk in (here, there, here):
        assert desk.settled(desk.sync()) == IN_STEP
    assert told_to_call(platform, person) == CALLED


def test_what_was_made_again_of_half_a_record_follows_the_form_that_comes_later(
    here: Station, there: Station, platform: FakePlatform, person: str
) -> None:
    """The form is held up where it was saved, by a conflict; whom to call is on the platform before it."""
    there.edit(person, contact_phone=CALLED)
    there.sync()
    (late,) = (
        one
        for one in platform.log
        if CALLED.encode() in (one.body or b"") and one.type == "QuestionnaireResponse"
    )
    platform.log.remove(late)
    platform.state[late.type, late.id] = platform.versions(late.type, late.id)[-1]
    here.sync()
    platform.write(late.type, late.id, canonical.decode(late.body or b""))
    assert here.settled(here.sync()) == IN_STEP
    contact = platform.body("RelatedPerson", resources.part_id(person, "RelatedPerson"))
    assert contact["telecom"][0]["value"] == CALLED
    assert here.row("Resident", person)["answers"]["contact_phone"] == CALLED
