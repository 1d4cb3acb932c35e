"""A child's visits from the first to the last: started, judged, signed, and the next one due."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from healthdesk.base.calendar import add_months
from healthdesk.base.errors import InvalidInput
from healthdesk.desk import Desk
from healthdesk.domain.forms.filling import Filling
from healthdesk.services import signing
from healthdesk.trials.filling_in import plain_answer
from tests.builders import PASSWORD, TODAY
from tests.desks import a_desk, an_environment, registered

LATER = date(2030, 6, 1)
BORN = date(2024, 2, 2)
MONTHS = (3, 6, 8, 12, 18, 24, 30, 36, 48, 60, 72)
MEASURED: dict[str, Any] = {
    "gest_weeks": 39,
    "birth_weight": "3.40",
    "birth_length": "50.0",
    "temp": "36.8",
    "heart_rate": 132,
    "resp_rate": 42,
    "teeth": 8,
    "caries": 0,
    "outdoor": "2",
    "vit_d": 400,
    "hb": 121,
    "va_l": "4.9",
    "va_r": "4.9",
}
FINE = {"disease_scr": ["2"], "neck": "2", "font": "2", "cord": "2", "navel": "2"}
"""Where the first option is not the usual one; neck and fontanelle are numbered differently at birth."""
SIZES = {
    "M1": ("4.6", "55"),
    "M3": ("6.8", "62"),
    "M6": ("8.4", "69"),
    "M8": ("9.1", "72"),
    "M12": ("10.1", "77"),
}


def a_child(desk: Desk, born: date, **changes: Any) -> str:
    return registered(desk, name="李沐阳", id_no=None, sex="1", birth_date=born.isoformat(), **changes)


def filled(filling: Filling, **answers: Any) -> Filling:
    """Every gap with an unremarkable answer, then these."""
    visit = str(filling.value("visit_key") or "")
    weight, length = SIZES.get(visit, ("14.5", "96"))
    of_newborn = {} if visit else {"neck": "1", "font": "1"}
    sizes = {"weight": weight, "length": length, "height": length, "head": "44"}
    known = MEASURED | FINE | sizes | of_newborn
    while gaps := filling.gaps():
        item = filling.form.item(gaps[0])
        filling = filling.answer(gaps[0], known.get(gaps[0], plain_answer(item, "某项", LATER)))
    for link_id, value in answers.items():
        filling = filling.answer(link_id, value)
    return filling


def test_the_schedule_is_gone_through_visit_by_visit(tmp_path: Path) -> None:
    """Each sheet is the one that is due; signing it names the next, and the last ends the enrolment."""
    days = [BORN + timedelta(5), BORN + timedelta(30), *(add_months(BORN, month) for month in MONTHS)]
    founded = a_desk(tmp_path, days[0], seed=99)
    child, folder = a_child(founded, BORN), founded.folder
    founded.close()
    seen = []
    for number, day in enumerate(days):
        desk = Desk.open(folder, "admin", PASSWORD, an_environment(day, number))
        filling = filled(desk.visits.start(child, "child").filling)
        seen.append(str(filling.value("visit_key") or "NB"))
        signed = desk.visits.sign(child, "child", filling, is_incomplete=bool(filling.gaps()))
        (enrolment,) = desk.residents.card(child).enrolments
        desk.close()
        assert signed.next_due is None or signed.next_due > day
    assert seen == ["NB", "M1", "M3", "M6", "M8", "M12", "M18", "M24", "M30", "M36", "Y4", "Y5", "Y6"]
    assert (enrolment.status, enrolment.next_due) == ("ended", None)


def test_a_whole_record_of_each_form_can_be_signed(desk: Desk) -> None:
    ages = {"newborn-visit": 0, "child-1-8-months": 6, "child-12-30-months": 12, "child-3-6-years": 48}
    for form, months in ages.items():
        child = a_child(desk, add_months(TODAY, -months) if months else TODAY - timedelta(days=7))
        filling = filled(desk.visits.start(child, "child", form).filling)
        assert (filling.gaps(), filling.problems()) == ((), ()), form
        assert desk.visits.sign(child, "child", filling).next_due is not None, form


def test_what_was_known_at_birth_is_carried_to_be_confirmed(desk: Desk) -> None:
    child = a_child(desk, date(2026, 5, 2))
    sheet = desk.visits.start(child, "child", "newborn-visit")
    first = filled(sheet.filling, visit_date="2026-05-08", gest_weeks=33)
    desk.visits.sign(child, "child", first, is_incomplete=True)
    later = desk.visits.start(child, "child", "child-1-8-months").filling
    assert later.value("gest_weeks") == 33
    assert {"gest_weeks", "birth_weight"} <= set(later.carried())
    assert (later.value("age_months"), later.value("corrected_months")) == (6, 4)


def test_a_sign_to_refer_at_once_proposes_the_referral(desk: Desk) -> None:
    child = a_child(desk, TODAY - timedelta(days=7))
    sheet = desk.visits.start(child, "child", "newborn-visit")
    hot = filled(sheet.filling, temp="37.5").clear("referral")
    judged = sheet.judge(hot)
    assert judged.action is not None and judged.findings == ("temp",)
    proposed = hot.propose(signing.proposals(hot, judged))
    assert proposed.value("referral") == "2"
    assert {"ref_reason", "ref_org_dept"} <= set(proposed.gaps())
    cool = proposed.answer("temp", "36.8")
    assert cool.propose(signing.proposals(cool, sheet.judge(cool))).value("referral") is None


@pytest.mark.parametrize(("referral", "due"), [("1", None), ("2", TODAY + timedelta(days=14))])
def test_the_result_of_a_referral_is_asked_for_after_two_weeks(
    desk: Desk, referral: str, due: date | None
) -> None:
    child = a_child(desk, add_months(TODAY, -6))
    filling = filled(desk.visits.start(child, "child").filling, referral=referral)
    if referral == "2":
        filling = filling.answer("ref_reason", "可能发育偏异").answer("ref_org_dept", "市妇幼保健院")
    assert desk.visits.sign(child, "child", filling).referral_result_due == due


@pytest.mark.parametrize("form", ["newborn-visit", "child-1-8-months", "child-3-6-years", "tcm-child"])
def test_a_childs_form_is_refused_for_a_man_of_thirty(desk: Desk, form: str) -> None:
    man = registered(desk, name="刘德厚", id_no=None, sex="1", birth_date="1996-03-03")
    programme = "tcm" if form == "tcm-child" else "child"
    with pytest.raises(InvalidInput) as refused:
        desk.visits.start(man, programme, form)
    assert refused.value.reason == "another-age-or-sex"
    assert form not in [one.form for one in desk.visits.writable(man)]


@pytest.mark.parametrize(
    ("months", "form", "opens"),
    [
        pytest.param(30, "child-1-8-months", False, id="long too old"),
        pytest.param(23, "child-1-8-months", True, id="written up late"),
        pytest.param(24, "child-1-8-months", False, id="too late"),
        pytest.param(34, "child-3-6-years", False, id="too young"),
        pytest.param(35, "child-3-6-years", True, id="just old enough"),
        pytest.param(12 * 80, "tcm-child", False, id="a man of eighty"),
        pytest.param(12 * 80, "tcm-elderly", True, id="his own sheet"),
    ],
)
def test_a_sheet_opens_a_year_beyond_its_ages(desk: Desk, months: int, form: str, opens: bool) -> None:
    person = a_child(desk, add_months(TODAY, -months))
    programme = "tcm" if form.startswith("tcm") else "child"
    assert (form in {one.form for one in desk.visits.writable(person)}) is opens
    if opens:
        assert desk.visits.start(person, programme, form).filling.form.key == form
        return
    with pytest.raises(InvalidInput) as refused:
        desk.visits.start(person, programme, form)
    assert refused.value.reason == "another-age-or-sex"


def test_a_form_of_another_age_is_not_signed_for_a_child(desk: Desk) -> None:
    child = a_child(desk, add_months(TODAY, -20))
    filling = filled(desk.visits.start(child, "child", "child-1-8-months").filling)
    with pytest.raises(InvalidInput) as refused:
        desk.visits.sign(child, "child", filling)
    assert (refused.value.field, refused.value.reason) == ("visit_date", "age-in-months")


def test_nothing_is_measured_before_birth(desk: Desk) -> None:
    child = a_child(desk, add_months(TODAY, -6))
    filling = filled(desk.visits.start(child, "child").filling, visit_date="2026-05-01")
    with pytest.raises(InvalidInput):
        desk.visits.sign(child, "child", filling)


def test_a_preterm_childs_tick_is_by_its_days_and_the_sheet_keeps_it(desk: Desk) -> None:
    child = a_child(desk, add_months(TODAY, -6))
    filling = filled(desk.visits.start(child, "child").filling, weight="6.7")
    assert filling.answers()["weight_grade"] == "3"
    visit_id = desk.visits.sign(child, "child", filling).id
    _, again = desk.visits.open(visit_id)
    assert again.value("weight") == Decimal("6.7")
    assert again.answers()["weight_level"] == "5"
