"""What the child forms propose about growth, and what they doubt: limits read by hand from WS/T 423-2022."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from healthdesk.domain.forms.child_growth import five_grade
from healthdesk.domain.forms.filling import Filling
from tests.domain.forms.test_child import FORM_OF_VISIT, a_check, a_child, doubts, faults


def reasons(filling: Filling, link_id: str) -> set[str]:
    return {reason for key, reason in doubts(filling) if key == link_id}


def test_the_grades_are_proposed_beside_the_measurements() -> None:
    """A boy of six months: 6.7 kg is below −2SD (6.8), 73.5 cm is +2SD, 42.1 cm of head is −1SD."""
    filling = a_check("M6", weight="6.7", length="73.5", head="42.1")
    assert (filling.value("weight_grade"), filling.value("weight_level")) == ("3", "5")
    assert (filling.value("length_grade"), filling.value("length_level")) == ("1", "1")
    assert filling.value("head_level") == "3"
    assert filling.value("growth_standard") == "WST423-2022"
    assert filling.value("nutrition") == ("2", "7")


def test_without_a_measurement_the_grade_is_a_gap_and_not_a_guess() -> None:
    filling = a_check("M6")
    assert filling.value("weight_grade") is None
    assert {"weight", "weight_grade", "length_grade"} <= set(filling.gaps())


def test_a_doctor_may_tick_another_grade_and_the_level_stays() -> None:
    filling = a_check("M6", weight="6.7").answer("weight_grade", "2").answer("weight", "6.6")
    assert (filling.value("weight_grade"), filling.value("weight_level")) == ("2", "5")


def test_a_child_of_unknown_sex_is_not_graded() -> None:
    filling = a_check("M6", sex="9", weight="6.7", length="66")
    assert filling.value("weight_grade") is None
    assert filling.value("nutrition") is None


@pytest.mark.parametrize(
    ("weight", "height", "evaluation", "finer", "ticks"),
    [
        ("16.2", "103.7", ("1",), ("1",), ("2", "2", "2")),
        ("12.9", "95.9", ("2", "4"), ("2", "4"), ("3", "3", "2")),
        ("20.1", "106", ("5",), ("9",), ("2", "2", "1")),
        ("14.4", "106", ("3",), ("6",), ("2", "2", "3")),
    ],
)
def test_the_evaluation_of_a_girl_of_four(
    weight: str, height: str, evaluation: Any, finer: Any, ticks: tuple[str, str, str]
) -> None:
    """Weight −2SD 13.0; height −2SD 96.0; at 106 cm −2SD 14.5, +2SD 20.1. The paper has no obesity."""
    filling = a_check("Y4", sex="2", weight=weight, height=height)
    assert filling.value("growth_eval") == evaluation
    assert filling.value("nutrition") == finer
    assert tuple(filling.value(key) for key in ("weight_grade", "height_grade", "wfh")) == ticks


def test_a_visit_before_the_new_standard_is_judged_by_the_old_one() -> None:
    filling = Filling.start(FORM_OF_VISIT["M6"], a_child(date(2022, 8, 28)))
    filling = filling.answer("visit_date", "2023-02-28").answer("weight", "6.7").answer("length", "66")
    assert (filling.value("growth_standard"), filling.value("weight_grade")) == ("WHO2006", "2")
    assert filling.value("weight_level") is None
    assert filling.value("nutrition") is None


@pytest.mark.parametrize(
    ("answers", "link_id", "reason"),
    [
        ({"weight": "6.1"}, "weight", ""),
        ({"weight": "6.0"}, "weight", "beyond-3sd"),
        ({"weight": "11.7"}, "weight", ""),
        ({"weight": "11.8"}, "weight", "beyond-3sd"),
        ({"length": "61.6"}, "length", ""),
        ({"length": "61.5"}, "length", "beyond-3sd"),
        ({"head": "45.9"}, "head", ""),
        ({"head": "46.0"}, "head", "beyond-2sd"),
    ],
)
def test_a_measurement_far_from_the_mean_is_asked_again(
    answers: dict[str, str], link_id: str, reason: str
) -> None:
    """A boy of six months: weight 6.1 to 11.7, length from 61.6, head to 45.9."""
    assert reasons(a_check("M6", **answers), link_id) == ({reason} if reason else set())


def test_a_child_does_not_shrink_except_when_it_first_stands() -> None:
    assert reasons(a_check("M6", last={"length": "62.0"}, length="61.9"), "length") == {"shorter"}
    lay = {"visit_key": "M18", "height": "88.9"}
    assert reasons(a_check("M24", last=lay, height="88.2"), "height") == set()
    assert reasons(a_check("M24", last=lay, height="88.1"), "height") == {"shorter"}
    stood = {"visit_key": "M24", "height": "92.0"}
    assert reasons(a_check("M30", last=stood, height="91.9"), "height") == {"shorter"}


def test_a_head_that_grows_more_than_three_centimetres_a_month_is_asked_again() -> None:
    last = {"visit_date": "2026-10-20", "head": "41.0"}
    assert reasons(a_check("M6", last=last, head="44.0"), "head") == set()
    assert reasons(a_check("M6", last=last, head="44.1"), "head") == {"head-change"}


@pytest.mark.parametrize(
    ("visit", "notation", "left", "right", "reason"),
    [
        ("Y4", "1", "4.8", "4.9", ""),
        ("Y4", "1", "4.7", "4.8", "poor-vision"),
        ("Y5", "1", "4.8", "4.9", "poor-vision"),
        ("Y5", "1", "4.9", "5.1", "eyes-differ"),
        ("Y5", "1", "5.0", "5.1", ""),
        ("Y4", "2", "0.6", "0.6", ""),
        ("Y4", "2", "0.5", "0.6", "poor-vision"),
        ("Y5", "2", "0.8", "0.8", ""),
        ("Y5", "2", "0.6", "0.8", "poor-vision"),
    ],
)
def test_vision_is_judged_in_either_notation(
    visit: str, notation: str, left: str, right: str, reason: str
) -> None:
    filling = a_check(visit, va_notation=notation, va_l=left, va_r=right)
    assert reasons(filling, "va_l") == ({reason} if reason else set())
    assert filling.value("vision_low") == ("2" if reason else "1")


def test_a_value_of_the_other_notation_is_refused() -> None:
    assert ("va_l", "range") in faults(a_check("Y4", va_notation="1", va_l="1.0"))
    assert ("va_l", "range") in faults(a_check("Y4", va_notation="2", va_l="5.0"))
    assert five_grade(Decimal("1.0"), "2") == Decimal("5.0")
    assert five_grade(Decimal("0.1"), "2") == Decimal("4.0")
