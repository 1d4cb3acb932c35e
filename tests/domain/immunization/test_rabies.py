"""After an exposure: grades, both courses, a late dose, an exposure again, immunoglobulin (免疫程序 7)."""

from decimal import Decimal
from typing import Any

import pytest

from healthdesk.domain.immunization.person import Exposure, Person
from healthdesk.domain.immunization.plan import catch_up_plan
from healthdesk.domain.immunization.rabies import Treatment, dosages, treatment
from healthdesk.domain.immunization.stops import stops
from tests.domain.immunization.builders import (
    a_child,
    day,
    doses,
    next_dose,
    places,
    summary,
    the_schedule,
)

ESSEN = (
    "rabies 2026-11-02",
    "rabies 2026-11-05",
    "rabies 2026-11-09",
    "rabies 2026-11-16",
    "rabies 2026-11-30",
)
ZAGREB = ("rabies 2026-11-02", "rabies 2026-11-02", "rabies 2026-11-09", "rabies 2026-11-23")


def bitten(
    on: str = "2026-11-02", grade: str = "II", *more: Exposure, born: str = "1990-05-05", **known: Any
) -> Person:
    exposure = Exposure(
        day(on), grade, **{key: known.pop(key) for key in ("site", "animal", "course") if key in known}
    )
    return a_child(born, exposures=(exposure, *more), **known)


def codes(person: Person, on: str, *had: str) -> list[str]:
    return [stop.code for stop in stops(person, doses(*had), the_schedule(), "rabies", day(on))]


def asked(person: Person, on: str, *had: str) -> Treatment:
    found = treatment(person, doses(*had), the_schedule(), day(on))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("given", "next_on"),
    [(0, "2026-11-02"), (1, "2026-11-05"), (2, "2026-11-09"), (3, "2026-11-16"), (4, "2026-11-30")],
)
def test_five_doses_on_their_days(given: int, next_on: str) -> None:
    found = next_dose("RABIES", bitten(), "2026-11-30", *ESSEN[:given])
    assert summary(found) == (given + 1, "due", "rabies", next_on)


def test_after_the_fifth_the_course_is_whole() -> None:
    assert places(bitten(), *ESSEN) == ["RAB-1", "RAB-2", "RAB-3", "RAB-4", "RAB-5"]
    assert next_dose("RABIES", bitten(), "2026-12-24", *ESSEN).status == "complete"


def test_two_on_the_first_day_then_seven_and_twenty_one() -> None:
    person = bitten(course="zagreb")
    first = next_dose("RABIES", person, "2026-11-02")
    assert (summary(first), first.at_once, first.total_doses) == ((1, "due", "rabies", "2026-11-02"), 2, 4)
    assert summary(next_dose("RABIES", person, "2026-11-02", *ZAGREB[:1])) == (
        2,
        "due",
        "rabies",
        "2026-11-02",
    )
    assert summary(next_dose("RABIES", person, "2026-11-03", *ZAGREB[:2])) == (
        3,
        "not_yet_due",
        "rabies",
        "2026-11-09",
    )
    assert summary(next_dose("RABIES", person, "2026-11-10", *ZAGREB[:3])) == (
        4,
        "not_yet_due",
        "rabies",
        "2026-11-23",
    )
    assert next_dose("RABIES", person, "2026-11-24", *ZAGREB).status == "complete"


def test_the_second_of_the_first_day_is_not_stopped_and_a_third_is() -> None:
    person = bitten(course="zagreb")
    assert codes(person, "2026-11-02", *ZAGREB[:1]) == []
    assert codes(person, "2026-11-02", *ZAGREB[:2]) == ["already_today", "interval"]
    assert codes(bitten(), "2026-11-02", *ESSEN[:1]) == ["already_today", "interval"]


def test_a_plan_puts_both_doses_on_the_first_day() -> None:
    plan = catch_up_plan(bitten(course="zagreb"), (), the_schedule(), day("2026-11-02"))
    given = [(visit.on, len([dose for dose in visit.doses if dose.vaccine == "rabies"])) for visit in plan]
    assert given == [(day("2026-11-02"), 2), (day("2026-11-09"), 1), (day("2026-11-23"), 1)]


def test_two_on_a_day_in_a_booklet_are_understood_as_that_course() -> None:
    assert places(a_child("1990-05-05"), *ZAGREB) == ["RAB-1", "RAB-2", "RAB-3", "RAB-4"]
    assert next_dose("RABIES", a_child("1990-05-05"), "2026-12-24", *ZAGREB).status == "complete"


def test_in_a_course_of_five_a_second_dose_on_one_day_does_not_count() -> None:
    assert places(bitten(), *ZAGREB[:2]) == ["RAB-1", None]


def test_a_late_dose_moves_the_rest_and_nothing_is_restarted() -> None:
    late = ("rabies 2026-11-02", "rabies 2026-11-12")
    assert summary(next_dose("RABIES", bitten(), "2026-11-12", *late)) == (
        3,
        "not_yet_due",
        "rabies",
        "2026-11-16",
    )
    years = ("rabies 2024-11-02", "rabies 2026-11-12")
    assert places(bitten("2024-11-02"), *years) == ["RAB-1", "RAB-2"]


def test_a_dose_before_its_day_is_repeated() -> None:
    assert places(bitten(), "rabies 2026-11-02", "rabies 2026-11-04") == ["RAB-1", None]


@pytest.mark.parametrize(
    ("known", "grade", "text"),
    [
        pytest.param({}, "II", "不是 III 级暴露，不用狂犬病被动免疫制剂", id="as seen"),
        pytest.param({"animal": "bat"}, "III", "接触蝙蝠，按 III 级处理", id="bat"),
        pytest.param(
            {"site": "head-face"}, "III", "头面部 II 级暴露，动物健康状况无法确定，按 III 级处理", id="face"
        ),
        pytest.param(
            {"site": "head-face", "animal": "healthy"},
            "II",
            "不是 III 级暴露，不用狂犬病被动免疫制剂",
            id="face, animal watched",
        ),
        pytest.param(
            {"immune_state": "severe"}, "III", "严重免疫功能低下的 II 级暴露，按 III 级处理", id="immune"
        ),
    ],
)
def test_an_exposure_may_be_treated_as_a_higher_grade(known: dict[str, str], grade: str, text: str) -> None:
    found = asked(bitten(**known), "2026-11-02")
    assert (found.grade, found.reasons[0].text) == (grade, text)
    assert found.needs_immunoglobulin == (grade == "III")


def test_immunoglobulin_is_given_until_the_seventh_day_after_the_first_dose() -> None:
    person = bitten(grade="III")
    assert asked(person, "2026-11-02").immunoglobulin_until is None
    last = asked(person, "2026-11-09", *ESSEN[:1])
    assert (last.needs_immunoglobulin, last.immunoglobulin_until) == (True, day("2026-11-09"))
    past = asked(person, "2026-11-10", *ESSEN[:1])
    assert (past.needs_immunoglobulin, past.reasons[0].text) == (
        False,
        "首针疫苗已满 7 天（2026-11-09），不再用狂犬病被动免疫制剂",
    )


def test_who_was_never_exposed_has_no_treatment() -> None:
    assert treatment(a_child("1990-05-05"), (), the_schedule(), day("2026-11-02")) is None


def test_grade_one_needs_no_vaccine() -> None:
    found = next_dose("RABIES", bitten(grade="I"), "2026-11-02")
    assert (found.status, found.reasons[0].text) == ("not_indicated", "I 级接触，不用打狂犬病疫苗")


def test_within_three_months_of_a_whole_course_nothing_is_given() -> None:
    again = bitten("2026-11-02", "III", Exposure(day("2027-02-27"), "III"))
    found = next_dose("RABIES", again, "2027-02-27", *ESSEN)
    assert (found.status, found.reasons[0].text) == ("not_indicated", "打完全程不到 3 个月再次暴露，不用再打")


def test_later_two_doses_three_days_apart() -> None:
    again = bitten("2026-11-02", "III", Exposure(day("2027-02-28"), "III"))
    first = next_dose("RABIES", again, "2027-02-28", *ESSEN)
    assert (summary(first), first.label) == ((1, "due", "rabies", "2027-02-28"), "狂犬病再次暴露第 1 剂")
    had = (*ESSEN, "rabies 2027-02-28")
    assert summary(next_dose("RABIES", again, "2027-02-28", *had)) == (
        2,
        "not_yet_due",
        "rabies",
        "2027-03-03",
    )
    assert next_dose("RABIES", again, "2027-03-03", *had, "rabies 2027-03-03").status == "complete"
    assert "请医生判断" in asked(again, "2027-02-28", *ESSEN).reasons[0].text


def test_bitten_again_in_the_middle_of_a_course_it_goes_on() -> None:
    again = bitten("2026-11-02", "II", Exposure(day("2026-11-07"), "III"))
    assert summary(next_dose("RABIES", again, "2026-11-09", *ESSEN[:2])) == (3, "due", "rabies", "2026-11-09")
    assert asked(again, "2026-11-09", *ESSEN[:2]).needs_immunoglobulin


def test_bitten_again_long_after_a_course_not_finished_a_whole_one_begins() -> None:
    again = bitten("2024-11-02", "II", Exposure(day("2026-11-02"), "II"))
    assert summary(next_dose("RABIES", again, "2026-11-02", "rabies 2024-11-02")) == (
        1,
        "due",
        "rabies",
        "2026-11-02",
    )


def test_doses_long_after_a_whole_course_begin_another_where_no_exposure_is_known() -> None:
    assert places(a_child("1990-05-05"), *ESSEN, "rabies 2027-06-01", "rabies 2027-06-04")[5:] == [
        "RAB-B1",
        "RAB-B2",
    ]
    assert places(a_child("1990-05-05"), *ESSEN, "rabies 2026-12-20")[5:] == [None]


def test_nothing_speaks_against_vaccine_after_an_exposure() -> None:
    ill = bitten(acute_illness=True, stable=False, contraindicated=frozenset({"RABIES"}))
    assert codes(ill, "2026-11-02") == []
    assert next_dose("RABIES", ill, "2026-11-02").status == "due"
    assert next_dose("FLU", a_child("1990-05-05", acute_illness=True, wanted=frozenset({"FLU"})),
                     "2026-11-02").status == "deferred"  # fmt: skip


def test_immunoglobulin_by_weight() -> None:
    human, equine = dosages(the_schedule().rabies, Decimal("16.5"), {"human": 100, "equine": 200})
    assert (human.serum.code, human.iu, human.ml) == ("human", 330, Decimal("3.3"))
    assert (equine.serum.code, equine.iu, equine.ml) == ("equine", 660, Decimal("3.3"))


def test_the_strength_of_one_kind_is_never_taken_for_the_other() -> None:
    human, equine = dosages(the_schedule().rabies, Decimal("16.5"), {"equine": 200})
    assert (human.iu, human.ml, equine.ml) == (330, None, Decimal("3.3"))
    assert {one.ml for one in dosages(the_schedule().rabies, Decimal("16.5"))} == {None}


@pytest.mark.parametrize(
    ("weight", "strengths"),
    [("0", {"human": 200}), ("-3", {}), ("16", {"equine": 0}), ("16", {"of a goat": 200})],
)
def test_a_weight_or_strength_that_cannot_be_is_refused(weight: str, strengths: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"weight|kind"):
        dosages(the_schedule().rabies, Decimal(weight), strengths)


def test_the_site_depends_on_the_age() -> None:
    site = the_schedule().routes["IM"].sites_of["rabies"]
    assert ("臀" in site.title, site.infants) == (True, "大腿前外侧（不打臀部）")
    bitten_on, places = day("2026-11-02"), the_schedule().routes["IM"].places_for
    below = [one.name for one in places("rabies", day("2024-11-03"), bitten_on)]
    from_two = [one.name for one in places("rabies", day("2024-11-02"), bitten_on)]
    assert (below, from_two) == (["左大腿", "右大腿"], ["左上臂", "右上臂"])
