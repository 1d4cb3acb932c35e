"""Of two records of one day the later one is the last, also after the earlier one was corrected."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from healthdesk.base.clock import FixedClock
from healthdesk.desk import Desk
from healthdesk.store.visits import Visit
from tests.builders import TODAY
from tests.desks import a_start, amended, an_environment, registered, signed


class Hours:
    """A clock of today that is set by hand."""

    hour = 1

    def now(self) -> datetime:
        return FixedClock.on(TODAY, self.hour).now()

    def today(self) -> date:
        return TODAY


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
def desk(tmp_path: Path, hours: Hours) -> Iterator[Desk]:
    """A new store in the early morning."""
    made = Desk.found(tmp_path / "store", a_start(), replace(an_environment(), clock=hours))
    yield made
    made.close()


def checked_up(desk: Desk, person: str, **answers: Any) -> str:
    """A check-up, as far as it was filled in."""
    sheet = desk.visits.start(person, "archive", "health-checkup").filling
    for link_id, value in answers.items():
        sheet = sheet.answer(link_id, value)
    return desk.visits.sign(person, "archive", sheet, is_incomplete=True).id


def last_of_trend(desk: Desk, person: str) -> list[int]:
    return [int(one.value) for one in desk.records.open(person).measures if one.code == "sbp"]


def everything(desk: Desk, person: str) -> list[int]:
    return [int(one.value) for one in desk.records.measures(person) if one.code == "sbp"]


def beside_a_sheet(desk: Desk, person: str) -> list[int]:
    return [int(one.value) for one in desk.visits.start(person, "hypertension").trend if one.code == "sbp"]


def on_the_cover(desk: Desk, person: str) -> list[int]:
    sections = desk.cover_pages.of(person).page.sections
    text = next(fact.text for _, section in sections for fact in section if fact.label == "血压")
    return [int(text.partition("/")[0])]


@pytest.mark.parametrize("read", [last_of_trend, everything, beside_a_sheet, on_the_cover])
def test_a_corrected_morning_is_not_the_last_value(
    desk: Desk, hours: Hours, read: Callable[[Desk, str], list[int]]
) -> None:
    person = registered(desk)
    morning = signed(desk, person, sbp=168, dbp=96)
    hours.hour = 9
    checked_up(desk, person, sbp_left=132, dbp_left=80, height=160, weight="60")
    hours.hour = 11
    amended(desk, morning, sbp=166)
    assert read(desk, person)[-1] == 132


def test_the_height_and_weight_of_the_evening_count_for_the_next_sheet(desk: Desk, hours: Hours) -> None:
    person = registered(desk)
    morning = signed(desk, person, height=160, weight="60")
    hours.hour = 9
    checked_up(desk, person, height=163, weight="70")
    hours.hour = 11
    amended(desk, morning, height=161)
    sheet = desk.visits.start(person, "hypertension").filling
    assert sheet.subject.height_cm == 163
    asked = desk.visits.start(person, "tcm", "tcm-elderly").filling.answers()
    assert 70 in asked.values()


def test_the_last_encounter_stands_first_and_beside_the_next_one(desk: Desk, hours: Hours) -> None:
    def met(at_desk: Desk, words: str) -> str:
        sheet = at_desk.visits.start(person, "archive", "encounter").filling.answer("assessment", words)
        return at_desk.visits.sign(person, "archive", sheet, is_incomplete=True).id

    person = registered(desk)
    morning = met(desk, "头晕")
    hours.hour = 9
    last = met(desk, "好转")
    hours.hour = 11
    amended(desk, morning, assessment="头晕一天")
    assert [one.id for one in desk.visits.full(person)] == [morning, last]
    assert [one.id for one in desk.records.open(person).events if one.kind == "visit"] == [last, morning]
    assert desk.visits.start(person, "archive", "encounter").filling.last["assessment"] == "好转"


@pytest.mark.parametrize("foreign", [["?"], [{"signed_at": "昨天"}], [{"signed_at": None}]], ids=repr)
def test_a_history_of_another_shape_places_a_record_by_its_signing(
    desk: Desk, hours: Hours, foreign: list[Any]
) -> None:
    person = registered(desk)
    morning = signed(desk, person, sbp=150)
    hours.hour = 9
    checked_up(desk, person, sbp_left=132, dbp_left=80)
    with desk.database.writing("amend") as session:
        session.get_one(Visit, morning).history = foreign
    assert everything(desk, person) == [150, 132]


def test_the_class_of_the_evening_stays_when_the_morning_of_a_joined_archive_was_corrected(
    desk: Desk, hours: Hours
) -> None:
    person, again = registered(desk), registered(desk, phone="13900000001")
    morning = signed(desk, again, sbp=128)
    hours.hour = 9
    signed(desk, person, sbp=168, dbp=98)
    hours.hour = 11
    amended(desk, morning, sbp=126)
    desk.duplicates.join(person, again)
    (enrolment,) = [one for one in desk.residents.card(person).enrolments if one.programme == "hypertension"]
    assert enrolment.latest.startswith("168/98")
