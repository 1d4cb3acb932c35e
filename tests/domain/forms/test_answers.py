"""Whatever a file, a device or a hand delivers is read as it was meant, or kept as it came."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from healthdesk.domain.forms.answers import as_date, is_well_formed, normalise, normalise_item, unknown_keys
from healthdesk.domain.forms.definition import Item
from tests.domain.forms.builders import FORMS

VISIT = FORMS.current("hypertension-visit")
PERSON = FORMS.current("personal-information")


@pytest.mark.parametrize(
    ("link_id", "raw", "answer"),
    [
        pytest.param("sbp", "１３８", 138, id="full-width"),
        pytest.param("sbp", Decimal("138.0"), 138, id="whole-decimal"),
        pytest.param("sbp", "138.5", "138.5", id="no-whole-number"),
        pytest.param("sbp", "1e40", "1e40", id="absurd"),
        pytest.param("sbp", "NaN", "NaN", id="not-a-number"),
        pytest.param("weight", 63.5, Decimal("63.5"), id="float"),
        pytest.param("weight", "63.50", Decimal("63.50"), id="precision-kept"),
        pytest.param("symptoms", [1, "2", 2], ("1", "2"), id="numbers-as-codes"),
        pytest.param("symptoms", 1, ("1",), id="one-code-for-many"),
        pytest.param("symptoms", [""], None, id="nothing-ticked"),
        pytest.param("symptoms", "头痛头晕", ("2",), id="text-of-an-option"),
        pytest.param("adr", True, "2", id="yes"),
        pytest.param("adr", False, "1", id="no"),
        pytest.param("adherence", "7", "7", id="unknown-code-kept"),
        pytest.param("visit_date", "2026/1/3", "2026-01-03", id="slashes"),
        pytest.param("visit_date", "20260103", "2026-01-03", id="compact"),
        pytest.param("visit_date", "2026年1月3日", "2026-01-03", id="chinese"),
        pytest.param("visit_date", datetime(2026, 1, 3, 10, tzinfo=UTC), "2026-01-03", id="moment"),
        pytest.param("visit_date", "soon", "soon", id="unreadable-kept"),
        pytest.param("sign_other", "  水肿 ", "水肿", id="trimmed"),
        pytest.param("sign_other", "   ", None, id="blank"),
        pytest.param("drugs", "氨氯地平", ({"drug_name": "氨氯地平"},), id="bare-row"),
        pytest.param(
            "drugs", {"drug_name": "药", "x": 1, "y": ""}, ({"drug_name": "药", "x": 1},), id="one-row"
        ),
        pytest.param("drugs", [{"drug_name": ""}], None, id="empty-row"),
    ],
)
def test_a_value_takes_the_shape_of_its_item(link_id: str, raw: Any, answer: Any) -> None:
    assert normalise_item(VISIT.item(link_id), raw) == answer


@pytest.mark.parametrize(
    ("raw", "answer"),
    [
        ("2010-05", "2010-05"),
        ("2010.5", "2010-05"),
        ("2010年5月", "2010-05"),
        ("2010-05-17", "2010-05"),
        (date(2010, 5, 17), "2010-05"),
        ("long ago", "long ago"),
    ],
)
def test_a_month_needs_no_day(raw: Any, answer: str) -> None:
    assert normalise_item(PERSON.item("past_disease_month"), raw) == answer


def test_a_code_of_two_digits_may_be_given_as_a_number() -> None:
    assert normalise_item(PERSON.item("ethnic"), 1) == "01"
    assert normalise_item(PERSON.item("id_type"), 3) == "03"


def test_keys_of_another_version_are_kept_as_they_came() -> None:
    raw = {"sbp": "130", "new_item": "x", "new_list": [1, 2], "nothing": None, "empty": []}
    assert normalise(VISIT, raw) == {"sbp": 130, "new_item": "x", "new_list": (1, 2)}
    assert unknown_keys(VISIT, raw) == ("new_item", "new_list", "nothing", "empty")


def test_a_column_or_a_group_is_no_key_of_its_own() -> None:
    assert unknown_keys(VISIT, {"drug_name": "x", "section_signs": "x"}) == ("drug_name", "section_signs")


def test_reading_twice_changes_nothing() -> None:
    raw = {"sbp": "130", "symptoms": [2], "drugs": [{"drug_name": "药", "drug_dose": "2.50"}], "adr": False}
    once = normalise(VISIT, raw)
    assert normalise(VISIT, once) == once


@pytest.mark.parametrize(
    ("item", "good", "bad"),
    [
        (VISIT.item("sbp"), 1, "1"),
        (VISIT.item("weight"), Decimal(1), 1),
        (VISIT.item("visit_date"), "2026-01-03", "2026-01"),
        (VISIT.item("visit_date"), "2026-01-03", "2026-W01-1"),
        (PERSON.item("past_disease_month"), "2026-01", "2026-01-03"),
        (VISIT.item("symptoms"), ("1",), "1"),
        (VISIT.item("tests"), "text", 1),
    ],
)
def test_the_shape_of_a_value_is_checked(item: Item, good: Any, bad: Any) -> None:
    assert is_well_formed(item, good)
    assert not is_well_formed(item, bad)


def test_a_month_counts_from_its_first_day() -> None:
    assert as_date("2026-02") == date(2026, 2, 1)
    assert as_date("2026-02-30") is None
    assert as_date(20260203) is None
