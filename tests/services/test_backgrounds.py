"""The background of a person: asked, kept, used by the rules; the booklet compared before vaccinating."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from healthdesk.base import errors
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.services.doses import NewDose
from healthdesk.services.immunization import DoseStopped
from healthdesk.store.backgrounds import Background, background_id
from healthdesk.store.platform import PLATFORM, Remote
from healthdesk.store.visits import Visit
from tests.desks import WELL, at_the_table, registered, seat

TODAY = date(2026, 11, 2)


@pytest.fixture
def child(desk: Desk) -> str:
    """A boy of three weeks who had his first dose of hepatitis B vaccine."""
    made = registered(desk, birth_date="2026-10-12", sex="1", id_no=None)
    desk.immunization.record(made, NewDose("HepB", date(2026, 10, 12), "L-1", is_elsewhere=True))
    return made


def kept(desk: Desk, resident_id: str, **answers: Any) -> None:
    filling, version = desk.backgrounds.sheet(resident_id)
    for link_id, value in answers.items():
        filling = filling.answer(link_id, value)
    desk.backgrounds.keep(resident_id, filling, version)


def asked_last_week(desk: Desk, resident_id: str) -> None:
    with desk.database.writing("background", lane=resident_id) as session:
        session.get_one(Background, background_id(resident_id)).asked_on = date(2026, 10, 26)


def compared_last_week(desk: Desk, resident_id: str) -> None:
    with desk.database.writing("background", lane=resident_id) as session:
        session.get_one(Background, background_id(resident_id)).booklet_checked_on = date(2026, 10, 26)


def group(desk: Desk, resident_id: str, key: str) -> Any:
    return next(one for one in desk.immunization.card(resident_id).forecasts if one.group == key)


def test_the_card_asks_what_is_not_known(desk: Desk, child: str) -> None:
    asked = {one.item for one in desk.immunization.card(child).card.questions}
    assert {"mother_hiv", "immune_state", "had_severe_reaction"} <= asked
    kept(desk, child, mother_hiv="1", immune_state="1", had_severe_reaction="1")
    assert not {"mother_hiv", "immune_state", "had_severe_reaction"} & {
        one.item for one in desk.immunization.card(child).card.questions
    }


def test_the_rules_use_what_was_said_and_the_next_date_follows(desk: Desk, child: str) -> None:
    assert group(desk, child, "BCG").status == "due"
    kept(desk, child, mother_hiv="2", child_hiv="9", mother_hbsag="2", birth_weight_g=1800)
    assert group(desk, child, "BCG").status == "deferred"
    assert group(desk, child, "HepB").total_doses == 4
    enrolment = next(one for one in desk.immunization.card(child).resident.enrolments)
    assert enrolment.next_due == date(2026, 11, 12)


def test_the_newborn_visit_says_the_weight_where_nobody_else_does(desk: Desk, child: str) -> None:
    with desk.database.writing("visit", lane=child) as session:
        session.add(
            Visit(
                id="00000000-0000-4000-8000-0000000000e1",
                resident_id=child,
                programme="child",
                form_key="newborn-visit",
                form_version="2017.1",
                visited_on=date(2026, 10, 20),
                status="signed",
                answers={"birth_weight": 1.8, "gest_weeks": 33},
                entries={},
                judgement={},
                doctor="李慧",
                signed_at=datetime(2026, 10, 20, tzinfo=UTC),
            )
        )
    kept(desk, child, mother_hbsag="2")
    assert group(desk, child, "HepB").total_doses == 4
    kept(desk, child, birth_weight_g=3200)
    assert group(desk, child, "HepB").total_doses == 3


def test_what_cannot_be_is_refused(desk: Desk, child: str) -> None:
    for answers, field in (({"birth_weight_g": 100}, "birth_weight_g"), ({"mother_hiv": "2"}, "child_hiv")):
        with pytest.raises(errors.InvalidInput) as raised:
            kept(desk, child, **answers)
        assert raised.value.field == field


def test_two_who_write_at_once_do_not_overwrite_each_other(desk: Desk, child: str) -> None:
    filling, version = desk.backgrounds.sheet(child)
    kept(desk, child, mother_hbsag="2")
    with pytest.raises(errors.StaleRecord):
        desk.backgrounds.keep(child, filling.answer("mother_hbsag", "1"), version)
    assert desk.backgrounds.sheet(child)[0].value("mother_hbsag") == "2"


def test_a_booklet_compared_beside_open_questions_is_nobody_else_s_answer(desk: Desk, child: str) -> None:
    filling, opened = desk.backgrounds.sheet(child)
    desk.backgrounds.booklet_checked(child)
    desk.backgrounds.consent(child, "李建国", "父亲", ["BCG"])
    opened = desk.backgrounds.keep(child, filling.answer("mother_hbsag", "1"), opened)
    desk.backgrounds.keep(child, filling.answer("mother_hbsag", "2"), opened)
    assert desk.backgrounds.sheet(child)[0].value("mother_hbsag") == "2"


def test_before_an_injection_the_booklet_is_compared_once_a_day(desk: Desk, child: str) -> None:
    dose = NewDose("BCG", TODAY, "B-1", expires_on=date(2027, 1, 1), is_at_table=True)
    assert desk.immunization.card(child).history.word == "unchecked"
    assert desk.immunization.stops(child, "BCG", TODAY) == ()
    at_table = desk.immunization.stops(child, "BCG", TODAY, is_at_table=True)
    assert [stop.code for stop in at_table] == ["unasked", "history", "consent", "identity"]
    at_the_table(desk, child)
    compared_last_week(desk, child)
    with pytest.raises(DoseStopped) as raised:
        desk.immunization.record(child, dose)
    assert raised.value.reason == "history"
    desk.backgrounds.booklet_checked(child)
    known = desk.immunization.card(child).history
    assert (known.word, known.on, known.by) == ("checked", TODAY, "张建国")
    assert desk.immunization.record(child, dose).counts_as == "BCG-1"


def test_nothing_is_injected_before_the_health_questions_are_answered_today(desk: Desk, child: str) -> None:
    at_the_table(desk, child)
    assert desk.immunization.stops(child, "BCG", TODAY, is_at_table=True) == ()
    asked_last_week(desk, child)
    desk.backgrounds.booklet_checked(child)
    dose = NewDose("BCG", TODAY, "B-1", expires_on=date(2027, 1, 1), is_at_table=True)
    with pytest.raises(DoseStopped) as raised:
        desk.immunization.record(child, dose)
    (stop,) = raised.value.stops
    assert stop.code == "unasked" and not stop.may_overrule
    assert "发热" in stop.text and "母亲" not in stop.text
    filling, version = desk.backgrounds.sheet(child)
    assert filling.value("immune_state") == "1" and "immune_state" in filling.carried()
    assert filling.value("acute_illness") is None
    filling = filling.answer("acute_illness", "1").confirm("immune_state", "had_severe_reaction")
    desk.backgrounds.keep(child, filling, version)
    assert desk.immunization.record(child, dose).counts_as == "BCG-1"


def test_who_is_ill_today_waits_and_may_come_another_day(desk: Desk, child: str) -> None:
    kept(desk, child, **(WELL | {"acute_illness": "2"}))
    desk.backgrounds.booklet_checked(child)
    assert [stop.code for stop in desk.immunization.stops(child, "BCG", TODAY)] == ["deferred"]
    asked_last_week(desk, child)
    assert desk.immunization.stops(child, "BCG", TODAY) == ()


def test_a_dose_written_down_afterwards_needs_no_booklet(desk: Desk, child: str) -> None:
    assert desk.immunization.record(child, NewDose("BCG", TODAY, "B-1")).counts_as == "BCG-1"


def test_after_an_exposure_nobody_asks_for_the_booklet(desk: Desk, child: str) -> None:
    kept(desk, child, exposures=[{"exposure_on": "2026-11-02", "exposure_grade": "3"}])
    at_table = desk.immunization.stops(child, "rabies", TODAY, is_at_table=True)
    assert [stop.code for stop in at_table] == ["consent", "identity"]
    unknown = desk.immunization.stops(child, "XYZ", TODAY, is_at_table=True)
    assert [stop.code for stop in unknown] == ["unknown_product"]


@pytest.mark.parametrize(
    ("holds_all", "pulled_at", "word"),
    [
        pytest.param("yes", datetime(2026, 11, 2, 0, 30, tzinfo=UTC), "pulled", id="pulled today"),
        pytest.param("yes", datetime(2026, 11, 1, 15, 0, tzinfo=UTC), "unchecked", id="pulled yesterday"),
        pytest.param("yes", None, "unchecked", id="never pulled"),
        pytest.param(
            "no", datetime(2026, 11, 2, 0, 30, tzinfo=UTC), "unchecked", id="the platform has not all"
        ),
    ],
)
def test_a_pull_is_enough_where_the_platform_has_everything(
    desk: Desk, child: str, holds_all: str, pulled_at: datetime | None, word: str
) -> None:
    desk.rules.change("immunization", "immunization.platform_holds_all", holds_all, "市平台已全部接入")
    with desk.database.writing("sync") as session:
        session.get_one(Remote, PLATFORM).last_success_at = pulled_at
    assert desk.immunization.card(child).history.word == word


def test_where_a_dose_was_given_is_kept(desk: Desk, child: str) -> None:
    there = NewDose("BCG", date(2026, 10, 13), is_elsewhere=True, place="安平妇幼保健院")
    desk.immunization.record(child, there)
    assert [dose.place for dose in desk.immunization.of(child)] == ["", "安平妇幼保健院"]


def test_only_who_vaccinates_writes_the_background(desk: Desk, child: str) -> None:
    seat(desk, Role.CLERK)
    with pytest.raises(errors.NotAllowed):
        desk.backgrounds.sheet(child)
    with pytest.raises(errors.NotAllowed):
        desk.backgrounds.booklet_checked(child)


def test_what_was_said_today_is_still_said_when_the_sheet_is_opened_again(desk: Desk, child: str) -> None:
    kept(desk, child, **WELL)
    assert desk.backgrounds.sheet(child)[0].value("acute_illness") == "1"
    kept(desk, child, former_region="9")
    assert desk.immunization.card(child).card.questions == ()
