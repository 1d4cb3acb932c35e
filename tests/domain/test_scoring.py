"""Self-care and constitution: edges of every class."""

from decimal import Decimal

import pytest

from healthdesk.domain.scoring import ConstitutionScale, SelfCareScale

SELF_CARE = SelfCareScale.read()
CONSTITUTION = ConstitutionScale.read()


@pytest.mark.parametrize(
    ("items", "total", "grade"),
    [
        ((0, 0, 0, 0, 0), 0, "1"),
        ((0, 1, 0, 1, 1), 3, "1"),
        ((3, 1, 0, 0, 0), 4, "2"),
        ((3, 1, 3, 1, 0), 8, "2"),
        ((3, 3, 3, 0, 0), 9, "3"),
        ((3, 7, 3, 5, 0), 18, "3"),
        ((5, 3, 5, 5, 1), 19, "4"),
        ((5, 7, 5, 10, 10), 37, "4"),
    ],
)
def test_every_edge_of_self_care_falls_on_its_side(items: tuple[int, ...], total: int, grade: str) -> None:
    found = SELF_CARE.score(items)
    assert (found.total, found.grade) == (total, grade)


def test_a_score_the_item_does_not_offer_is_refused() -> None:
    assert SELF_CARE.score((1, 0, 0, 0, 0)).refused == (1,)


def test_an_open_item_leaves_no_total() -> None:
    found = SELF_CARE.score((3, 0, 0, 0))
    assert (found.total, found.missing) == (None, (5,))


def constitution_of(**given: int) -> dict[str, str]:
    answers = [1] * 33
    for question, score in given.items():
        answers[int(question[1:]) - 1] = score
    return dict(CONSTITUTION.score(answers).verdicts)


def test_a_balanced_person_is_balanced() -> None:
    assert constitution_of(q1=5)["balanced"] == "是"


def test_a_tendency_leaves_the_balance_almost_whole() -> None:
    verdicts = constitution_of(q1=5, q11=3, q12=3, q13=3)
    assert (verdicts["yang_deficiency"], verdicts["balanced"]) == ("倾向是", "基本是")


def test_threes_everywhere_show_all_eight() -> None:
    found = CONSTITUTION.score([3] * 33)
    assert set(found.scores.values()) == {12, 15}
    assert [key for key, verdict in found.verdicts.items() if verdict == "否"] == ["balanced"]


def test_nothing_is_computed_from_a_partly_filled_form() -> None:
    found = CONSTITUTION.score([1] * 31 + [None, 6])
    assert (found.scores, found.missing, found.refused) == ({}, (32,), (33,))


@pytest.mark.parametrize(
    ("bmi", "score"), [("23.9", 1), ("24", 2), ("25", 3), ("26", 4), ("27.9", 4), ("28", 5)]
)
def test_bands_of_the_body_mass_index(bmi: str, score: int) -> None:
    assert CONSTITUTION.bmi_score(Decimal(bmi)) == score


@pytest.mark.parametrize(
    ("waist", "score"), [("79", 1), ("80", 2), ("85.4", 2), ("85.5", 3), ("90", 3), ("91", 4), ("106", 5)]
)
def test_the_gaps_between_printed_waists_are_closed_by_whole_centimetres(waist: str, score: int) -> None:
    assert CONSTITUTION.waist_score(Decimal(waist)) == score
