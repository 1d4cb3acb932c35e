"""Doses written down: what each counts as, who may have one, which lots are offered again."""

from datetime import date, timedelta

import pytest

from healthdesk.base import errors
from healthdesk.desk import Desk
from healthdesk.services.doses import NewDose
from tests.builders import TODAY
from tests.desks import registered

BORN = date(2026, 1, 31)


def a_child(desk: Desk, **changes: str) -> str:
    return registered(desk, **({"birth_date": BORN.isoformat(), "id_no": "", "name": "李小宝"} | changes))


def elsewhere(vaccine: str, on: date, lot: str = "") -> NewDose:
    return NewDose(vaccine, on, lot, is_elsewhere=True)


def counted(desk: Desk, child: str) -> list[tuple[date, str]]:
    return [(dose.on, dose.counts_as) for dose in desk.immunization.of(child)]


def test_a_dose_written_down_late_moves_the_others_to_their_places(desk: Desk) -> None:
    child = a_child(desk)
    desk.immunization.record(child, elsewhere("HepB", date(2026, 3, 5)))
    assert counted(desk, child) == [(date(2026, 3, 5), "HepB-1")]
    desk.immunization.record(child, elsewhere("HepB", BORN))
    assert counted(desk, child) == [(BORN, "HepB-1"), (date(2026, 3, 5), "HepB-2")]


def test_a_void_dose_moves_the_others_back(desk: Desk) -> None:
    child = a_child(desk)
    first = desk.immunization.record(child, elsewhere("HepB", BORN))
    desk.immunization.record(child, elsewhere("HepB", date(2026, 3, 5)))
    desk.immunization.void(first.id, "本子是别的孩子的")
    assert counted(desk, child) == [(date(2026, 3, 5), "HepB-1")]


def test_the_same_vaccine_is_not_written_down_twice_a_day_under_another_lot(desk: Desk) -> None:
    child = a_child(desk)
    desk.immunization.record(child, elsewhere("HepB", BORN))
    with pytest.raises(errors.InvalidInput, match="already-there"):
        desk.immunization.record(child, elsewhere("HepB", BORN, "A2026"))


def test_the_dead_get_no_dose(desk: Desk) -> None:
    child = a_child(desk)
    desk.residents.mark_dead(child, date(2026, 10, 1))
    with pytest.raises(errors.InvalidInput, match="after-death"):
        desk.immunization.record(child, elsewhere("HepB", date(2026, 10, 2)))


def test_a_lot_of_a_void_dose_and_an_expired_one_are_not_offered(desk: Desk) -> None:
    child, other = a_child(desk), a_child(desk, name="李小贝")
    desk.immunization.record(
        other, NewDose("MPSV-A", TODAY - timedelta(30), "GONE", TODAY - timedelta(1), site="左上臂")
    )
    wrong = desk.immunization.record(child, NewDose("HepB", TODAY, "WRONG", date(2027, 1, 1)))
    desk.immunization.void(wrong.id, "批号扫错")
    assert desk.immunization.known_lots("HepB") == ()
    assert desk.immunization.known_lots("MPSV-A") == ()


def test_a_mother_nobody_asked_about_is_not_taken_for_negative(desk: Desk) -> None:
    child = a_child(desk, birth_date=TODAY.isoformat())
    hepatitis = next(one for one in desk.immunization.card(child).forecasts if one.group == "HepB")
    assert hepatitis.note == "hbig"
    assert any("阳性或不详" in reason.text for reason in hepatitis.reasons)


def test_the_day_after_birth_is_not_called_late(desk: Desk) -> None:
    child, other = a_child(desk), a_child(desk, name="李小贝")
    desk.immunization.record(child, elsewhere("HepB", BORN + timedelta(1)))
    desk.immunization.record(other, elsewhere("HepB", BORN + timedelta(2)))
    assert [verdict.reason for verdict in desk.immunization.card(child).verdicts] == ["ok"]
    (late,) = desk.immunization.card(other).verdicts
    assert late.reason == "ok_late"
    assert "出生后 12 小时内" in late.text
