"""The child's card: what stands where, and what it proposes."""

from typing import Any

import pytest

from healthdesk.domain.immunization.card import Card, card
from healthdesk.domain.immunization.marks import Mark, MarkState
from healthdesk.domain.immunization.person import Exposure
from tests.domain.immunization.builders import a_child, day, doses, the_schedule

TODAY = "2026-11-23"
HAD = (
    "HepB 2025-05-12", "HepB 2025-06-12", "BCG 2025-05-13", "IPV 2025-07-14", "IPV 2025-08-14",
    "bOPV 2025-09-15", "DTaP 2025-07-14", "DTaP 2025-09-15", "DTaP 2025-11-17", "MMR 2026-01-14",
    "JE-L 2026-01-14", "MPSV-A 2025-11-17", "MPSV-A 2026-02-20",
)  # fmt: skip


def the_card(*had: str, born: str = "2025-05-12", sex: str = "M", on: str = TODAY, **known: Any) -> Card:
    return card(a_child(born, sex, **known), doses(*had), the_schedule(), day(on))


def marks(shown: Card, title: str) -> dict[str, list[Mark]]:
    """The marks of a row by the title of their column."""
    line = next(line for line in shown.lines if line.title == title)
    return {column: list(cell) for column, cell in zip(shown.columns, line.cells, strict=True) if cell}


def states(shown: Card, title: str) -> dict[str, str]:
    return {column: found[0].state.value for column, found in marks(shown, title).items()}


def test_the_card_has_the_rows_and_columns_of_the_table() -> None:
    shown = the_card(*HAD)
    titles = ["乙肝", "卡介苗", "脊灰", "百白破", "麻腮风", "乙脑减毒", "A群流脑", "A+C群流脑", "甲肝减毒"]
    assert [line.title for line in shown.lines] == titles
    assert (shown.columns[0], shown.columns[-1], len(shown.columns)) == ("出生", "6 岁", 13)
    assert (shown.edition, shown.columns[shown.present]) == ("2026 年版程序", "18 月")
    assert {len(line.cells) for line in shown.lines} == {13}


def test_a_girl_has_a_row_and_a_column_more() -> None:
    shown = the_card(sex="F")
    assert (shown.lines[-1].title, shown.columns[-1]) == ("HPV", "13 岁")
    assert [mark.on for mark in marks(shown, "HPV")["13 岁"]] == [day("2038-05-12"), day("2038-11-12")]


def test_each_dose_stands_under_its_age_in_the_table() -> None:
    shown = the_card(*HAD)
    assert states(shown, "乙肝") == {"出生": "given", "1 月": "given", "6 月": "overdue"}
    assert states(shown, "百白破") == {
        "2 月": "given", "4 月": "given", "6 月": "given", "18 月": "due", "6 岁": "ahead",
    }  # fmt: skip
    assert states(shown, "A+C群流脑") == {"3 岁": "ahead", "6 岁": "ahead"}
    assert states(shown, "甲肝减毒") == {"18 月": "due"}


def test_a_mark_knows_its_days() -> None:
    shown = the_card(*HAD)
    (late,) = marks(shown, "乙肝")["6 月"]
    assert (late.on, late.days, late.product) == (day("2025-11-12"), 196, "HepB")
    assert late.text == "应在 12 月龄前完成，已逾期 196 天"
    (given,) = marks(shown, "卡介苗")["出生"]
    assert (given.on, given.dose_index, given.days) == (day("2025-05-13"), 2, 0)
    assert given.text == "卡介苗第 1 剂，有效。接种时 1 天。"
    assert [mark.on for mark in marks(shown, "脊灰")["4 岁"]] == [day("2029-05-12")]


def test_a_dose_that_does_not_count_stands_under_the_age_it_was_given_at() -> None:
    shown = the_card(*HAD, "HepB 2025-06-20")
    assert [mark.state for mark in marks(shown, "乙肝")["1 月"]] == [MarkState.GIVEN, MarkState.NOT_COUNTED]


def test_doses_by_an_older_table_stand_where_the_present_one_has_them() -> None:
    shown = the_card("DTaP 2024-08-20", "DTaP 2024-09-20", "DTaP 2024-10-20", born="2024-05-20")
    assert states(shown, "百白破")["2 月"] == "given"
    assert states(shown, "百白破")["6 月"] == "given"


def test_the_row_is_named_after_the_line_of_products() -> None:
    shown = the_card("JE-I 2026-01-14", je_product="JE-I")
    assert "乙脑灭活" in [line.title for line in shown.lines]


def test_a_combination_stands_in_both_rows() -> None:
    shown = the_card("DTaP-IPV/Hib 2025-07-14")
    assert states(shown, "脊灰")["2 月"] == states(shown, "百白破")["2 月"] == "given"


def test_an_extra_dose_is_shown_and_so_is_a_self_paid_one() -> None:
    shown = the_card("MR 2026-01-20", "VarV 2026-06-01", "influenza 2026-10-10")
    assert states(shown, "麻腮风")["8 月"] == "extra"
    assert states(shown, "水痘") == {"9 月": "given", "4 岁": "ahead"}


def test_a_dose_of_no_known_vaccine_is_left_off_the_grid() -> None:
    assert the_card("XYZ 2026-01-20").verdicts[0].reason == "unknown_vaccine"


def test_hpv_of_a_boy_has_a_row_only_when_it_was_begun() -> None:
    shown = the_card("9vHPV 2026-01-20", born="2010-01-01")
    assert states(shown, "HPV") == {"6 岁": "given"}
    assert "HPV" not in [line.title for line in the_card(born="2010-01-01").lines]


def test_hpv_of_somebody_whose_sex_is_not_known_has_no_row() -> None:
    assert "HPV" not in [line.title for line in the_card("9vHPV 2026-01-20", born="2010-01-01", sex="").lines]


def test_each_season_of_influenza_vaccine_stands_under_its_own_age() -> None:
    shown = the_card("influenza 2025-11-20", "influenza 2026-10-10")
    assert states(shown, "流感") == {"6 月": "given", "9 月": "given"}


def test_after_an_exposure_its_vaccine_comes_first_and_what_is_paid_last() -> None:
    exposed = (Exposure(day("2026-11-23"), "II"),)
    shown = the_card(*HAD, exposures=exposed, wanted=frozenset({"PCV"}))
    assert [one.vaccine for one in shown.today] == ["rabies", "HepB", "MMR", "DTaP", "HepA-L", "PCV13"]


def test_what_is_not_known_is_asked_before_the_doses_it_bears_on() -> None:
    asked = {one.item for one in the_card(*HAD).questions}
    of_today = {"acute_illness", "immune_state", "had_immunoglobulin", "had_severe_reaction"}
    assert asked == {"mother_hbsag", *of_today}
    known = the_card(*HAD, asked=frozenset(asked), asked_today=frozenset(asked)).questions
    assert known == ()


def test_what_may_have_changed_is_asked_again_on_another_day() -> None:
    asked = frozenset({"mother_hbsag", "acute_illness", "immune_state", "had_severe_reaction"})
    again = {one.item for one in the_card(*HAD, immune_state="normal", asked=asked).questions}
    assert {"acute_illness", "immune_state", "had_severe_reaction"} <= again
    assert "mother_hbsag" not in again


def test_a_mother_of_whom_nobody_knows_is_asked_for_unless_somebody_has_asked() -> None:
    """The background says unknown for a mother nobody asked about; that is no answer."""
    never = the_card(*HAD, mother_hbsag="unknown")
    assert "HepB" in {one.vaccine for one in never.today}
    assert "mother_hbsag" in {one.item for one in never.questions}
    asked = the_card(*HAD, mother_hbsag="unknown", asked=frozenset({"mother_hbsag"}))
    assert "mother_hbsag" not in {one.item for one in asked.questions}


def test_a_question_is_put_only_to_whom_it_matters() -> None:
    mother = the_card(*HAD, mother_hbsag="unknown", asked=frozenset({"mother_hbsag"}))
    assert "birth_weight_g" in {one.item for one in mother.questions}
    girl = the_card(born="2011-12-01", sex="F", on="2027-01-01")
    assert "is_pregnant" in {one.item for one in girl.questions}
    assert "is_pregnant" not in {one.item for one in the_card(born="2011-12-01", on="2027-01-01").questions}
    assert the_card(on="2025-05-01").questions == ()


def test_conditions_and_deferrals_have_marks_without_a_date() -> None:
    (mark,) = marks(the_card(), "卡介苗")["出生"]
    assert (mark.state, mark.on) == (MarkState.CONDITIONAL, None)
    (mark,) = marks(the_card(hiv="exposed_unknown"), "卡介苗")["出生"]
    assert (mark.state, mark.on) == (MarkState.DEFERRED, None)


def test_doses_that_follow_end_with_the_age_of_catching_up() -> None:
    shown = the_card(born="2014-12-20")
    rows = marks(shown, "百白破")
    assert [mark.on for found in rows.values() for mark in found] == [day("2021-12-20")]


def test_today_the_most_urgent_comes_first() -> None:
    shown = the_card(*HAD)
    assert [(one.title, one.dose, one.status.value) for one in shown.today] == [
        ("乙肝疫苗", 3, "overdue"),
        ("麻腮风疫苗", 2, "due"),
        ("百白破疫苗", 4, "due"),
        ("甲肝减毒活疫苗", 1, "due"),
    ]
    assert {one.on for one in shown.today} == {day(TODAY)}


def test_a_proposal_says_why_in_a_line() -> None:
    shown = the_card(*HAD)
    late, mmr, _, _ = shown.today
    assert late.text == "应在 12 月龄前完成，已逾期 196 天，距第 2 剂已满 60 天，距第 1 剂已满 4 个月"
    assert mmr.text == "满 18 月龄，距第 1 剂已满 28 天，可与甲肝减毒活疫苗同日打，否则隔 28 天"
    assert [reason.source for reason in mmr.reasons] == ["免疫程序 3、4 麻腮风"] * 3


def test_what_comes_later_is_sorted_by_day() -> None:
    shown = the_card(*HAD)
    assert [(one.title, one.dose, one.on) for one in shown.later] == [
        ("乙脑减毒活疫苗", 2, day("2027-05-12")),
        ("A+C群流脑疫苗", 1, day("2028-05-12")),
        ("脊灰减毒活疫苗", 4, day("2029-05-12")),
    ]


@pytest.mark.parametrize(
    ("status", "known", "vaccine"),
    [
        pytest.param("conditional", {}, "BCG", id="condition"),
        pytest.param("deferred", {"hiv": "exposed_unknown"}, "BCG", id="deferral"),
    ],
)
def test_what_has_to_be_settled_is_proposed_too(status: str, known: dict[str, Any], vaccine: str) -> None:
    found = [one for one in the_card(**known).today if one.status == status]
    assert [one.vaccine for one in found] == [vaccine]


def test_on_a_day_before_birth_nothing_is_present_yet() -> None:
    shown = the_card(on="2025-05-01")
    assert shown.present == 0
    assert shown.today == ()
