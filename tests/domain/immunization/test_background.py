"""Answers of the background form become the facts of the rules; what nobody said stays unknown."""

from decimal import Decimal
from typing import Any

import pytest

from healthdesk.domain.forms.catalogue import Forms
from healthdesk.domain.forms.definition import Kind
from healthdesk.domain.immunization.background import context, with_birth
from healthdesk.domain.immunization.person import Context, Exposure, Immunoglobulin
from tests.domain.immunization.builders import day, the_schedule

WORDS = the_schedule().background
FORM = Forms.read().current("vaccination-background")


def read(on: str = "2026-11-02", **answers: Any) -> Context:
    return context(answers, WORDS, day(on))


def test_nothing_said_is_nothing_known_and_a_mother_who_may_be_positive() -> None:
    assert read() == Context(mother_hbsag="unknown")


@pytest.mark.parametrize(
    ("item", "code", "fact", "value"),
    [
        ("mother_hbsag", "1", "mother_hbsag", "negative"),
        ("mother_hbsag", "2", "mother_hbsag", "positive"),
        ("mother_hbsag", "9", "mother_hbsag", "unknown"),
        ("mother_hiv", "2", "hiv", "exposed_unknown"),
        ("immune_state", "3", "immune_state", "severe"),
        ("immune_state", "9", "immune_state", ""),
        ("tb_skin_test", "2", "tb_skin_test", "positive"),
        ("brain_disease", "3", "brain", "encephalopathy"),
        ("is_stable", "2", "stable", False),
        ("is_stable", "9", "stable", None),
        ("bcg_scar", "2", "bcg_scar", False),
        ("had_severe_reaction", "2", "severe_reaction", True),
        ("had_severe_reaction", "9", "severe_reaction", None),
        ("birth_weight_g", 1900, "birth_weight_g", 1900),
        ("gestation_weeks", 30, "gestation_weeks", 30),
        ("former_region", "2", "former_region", "Xinjiang"),
        ("contraindicated", ["5", "14"], "contraindicated", frozenset({"MMR", "VAR"})),
        ("wanted", ["2"], "wanted", frozenset({"PCV"})),
    ],
)
def test_an_option_is_a_word_of_the_rules(item: str, code: Any, fact: str, value: Any) -> None:
    found = read(**{item: code})
    assert getattr(found, fact) == value
    assert item in found.asked


def test_what_the_child_has_goes_before_what_the_mother_has() -> None:
    assert read(mother_hiv="2", child_hiv="1").hiv == "negative"
    assert read(mother_hiv="2", child_hiv="9").hiv == "exposed_unknown"


def test_a_pregnancy_ends_with_its_day() -> None:
    assert read(is_pregnant="2", delivery_due="2026-11-02").pregnant is True
    assert read("2026-11-03", is_pregnant="2", delivery_due="2026-11-02").pregnant is False
    assert read(is_pregnant="2").pregnant is True
    assert read(is_pregnant="2", delivery_due="soon").pregnant is True


def test_events_are_read_row_by_row() -> None:
    found = read(
        immunoglobulins=[
            {"immunoglobulin_on": "2026-07-01", "immunoglobulin_product": "3", "grams_per_kg": Decimal("2"),
             "live_from": "2027-05-01"},
            {"immunoglobulin_on": "2026-08-01", "immunoglobulin_product": "5"},
            {"immunoglobulin_product": "5"},
        ],
        exposures=[
            {"exposure_on": "2026-11-01", "exposure_grade": "3", "exposure_site": "1", "exposure_animal": "3",
             "exposure_course": "2"},
            {"exposure_on": "2026-11-01"},
        ],
    )  # fmt: skip
    assert found.immunoglobulins == (
        Immunoglobulin(day("2026-07-01"), "intravenous", Decimal(2), day("2027-05-01")),
        Immunoglobulin(day("2026-08-01"), "blood"),
    )
    assert found.exposures == (Exposure(day("2026-11-01"), "III", "head-face", "bat", "zagreb"),)


def test_the_form_of_the_birth_fills_what_the_background_leaves_open() -> None:
    found = with_birth(read(), 1900, 31)
    assert (found.birth_weight_g, found.gestation_weeks) == (1900, 31)
    assert with_birth(read(birth_weight_g=3200), 1900, None).birth_weight_g == 3200


def test_every_item_and_option_of_the_form_is_read() -> None:
    codes = {item: set(coded.codes) for item, coded in (WORDS.words | WORDS.groups).items()}
    codes |= {item: {flag.yes, flag.no} for item, flag in WORDS.flags.items()}
    for item in FORM.walk():
        if item.kind in (Kind.CHOICE, Kind.CHOICES) and item.link_id in codes:
            offered = {option.code for option in item.options} - {"9"}
            assert codes[item.link_id] - {"9"} <= offered, item.link_id
    rows = {"immunoglobulin_product": WORDS.products, "exposure_grade": WORDS.grades,
            "exposure_site": WORDS.sites, "exposure_animal": WORDS.animals,
            "exposure_course": WORDS.courses}  # fmt: skip
    for link_id, words in rows.items():
        assert {option.code for option in FORM.item(link_id).options} == set(words), link_id


def test_every_question_of_the_card_is_an_item_of_the_form() -> None:
    assert all(FORM.has(question.item) for question in the_schedule().questions)
    assert all(FORM.has(item) for item in (*WORDS.words, *WORDS.flags, *WORDS.numbers, *WORDS.groups))
