"""A newborn's home visit says which of the first two doses nobody has recorded."""

from datetime import date, timedelta

import pytest

from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.services.doses import NewDose
from tests.builders import TODAY
from tests.desks import ready_for_a_dose, registered, seat

BORN = TODAY - timedelta(days=6)
NEWBORN = "newborn-visit"


def a_newborn(desk: Desk) -> str:
    return registered(desk, name="李小宝", id_no=None, birth_date=BORN.isoformat())


def given(desk: Desk, child: str, vaccine: str) -> None:
    desk.immunization.record(child, NewDose(vaccine, BORN, "L1", is_elsewhere=True, place="市妇幼"))


@pytest.mark.parametrize(
    ("doses", "said"),
    [
        ((), ("乙肝疫苗", "卡介苗")),
        (("HepB",), ("卡介苗",)),
        (("BCG",), ("乙肝疫苗",)),
        (("HepB", "BCG"), ()),
    ],
)
def test_what_the_card_lacks_is_said(desk: Desk, doses: tuple[str, ...], said: tuple[str, ...]) -> None:
    child = a_newborn(desk)
    for vaccine in doses:
        given(desk, child, vaccine)
    found = desk.dose_reminders.of(child, NEWBORN)
    assert len(found) == len(said)
    for sentence, name in zip(found, said, strict=True):
        assert f"接种卡上没有{name}" in sentence and "提醒家长" in sentence


def test_why_a_dose_has_to_wait_is_for_the_immunization_desk(desk: Desk) -> None:
    child = a_newborn(desk)
    ready_for_a_dose(desk, child, mother_hiv="2", child_hiv="9")
    given(desk, child, "HepB")
    seat(desk, Role.MATERNAL_CHILD_DOCTOR)
    (sentence,) = desk.dose_reminders.of(child, NEWBORN)
    assert sentence == "接种卡上没有卡介苗，现在不能直接补：请问接种门诊"


def test_other_visits_say_nothing(desk: Desk) -> None:
    child = registered(desk, name="李小宝", id_no=None, birth_date=date(2026, 8, 1).isoformat())
    assert desk.dose_reminders.of(child, "child-1-8-months") == ()
