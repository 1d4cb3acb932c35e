"""A dose about to be given too early, or to the wrong child, is stopped with a reason."""

from dataclasses import replace
from typing import Any

import pytest

from healthdesk.domain.immunization.forecast import forecast
from healthdesk.domain.immunization.person import Person
from healthdesk.domain.immunization.stops import Stop, stops
from tests.domain.immunization.builders import a_child, day, doses, the_schedule

TODDLER = a_child("2025-05-12")
TODAY = "2026-11-23"
HAD = (
    "HepB 2025-05-12", "BCG 2025-05-13", "HepB 2025-06-12", "IPV 2025-07-14", "IPV 2025-08-14",
    "bOPV 2025-09-15", "DTaP 2025-07-14", "DTaP 2025-09-15", "DTaP 2025-11-17", "MMR 2026-01-14",
    "JE-L 2026-01-14", "MPSV-A 2025-11-17", "MPSV-A 2026-02-20",
)  # fmt: skip


def found(product: str, *had: str, child: Person = TODDLER, on: str = TODAY) -> tuple[Stop, ...]:
    return stops(child, doses(*had), the_schedule(), product, day(on))


def codes(product: str, *had: str, **more: Any) -> list[str]:
    return [stop.code for stop in found(product, *had, **more)]


@pytest.mark.parametrize(
    "product", ["HepB", "DTaP", "MMR", "HepA-L", "HepA-I", "VarV", "influenza", "DTaP-IPV/Hib"]
)
def test_what_is_due_or_self_paid_is_not_stopped(product: str) -> None:
    assert found(product, *HAD) == ()


def test_too_young_says_from_when() -> None:
    (stop,) = found("bOPV", *HAD)
    assert (stop.code, stop.until, stop.may_overrule) == ("too_young", day("2029-05-12"), True)
    assert stop.text == "脊灰第 4 剂要满 4 岁（2029-05-12）才能打，现在 18 个月 11 天，还差 901 天"


def test_too_soon_after_the_last_dose_says_from_when() -> None:
    stop = found("JE-L", *HAD)[1]
    assert (stop.code, stop.until) == ("interval", day("2027-01-14"))
    assert stop.text == "乙脑第 2 剂与第 1 剂（2026-01-14）至少隔 12 个月，2027-01-14 起才能打，还差 52 天"


def test_two_live_vaccines_keep_apart() -> None:
    (stop,) = found("HepA-L", *HAD, "MMR 2026-11-12")
    assert (stop.code, stop.until) == ("live", day("2026-12-10"))


def test_two_live_vaccines_may_be_given_on_one_day() -> None:
    assert found("HepA-L", *HAD, "MMR 2026-11-23") == ()


def test_catch_up_bcg_keeps_live_vaccines_apart_too() -> None:
    child = a_child("2026-01-10", tb_skin_test="negative")
    assert codes("BCG", "MMR 2026-09-12", child=child, on="2026-09-20") == ["live"]
    assert codes("BCG", child=child, on="2026-09-20") == []


def test_immunoglobulin_holds_live_vaccines_back() -> None:
    child = a_child("2025-05-12", immunoglobulin=day("2026-10-01"))
    assert codes("MMR", *HAD, child=child) == ["immunoglobulin"]
    assert codes("DTaP", *HAD, child=child) == []


def test_a_repeat_too_soon_is_stopped() -> None:
    child = a_child("2026-05-01")
    assert codes("HepB", "HepB 2026-05-01", "HepB 2026-05-20", child=child, on="2026-06-05") == ["repeat"]


def test_a_series_that_is_complete_needs_no_more() -> None:
    assert codes("BCG", *HAD) == ["complete"]


def test_the_same_vaccine_is_not_given_twice_on_one_day() -> None:
    assert codes("MMR", *HAD, f"MMR {TODAY}") == ["already_today", "complete"]


def test_an_unknown_code_is_stopped() -> None:
    assert found("XYZ") == (
        Stop("unknown_product", "不认识的疫苗代码 XYZ，请核对", "免疫程序 9", "C", may_overrule=False),
    )


def test_nothing_is_given_before_birth() -> None:
    assert codes("HepB", on="2025-05-11") == ["before_birth"]


def test_a_vaccine_no_longer_made_is_stopped() -> None:
    assert codes("tOPV", child=a_child("2026-01-01")) == ["historic"]


def test_type_2_comes_first() -> None:
    (stop,) = found("bOPV", child=a_child("2026-01-01"))
    assert (stop.code, stop.text) == ("not_now", "现在不用脊灰减毒活疫苗，按程序应打脊灰灭活疫苗")


def test_dt_is_not_for_a_small_child_nor_dtap_for_a_big_one() -> None:
    assert codes("DT", *HAD) == ["too_young"]
    assert codes("DTaP", child=a_child("2018-01-01")) == ["not_proposed"]


def test_a_combination_is_given_alone() -> None:
    assert codes("DTaP-IPV/Hib", *HAD, f"MMR {TODAY}") == ["alone"]
    (stop,) = found("MMR", *HAD, f"DTaP-IPV/Hib {TODAY}")
    assert stop.text == "五联疫苗的说明书不建议与其他疫苗同日打，今天已打麻腮风疫苗"


def test_a_second_line_of_products_is_for_a_doctor() -> None:
    (stop,) = found("JE-I", *HAD)
    assert (stop.code, stop.may_overrule) == ("no_rule", True)


@pytest.mark.parametrize(
    ("product", "known", "code", "may_overrule"),
    [
        pytest.param("BCG", {"hiv": "positive"}, "barred", False, id="hiv"),
        pytest.param("BCG", {"hiv": "exposed_unknown"}, "deferred", True, id="hiv not excluded"),
        pytest.param("MMR", {"contraindicated": frozenset({"MMR"})}, "contraindicated", False, id="recorded"),
        pytest.param("MMR", {"severe_reaction": True}, "severe_reaction", True, id="to what, nobody said"),
        pytest.param("MMR", {"hiv": "positive"}, "condition", True, id="immune state to be checked"),
        pytest.param("MMR", {"immune_state": "deficient"}, "barred", False, id="immune deficiency"),
        pytest.param("DTaP", {"stable": False}, "deferred", True, id="not stable"),
        pytest.param(
            "MMR", {"high_dose": day("2027-04-01")}, "deferred", True, id="high-dose immunoglobulin"
        ),
    ],
)
def test_the_state_of_the_child_stops(
    product: str, known: dict[str, Any], code: str, may_overrule: bool
) -> None:
    child = a_child("2026-09-01", **known)
    stop = found(product, child=child, on="2027-05-10")[0]
    assert (stop.code, stop.may_overrule) == (code, may_overrule)
    assert stop.text
    assert stop.source


def test_a_reaction_whose_series_a_doctor_named_stops_no_other() -> None:
    named = a_child("2026-09-01", severe_reaction=True, contraindicated=frozenset({"MMR"}))
    assert "severe_reaction" not in {stop.code for stop in found("DTaP", child=named, on="2027-05-10")}
    assert found("MMR", child=named, on="2027-05-10")[0].code == "contraindicated"


def test_bcg_asks_for_a_skin_test_and_ends_at_four() -> None:
    assert codes("BCG", child=a_child("2025-05-12")) == ["condition"]
    assert codes("BCG", child=a_child("2022-05-12")) == ["not_indicated", "condition"]


def test_self_paid_hpv_is_never_refused_by_sex() -> None:
    assert codes("9vHPV", child=a_child("2010-01-01", "M")) == []


def test_the_programme_plans_six_months_between_hpv_doses_a_doctor_may_shorten() -> None:
    girl = a_child("2013-01-10", "F")
    (stop,) = found("2vHPV", "2vHPV 2026-01-20", child=girl, on="2026-06-25")
    assert (stop.code, stop.until, stop.may_overrule) == ("interval", day("2026-07-20"), True)


@pytest.mark.parametrize(
    ("product", "born", "code"),
    [
        pytest.param("zoster", "2026-03-01", "too_young", id="shingles vaccine for a baby"),
        pytest.param("PPSV23", "2025-05-12", "condition", id="PPSV23 below two"),
        pytest.param("influenza", "2026-05-24", "too_young", id="a day short of six months"),
        pytest.param("RV", "2016-11-01", "not_indicated", id="rotavirus at ten"),
        pytest.param("PCV13", "1956-11-01", "not_indicated", id="child's pneumococcal at seventy"),
    ],
)
def test_a_self_paid_vaccine_of_another_age_is_stopped(product: str, born: str, code: str) -> None:
    stop = found(product, child=a_child(born))[0]
    assert (stop.code, stop.may_overrule) == (code, True)


@pytest.mark.parametrize(
    ("product", "born"), [("influenza", "2026-05-23"), ("zoster", "1966-01-01"), ("PPSV23", "1950-01-01")]
)
def test_a_self_paid_vaccine_of_the_right_age_is_not(product: str, born: str) -> None:
    assert found(product, child=a_child(born)) == ()


@pytest.mark.parametrize("sex", ["M", ""])
def test_the_free_hpv_vaccine_is_stopped_for_whom_it_is_not(sex: str) -> None:
    child = replace(a_child("2013-10-01"), sex=sex)
    assert codes("2vHPV", child=child) == ["deferred"]
    group = next(one for one in forecast(child, (), the_schedule(), day(TODAY)) if one.group == "HPV")
    assert (group.status, group.product) == ("not_indicated", None)


def test_a_self_paid_hpv_vaccine_is_never_refused_by_sex() -> None:
    assert found("9vHPV", child=replace(a_child("2013-10-01"), sex="M")) == ()


def test_bcg_is_never_given_from_four_years_on_whoever_decides() -> None:
    stop = found("BCG", child=a_child("2021-03-01"))[0]
    assert (stop.code, stop.may_overrule) == ("not_indicated", False)
