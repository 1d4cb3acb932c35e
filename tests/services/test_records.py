"""A record is read in a few statements, however much is in it."""

from healthdesk.desk import Desk
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
