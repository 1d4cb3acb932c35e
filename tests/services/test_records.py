"""A record is read in a few statements, however much is in it."""

from collections import Counter

from healthdesk.desk import Desk
from healthdesk.services.measures import TREND_DAYS, TRENDS
from healthdesk.trials.bench.room import statements
from tests.builders import TODAY
from tests.desks import registered, signed


def asked_for(desk: Desk, person: str) -> int:
    with statements() as heard:
        desk.records.open(person)
    return len(heard)


def test_more_visits_are_no_more_statements(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person, visit_date=TODAY.replace(year=TODAY.year - 1).isoformat())
    few = asked_for(desk, person)
    for month in range(1, 7):
        signed(desk, person, visit_date=TODAY.replace(month=month, day=3).isoformat())
    assert len(desk.records.open(person).events) == 7
    assert asked_for(desk, person) == few


def test_the_trends_have_the_newest_days_and_reading_everything_has_all(desk: Desk) -> None:
    person, other = registered(desk), registered(desk, phone="13900000001")
    for day in range(1, TREND_DAYS + 3):
        signed(desk, person, visit_date=TODAY.replace(month=5, day=day).isoformat(), sbp=120 + day)
    last = TODAY.replace(month=5, day=TREND_DAYS + 2)
    signed(desk, other, visit_date=last.isoformat(), sbp=160)
    desk.duplicates.join(person, other)
    everything = desk.records.measures(person)
    assert [point.value for point in everything if point.code == "sbp"] == [*range(121, 132), 160]
    days = sorted({point.on for point in everything})[-TREND_DAYS:]
    expected = [one for one in everything if one.on in days and one.code in TRENDS]
    assert Counter(desk.records.open(person).measures) == Counter(expected)
