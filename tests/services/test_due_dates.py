"""Due dates move with the calendar: once a day, and only what has changed."""

from datetime import date
from pathlib import Path

from healthdesk.desk import Desk
from tests.builders import PASSWORD
from tests.desks import a_desk, an_environment, registered, signed


def on(folder: Path, day: date) -> Desk:
    return Desk.open(folder / "store", "admin", PASSWORD, an_environment(day, seed=2))


def due(desk: Desk, programme: str) -> list[tuple[str, date]]:
    return [(row.visit_title, row.due_on) for row in desk.worklist.due(programme=programme).rows]


def test_a_missed_visit_gives_way_to_the_next_one_day(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    baby = registered(desk, birth_date="2026-04-20", id_no=None)
    desk.enrolments.enrol(baby, "child")
    assert due(desk, "child") == [("6月龄", date(2026, 10, 20))]
    assert desk.due_dates.renew_daily() == 0
    desk.close()
    later = on(tmp_path, date(2026, 12, 21))
    assert later.due_dates.renew_daily() == 1
    assert due(later, "child") == [("8月龄", date(2026, 12, 20))]
    assert later.due_dates.renew_daily() == 0
    later.close()


def test_a_new_year_brings_its_check_up(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    desk.enrolments.enrol(registered(desk, birth_date="1959-03-08", id_no=None), "older-people")
    desk.close()
    later = on(tmp_path, date(2027, 1, 2))
    later.due_dates.renew_daily()
    assert due(later, "older-people") == [("年度健康体检", date(2027, 1, 1))]
    later.close()


def test_what_the_records_say_already_is_not_written_again(desk: Desk) -> None:
    person = registered(desk)
    signed(desk, person)
    before = desk.worklist.due(as_of=date(2027, 6, 1)).rows
    assert desk.due_dates.renew() == 0
    assert desk.worklist.due(as_of=date(2027, 6, 1)).rows == before


class _Impatient:
    is_cancelled = True

    def step(self, done: int, total: int) -> None:
        """Nobody looks."""


def test_it_stops_when_told(desk: Desk) -> None:
    assert desk.due_dates.renew_daily(_Impatient()) == 0
    assert desk.due_dates.renew_daily() == 0
