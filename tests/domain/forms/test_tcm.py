"""The TCM form of older people: maternal-child/20, its four examples among them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from healthdesk.domain.forms.filling import Filling
from tests.domain.forms.builders import FORMS, a_woman, answered

FORM = FORMS.current("tcm-elderly")
KINDS = [
    item.link_id.removeprefix("verdict_") for item in FORM.leaves() if item.link_id.startswith("verdict_")
]


def scored(usual: int, **answers: Any) -> Filling:
    given = {f"q{number}": str(usual) for number in range(1, 34)} | answers
    return answered(Filling.start(FORM, a_woman()), given)


def verdicts(filling: Filling) -> dict[str, Any]:
    return {kind: filling.value(f"verdict_{kind}") for kind in KINDS if filling.value(f"verdict_{kind}")}


def test_the_examples_of_the_specification() -> None:
    assert verdicts(scored(1, q1="5")) == {"balanced": "2"}
    assert verdicts(scored(1)) == {"balanced": "2"}
    assert verdicts(scored(3)) == dict.fromkeys(KINDS[:-1], "2")
    tending = scored(1, q1="5", q11="3", q12="3", q13="3")
    assert verdicts(tending) == {"yang_deficiency": "3", "balanced": "3"}
    assert (tending.value("score_yang_deficiency"), tending.value("score_balanced")) == (10, 23)


def test_nothing_is_computed_from_a_part_of_the_questions() -> None:
    part = scored(3).clear("q33")
    assert verdicts(part) == {}
    assert part.value("score_qi_deficiency") is None
    assert "q33" in part.gaps()


def test_every_constitution_that_was_found_needs_its_guidance() -> None:
    sheet = scored(1, q1="5", q11="3", q12="3", q13="3")
    assert {"guidance_yang_deficiency", "guidance_balanced"} <= set(sheet.gaps())
    assert not sheet.asks("guidance_special")
    advised = answered(sheet, {"guidance_yang_deficiency": ["2", "5"], "guidance_balanced": ["1"]})
    assert advised.value("guidance") == ("1", "2", "5")
    assert advised.gaps() == ()


def test_nine_times_no_is_asked_about() -> None:
    sheet = scored(1, q1="1", q2="2", q4="2", q5="2", q13="2")
    assert sheet.value("score_balanced") == 17
    weaker = answered(sheet, {"q3": "1", "q13": "3"})
    assert verdicts(weaker) == {}
    assert [problem.reason for problem in weaker.doubts()] == ["all-no"]


@pytest.mark.parametrize(
    ("weight", "waist", "bmi_score", "waist_score"),
    [("59.7", "79", "1", "1"), ("60", "85.4", "2", "2"), ("70", "85.5", "5", "3"), ("65", "105", "4", "4")],
)
def test_two_questions_are_proposed_from_sizes(
    weight: str, waist: str, bmi_score: str, waist_score: str
) -> None:
    sheet = Filling.start(FORM, a_woman(height_cm=Decimal(158)))
    sized = answered(sheet, {"weight": weight, "waist": waist})
    assert (sized.value("q9"), sized.value("q28")) == (bmi_score, waist_score)
    assert answered(sized, {"q9": "3"}).value("q9") == "3"


def test_it_is_not_for_the_young() -> None:
    young = Filling.start(FORM, a_woman(born=date(1990, 1, 1)))
    assert [problem.reason for problem in young.problems()] == ["age-in-years"]


@pytest.mark.parametrize(
    ("times", "score"), [(0, "1"), (1, "1"), (2, "2"), (5, "3"), (7, "4"), (8, "4"), (12, "5")]
)
def test_colds_a_year_propose_their_band_and_seven_is_asked_about(times: int, score: str) -> None:
    sheet = answered(Filling.start(FORM, a_woman()), {"colds": times})
    assert sheet.value("q14") == score
    assert [problem.reason for problem in sheet.doubts()] == (["no-band"] if times == 7 else [])
    assert answered(sheet, {"q14": "3"}).value("q14") == "3"
