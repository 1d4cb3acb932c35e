"""Refrigerators: twice a day, alarms, gaps, and one key that holds everything inside."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from healthdesk.base import errors
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from tests.builders import TODAY
from tests.desks import seat
from tests.services.test_stock import RECEIPT


def at(days_ago: int, hour: int) -> datetime:
    day = TODAY - timedelta(days=days_ago)
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def test_a_reading_outside_alarms_and_one_key_holds_what_lies_inside(desk: Desk) -> None:
    warm, sound = desk.refrigerators.add("1 号冰箱"), desk.refrigerators.add("2 号冰箱")
    desk.stock_book.receive(replace(RECEIPT, refrigerator_id=warm))
    desk.stock_book.receive(replace(RECEIPT, product="MMR", number="M1", refrigerator_id=warm))
    desk.stock_book.receive(replace(RECEIPT, product="IPV", number="I1", refrigerator_id=sound))
    noted = desk.refrigerators.note(warm, Decimal("12.5"), remark="夜里停电")
    assert noted.is_alarm
    assert [row.is_alarmed for row in desk.refrigerators.all()] == [True, False]
    held = desk.stock_book.quarantine_all(warm, "冰箱 12.5 ℃")
    assert len(held) == 2
    states = {row.product: (row.state, row.refrigerators) for row in desk.stock.lots()}
    assert states == {
        "DTaP": ("quarantined", ("1 号冰箱",)),
        "MMR": ("quarantined", ("1 号冰箱",)),
        "IPV": ("usable", ("2 号冰箱",)),
    }
    assert desk.stock_book.quarantine_all(warm, "再按一次") == ()


def test_a_month_shows_every_day_that_has_begun(desk: Desk) -> None:
    place = desk.refrigerators.add("1 号冰箱")
    for days_ago, hour in ((1, 0), (1, 7), (0, 1)):
        desk.refrigerators.note(place, Decimal("4.44"), at=at(days_ago, hour))
    month = desk.refrigerators.month(place, date(2026, 11, 1))
    assert [day.on.day for day in month.days] == [1, 2]
    assert [len(day.readings) for day in month.days] == [2, 1]
    assert month.days[0].is_whole
    assert month.days[0].readings[0].celsius == Decimal("4.4")
    assert (month.band.low, month.band.high) == (2, 8)


def test_days_without_readings_are_told(desk: Desk) -> None:
    place = desk.refrigerators.add("1 号冰箱")
    desk.refrigerators.note(place, Decimal(5), at=at(20, 1))
    (row,) = desk.refrigerators.all()
    assert row.gaps == tuple(TODAY - timedelta(days=back) for back in range(7, 0, -1))
    assert row.is_due
    desk.refrigerators.note(place, Decimal(5))
    (row,) = desk.refrigerators.all()
    assert not row.is_due


def test_a_reading_typed_wrongly_is_void_with_a_reason(desk: Desk) -> None:
    place = desk.refrigerators.add("1 号冰箱")
    noted = desk.refrigerators.note(place, Decimal(45))
    with pytest.raises(errors.InvalidInput, match="required"):
        desk.refrigerators.void(noted.id, "")
    desk.refrigerators.void(noted.id, "4.5 打成 45")
    desk.refrigerators.note(place, Decimal("4.5"))
    (row,) = desk.refrigerators.all()
    assert (len(row.today.readings), row.is_alarmed) == (1, False)


def test_a_refrigerator_may_have_limits_of_its_own(desk: Desk) -> None:
    place = desk.refrigerators.add("低温冰柜", "freezer", high=Decimal(-20))
    assert desk.refrigerators.note(place, Decimal(-18)).is_alarm
    assert not desk.refrigerators.note(desk.refrigerators.add("冰柜", "freezer"), Decimal(-18)).is_alarm


@pytest.mark.parametrize(
    ("act", "field"),
    [
        (lambda desk, place: desk.refrigerators.add(" "), "name"),
        (lambda desk, place: desk.refrigerators.add("1 号冰箱"), "name"),
        (lambda desk, place: desk.refrigerators.add("2 号冰箱", "oven"), "kind"),
        (lambda desk, place: desk.refrigerators.add("3 号", low=Decimal(9), high=Decimal(8)), "low"),
        (lambda desk, place: desk.refrigerators.note(place, Decimal(99)), "celsius"),
        (lambda desk, place: desk.refrigerators.note(place, Decimal("NaN")), "celsius"),
        (lambda desk, place: desk.refrigerators.note(place, Decimal(4), at=at(-1, 1)), "at"),
        (lambda desk, place: desk.refrigerators.note(place, Decimal(4), at=at(1, 1)), "at"),
    ],
)
def test_what_makes_no_sense_is_refused(desk: Desk, act: Callable[[Desk, str], object], field: str) -> None:
    place = desk.refrigerators.add("1 号冰箱")
    desk.refrigerators.note(place, Decimal(4), at=at(1, 1))
    with pytest.raises(errors.InvalidInput) as wrong:
        act(desk, place)
    assert wrong.value.field == field


def test_a_retired_refrigerator_takes_nothing_more(desk: Desk) -> None:
    place = desk.refrigerators.add("1 号冰箱")
    desk.refrigerators.retire(place)
    assert desk.refrigerators.all() == ()
    with pytest.raises(errors.InvalidInput, match="retired"):
        desk.refrigerators.note(place, Decimal(4))
    with pytest.raises(errors.NotFound):
        desk.stock_book.receive(replace(RECEIPT, refrigerator_id=place))


def test_temperatures_are_for_those_who_vaccinate(desk: Desk) -> None:
    place = desk.refrigerators.add("1 号冰箱")
    seat(desk, Role.CLERK)
    with pytest.raises(errors.NotAllowed):
        desk.refrigerators.note(place, Decimal(4))
    with pytest.raises(errors.NotAllowed):
        desk.refrigerators.all()
