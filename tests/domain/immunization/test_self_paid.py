"""Vaccines outside the programme, by their inserts (免疫程序 7)."""

from typing import Any

import pytest

from healthdesk.domain.immunization.forecast import forecast
from healthdesk.domain.immunization.stops import stops
from tests.domain.immunization.builders import (
    a_child,
    day,
    doses,
    next_dose,
    places,
    summary,
    the_schedule,
    verdicts,
)


def wanting(group: str, born: str, sex: str = "M", **known: Any) -> Any:
    return a_child(born, sex, wanted=frozenset({group}), **known)


def codes(product: str, child: Any, on: str, *had: str) -> list[str]:
    return [stop.code for stop in stops(child, doses(*had), the_schedule(), product, day(on))]


def test_what_nobody_asked_for_is_not_forecast() -> None:
    groups = {one.group for one in forecast(a_child("2026-01-10"), (), the_schedule(), day("2026-11-02"))}
    assert groups == {"HepB", "BCG", "POLIO", "DTP", "MMR", "JE", "MEN", "HepA", "HPV"}


def test_what_the_family_asked_for_is_forecast_and_for_pay() -> None:
    found = next_dose("PCV", wanting("PCV", "2026-09-10"), "2026-11-02")
    assert summary(found) == (1, "not_yet_due", "PCV13", "2026-11-10")
    assert not found.is_programme


@pytest.mark.parametrize(
    ("born", "first", "total"),
    [
        pytest.param("2026-06-10", "2026-08-10", 4, id="below 6 months: 3 and a booster"),
        pytest.param("2026-01-10", "2026-08-10", 3, id="6 to 12 months: 2 and a booster"),
        pytest.param("2025-01-10", "2026-08-10", 1, id="from 1 year: one"),
    ],
)
def test_hib_has_as_many_doses_as_the_age_at_the_start_says(born: str, first: str, total: int) -> None:
    child = a_child(born)
    found = next_dose("HIB", child, "2026-11-02", f"Hib {first}")
    assert found.total_doses == total
    assert (found.status == "complete") == (total == 1)


def test_hib_in_a_combination_counts_for_its_own_series_too() -> None:
    verdict = verdicts(a_child("2026-01-10"), "DTaP-IPV/Hib 2026-03-10")[0]
    assert (verdict.counts_as, verdict.places) == ("POLIO-1+DTP-1", ("POLIO-1", "DTP-1", "HIB-1"))
    found = next_dose("HIB", a_child("2026-01-10"), "2026-11-02", "DTaP-IPV/Hib 2026-03-10")
    assert summary(found) == (2, "due", "Hib", "2026-04-10")


@pytest.mark.parametrize(
    ("first", "second", "product"),
    [
        pytest.param("PCV13", "2026-09-20", "PCV13", id="CRM197: 1 month"),
        pytest.param("PCV13-TT", "2026-10-20", "PCV13-TT", id="TT: 2 months"),
    ],
)
def test_pneumococcal_vaccine_started_at_seven_months_keeps_its_makers_interval(
    first: str, second: str, product: str
) -> None:
    found = next_dose("PCV", a_child("2026-01-10"), "2026-09-01", f"{first} 2026-08-20")
    assert summary(found) == (2, "not_yet_due", product, second)


def test_a_pneumococcal_vaccine_whose_table_is_not_known_is_for_a_doctor() -> None:
    had = ("PCV13-mixed 2026-08-20",)
    assert verdicts(a_child("2026-01-10"), *had)[0].reason == "ask_clinician"
    assert next_dose("PCV", wanting("PCV", "2026-01-10"), "2026-09-01", *had).status == "deferred"


def test_rotavirus_vaccine_has_an_age_after_which_it_is_not_begun() -> None:
    assert summary(next_dose("RV", wanting("RV", "2026-08-20"), "2026-11-02"))[2] == "RV5"
    assert summary(next_dose("RV", wanting("RV", "2026-07-20"), "2026-11-02"))[2] == "RV"
    assert codes("RV5", a_child("2026-08-03"), "2026-11-02") == ["closed"]
    assert codes("RV5", a_child("2026-08-04"), "2026-11-02") == []


def test_the_last_rotavirus_dose_may_be_given_on_the_day_of_32_weeks_but_not_later() -> None:
    child, had = a_child("2026-01-01"), ("RV5 2026-03-01", "RV5 2026-04-01")
    assert codes("RV5", child, "2026-08-13", *had) == []
    assert codes("RV5", child, "2026-08-14", *had) == ["closed"]
    found = next_dose("RV", child, "2026-08-14", *had)
    assert (found.status, found.reasons[0].text) == ("not_indicated", "轮状病毒第 3 剂的最大年龄已过，不再打")


def test_two_rotavirus_vaccines_are_not_mixed_without_a_doctor() -> None:
    assert places(a_child("2026-01-01"), "RV5 2026-03-01", "RV 2026-04-01") == ["RV-1", None]
    assert codes("RV", a_child("2026-01-01"), "2026-04-10", "RV5 2026-03-01") == ["no_rule"]


def test_the_single_rotavirus_vaccine_is_given_once_a_year() -> None:
    found = next_dose("RV", a_child("2026-01-01"), "2026-11-02", "RV 2026-04-01")
    assert summary(found) == (2, "not_yet_due", "RV", "2027-04-01")


def test_the_first_season_of_a_small_child_has_two_doses_of_influenza_vaccine() -> None:
    child = wanting("FLU", "2025-05-05")
    assert next_dose("FLU", child, "2026-11-02").total_doses == 2
    found = next_dose("FLU", child, "2026-11-02", "influenza 2026-10-10")
    assert summary(found) == (2, "not_yet_due", "influenza", "2026-11-07")


@pytest.mark.parametrize(
    ("born", "had", "status"),
    [
        pytest.param(
            "2025-05-05", ("influenza 2025-11-10", "influenza 2026-10-10"), "complete", id="second season"
        ),
        pytest.param("2017-11-02", ("influenza 2026-11-02",), "complete", id="nine years"),
        pytest.param("2017-11-03", ("influenza 2026-11-02",), "not_yet_due", id="a day short of nine"),
        pytest.param("1950-05-05", ("influenza 2025-10-10",), "due", id="a new season"),
    ],
)
def test_after_that_one_dose_a_season(born: str, had: tuple[str, ...], status: str) -> None:
    assert next_dose("FLU", wanting("FLU", born), "2026-11-02", *had).status == status


def test_a_second_dose_that_would_fall_into_the_next_season_is_not_planned() -> None:
    found = next_dose("FLU", a_child("2025-05-05"), "2026-06-20", "influenza 2026-06-10")
    assert (found.status, found.reasons[0].text) == ("not_indicated", "本流感季不用再打，新一季再看")


def test_a_season_with_a_dose_that_did_not_count_is_no_season_before() -> None:
    child = a_child("2025-05-05", wanted=frozenset({"FLU"}))
    found = next_dose("FLU", child, "2026-11-02", "influenza 2025-06-20", "influenza 2025-07-20")
    assert found.total_doses == 2


def test_the_season_begins_when_the_clinic_says() -> None:
    october = the_schedule(influenza_season="10-01")
    child, had = wanting("FLU", "1950-05-05"), "influenza 2026-08-10"
    assert next_dose("FLU", child, "2026-11-02", had).status == "complete"
    assert next_dose("FLU", child, "2026-11-02", had, schedule=october).status == "due"


def test_live_nasal_influenza_vaccine_is_one_dose_from_three_to_seventeen() -> None:
    assert next_dose("FLU", a_child("2022-05-05"), "2026-11-02", "LAIV 2026-10-10").status == "complete"
    assert codes("LAIV", a_child("2024-05-05"), "2026-11-02") == ["too_young"]
    assert codes("LAIV", a_child("2008-11-02"), "2026-11-02") == ["closed"]


def test_ev71_keeps_away_from_what_was_given_before() -> None:
    child = wanting("EV71", "2026-04-01")
    found = next_dose("EV71", child, "2026-11-02", "DTaP 2026-11-01")
    assert summary(found) == (1, "not_yet_due", "EV71", "2026-11-15")
    assert codes("EV71", child, "2026-11-02", "DTaP 2026-11-01") == ["apart"]
    apart = the_schedule(ev71_apart="0d")
    assert next_dose("EV71", child, "2026-11-02", "DTaP 2026-11-01", schedule=apart).status == "due"


def test_ev71_ends_with_the_makers_age() -> None:
    child = wanting("EV71", "2023-01-01")
    assert next_dose("EV71", child, "2026-11-02").status == "due"
    limited = the_schedule(ev71_below="36m")
    assert next_dose("EV71", child, "2026-11-02", schedule=limited).status == "not_indicated"


def test_jiangsu_gives_varicella_vaccine_free() -> None:
    jiangsu = the_schedule(province="Jiangsu")
    found = next_dose("VAR", a_child("2025-05-05"), "2026-11-02", schedule=jiangsu)
    assert (found.status, found.overdue, found.is_programme) == ("due", day("2026-11-05"), True)


@pytest.mark.parametrize(
    ("born", "sex", "had", "expected"),
    [
        pytest.param(
            "2014-05-05", "M", ("9vHPV 2026-02-01",), (2, "due", "9vHPV", "2026-08-01"), id="boy, two doses"
        ),
        pytest.param(
            "1999-05-05", "F", ("9vHPV 2026-02-01",), (2, "due", "9vHPV", "2026-04-01"), id="from 15: three"
        ),
        pytest.param(
            "1999-05-05",
            "F",
            ("9vHPV 2026-02-01", "9vHPV 2026-04-01"),
            (3, "due", "9vHPV", "2026-08-01"),
            id="the third six months after the first",
        ),
        pytest.param(
            "1999-05-05", "F", ("4vHPV 2026-02-01",), (2, "due", "4vHPV", "2026-04-01"), id="four-valent"
        ),
        pytest.param(
            "2011-12-01",
            "F",
            ("2vHPV 2026-12-05",),
            (2, "not_yet_due", "2vHPV", "2027-01-05"),
            id="two-valent begun at 15",
        ),
    ],
)
def test_hpv_by_the_insert(born: str, sex: str, had: tuple[str, ...], expected: tuple[object, ...]) -> None:
    on = "2026-12-20" if "2vHPV" in had[0] else "2026-11-02"
    assert summary(next_dose("HPV", a_child(born, sex), on, *had)) == expected


def test_a_woman_who_asks_may_have_hpv_vaccine() -> None:
    found = next_dose("HPV", wanting("HPV", "1999-05-05", "F"), "2026-11-02")
    assert (found.status, found.product, found.total_doses, found.is_programme) == ("due", "9vHPV", 3, False)
    assert next_dose("HPV", a_child("1999-05-05", "F"), "2026-11-02").status == "not_indicated"


def test_shingles_vaccine_is_twice_recombinant_or_once_live() -> None:
    assert summary(next_dose("ZOSTER", wanting("ZOSTER", "1976-11-02"), "2026-11-02"))[1:3] == (
        "due",
        "zoster",
    )
    found = next_dose("ZOSTER", a_child("1970-01-01"), "2026-11-02", "zoster 2026-10-02")
    assert summary(found) == (2, "not_yet_due", "zoster", "2026-12-02")
    assert (
        next_dose("ZOSTER", a_child("1980-01-01"), "2026-11-02", "zoster-live 2026-10-02").status
        == "complete"
    )


def test_ppsv23_is_for_the_old_and_those_at_risk() -> None:
    assert next_dose("PPSV", wanting("PPSV", "1961-11-02"), "2026-11-02").status == "due"
    assert next_dose("PPSV", wanting("PPSV", "1990-01-01"), "2026-11-02").condition == "high-risk"
    assert codes("PPSV23", a_child("1990-01-01"), "2026-11-02") == ["condition"]
    at_risk = wanting("PPSV", "1990-01-01", high_risk=True)
    assert next_dose("PPSV", at_risk, "2026-11-02").status == "due"
    assert summary(next_dose("PPSV", at_risk, "2026-11-02", "PPSV23 2022-01-01")) == (
        2,
        "not_yet_due",
        "PPSV23",
        "2027-01-01",
    )


@pytest.mark.parametrize(("born", "total"), [("2026-06-10", 3), ("2026-03-10", 2), ("2024-01-10", 1)])
def test_the_conjugate_of_four_groups_by_the_age_at_the_start(born: str, total: int) -> None:
    assert next_dose("MCV4", wanting("MCV4", born), "2026-11-02").total_doses == total


def test_while_that_course_runs_the_programmes_is_not_given_beside_it() -> None:
    child = wanting("MCV4", "2026-03-10")
    assert (
        next_dose("MEN", child, "2026-11-02").reasons[0].text
        == "家长选了ACYW群流脑结合疫苗，先按它的说明书打完"
    )
    assert codes("MPSV-A", child, "2026-11-02") == []
    had = ("MCV4 2026-09-20", "MCV4 2026-10-20")
    assert summary(next_dose("MEN", child, "2026-11-02", *had)) == (3, "not_yet_due", "MPSV-AC", "2029-03-10")


def test_the_antibody_against_rsv_is_for_the_first_year_and_says_its_dose() -> None:
    found = next_dose("RSV", wanting("RSV", "2026-09-01"), "2026-11-02")
    assert found.status == "due"
    assert "50 mg" in found.reasons[-1].text
    assert next_dose("RSV", wanting("RSV", "2025-09-01"), "2026-11-02").status == "not_indicated"


def test_catching_up_ends_for_what_is_free_and_not_for_what_is_paid() -> None:
    woman = wanting("FLU", "1980-01-01", "F")
    assert next_dose("HepB", woman, "2026-11-02").status == "not_indicated"
    assert next_dose("FLU", woman, "2026-11-02").status == "due"
