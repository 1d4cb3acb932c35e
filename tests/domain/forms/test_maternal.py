"""The forms of a pregnancy: maternal-child/10 to 15."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from healthdesk.domain.forms.filling import Filling
from healthdesk.domain.forms.subject import Subject
from tests.domain.forms.builders import FORMS, TODAY, a_woman, answered

FIRST, LATER = FORMS.current("antenatal-first"), FORMS.current("antenatal-2-5")
BORN = date(1996, 3, 4)


def a_mother(**changes: Any) -> Subject:
    """30 years old, at the desk on 2026-11-02."""
    return a_woman(born=BORN, height_cm=None, **changes)


def first(subject: Subject | None = None, **answers: Any) -> Filling:
    return answered(Filling.start(FIRST, subject or a_mother()), answers)


def later(last: dict[str, Any] | None = None, **answers: Any) -> Filling:
    known = {"lmp": "2026-06-01", "edd_source": "1", "edd": "2027-03-08", "visit_date": "2026-08-10"}
    return answered(Filling.start(LATER, a_mother(), last=known | (last or {})), answers)


def faults(filling: Filling) -> set[tuple[str, str]]:
    return {(problem.link_id, problem.reason) for problem in filling.problems()}


def doubts(filling: Filling) -> set[tuple[str, str]]:
    return {(problem.link_id, problem.reason) for problem in filling.doubts()}


def test_week_and_date_follow_from_the_last_period() -> None:
    sheet = first(lmp="2026-08-24")
    assert (sheet.value("ga_weeks"), sheet.value("ga_days")) == (10, 0)
    assert (sheet.value("edd_source"), sheet.value("edd")) == ("1", "2027-05-31")
    assert sheet.value("age") == 30


@pytest.mark.parametrize("lmp", ["2025-06-01", "2027-01-01"], ids=["long ago", "in the future"])
def test_nothing_is_reckoned_from_a_last_period_that_is_refused(lmp: str) -> None:
    sheet = first(lmp=lmp)
    assert "lmp" in {link_id for link_id, _ in faults(sheet)}
    assert [sheet.value(key) for key in ("ga_weeks", "ga_days", "edd", "edd_source")] == [None] * 4


def test_the_centre_may_reckon_by_days() -> None:
    sheet = first(lmp="2026-11-01", edd_rule="plus280")
    assert sheet.value("edd") == "2027-08-08"
    assert first(lmp="2026-06-01").value("edd") == "2027-03-08"
    assert first(lmp="2026-06-01", edd_rule="plus280").value("edd") == "2027-03-08"


def test_without_a_last_period_the_expected_date_dates_the_pregnancy() -> None:
    sheet = first(lmp_unknown="1")
    assert not sheet.asks("lmp")
    assert {"edd", "edd_source"} <= set(sheet.gaps())
    sheet = answered(sheet, {"edd_source": "2", "edd": "2027-05-31"})
    assert (sheet.value("ga_weeks"), sheet.value("ga_days")) == (10, 0)


def test_ultrasound_leads_over_the_last_period() -> None:
    sheet = first(lmp="2026-08-24", edd_source="2", edd="2027-06-07")
    assert (sheet.value("ga_weeks"), sheet.value("ga_days")) == (9, 0)
    far = answered(sheet, {"edd": "2027-07-07"})
    assert ("edd", "off-the-rule") in doubts(far)


@pytest.mark.parametrize(
    ("lmp", "reason"),
    [("2026-11-03", "future"), ("2025-12-26", "past"), ("2025-12-27", None), ("2026-11-02", None)],
)
def test_a_last_period_that_cannot_be_is_refused(lmp: str, reason: str | None) -> None:
    found = {why for link_id, why in faults(first(lmp=lmp)) if link_id == "lmp"}
    assert (reason in found) if reason else not found


@pytest.mark.parametrize(
    "key", ["antenatal-first", "antenatal-2-5", "postpartum-visit", "postpartum-42-days", "maternal-risk"]
)
def test_a_man_a_child_and_an_old_woman_are_refused_beside_the_date(key: str) -> None:
    form = FORMS.current(key)
    assert ("visit_date", "another-sex") in faults(Filling.start(form, a_mother(sex="1")))
    for born in (date(2018, 1, 1), date(1960, 1, 1)):
        sheet = Filling.start(form, a_woman(born=born))
        assert ("visit_date", "age-in-years") in faults(sheet)
    assert faults(Filling.start(form, a_mother())) == set()


def test_births_are_fewer_than_pregnancies() -> None:
    assert ("para_cs", "order") in faults(first(gravidity=2, para_vag=1, para_cs=1))
    assert faults(first(gravidity=2, para_vag=1, para_cs=0)) == set()
    assert ("ob_6", "more-than") in doubts(first(gravidity=1, ob_1=1, ob_6=1))


def test_what_was_not_examined_is_not_asked() -> None:
    assert {"vulva", "adnexa"} <= set(first().gaps())
    assert not {"vulva", "adnexa"} & set(first(gyn_not_done="1").gaps())
    assert {"hiv", "syphilis", "hbsag"} <= set(first().gaps())
    assert not {"hiv", "syphilis", "hbsag"} & set(first(screening_refused="本人拒绝").gaps())


def test_no_abnormality_contradicts_what_was_found() -> None:
    assert doubts(first(eval="1")) == set()
    for found in ({"hb": 109}, {"sbp": 140}, {"u_pro": "+"}, {"heart": "2"}, {"plt": 100}):
        assert ("eval", "findings") in doubts(first(eval="1", **found)), found
    assert ("eval", "findings") not in doubts(first(eval="1", hb=110, sbp=139, u_pro="-", heart="1"))


@pytest.mark.parametrize("result", ["-", "±", "+", "++", "+++", "++++"])
def test_urine_results_in_their_six_words(result: str) -> None:
    assert ("u_pro", "urine") not in doubts(first(u_pro=result))


def test_another_word_for_a_urine_result_is_asked_about_and_kept() -> None:
    sheet = first(u_pro="1+")
    assert ("u_pro", "urine") in doubts(sheet)
    assert sheet.answers()["u_pro"] == "1+"
    assert sheet.accept("u_pro").doubts() == ()


@pytest.mark.parametrize(("weeks", "limit"), [(23, "7.0"), (24, "5.1")])
def test_glucose_has_a_lower_limit_from_24_weeks(weeks: int, limit: str) -> None:
    assert ("glucose", "at-least") in doubts(first(ga_weeks=weeks, glucose=limit))
    assert ("glucose", "at-least") not in doubts(
        first(ga_weeks=weeks, glucose=Decimal(limit) - Decimal("0.1"))
    )


@pytest.mark.parametrize(
    ("on", "visit"), [("2026-07-01", None), ("2026-09-21", "A2"), ("2026-10-26", "A3"), ("2026-11-02", "A3")]
)
def test_the_visit_is_that_of_the_week(on: str, visit: str | None) -> None:
    assert later(visit_date=on).value("visit_key") == visit


def test_a_visit_outside_its_weeks_is_asked_about() -> None:
    assert ("visit_date", "off-window") not in doubts(later())
    assert ("visit_date", "off-window") in doubts(later(visit_key="A4"))


def test_each_time_has_its_own_numbers_of_guidance() -> None:
    for visit, item, count in (("A2", "guidance_2", 5), ("A3", "guidance_3", 7), ("A5", "guidance_4", 8)):
        sheet = later(visit_key=visit)
        asked = [key for key in ("guidance_2", "guidance_3", "guidance_4") if sheet.asks(key)]
        assert asked == [item]
        assert len(LATER.item(item).options) == count
    assert "guidance_3_text" in later(visit_key="A3", guidance_3=["7"]).gaps()


def test_the_lie_is_asked_for_from_28_weeks_and_about_from_30() -> None:
    assert "position" not in later(ga_weeks=27).gaps()
    assert "position" in later(ga_weeks=28).gaps()
    assert ("position", "lie") in doubts(later(ga_weeks=30, position="左骶前"))
    assert ("position", "lie") not in doubts(later(ga_weeks=29, position="左骶前"))
    assert ("position", "lie") not in doubts(later(ga_weeks=38, position="左枕前"))


def test_a_fundus_that_does_not_grow_with_the_weeks_is_asked_about() -> None:
    assert ("fundus", "range") in doubts(later(ga_weeks=30, fundus="25.9"))
    assert ("fundus", "range") not in doubts(later(ga_weeks=30, fundus="26"))
    assert "fundus" not in later(ga_weeks=19).gaps()


def test_more_than_half_a_kilogram_a_week_is_asked_about() -> None:
    assert ("weight", "gain-a-week") in doubts(later({"weight": Decimal(55)}, weight="61.1"))
    assert ("weight", "gain-a-week") not in doubts(later({"weight": Decimal(55)}, weight="61.0"))
    before = {"weight": Decimal(50), "visit_date": "2026-03-01"}
    assert ("weight", "gain-a-week") not in doubts(later(before, weight="61"))


def test_windows_after_birth() -> None:
    home, check = FORMS.current("postpartum-visit"), FORMS.current("postpartum-42-days")
    born = {"delivery_date": "2026-10-20", "discharge_date": "2026-10-25"}
    assert ("visit_date", "late-visit") in doubts(answered(Filling.start(home, a_mother()), born))
    assert ("visit_date", "off-window") in doubts(answered(Filling.start(check, a_mother()), born))
    assert ("discharge_date", "date-order") in faults(
        answered(
            Filling.start(home, a_mother()), {"delivery_date": "2026-10-20", "discharge_date": "2026-10-19"}
        )
    )


def test_who_has_not_recovered_is_not_closed() -> None:
    sheet = Filling.start(FORMS.current("postpartum-42-days"), a_mother())
    assert ("outcome", "not-recovered") in doubts(answered(sheet, {"class": "2", "outcome": "1"}))
    assert ("outcome", "not-recovered") not in doubts(answered(sheet, {"class": "2", "outcome": "2"}))


def test_any_item_makes_the_screening_positive() -> None:
    sheet = Filling.start(FORMS.current("maternal-risk"), a_mother())
    assert "screening" in sheet.gaps()
    found = answered(sheet, {"screen_2": ["2.2"]})
    assert found.value("screening") == "2"
    assert "advised" in found.gaps()
    assert ("screening", "exclusive") in faults(answered(found, {"screening": "1"}))


def test_one_colour_and_purple_beside_it() -> None:
    sheet = Filling.start(FORMS.current("maternal-risk"), a_mother())
    assert faults(answered(sheet, {"colours": ["yellow", "purple"]})) == set()
    assert ("colours", "exclusive") in faults(answered(sheet, {"colours": ["yellow", "red"]}))
    assert {"assessed_on", "assessor"} <= set(answered(sheet, {"colours": ["red"]}).gaps())


def test_every_form_of_a_pregnancy_is_of_today() -> None:
    assert first().value("visit_date") == TODAY.isoformat()
