"""A pregnancy from booking to the check after six weeks, and the constitution of older people."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from healthdesk.base.errors import InvalidInput, NotAllowed
from healthdesk.desk import Desk
from healthdesk.domain.access import Role
from healthdesk.domain.forms.filling import Filling
from healthdesk.trials.filling_in import plain_answer
from tests.builders import PASSWORD, TODAY
from tests.desks import a_desk, an_environment, registered, seat, signed

LATER = date(2030, 6, 1)
LMP = date(2026, 1, 5)
BORN_ON = LMP + timedelta(days=275)
USUAL: dict[str, Any] = {
    "gravidity": 1,
    "para_vag": 0,
    "para_cs": 0,
    **{f"ob_{number}": 0 for number in range(1, 7)},
    "height": "160",
    "weight": "58",
    "sbp": 112,
    "dbp": 70,
    "hb": 121,
    "wbc": "7",
    "plt": 210,
    "alb": "40",
    "cr": "60",
    "urea": "4",
    "fhr": 140,
    "girth": "88",
    "fundus": "24",
    "position": "左枕前",
    "temp": "36.6",
    **dict.fromkeys(("u_pro", "u_glu", "u_ket", "u_bld"), "-"),
    "outcome_kind": "1",
    "delivery_date": BORN_ON.isoformat(),
    "discharge_date": (BORN_ON + timedelta(days=3)).isoformat(),
    "babies": 1,
    "screening": "1",
}


def a_mother(desk: Desk, **changes: Any) -> str:
    return registered(desk, name="林小雨", id_no=None, sex="2", birth_date="1996-03-03", **changes)


def filled(filling: Filling, **answers: Any) -> Filling:
    """These answers, and every gap with an unremarkable one."""
    for link_id, value in answers.items():
        filling = filling.answer(link_id, value)
    while gaps := filling.gaps():
        item = filling.form.item(gaps[0])
        filling = filling.answer(gaps[0], USUAL.get(gaps[0], plain_answer(item, "无", LATER)))
    return filling


def test_a_pregnancy_is_gone_through_visit_by_visit(tmp_path: Path) -> None:
    """Each sheet is the one that is due: booking, four follow-ups, the birth, two visits after it."""
    weeks = (10, 17, 22, 30, 38)
    days = [LMP + timedelta(days=7 * week) for week in weeks]
    days += [BORN_ON + timedelta(days=4), BORN_ON + timedelta(days=6), BORN_ON + timedelta(days=43)]
    founded = a_desk(tmp_path, days[0], seed=99)
    mother, folder = a_mother(founded), founded.folder
    founded.close()
    seen, dates = [], []
    for number, day in enumerate(days):
        desk = Desk.open(folder, "admin", PASSWORD, an_environment(day, number))
        form = "pregnancy-outcome" if number == len(weeks) else ""
        sheet = desk.visits.start(mother, "maternal", form)
        first = {"lmp": LMP.isoformat()} if number == 0 else {}
        filling = filled(sheet.filling, **first)
        assert filling.problems() == (), filling.form.key
        seen.append((filling.form.key, filling.value("visit_key")))
        dates.append(filling.value("edd"))
        desk.visits.sign(mother, "maternal", filling)
        (enrolment,) = desk.residents.card(mother).enrolments
        desk.close()
    assert seen == [
        ("antenatal-first", None),
        *(("antenatal-2-5", visit) for visit in ("A2", "A3", "A4", "A5")),
        ("pregnancy-outcome", None),
        ("postpartum-visit", None),
        ("postpartum-42-days", None),
    ]
    assert set(dates[:6]) == {"2026-10-12"}
    assert (enrolment.status, enrolment.next_due) == ("ended", None)


def test_a_birth_takes_the_antenatal_visits_off_the_list(desk: Desk) -> None:
    mother = a_mother(desk)
    begun = TODAY - timedelta(days=7 * 37)
    booked = filled(desk.visits.start(mother, "maternal").filling, lmp=begun.isoformat())
    desk.visits.sign(mother, "maternal", booked)
    assert desk.visits.start(mother, "maternal").filling.value("visit_key") == "A5"
    sheet = desk.visits.start(mother, "maternal", "pregnancy-outcome").filling
    day = (TODAY - timedelta(days=1)).isoformat()
    desk.visits.sign(mother, "maternal", filled(sheet, delivery_date=day))
    assert desk.visits.start(mother, "maternal").filling.form.key == "postpartum-visit"


def test_a_pregnancy_that_ended_early_ends_the_enrolment(desk: Desk) -> None:
    mother = a_mother(desk)
    begun = TODAY - timedelta(days=60)
    desk.visits.sign(
        mother, "maternal", filled(desk.visits.start(mother, "maternal").filling, lmp=begun.isoformat())
    )
    sheet = desk.visits.start(mother, "maternal", "pregnancy-outcome").filling
    ended = filled(sheet, outcome_kind="2", ended_on=TODAY.isoformat())
    desk.visits.sign(mother, "maternal", ended)
    (enrolment,) = desk.residents.card(mother).enrolments
    assert (enrolment.status, enrolment.next_due) == ("ended", None)


def test_who_has_not_recovered_stays_until_the_result_is_known(desk: Desk) -> None:
    mother = a_mother(desk)
    born = TODAY - timedelta(days=43)
    sheet = desk.visits.start(mother, "maternal", "postpartum-42-days").filling
    days = {"delivery_date": born.isoformat(), "discharge_date": born.isoformat()}
    referred = filled(sheet, **days, **{"class": "2"}, outcome="2")
    record = desk.visits.sign(mother, "maternal", referred)
    assert record.referral_result_due == TODAY + timedelta(days=14)
    (enrolment,) = desk.residents.card(mother).enrolments
    assert (enrolment.status, enrolment.next_due) == ("active", TODAY + timedelta(days=14))
    assert desk.visits.start(mother, "maternal").filling.form.key == "postpartum-42-days"


def test_the_screening_is_filled_in_from_what_earlier_sheets_show(desk: Desk) -> None:
    mother = a_mother(desk)
    begun = TODAY - timedelta(days=70)
    first = filled(
        desk.visits.start(mother, "maternal").filling,
        lmp=begun.isoformat(),
        gravidity=2,
        para_cs=1,
        hb=105,
        hbsag="2",
    )
    booked, _ = desk.visits.open(desk.visits.sign(mother, "maternal", first).id)
    reasons = [one["text"] for one in booked.judgement["reasons"]]
    advice = f"筛查阳性：建议 {TODAY + timedelta(days=14)} 前到二级及以上助产机构评估；程序提示"
    assert f"{advice}黄色（一般风险）、紫色（传染病），不作评定" in reasons
    sheet = desk.visits.start(mother, "maternal", "maternal-risk").filling
    assert sheet.value("screen_2") == ("2.2",)
    assert sheet.value("screen_6") == ("6.1", "6.5")
    assert sheet.value("proposed") == "黄色（一般风险）、紫色（传染病）"
    assert sheet.value("colours") is None
    assert sheet.value("screening") == "2"


@pytest.mark.parametrize(
    ("colour", "words", "reports"),
    [
        ("yellow", "二级及以上", False),
        ("orange", "2026-11-05 前上报", True),
        ("red", "2026-11-03 前上报", True),
    ],
)
def test_a_colour_says_where_and_until_when(desk: Desk, colour: str, words: str, *, reports: bool) -> None:
    mother = a_mother(desk)
    sheet = desk.visits.start(mother, "maternal", "maternal-risk")
    judged = sheet.judge(sheet.filling.answer("colours", [colour]))
    assert judged.reports_up is reports
    assert any(words in one.text for one in judged.reasons)


def test_a_positive_hiv_test_is_shown_to_those_who_treat_it(desk: Desk) -> None:
    mother = a_mother(desk)
    begun = (TODAY - timedelta(days=70)).isoformat()
    plain = filled(desk.visits.start(mother, "maternal").filling, lmp=begun)
    record = desk.visits.sign(mother, "maternal", plain.answer("hiv", "2"))
    seat(desk, Role.NURSE)
    assert record.id not in [one.id for one in desk.visits.all()]
    with pytest.raises(NotAllowed):
        desk.visits.open(record.id)


def test_a_hidden_test_is_not_told_by_the_screening_either(desk: Desk) -> None:
    mother = a_mother(desk)
    begun = (TODAY - timedelta(days=70)).isoformat()
    booked = filled(desk.visits.start(mother, "maternal").filling, lmp=begun, para_cs=1, gravidity=2)
    desk.visits.sign(mother, "maternal", booked.answer("hiv", "2"))
    assert desk.visits.start(mother, "maternal", "maternal-risk").filling.value("screen_6") == ("6.4",)
    seat(desk, Role.NURSE)
    sheet = desk.visits.start(mother, "maternal", "maternal-risk").filling
    assert (sheet.value("screen_6"), sheet.value("proposed")) == (None, None)


def test_a_man_has_no_maternal_sheet(desk: Desk) -> None:
    man = registered(desk, name="刘德厚", id_no=None, sex="1", birth_date="1996-03-03")
    with pytest.raises(InvalidInput) as refused:
        desk.visits.start(man, "maternal")
    assert refused.value.reason == "another-age-or-sex"


def test_the_constitution_takes_the_sizes_of_the_same_day(desk: Desk) -> None:
    elder = registered(desk)
    signed(desk, elder, weight="60", height=160)
    sheet = desk.visits.start(elder, "tcm").filling
    assert sheet.form.key == "tcm-elderly"
    assert sheet.value("weight") == Decimal(60)
    assert sheet.value("q9") == "1"
    full = filled(sheet, **{f"q{number}": "2" for number in range(2, 34)}, q1="5")
    record, _ = desk.visits.open(desk.visits.sign(elder, "tcm", full).id)
    assert record.answers["verdict_balanced"] == "2"
    again = desk.visits.start(elder, "tcm")
    assert again.filling.form.key == "tcm-elderly"
